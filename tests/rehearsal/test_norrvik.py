"""The demo plan that is shipped: made by its builder, and as untidy as a real one."""

import csv
import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from tests.data.build_demo_plan import TARGET, build

PEOPLE = TARGET.with_name("personer.csv")


def parts(data: bytes) -> dict[str, bytes]:
    """Return every part of the workbook."""
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def people() -> list[dict[str, str]]:
    """Return the directory's rows."""
    with PEOPLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def plan_text() -> str:
    """Return everything that the plan says."""
    book = CalamineWorkbook.from_path(str(TARGET))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return "\n".join(str(cell) for row in rows for cell in row)


def test_the_shipped_workbook_is_what_the_builder_makes() -> None:
    assert parts(TARGET.read_bytes()) == parts(build())


def test_the_stored_counts_of_the_analysis_tab_are_there_without_calculating() -> None:
    rows = CalamineWorkbook.from_path(str(TARGET)).get_sheet_by_name("Analysflik").to_python()
    counts = [[6, 11, 9], [1, 3, 9], [7, 8, 9], [9, 10, 11], [8, 9, 9], [0, 0, 0]]
    assert [row[1:4] for row in rows[2:8]] == [[float(count) for count in area] for area in counts]


def test_the_plan_has_real_dates_merged_cells_and_rows_without_a_measure() -> None:
    sheet = CalamineWorkbook.from_path(str(TARGET)).get_sheet_by_name("2. Station och hamn ")
    assert date(2025, 10, 15) in [row[4] for row in sheet.to_python()]
    assert sheet.merged_cell_ranges == [((2, 0), (10, 0)), ((2, 1), (5, 1))]
    youth = CalamineWorkbook.from_path(str(TARGET)).get_sheet_by_name("1. Frånvaro och fritid").to_python()
    assert [row[2] for row in youth[12:]] == ["", ""]


def test_everybody_has_an_address_that_leads_nowhere() -> None:
    rows = people()
    assert all(re.fullmatch(r"[a-z.\-]+@[a-z\-]+\.example", row["e-post"]) for row in rows)
    assert len({row["organisation"] for row in rows}) == 6
    assert len({row["e-post"] for row in rows}) == len(rows)


def test_deputies_and_managers_are_in_the_directory() -> None:
    names = {row["namn"] for row in people()}
    assert {row[column] for row in people() for column in ("ersättare", "chef")} - names == {""}


def test_somebody_in_the_plan_is_not_in_the_directory() -> None:
    assert "Otto Berg" in plan_text()
    assert "Otto" not in PEOPLE.read_text(encoding="utf-8")

"""The written workbook in a real office program: it opens, says the same, and calculates the same."""

import re
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from service.adapters.xlsx.patching import CellText, CountedColumns, NewColumn, PatchResult, patch_workbook
from service.domain.analysis import Analysis, Answered, AreaCounts, AreaYear
from tests.adapters.xlsx.workbooks import parts_of, with_parts

NORRVIK = Path(__file__).parents[3] / "service" / "rehearsal" / "norrvik" / "atgardsplan.xlsx"
ANSWER = "=Klart & <godkänt>\n  nästa steg: _x0041_ 🙂"
Tabs = dict[str, list[list[object]]]


def tabs_of(data: bytes) -> Tabs:
    """Return every tab's values."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {
        name: trimmed([list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)])
        for name in book.sheet_names
    }


def trimmed(rows: list[list[object]]) -> list[list[object]]:
    """Return rows without the empty cells and rows at their ends, which programs add as they like."""
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def converted(data: bytes, folder: Path) -> bytes:
    """Return the file as LibreOffice saves it again."""
    (folder / "plan.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / "out"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(out),
        str(folder / "plan.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    return (out / "plan.xlsx").read_bytes()


def without_stored_values(data: bytes) -> bytes:
    """Return the file with every formula's stored value taken away, so that it has to be calculated."""
    pattern = re.compile(rb"(</f>)<v>[^<]*</v>")
    sheets = {name: part for name, part in parts_of(data).items() if name.startswith("xl/worksheets/sheet")}
    return with_parts(data, {name: pattern.sub(rb"\1", part) for name, part in sheets.items()})


def norrvik_followed_up() -> PatchResult:
    """Return the demo plan with an answer in every row, a new column in two tabs, and the year's figures."""
    data = NORRVIK.read_bytes()
    areas = {name: rows for name, rows in tabs_of(data).items() if re.match(r"\d\.", name)}
    measures = [
        CellText(name, number, 3, str(row[2]))
        for name, rows in areas.items()
        for number, row in enumerate(rows[2:], 3)
        if len(row) > 2 and row[2] != ""
    ]
    columns = [
        NewColumn(tab, 1, "Uppföljning 2025-08-27", 7, {4: ANSWER}, date(2025, 8, 27))
        for tab in ("3. Otillåten påverkan", "4. Trygghet i boendet")
    ]
    counts = [AreaCounts(str(rows[0][0]), name, 0, 0, 0) for name, rows in areas.items()]
    year = Analysis(
        2025,
        tuple(AreaYear(area, {"done": 2, "silent": 7}) for area in counts),
        (Answered(date(2025, 1, 22), 40, 35, 30),),
    )
    return patch_workbook(
        data,
        texts=[CellText(cell.sheet, cell.row, 7, ANSWER) for cell in measures],
        columns=columns,
        analysis=year,
        counted=[CountedColumns(name, 3, 1, 2, 3) for name in areas],
        expected=measures,
    )


@pytest.mark.program("soffice")
def test_libreoffice_reads_the_same_texts_and_calculates_the_same_counts(tmp_path: Path) -> None:
    result = norrvik_followed_up()
    assert (result.cells, result.columns, result.findings) == (49, 2, ())
    assert tabs_of(converted(without_stored_values(result.data), tmp_path)) == tabs_of(result.data)


def test_the_stored_counts_are_those_of_the_citys_own_tab() -> None:
    tabs = tabs_of(norrvik_followed_up().data)
    city = {row[0]: row[1:4] for row in tabs["Analysflik"][2:8]}
    assert city["Trygghet i boendet"] == [9.0, 10.0, 11.0]
    assert {row[0]: row[1:4] for row in tabs["Årsanalys"][4:10]} == city
    assert sum(int(str(row[3]).partition(".")[0]) for row in tabs["Analysflik"][2:8]) == 47

"""Workbooks come back as cells where they stand; what goes wrong goes wrong in the child alone."""

import random
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from config.vocabulary import load
from service.adapters.xlsx.preflight import Limits
from service.adapters.xlsx.reading import UnreadableWorkbook, read_workbook
from service.domain.measure import PlanReading
from service.domain.workbook import WorkbookWords, read_plan
from tests.adapters.xlsx.workbooks import SHEET, TAB, edited, parts_of, plan_book, saved, tab_of, with_parts

REAL_PLAN = Path(__file__).parents[3].parent / "shared" / "plan-2025" / "atgardsplan-2025.xlsx"
DEMO_PLAN = Path(__file__).parents[3] / "service" / "rehearsal" / "norrvik" / "atgardsplan.xlsx"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def refusal(data: bytes, limits: Limits | None = None) -> tuple[str, str]:
    """Return the code and sentence that a file is refused with."""
    with pytest.raises(UnreadableWorkbook) as raised:
        read_workbook(data, limits or Limits())
    assert raised.value.permanent
    return raised.value.code, raised.value.text


def plan_of(path: Path) -> PlanReading:
    """Return the plan in a file."""
    return read_plan(read_workbook(path), WorkbookWords.from_data(load("workbook")))


def test_cells_come_back_where_they_stand() -> None:
    book = Workbook()
    sheet = tab_of(book)
    sheet["C4"] = "Trygg hamn"
    sheet["D4"] = date(2025, 3, 26)
    sheet["E4"] = datetime(2025, 3, 26, 13, 30)
    sheet["F4"] = 3
    sheet["G4"] = True
    sheet["H4"] = time(9, 15)
    sheet.merge_cells("C5:D7")
    (tab,) = read_workbook(saved(book))
    assert tab.rows[3][2:] == (
        "Trygg hamn",
        date(2025, 3, 26),
        datetime(2025, 3, 26, 13, 30),
        3.0,
        True,
        time(9, 15),
    )
    assert tab.merged == ((5, 3, 7, 4),)
    assert tab.text(4, 3) == "Trygg hamn"


def test_tabs_come_in_order_with_their_names_and_whether_they_are_hidden() -> None:
    book = plan_book(analysis=True)
    book.create_sheet("Gömd").sheet_state = "hidden"
    tabs = read_workbook(saved(book))
    assert [(tab.name, tab.visible) for tab in tabs] == [(TAB, True), ("Analysflik", True), ("Gömd", False)]


def test_a_file_is_read_from_its_path_too(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(saved(plan_book()))
    assert read_workbook(path)[0].text(1, 1) == "Trygg hamn"


def test_a_path_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableWorkbook, match="no-file"):
        read_workbook(tmp_path / "saknas.xlsx")


def test_a_tab_twice_is_refused_by_its_name() -> None:
    twice = edited(saved(plan_book()), "xl/workbook.xml", "(<sheet [^>]*/>)", r"\1\1")
    assert refusal(twice) == (
        "duplicate-tab",
        f"Två flikar heter {TAB}. Ge dem olika namn och spara på nytt.",
    )


def test_a_cell_far_away_that_hides_from_the_preflight_takes_down_only_the_child() -> None:
    hidden = edited(saved(plan_book()), SHEET, 'r="B3"', 'r = "XFD1048576"')
    assert refusal(hidden)[0] == "too-heavy"


def test_xml_cut_short_is_refused() -> None:
    book = saved(plan_book())
    assert refusal(with_parts(book, {SHEET: parts_of(book)[SHEET][:300]}))[0] == "broken"


def test_more_memory_than_allowed_ends_the_child_in_a_sentence() -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="str"><v>%s</v></c></row>' % (n, n, b"x" * 9000) for n in range(1, 9000)
    )
    heavy = with_parts(
        saved(plan_book()),
        {SHEET: b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN.encode(), rows)},
    )
    assert refusal(heavy, replace(Limits(), memory_bytes=256 << 20))[0] == "too-heavy"


def test_more_text_than_allowed_is_refused() -> None:
    assert refusal(saved(plan_book()), replace(Limits(), output_bytes=100))[0] == "too-much-text"


def test_a_child_that_takes_too_long_is_ended() -> None:
    assert refusal(saved(plan_book()), replace(Limits(), wall_seconds=0.0001))[0] == "too-slow"


def test_damaged_files_are_read_or_refused_and_never_take_the_reader_down() -> None:
    book, chance = saved(plan_book(analysis=True)), random.Random(7)
    for _ in range(20):
        damaged = bytearray(book)
        for _ in range(chance.randint(1, 5)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read_workbook(bytes(damaged))
        except UnreadableWorkbook as problem:
            assert problem.text.endswith(".")


def test_damaged_cells_are_read_or_refused_and_never_take_the_reader_down() -> None:
    book, chance = saved(plan_book()), random.Random(8)
    content = parts_of(book)[SHEET]
    for _ in range(20):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 5)):
            damaged[chance.randrange(len(damaged))] = chance.choice(b"<>\"'/&;=0A9Z ")
        try:
            read_workbook(with_parts(book, {SHEET: bytes(damaged)}))
        except UnreadableWorkbook as problem:
            assert problem.text.endswith(".")


def test_a_workbook_of_another_programs_strict_kind_is_read_or_refused() -> None:
    book = saved(plan_book())
    strict = {
        name: content.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        for name, content in parts_of(book).items()
    }
    try:
        assert read_workbook(with_parts(b"", strict))[0].name == TAB
    except UnreadableWorkbook as problem:
        assert problem.code == "broken"


def test_the_demo_plan_counts_as_its_own_analysis_does() -> None:
    reading = plan_of(DEMO_PLAN)
    assert reading.year == 2025
    assert sum(len(area.rows) for area in reading.areas) == sum(area.measures for area in reading.areas)
    assert "analysis-differs" not in {finding.code for finding in reading.findings}


@pytest.mark.skipif(not REAL_PLAN.exists(), reason="the shared plan is not here")
def test_the_real_plan_counts_as_the_citys_own_analysis_does() -> None:
    reading = plan_of(REAL_PLAN)
    assert [(area.problems, area.causes, area.measures) for area in reading.areas] == [
        (12, 13, 11),
        (1, 2, 9),
        (6, 6, 10),
        (9, 7, 8),
        (9, 9, 9),
        (0, 0, 0),
    ]
    assert len(list(reading.rows())) == 47
    assert reading.follow_up_days == (date(2025, 1, 15), date(2025, 3, 19))
    assert "analysis-differs" not in {finding.code for finding in reading.findings}


def test_nothing_of_the_parents_surroundings_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    out = BytesIO(saved(plan_book()))
    assert read_workbook(out.getvalue())[0].name == TAB

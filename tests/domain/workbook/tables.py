"""Tabs for the tests, written as they stand in Excel."""

from config.vocabulary import load
from service.domain.measure import MeasureRow, PlanReading
from service.domain.workbook import Known, Sheet, WorkbookWords, read_plan
from service.domain.workbook.sheet import Merged, Value

WORDS = WorkbookWords.from_data(load("workbook"))
HEADERS = ("Trygg hamn", "Orsak", "Åtgärd", "Operativa mål", "När", "Vem", "Uppföljning")
ROW = ("Stölder", "Mörkt", "Byt lampor på kajen", "Ljust", "våren", "Sara Lindh", None)


def tab(
    *rows: tuple[Value, ...], name: str = "1. Hamnen", merged: tuple[Merged, ...] = (), visible: bool = True
) -> Sheet:
    """Return a tab whose first row is row 1 and whose first column is A."""
    return Sheet(name, rows, merged, visible)


def read(*sheets: Sheet, year: int | None = 2025) -> PlanReading:
    """Return the plan that the tabs hold."""
    return read_plan(sheets, WORDS, year)


def only_row(reading: PlanReading) -> MeasureRow:
    """Return the plan's one measure."""
    (row,) = reading.rows()
    return row


def counts(reading: PlanReading) -> list[tuple[str, int, int, int]]:
    """Return each area's name and counts."""
    return [(area.name, area.problems, area.causes, area.measures) for area in reading.areas]


def codes(reading: PlanReading) -> list[tuple[str, str]]:
    """Return each finding's code and cell."""
    return [(finding.code, finding.cell) for finding in reading.findings]


def known_from(reading: PlanReading) -> list[Known]:
    """Return a plan's measures as the store would give them back, numbered from 1."""
    rows = [(area.name, row) for area in reading.areas for row in area.rows]
    return [
        Known(
            id=number,
            area=area,
            fingerprint=row.fingerprint,
            text=row.text,
            problem=row.problem,
            cause=row.cause,
            goals=row.goals,
            when_text=row.when_text,
            who_text=row.who_text,
            row=row.place.row,
        )
        for number, (area, row) in enumerate(rows, 1)
    ]

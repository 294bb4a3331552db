"""A plan with as many measures as wanted, made of a plan's own rows: to rehearse plans of a size that nobody has."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from service.domain.measure import MeasureRow, PlanReading
from service.domain.workbook import Sheet, Value


def lengthened(sheets: Sequence[Sheet], reading: PlanReading, measures: int) -> list[Sheet]:
    """Return the tabs with `measures` measures in all: the plan's own in turn, again and again under new words.

    Times, people and follow-up dates come round with them. What was merged is written out in every row.
    """
    rows = list(reading.rows())
    if not rows:
        return list(sheets)
    chosen: dict[str, list[tuple[MeasureRow, int]]] = defaultdict(list)
    for number in range(measures):
        row = rows[number % len(rows)]
        chosen[row.place.sheet].append((row, number // len(rows)))
    first = {layout.sheet: layout.first_row for layout in reading.layouts}
    return [
        _filled(sheet, first[sheet.name], chosen[sheet.name]) if sheet.name in first else sheet
        for sheet in sheets
    ]


def _filled(sheet: Sheet, first_row: int, chosen: Sequence[tuple[MeasureRow, int]]) -> Sheet:
    """Return the tab with its headings as they are and the chosen rows below them."""
    head = sheet.rows[: first_row - 1]
    merged = tuple(each for each in sheet.merged if each[2] < first_row)
    return replace(sheet, rows=(*head, *(_written(sheet, *each) for each in chosen)), merged=merged)


def _written(sheet: Sheet, measure: MeasureRow, round_: int) -> tuple[Value, ...]:
    """Return a measure's row as a reader sees it; a later round's measure is another one by its number."""
    place = measure.place
    cells = [sheet.shown(place.row, column) for column in range(1, len(sheet.rows[place.row - 1]) + 1)]
    if round_:
        cells[place.column - 1] = f"{measure.text} ({round_ + 1})"
    return tuple(cells)

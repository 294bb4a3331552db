"""The city's own analysis tab: found by its words, and compared with what we count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from service.domain.measure import AreaRows, Finding, plain
from service.domain.workbook.sheet import Sheet
from service.domain.workbook.table import TableReading, cells_of, tab_title
from service.domain.workbook.words import Role, WorkbookWords

LOOKED_AT = 20
ROLES: Mapping[str, Role] = {"problems": "problem", "causes": "cause", "measures": "measure"}
SAID = {"problems": "problem", "causes": "orsaker", "measures": "åtgärder"}
ALIKE = 0.8
"""How alike an area's name in the analysis must be to the one in its tab: people retype it."""

COUNTED_TO = 200
"""The row at which cities' COUNTA formulas end."""


@dataclass(frozen=True, slots=True)
class CountedArea:
    """An area with the cells that we counted in it: the tab, and by role the column and its rows."""

    area: AreaRows
    columns: Mapping[Role, int]
    rows: Mapping[Role, Sequence[int]]


def analysis_header(sheet: Sheet, words: WorkbookWords) -> tuple[int, dict[int, str]] | None:
    """Return the header row of an analysis tab and which count each column has; None for any other tab."""
    for row in range(1, min(len(sheet.rows), LOOKED_AT) + 1):
        columns = {
            column: words.analysis_columns[plain(text)]
            for column, text in sheet.filled(row)
            if plain(text) in words.analysis_columns
        }
        if len(columns) >= 2:
            return row, columns
    return None


def is_ours(sheet: Sheet, words: WorkbookWords) -> bool:
    """Whether an export of ours wrote the tab."""
    return any(
        text.startswith(words.ours)
        for row in range(1, min(len(sheet.rows), 3) + 1)
        for _, text in sheet.filled(row)
    )


def counted_areas(tables: Sequence[TableReading]) -> list[CountedArea]:
    """Return every area with the cells that were counted in it."""
    return [
        CountedArea(
            area,
            {"problem": table.layout.problem, "cause": table.layout.cause, "measure": table.layout.measure},
            rows,
        )
        for table in tables
        for area, rows in zip(table.areas, table.counted, strict=True)
    ]


def compare(
    sheet: Sheet, words: WorkbookWords, areas: Sequence[CountedArea], tabs: Mapping[str, Sheet]
) -> Iterator[Finding]:
    """Yield a finding for each figure of the analysis tab that differs from ours, with the cells we counted."""
    found = analysis_header(sheet, words)
    if found is None:
        return
    header_row, columns = found
    lines = _lines(sheet, header_row, columns)
    if lines and not any(_figure(sheet, row, column) is not None for row, _ in lines for column in columns):
        said = "Analysens formler är inte uträknade i filen. Öppna den i Excel och spara, så jämför vi dem."
        yield Finding.at(sheet.place(header_row, min(columns)), "analysis-not-calculated", said)
    for row, counted in _paired(lines, areas):
        for column, what in columns.items():
            figure, ours = _figure(sheet, row, column), _count(counted.area, what)
            if figure is not None and figure != ours:
                cells = _cells(counted, ROLES[what], tabs.get(counted.area.sheet))
                said = f"Analysen säger {figure:g} {SAID[what]} för {counted.area.name}, vi räknar {ours}{cells}."
                yield Finding.at(sheet.place(row, column), "analysis-differs", said)


def _lines(sheet: Sheet, header_row: int, columns: Mapping[int, str]) -> list[tuple[int, str]]:
    """Return the rows of the analysis and the area's name in each; its table ends with the first row without one."""
    lines: list[tuple[int, str]] = []
    for row in range(header_row + 1, len(sheet.rows) + 1):
        name = next((text for column, text in sheet.filled(row) if column < min(columns)), "")
        if not name:
            break
        lines.append((row, name))
    return lines


def _paired(
    lines: Sequence[tuple[int, str]], areas: Sequence[CountedArea]
) -> Iterator[tuple[int, CountedArea]]:
    """Pair the analysis' rows with areas: by name, the tab's name, a name nearly the same."""
    left = list(areas)
    for row, name in lines:
        likest = max(left, key=lambda counted: _likeness(name, counted.area), default=None)
        if likest is not None and _likeness(name, likest.area) >= ALIKE:
            left.remove(likest)
            yield row, likest


def _likeness(name: str, area: AreaRows) -> float:
    said = plain(name)
    return max(
        SequenceMatcher(None, said, plain(known), autojunk=False).ratio()
        for known in (area.name, area.sheet, tab_title(area.sheet))
    )


def _figure(sheet: Sheet, row: int, column: int) -> float | None:
    value = sheet.value(row, column)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _count(area: AreaRows, what: str) -> int:
    return {"problems": area.problems, "causes": area.causes, "measures": area.measures}[what]


def _cells(counted: CountedArea, role: Role, tab: Sheet | None) -> str:
    """Return the cells that we counted, and those that COUNTA sees otherwise, as the end of a sentence."""
    column, rows = counted.columns[role], counted.rows[role]
    if not column:
        return ""
    said = f" ({cells_of(column, rows)} i {counted.area.sheet.strip()})" if rows else ""
    beyond = [row for row in rows if row > COUNTED_TO]
    if beyond:
        said += f". Formeln räknar troligen bara till rad {COUNTED_TO}"
    blank = _blank(tab, column) if tab else []
    if blank:
        said += f". Bara blanksteg står i {cells_of(column, blank)}"
    return said


def _blank(tab: Sheet, column: int) -> list[int]:
    """Return the rows whose cell has only white space, which COUNTA counts and a reader does not see."""
    return [
        number
        for number, row in enumerate(tab.rows, 1)
        if column <= len(row)
        and isinstance(value := row[column - 1], str)
        and value
        and not tab.text(number, column)
    ]

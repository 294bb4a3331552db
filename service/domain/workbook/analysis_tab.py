"""The city's own analysis tab: found by its words, and compared with what we count."""

from collections.abc import Iterator, Mapping, Sequence

from service.domain.measure import AreaRows, Finding, column_letters, plain
from service.domain.workbook.sheet import Sheet
from service.domain.workbook.table import TableReading
from service.domain.workbook.words import Role, WorkbookWords

LOOKED_AT = 20
ROLES: Mapping[str, Role] = {"problems": "problem", "causes": "cause", "measures": "measure"}
SAID = {"problems": "problem", "causes": "orsaker", "measures": "åtgärder"}
MOST_CELLS = 40
"""How many cells a finding names; a longer list helps nobody."""


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


def compare(sheet: Sheet, words: WorkbookWords, tables: Sequence[TableReading]) -> Iterator[Finding]:
    """Yield a finding for each figure of the analysis tab that differs from ours, with the cells we counted."""
    found = analysis_header(sheet, words)
    if found is None:
        return
    header_row, columns = found
    areas = {plain(area.name): (area, table) for table in tables for area in table.areas}
    areas |= {plain(table.layout.sheet): (table.areas[0], table) for table in tables if len(table.areas) == 1}
    for row in range(header_row + 1, len(sheet.rows) + 1):
        name = next((text for column, text in sheet.filled(row) if column not in columns), "")
        known = areas.get(plain(name))
        if known is None:
            continue
        for column, what in columns.items():
            value = sheet.value(row, column)
            ours = _count(known[0], what)
            if isinstance(value, int | float) and int(value) != ours:
                cells = _cells(known[1], what) if len(known[1].areas) == 1 else ""
                said = f"Analysfliken säger {int(value)} {SAID[what]} för {known[0].name}, vi räknar {ours}{cells}."
                yield Finding.at(sheet.place(row, column), "analysis-differs", said)


def _count(area: AreaRows, what: str) -> int:
    return {"problems": area.problems, "causes": area.causes, "measures": area.measures}[what]


def _cells(table: TableReading, what: str) -> str:
    role = ROLES[what]
    layout = table.layout
    column = {"problem": layout.problem, "cause": layout.cause, "measure": layout.measure}.get(role, 0)
    rows = table.counted[role]
    if not rows or not column:
        return ""
    named = ", ".join(f"{column_letters(column)}{row}" for row in rows[:MOST_CELLS])
    return f" ({layout.sheet}: {named}{' …' if len(rows) > MOST_CELLS else ''})"

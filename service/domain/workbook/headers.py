"""Where a tab's table begins: the header row, found by its words wherever it stands and in whatever order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from service.domain.measure import Finding, plain
from service.domain.workbook.dates import day_in
from service.domain.workbook.sheet import Sheet, as_day
from service.domain.workbook.words import Role, WorkbookWords

DEEPEST = 60
"""Rows in which a header is looked for; notes above it are never longer."""

LONGEST = 120
"""Characters of a header; longer texts are notes or data."""


@dataclass(frozen=True, slots=True)
class Header:
    """A table's header: its rows, the column of each role, and the dated follow-up columns.

    `unknown` are columns whose header says nothing to us. `area_name` is what the first column is headed with when
    that is the area's own name, as in many plans.
    """

    row: int
    last_row: int
    columns: dict[Role, int]
    follow_ups: dict[int, date] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    area_name: str = ""
    findings: tuple[Finding, ...] = ()

    def column(self, role: Role) -> int:
        """Return the column of a role, 0 when the table has none."""
        return self.columns.get(role, 0)


def find_header(sheet: Sheet, words: WorkbookWords, year: int) -> Header | None:
    """Return the tab's header, None when the tab has no table of measures."""
    best: tuple[int, int] | None = None
    for row in range(1, min(len(sheet.rows), DEEPEST) + 1):
        roles = {role for _, role in _roles(sheet, row, row, words)} - {"ignored"}
        score = len(roles)
        if "measure" in roles and score >= 2 and (best is None or score > best[0]):
            best = (score, row)
    if best is None:
        return None
    return _read_header(sheet, best[1], words, year)


def _read_header(sheet: Sheet, row: int, words: WorkbookWords, year: int) -> Header:
    first, last = _rows_of_header(sheet, row, words, year)
    columns: dict[Role, int] = {}
    follow_ups: dict[int, date] = {}
    unknown: dict[int, str] = {}
    findings: list[Finding] = []
    for column in _width(sheet, first, last):
        text = _header_text(sheet, first, last, column)
        role = _role_at(sheet, first, last, column, words)
        if not text:
            continue
        named = day_in(as_day(sheet.shown(last, column)) or text, year, words)
        if (
            named is not None
            and role in (None, "follow_up", "when")
            and _is_follow_up_day(sheet, last, column, role)
        ):
            follow_ups[column] = named.day
            if named.guessed:
                said = f"Rubriken ”{_line(text)}” säger ingen dag. Vi räknar med {named.day.isoformat()}."
                findings.append(Finding.at(sheet.place(last, column), "guessed-date", said))
        elif role is None:
            unknown[column] = text
        elif role != "ignored" and role not in columns:
            columns[role] = column
        elif role != "ignored":
            unknown[column] = text
    area_name = _name_in_first_column(columns, unknown)
    findings += _unknown(sheet, last, unknown)
    return Header(first, last, columns, follow_ups, unknown, area_name, tuple(findings))


def _rows_of_header(sheet: Sheet, row: int, words: WorkbookWords, year: int) -> tuple[int, int]:
    """Return the header's first and last row: a second row of headings counts, above or below."""
    if _is_heading_row(sheet, row + 1, words, year) and _explains(sheet, row, row + 1):
        return row, row + 1
    if row > 1 and _is_heading_row(sheet, row - 1, words, year) and _explains(sheet, row - 1, row):
        return row - 1, row
    return row, row


def _is_heading_row(sheet: Sheet, row: int, words: WorkbookWords, year: int) -> bool:
    """Whether every cell of a row is a known heading or a day; a row of data never is."""
    texts = list(sheet.filled(row))
    if not texts:
        return False
    return all(
        len(text) <= LONGEST
        and not words.is_hint(text)
        and (words.role_of(text) is not None or day_in(sheet.value(row, column), year, words) is not None)
        for column, text in texts
    )


def _explains(sheet: Sheet, above: int, below: int) -> bool:
    """Whether the row below says more of what stands above: under a merged heading, or where there is none."""
    spans = any(first == last == above and right > left for first, left, last, right in sheet.merged)
    empty_above = [column for column, _ in sheet.filled(below) if not sheet.text(above, column)]
    return spans or bool(empty_above)


def _roles(sheet: Sheet, first: int, last: int, words: WorkbookWords) -> Iterator[tuple[int, Role]]:
    for column in _width(sheet, first, last):
        role = _role_at(sheet, first, last, column, words)
        if role is not None:
            yield column, role


def _width(sheet: Sheet, first: int, last: int) -> range:
    return range(1, max((len(sheet.rows[row - 1]) for row in range(first, last + 1)), default=0) + 1)


def _role_at(sheet: Sheet, first: int, last: int, column: int, words: WorkbookWords) -> Role | None:
    """Return a column's role: the lowest heading decides, what stands above it helps when it says nothing."""
    for row in range(last, first - 1, -1):
        text = sheet.shown_text(row, column)
        if text and len(text) <= LONGEST and not words.is_hint(text):
            role = words.role_of(text)
            if role is not None:
                return role
    return None


def _header_text(sheet: Sheet, first: int, last: int, column: int) -> str:
    texts = dict.fromkeys(sheet.shown_text(row, column) for row in range(first, last + 1))
    return " ".join(text for text in texts if text)


def _is_follow_up_day(sheet: Sheet, row: int, column: int, role: Role | None) -> bool:
    """A heading with a day is a follow-up column when it says so, or when it is nothing but the day."""
    if role == "follow_up":
        return True
    text = plain(sheet.shown_text(row, column))
    return role is None and (
        as_day(sheet.shown(row, column)) is not None or (bool(text) and text[0].isdigit())
    )


def _name_in_first_column(columns: dict[Role, int], unknown: dict[int, str]) -> str:
    """Take an unknown heading at the left of the table for the area's name, and its column for the problems."""
    if "problem" in columns:
        return ""
    leftmost = min(columns.values())
    left = [column for column in unknown if column < leftmost]
    if not left:
        return ""
    columns["problem"] = max(left)
    return _line(unknown.pop(max(left)))


def _unknown(sheet: Sheet, row: int, unknown: dict[int, str]) -> Iterator[Finding]:
    for column, text in unknown.items():
        said = f"Kolumnen ”{_line(text)}” känner vi inte igen. Den lämnas som den är."
        yield Finding.at(sheet.place(row, column), "unknown-column", said)


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:78] + " …"

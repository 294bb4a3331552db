"""Where a table begins: its header, found by its words wherever it stands and in whatever order, one row or two."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from service.domain.days import say_day
from service.domain.measure import Finding
from service.domain.workbook.dates import day_in, is_only_a_day
from service.domain.workbook.sheet import Sheet, Value, as_line, as_text
from service.domain.workbook.words import BEGUN, Role, WorkbookWords

DEEPEST = 60
"""Rows in which a header is looked for; notes above it are never longer."""

LONGEST = 120
"""Characters of a header; longer texts are notes or data."""

ENOUGH = 3
"""Roles, the measure's among them, by which a row is a header; with one less it is one when the tab has no better."""

NO_ROLE_OF_A_PLAN = (None, "ignored", "start", "end")
"""What does not make a row a header."""

UNTITLED_LOOKED_AT = 30

WANTED: Mapping[Role, str] = {
    "problem": "problem",
    "cause": "orsak",
    "goals": "mål",
    "when": "när",
    "who": "vem",
}
"""What a plan's table should have besides its measures, by the words of a sentence."""


@dataclass(frozen=True, slots=True)
class Header:
    """A table's header: its rows, the column of each role, and the dated follow-up columns.

    `area_name` is what the problems' column is headed with when that is the area's own name, as in many plans.
    """

    row: int
    last_row: int
    columns: Mapping[Role, int]
    follow_ups: Mapping[int, date]
    area_name: str
    findings: tuple[Finding, ...]

    def column(self, role: Role) -> int:
        """Return the column of a role, 0 when the table has none."""
        return self.columns.get(role, 0)


def find_header(sheet: Sheet, words: WorkbookWords, year: int) -> Header | None:
    """Return the tab's first header, None when the tab has no table of measures."""
    second_best = 0
    for row in range(1, min(len(sheet.rows), DEEPEST) + 1):
        score = _score(sheet, row, words)
        if score >= ENOUGH:
            better_below = row < len(sheet.rows) and _score(sheet, row + 1, words) > score
            header = read_header(sheet, row + better_below, words, year)
            if header is not None:
                return header
        if score == ENOUGH - 1 and not second_best:
            second_best = row
    return read_header(sheet, second_best, words, year) if second_best else None


def is_header(sheet: Sheet, row: int, words: WorkbookWords) -> bool:
    """Whether a row further down is a header: the same one on a new page, or that of another table."""
    return _score(sheet, row, words) >= ENOUGH


def _score(sheet: Sheet, row: int, words: WorkbookWords) -> int:
    """Return how many roles a row names; 0 when the measure's is not among them."""
    found = (
        words.role_of(text)
        for column, text in sheet.filled(row)
        if len(text) <= LONGEST and not words.is_hint(text)
    )
    roles = {role for role in found if role not in NO_ROLE_OF_A_PLAN}
    return len(roles) if "measure" in roles else 0


def read_header(sheet: Sheet, row: int, words: WorkbookWords, year: int) -> Header | None:
    """Return the header that stands in a row, with the row below or above that says more of the same columns.

    None: no column is left for the measures, once the dated ones are taken out.
    """
    first, last = _rows_of_header(sheet, row, words, year)
    header = _Reading(sheet, first, last, words, year).header()
    if header is None and first < last:
        header = _Reading(sheet, row, row, words, year).header()
    return header


def _rows_of_header(sheet: Sheet, row: int, words: WorkbookWords, year: int) -> tuple[int, int]:
    if _says_more(sheet, row, row + 1, words, year):
        return row, row + 1
    if row > 1 and _groups_follow_ups(sheet, row - 1, words):
        return row - 1, row
    return row, row


def _groups_follow_ups(sheet: Sheet, row: int, words: WorkbookWords) -> bool:
    """Whether the row above the header has a wide "Uppföljning" over days that stand in the header's own row."""
    return any(
        len(text) <= LONGEST
        and words.role_of(text) == "follow_up"
        and sheet.origin(row, column + 1) == (row, column)
        for column, text in sheet.filled(row)
    )


def _says_more(sheet: Sheet, above: int, below: int, words: WorkbookWords, year: int) -> bool:
    """Whether every cell of the row below is a heading, or a day under a word of follow-up, and adds to the one above."""
    texts = list(sheet.filled(below))
    return bool(texts) and all(_adds(sheet, above, below, column, words, year) for column, _ in texts)


def _adds(sheet: Sheet, above: int, below: int, column: int, words: WorkbookWords, year: int) -> bool:
    text, over = sheet.text(below, column), sheet.shown_text(above, column)
    if words.speaks_of_follow_up(over) and day_in(sheet.value(below, column), year, words):
        return True
    if len(text) > LONGEST or words.is_hint(text) or words.role_of(text) is None:
        return False
    wide = sheet.origin(above, column) != (above, column) or sheet.origin(above, column + 1) == (
        above,
        column,
    )
    return wide or not over


class _Reading:
    """A header under reading."""

    def __init__(self, sheet: Sheet, first: int, last: int, words: WorkbookWords, year: int) -> None:
        self.sheet, self.first, self.last = sheet, first, last
        self.words, self.year = words, year
        self.titles = {
            column: text for column in range(1, self._width() + 1) if (text := self._title(column))
        }
        self.follow_ups: dict[int, date] = {}
        self.ranked: dict[Role, list[tuple[int, int]]] = {}
        self.unknown: list[int] = []
        self.findings: list[Finding] = []

    def _width(self) -> int:
        return max(len(self.sheet.rows[row - 1]) for row in range(self.first, self.last + 1))

    def _title(self, column: int) -> str:
        """Return what stands over a column, from above down, each thing said once."""
        shown = (self.sheet.shown_text(row, column) for row in range(self.first, self.last + 1))
        return " ".join(text for text in dict.fromkeys(shown) if text)

    def header(self) -> Header | None:
        for column in self.titles:
            self._sort(column)
        columns: dict[Role, int] = {
            role: min(found)[1] for role, found in self.ranked.items() if role != "ignored"
        }
        if "measure" not in columns:
            return None
        area_name = "" if "problem" in columns else self._problem_by_place(columns)
        self._tell(columns)
        return Header(self.first, self.last, columns, self.follow_ups, area_name, tuple(self.findings))

    def _sort(self, column: int) -> None:
        """Decide what one column is for."""
        title, lowest = self.titles[column], self.sheet.shown(self.last, column)
        follows_up = self.words.speaks_of_follow_up(title) or is_only_a_day(lowest, self.words)
        if follows_up and self._dated(column, title, lowest):
            return
        reading = self._reading(column)
        if reading is None:
            self.unknown.append(column)
        else:
            role, rank = reading
            self.ranked.setdefault(role, []).append((rank, column))

    def _dated(self, column: int, title: str, lowest: Value) -> bool:
        """Take a follow-up column whose heading names a day; say whether the column is done with."""
        named = day_in(lowest, self.year, self.words) or day_in(title, self.year, self.words)
        line = as_line(title)
        if named is not None:
            self.follow_ups[column] = named.day
            if named.guess == "year":
                said = f"Rubriken ”{line}” säger inget år. Vi räknar med {say_day(named.day)}."
                self._find(column, "guessed-year", said)
            elif named.guess:
                said = f"Rubriken ”{line}” säger ingen dag. Vi räknar med {say_day(named.day)}."
                self._find(column, "guessed-date", said)
            return True
        if re.search(r"\d\s?[-/.]\s?\d", line):
            said = f"Dagen i rubriken ”{line}” finns inte. Kolumnen läses inte förrän den är rättad."
            self._find(column, "no-such-day", said)
            return True
        return False

    def _reading(self, column: int) -> tuple[Role, int] | None:
        """Return a column's role and rank: the lowest heading decides, what stands above it helps when that is unknown."""
        for row in range(self.last, self.first - 1, -1):
            text = self.sheet.shown_text(row, column)
            if text and not self.words.is_hint(text):
                reading = self.words.reading_of(text if len(text) <= LONGEST else text.split("\n")[0])
                if reading is not None:
                    return reading
        if self.words.speaks_of_follow_up(self.titles[column]):
            return "follow_up", BEGUN
        return None

    def _problem_by_place(self, columns: dict[Role, int]) -> str:
        """Take the column nearest left of causes and measures for the problems, and its heading for the area's name."""
        limit = min(columns.get("cause") or columns["measure"], columns["measure"])
        vague = [column for rank, column in self.ranked.get("ignored", ()) if rank >= BEGUN]
        for column in range(limit - 1, 0, -1):
            if column in self.unknown or column in vague:
                columns["problem"] = column
                self.unknown = [other for other in self.unknown if other != column]
                return as_line(self._lowest(column))
            if column not in self.titles and self._has_texts(column):
                columns["problem"] = column
                return ""
        return ""

    def _lowest(self, column: int) -> str:
        return self.sheet.shown_text(self.last, column) or self.sheet.shown_text(self.first, column)

    def _has_texts(self, column: int) -> bool:
        rows = range(self.last + 1, min(len(self.sheet.rows), self.last + UNTITLED_LOOKED_AT) + 1)
        return any(isinstance(self.sheet.value(row, column), str) for row in rows)

    def _tell(self, columns: Mapping[Role, int]) -> None:
        """Tell of the columns that are not read, and of those a plan should have."""
        for column in self.unknown:
            said = f"Kolumnen ”{as_line(self.titles[column])}” känner vi inte igen. Den lämnas som den är."
            self._find(column, "unknown-column", said)
        for column, used in self._extra(columns):
            said = (
                f"Kolumnen ”{as_line(self.titles[column])}” liknar ”{as_line(self.titles[used])}”, som vi läser. "
                "Den lämnas som den är."
            )
            self._find(column, "extra-column", said)
        given = {*columns, *(["when"] if "start" in columns or "end" in columns else [])}
        missing = [word for role, word in WANTED.items() if role not in given]
        if missing:
            said = f"Tabellen har ingen kolumn för {' eller '.join(missing)}."
            self._find(columns["measure"], "missing-column", said)

    def _extra(self, columns: Mapping[Role, int]) -> Iterator[tuple[int, int]]:
        for role, found in self.ranked.items():
            if role != "ignored":
                yield from ((column, columns[role]) for _, column in found if column != columns[role])

    def _find(self, column: int, code: str, text: str) -> None:
        row = self.last if as_text(self.sheet.value(self.last, column)) else self.first
        self.findings.append(Finding.at(self.sheet.place(row, column), code, text))

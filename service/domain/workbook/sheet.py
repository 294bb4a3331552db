"""A tab as a grid of values, its merged cells, and how a value is read as text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from service.domain.measure import Place

Value = str | float | int | bool | date | datetime | time | timedelta | None
"""What a cell holds; an empty one holds None or an empty string."""

Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column; 1-based, inclusive."""

MERGED_AT_MOST = 1_000_000
"""Cells in merged ranges; a range beyond that is taken as not merged, however many a file claims to have."""

_UNTIDY = re.compile("[\u00ad\u200b\u2060\ufeff\u00a0\u2010\u2011\r]")
_TIDY = str.maketrans("\u00a0\u2010\u2011", " --", "\u00ad\u200b\u2060\ufeff")
"""Blanks and hyphens that do not break are plain ones; what does not show goes."""
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[a-zåäöé])")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One tab. `rows[0][0]` is A1 always: nothing is shifted, whatever is empty."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[Merged, ...] = ()
    visible: bool = True
    _origins: dict[tuple[int, int], tuple[int, int]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _merged_rows: set[int] = field(default_factory=set, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Remember which cell a merged one shows; only as far as the tab has rows, however large a range claims to be."""
        width = max((len(row) for row in self.rows), default=0)
        for top, left, last_row, last_column in self.merged:
            bottom, right = min(last_row, len(self.rows)), min(last_column, width)
            if len(self._origins) + (bottom - top + 1) * (right - left + 1) > MERGED_AT_MOST:
                continue
            for row in range(top, bottom + 1):
                self._merged_rows.add(row)
                for column in range(left, right + 1):
                    self._origins[row, column] = (top, left)

    def value(self, row: int, column: int) -> Value:
        """Return what stands in a cell itself; None outside the tab and in the hidden part of a merged range."""
        if not 0 < row <= len(self.rows) or not 0 < column <= len(self.rows[row - 1]):
            return None
        value = self.rows[row - 1][column - 1]
        return None if value == "" or self.origin(row, column) != (row, column) else value

    def shown(self, row: int, column: int) -> Value:
        """Return what a reader sees in a cell: in a merged range that is what stands in its first."""
        return self.value(*self.origin(row, column))

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell that holds what is seen here."""
        return self._origins.get((row, column), (row, column))

    def text(self, row: int, column: int) -> str:
        """Return a cell's own value as text."""
        return as_text(self.value(row, column))

    def shown_text(self, row: int, column: int) -> str:
        """Return what a reader sees in a cell, as text."""
        return as_text(self.shown(row, column))

    def place(self, row: int, column: int) -> Place:
        """Return the cell's place."""
        return Place(self.name, row, column)

    def filled(self, row: int) -> Iterator[tuple[int, str]]:
        """Yield (column, text) of the cells of a row that say anything."""
        if 0 < row <= len(self.rows):
            for column, text in enumerate(self.own_texts(row), 1):
                if text:
                    yield column, text

    def own_texts(self, row: int) -> list[str]:
        """Return what the cells of a row hold themselves, as text, from column A on."""
        if row in self._merged_rows:
            return [self.text(row, column) for column in range(1, len(self.rows[row - 1]) + 1)]
        return [as_text(value) if value is not None and value != "" else "" for value in self.rows[row - 1]]

    def shown_texts(self, row: int, own: list[str]) -> list[str]:
        """Return what a reader sees in the cells of a row whose own texts are `own`."""
        if row not in self._merged_rows:
            return own
        return [self.shown_text(row, column) for column in range(1, len(own) + 1)]

    def continues(self, row: int, column: int) -> bool:
        """Whether the cell shows what stands in a row above, because they are merged."""
        return self.origin(row, column)[0] < row


def as_text(value: Value) -> str:
    """Return a value as a person would read it: whole numbers without decimals, days as 2025-03-26."""
    if isinstance(value, str):
        return _tidied(value) if _UNTIDY.search(value) else value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def _tidied(text: str) -> str:
    return text.translate(_TIDY).replace("\r\n", "\n").replace("\r", "\n").strip()


def as_line(text: str) -> str:
    """Return a wrapped heading as one line, words broken at a line's end joined, and shortened when it is long."""
    line = " ".join(_BROKEN_WORD.sub("", text).split())
    return line if len(line) <= 80 else f"{line[:78]} …"


def as_day(value: Value) -> date | None:
    """Return the day when the cell is a real date, whatever time of day it also has."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None

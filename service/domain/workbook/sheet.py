"""A tab as a grid of values, its merged cells, and how a value is read as text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from service.domain.measure import Place

Value = str | float | int | bool | date | datetime | None

Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column; 1-based, inclusive."""


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

    def __post_init__(self) -> None:
        """Remember which cell a merged one shows; only as far as the tab has rows, however large a range claims to be."""
        width = max((len(row) for row in self.rows), default=0)
        for first_row, first_column, last_row, last_column in self.merged:
            for row in range(first_row, min(last_row, len(self.rows)) + 1):
                for column in range(first_column, min(last_column, width) + 1):
                    self._origins[row, column] = (first_row, first_column)

    def value(self, row: int, column: int) -> Value:
        """Return what stands in a cell itself; None outside the tab and in the hidden part of a merged range."""
        if not 0 < row <= len(self.rows) or not 0 < column <= len(self.rows[row - 1]):
            return None
        value = self.rows[row - 1][column - 1]
        return None if value == "" else value

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
            for column in range(1, len(self.rows[row - 1]) + 1):
                text = self.text(row, column)
                if text:
                    yield column, text


def as_text(value: Value) -> str:
    """Return a value as a person would read it: whole numbers without decimals, days as 2025-03-26."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return (
        str(value)
        .replace("\u00ad", "")
        .replace("\u00a0", " ")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .strip()
    )


def as_day(value: Value) -> date | None:
    """Return the day when the cell is a real date."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None

"""What is to be written into a workbook, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from service.domain.analysis import Analysis
from service.domain.measure import Finding


@dataclass(frozen=True, slots=True)
class CellText:
    """A text for one cell: the tab's name, 1-based row and column. An empty text empties the cell."""

    sheet: str
    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A follow-up date that has no column yet: its header, the column it belongs after, and texts by row.

    The column stands directly after `after_column` when that is free, otherwise after the last one in use. Several
    columns of one tab are placed in the order of their days.
    """

    sheet: str
    header_row: int
    header_text: str
    after_column: int
    texts: Mapping[int, str] = field(default_factory=dict)
    day: date | None = None


@dataclass(frozen=True, slots=True)
class CountedColumns:
    """Where one area's problems, causes and measures stand, for counting them with COUNTA. 0: no such column."""

    sheet: str
    first_row: int
    problem: int
    cause: int
    measure: int


@dataclass(frozen=True, slots=True)
class PatchResult:
    """The patched workbook, what could not be written as asked, and how much was written."""

    data: bytes
    findings: tuple[Finding, ...]
    cells: int
    columns: int


class PatchWorkbook(Protocol):
    """Writes into a workbook and leaves every other byte of it alone."""

    def __call__(
        self,
        original: bytes,
        *,
        texts: Sequence[CellText] = (),
        columns: Sequence[NewColumn] = (),
        analysis: Analysis | None = None,
        counted: Sequence[CountedColumns] = (),
        expected: Sequence[CellText] = (),
    ) -> PatchResult:
        """Return the patched workbook; OutsideError when it cannot be read."""
        ...

"""What a plan is made of: areas, measures and their places in the workbook.

Values only. `MeasureRow`, `AreaRows` and `PlanReading` are what reading a workbook gives; the store keeps
them under lasting identities (`code`), so that history survives every new import.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Status = Literal["not_started", "ongoing", "done", "delayed", "cancelled"]
"""How a measure stands, as its owner last said (readings.md, "Mail")."""

STATUSES: tuple[Status, ...] = ("not_started", "ongoing", "done", "delayed", "cancelled")

CLOSED: frozenset[Status] = frozenset({"done", "cancelled"})
"""States after which nobody is asked again."""

CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits nobody mistakes for one another when reading aloud: no I, O, 0 or 1."""


def column_letters(column: int) -> str:
    """Return the letters of a 1-based column: 1 → A, 27 → AA (ECMA-376 part 1, 18.18.62 ST_Ref)."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell: the tab's name and 1-based row and column."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """The address within the tab, as a person writes it: E7."""
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the user's data to know of or to put right: where, what kind, one Swedish sentence.

    `cell` is empty when the finding is about a whole tab, `sheet` too when it is about the whole file.
    """

    sheet: str
    cell: str
    code: str
    text: str

    @classmethod
    def at(cls, place: Place, code: str, text: str) -> "Finding":
        """Return a finding about one cell."""
        return cls(place.sheet, place.cell, code, text)

    def __str__(self) -> str:
        where = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return f"{where}: {self.text}" if where else self.text


@dataclass(frozen=True, slots=True)
class FollowUpNote:
    """What a dated Uppföljning cell says about one measure."""

    day: date
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure as the workbook has it; `place` is the Åtgärd cell.

    `when_day` is set when the När cell is a real date. `note` is the undated Uppföljning cell.
    """

    place: Place
    text: str
    problem: str = ""
    cause: str = ""
    goals: str = ""
    when_text: str = ""
    when_day: date | None = None
    who_text: str = ""
    note: str = ""
    note_place: Place | None = None
    follow_ups: tuple[FollowUpNote, ...] = ()

    @property
    def fingerprint(self) -> str:
        """What makes a row the same measure wherever it stands: see `fingerprint_of`."""
        return fingerprint_of(self.text)


@dataclass(frozen=True, slots=True)
class AreaRows:
    """One priority area (one tab) with the counts that the city's own analysis tab makes (COUNTA of its columns)."""

    name: str
    sheet: str
    problems: int
    causes: int
    measures: int
    rows: tuple[MeasureRow, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand on one tab, so that an export finds them again: 1-based, 0 for a column that is not there.

    `follow_ups` maps each dated follow-up column's day to its column. `first_row` is the first row of data.
    """

    sheet: str
    header_row: int
    first_row: int
    problem: int = 0
    cause: int = 0
    measure: int = 0
    note: int = 0
    follow_ups: tuple[tuple[date, int], ...] = ()

    @property
    def last_follow_up(self) -> int:
        """The column that a new dated one belongs after."""
        return max([column for _, column in self.follow_ups], default=0) or self.note or self.measure


@dataclass(frozen=True, slots=True)
class PlanReading:
    """A whole workbook, read: its year, areas, dated follow-up columns and everything guessed or missing."""

    year: int
    areas: tuple[AreaRows, ...]
    follow_up_days: tuple[date, ...]
    findings: tuple[Finding, ...]
    layouts: tuple[Layout, ...] = ()

    def rows(self) -> Iterator[MeasureRow]:
        """Yield every measure row in the workbook's order."""
        for area in self.areas:
            yield from area.rows


def plain(text: str) -> str:
    """Fold case, accents' composition, white space and punctuation away, for comparing what people typed."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", folded))


def fingerprint_of(text: str) -> str:
    """Return a short digest of a measure's words that survives retyping of spaces, case and punctuation."""
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16]


def code_for(seed: str, attempt: int = 0) -> str:
    """Return the four-character code of a measure, derived from a lasting seed; `attempt` steps past a taken one."""
    number = int.from_bytes(hashlib.sha256(f"{seed}#{attempt}".encode()).digest()[:8], "big")
    code = ""
    for _ in range(4):
        number, rest = divmod(number, len(CODE_ALPHABET))
        code += CODE_ALPHABET[rest]
    return code

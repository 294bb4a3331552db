"""The same measure through the years' edits: rows of a workbook matched with the measures known before.

A row matches at most one known measure, and a measure at most one row. What is most alike is matched first: the same
words in the same area, then the same words anywhere (a row that moved), then words that have been edited.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from service.domain.measure import MeasureRow, PlanReading, plain

ALIKE = 0.62
"""Share of words in common (SequenceMatcher's ratio) from which an edited Åtgärd is still the same measure."""

MOST_COMPARED = 400
"""Rows that edited measures are compared with, per area: more would cost without telling more."""

FIELDS = {
    "text": "Åtgärd",
    "problem": "Problem",
    "cause": "Orsak",
    "goals": "Operativa mål",
    "when_text": "När",
    "who_text": "Vem",
}
"""What of a measure is compared, by the names people know the columns by."""


@dataclass(frozen=True, slots=True)
class Known:
    """A measure as it was known before this workbook."""

    id: int
    area: str
    fingerprint: str
    text: str
    problem: str
    cause: str
    goals: str
    when_text: str
    who_text: str
    row: int


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that no known measure fits, and its area."""

    area: str
    row: MeasureRow


@dataclass(frozen=True, slots=True)
class Changes:
    """What a workbook changes. `changed` names the columns that differ."""

    new: tuple[NewRow, ...]
    changed: tuple[tuple[Known, MeasureRow, tuple[str, ...]], ...]
    same: tuple[tuple[Known, MeasureRow], ...]
    gone: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row with its area, under matching."""

    area: str
    row: MeasureRow


def match_rows(known: Sequence[Known], reading: PlanReading) -> Changes:
    """Return what differs between the measures known and the workbook."""
    rows = [_Candidate(area.name, row) for area in reading.areas for row in area.rows]
    pairs = _Pairs(known, rows)
    pairs.by(_whole, _whole_of)
    pairs.by(_worded_in_context, _worded_in_context_of)
    pairs.by(_in_area, _in_area_of)
    pairs.by(lambda each: each.fingerprint, lambda each: each.row.fingerprint)
    pairs.by_likeness()
    return pairs.changes()


class _Pairs:
    """Matching under way: what is left on both sides, and what has found its other half."""

    def __init__(self, known: Sequence[Known], rows: Sequence[_Candidate]) -> None:
        self.known = dict(enumerate(known))
        self.rows = dict(enumerate(rows))
        self.all_rows = list(rows)
        self.found: dict[int, Known] = {}

    def by(self, of_known: Callable[[Known], Hashable], of_row: Callable[[_Candidate], Hashable]) -> None:
        """Pair those that have the same key, in the order they stand."""
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for number, known in self.known.items():
            waiting[of_known(known)].append(number)
        for number, row in list(self.rows.items()):
            same = waiting.get(of_row(row))
            if same:
                self._pair(same.pop(0), number)

    def by_likeness(self) -> None:
        """Pair edited rows with what they most resemble in their own area."""
        in_area: dict[str, list[int]] = defaultdict(list)
        for number, known in self.known.items():
            in_area[plain(known.area)].append(number)
        scored = [
            (_likeness(self.known[old], row.row), old, new)
            for new, row in self.rows.items()
            for old in in_area[plain(row.area)][:MOST_COMPARED]
        ]
        for score, old, new in sorted(scored, key=lambda each: (-each[0], each[1], each[2])):
            if score >= ALIKE and old in self.known and new in self.rows:
                self._pair(old, new)

    def changes(self) -> Changes:
        changed, same = [], []
        for number, known in sorted(self.found.items()):
            row = self.all_rows[number].row
            fields = tuple(
                label for name, label in FIELDS.items() if getattr(known, name) != getattr(row, name)
            )
            if fields:
                changed.append((known, row, fields))
            else:
                same.append((known, row))
        return Changes(
            new=tuple(NewRow(row.area, row.row) for row in self.rows.values()),
            changed=tuple(changed),
            same=tuple(same),
            gone=tuple(self.known.values()),
        )

    def _pair(self, old: int, new: int) -> None:
        self.found[new] = self.known.pop(old)
        del self.rows[new]


def _whole(known: Known) -> Hashable:
    return (
        plain(known.area),
        known.text,
        known.problem,
        known.cause,
        known.goals,
        known.when_text,
        known.who_text,
    )


def _whole_of(each: _Candidate) -> Hashable:
    row = each.row
    return plain(each.area), row.text, row.problem, row.cause, row.goals, row.when_text, row.who_text


def _worded_in_context(known: Known) -> Hashable:
    return plain(known.area), known.fingerprint, plain(known.problem), plain(known.cause)


def _worded_in_context_of(each: _Candidate) -> Hashable:
    return plain(each.area), each.row.fingerprint, plain(each.row.problem), plain(each.row.cause)


def _in_area(known: Known) -> Hashable:
    return plain(known.area), known.fingerprint


def _in_area_of(each: _Candidate) -> Hashable:
    return plain(each.area), each.row.fingerprint


def _likeness(known: Known, row: MeasureRow) -> float:
    """Return how alike two measures are: by their own words, helped by problem and cause that stayed the same."""
    before, after = plain(known.text).split(), plain(row.text).split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE / 2:
        return 0.0
    helped = sum(
        0.12
        for name in ("problem", "cause", "goals", "who_text")
        if getattr(row, name) and plain(getattr(known, name)) == plain(getattr(row, name))
    )
    ratio = matcher.ratio()
    return min(1.0, ratio + helped) if ratio >= 0.3 else 0.0

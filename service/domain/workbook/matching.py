"""The same measure through the years' edits: rows of a workbook matched with the measures known before.

A row matches at most one known measure, and a measure at most one row. Equal words come first, and of those the pair
that has most else in common: `CONTEXTS`, from all of it in the same area to nothing. What is left after that is compared
by likeness: a measure that has been edited keeps enough of its words, or of what stands beside it.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from service.domain.measure import MeasureRow, PlanReading, plain

FIELDS = {
    "text": "Åtgärd",
    "problem": "Problem",
    "cause": "Orsak",
    "goals": "Operativa mål",
    "when_text": "När",
    "who_text": "Vem",
}
"""What of a measure is compared, by the names people know the columns by."""

BESIDE = ("problem", "cause", "goals", "when_text", "who_text")
"""What stands beside a measure's own words."""

CONTEXTS: tuple[tuple[str, ...], ...] = (
    ("area", *BESIDE),
    BESIDE,
    ("area", "problem", "cause", "goals"),
    ("area", "problem", "cause"),
    ("area", "when_text", "who_text"),
    ("area",),
    ("problem", "cause"),
    (),
)
"""What measures of equal words must share to be the same, in the order it is tried."""

CERTAIN, LIKELY, POSSIBLE = 0.75, 0.6, 0.3
"""Shares of words in common: alone enough, enough with `SOME` of the rest the same, enough with `MOST` of it."""

ELSEWHERE, ELSEWHERE_CERTAIN = 0.8, 0.9
"""The same for a measure that has also changed area: with half of the rest the same, and alone."""

SOME, HALF, MOST = 0.4, 0.5, 0.8

COMPARED = 6
"""Known measures that an edited row is compared with: those that share most words with it."""

COMMON = 500
"""Measures in which a word stands before it is too common to find anything by."""

STEM = 5
"""Letters of a word that are compared: "grinden" and "grindarna" are the same word."""


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
    """What a workbook changes. `changed` names the columns that differ, and "Område" for a measure that moved."""

    new: tuple[NewRow, ...]
    changed: tuple[tuple[Known, MeasureRow, tuple[str, ...]], ...]
    same: tuple[tuple[Known, MeasureRow], ...]
    gone: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """A measure on one side of the matching, made ready to compare: its words' stems, the rest in plain letters."""

    area: str
    fingerprint: str
    beside: Mapping[str, str]
    stems: Counter[str]
    row: int

    @classmethod
    def of(cls, area: str, measure: Known | MeasureRow, row: int) -> "_Side":
        beside = {name: plain(getattr(measure, name)) for name in BESIDE}
        return cls(plain(area), measure.fingerprint, beside, _stems(measure.text), row)

    def key(self, names: Sequence[str]) -> Hashable:
        """Return what two measures share when they share their words and `names`."""
        return (self.fingerprint, *(self.area if name == "area" else self.beside[name] for name in names))


def _stems(text: str) -> Counter[str]:
    words = plain(text).split()
    return Counter(word[:STEM] for word in words if len(word) > 2) or Counter(words)


def match_rows(known: Sequence[Known], reading: PlanReading) -> Changes:
    """Return what differs between the measures known and the workbook."""
    rows = [NewRow(area.name, row) for area in reading.areas for row in area.rows]
    matching = _Matching(known, rows)
    for names in CONTEXTS:
        matching.pair_equal(names)
    matching.follow_renamed_areas()
    matching.pair_alike()
    return matching.changes()


class _Matching:
    """Matching under way: what is left on both sides, and what has found its other half."""

    def __init__(self, known: Sequence[Known], rows: Sequence[NewRow]) -> None:
        self.known, self.rows = known, rows
        self.found = _pair_untouched(known, rows)
        left = set(range(len(known))) - set(self.found.values())
        self.old = {at: _Side.of(known[at].area, known[at], known[at].row) for at in sorted(left)}
        self.new = {
            at: _Side.of(each.area, each.row, each.row.place.row)
            for at, each in enumerate(rows)
            if at not in self.found
        }
        self.renamed: dict[str, str] = {}

    def pair_equal(self, names: Sequence[str]) -> None:
        """Pair those that have the same words and share `names`, in the order they stand in."""
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for at in sorted(self.old, key=lambda at: (self.old[at].area, self.old[at].row, at), reverse=True):
            waiting[self.old[at].key(names)].append(at)
        for at, side in list(self.new.items()):
            same = waiting.get(side.key(names))
            if same:
                self._pair(same.pop(), at)

    def follow_renamed_areas(self) -> None:
        """An area that is no longer there, and whose measures mostly stand in one other, has been renamed to that."""
        names = {plain(row.area) for row in self.rows}
        moves: dict[str, Counter[str]] = defaultdict(Counter)
        for new, old in self.found.items():
            before = plain(self.known[old].area)
            if before not in names:
                moves[before][plain(self.rows[new].area)] += 1
        self.renamed = {before: counted.most_common(1)[0][0] for before, counted in moves.items()}

    def pair_alike(self) -> None:
        """Pair edited rows with the known measures they resemble most."""
        by_stem: dict[str, list[int]] = defaultdict(list)
        in_place: dict[tuple[str, int], list[int]] = defaultdict(list)
        for at, side in self.old.items():
            in_place[self._area_now(side.area), side.row].append(at)
            for stem in side.stems:
                by_stem[stem].append(at)
        scored = [
            (likeness, -abs(self.old[old].row - side.row), old, new)
            for new, side in self.new.items()
            for old in {*in_place[side.area, side.row], *self._likely(side, by_stem)}
            if (likeness := self._likeness(self.old[old], side))
        ]
        for _, _, old, new in sorted(scored, key=lambda each: (-each[0], -each[1], each[2], each[3])):
            if old in self.old and new in self.new:
                self._pair(old, new)

    def _likely(self, side: _Side, by_stem: Mapping[str, Sequence[int]]) -> Sequence[int]:
        """Return the known measures that share most words with a row, those of its own area first."""
        shared: Counter[int] = Counter()
        for stem in side.stems:
            found = by_stem.get(stem, ())
            if len(found) <= COMMON:
                shared.update(found)
        return nlargest(
            COMPARED, shared, lambda at: (shared[at], self._area_now(self.old[at].area) == side.area, -at)
        )

    def _likeness(self, old: _Side, new: _Side) -> float:
        """Return how alike two measures are, 0 when that is not enough to be the same one."""
        words = 2 * (old.stems & new.stems).total() / ((old.stems.total() + new.stems.total()) or 1)
        beside = _share_beside(old.beside, new.beside)
        if self._area_now(old.area) == new.area:
            same = (
                words >= CERTAIN
                or (words >= LIKELY and beside >= SOME)
                or (words >= POSSIBLE and beside >= MOST)
            )
            return 1 + words + beside / 2 if same else 0.0
        same = words >= ELSEWHERE_CERTAIN or (words >= ELSEWHERE and beside >= HALF)
        return words + beside / 2 if same else 0.0

    def _area_now(self, area: str) -> str:
        return self.renamed.get(area, area)

    def changes(self) -> Changes:
        """Return what was found, in the workbook's order."""
        changed, same = [], []
        for new, old in sorted(self.found.items()):
            known, row = self.known[old], self.rows[new]
            fields = self._differing(known, row)
            if fields:
                changed.append((known, row.row, fields))
            else:
                same.append((known, row.row))
        return Changes(
            new=tuple(self.rows[at] for at in self.new),
            changed=tuple(changed),
            same=tuple(same),
            gone=tuple(self.known[at] for at in self.old),
        )

    def _differing(self, known: Known, row: NewRow) -> tuple[str, ...]:
        fields = [
            label
            for name, label in FIELDS.items()
            if getattr(known, name).split() != getattr(row.row, name).split()
        ]
        if self._area_now(plain(known.area)) != plain(row.area):
            fields.append("Område")
        return tuple(fields)

    def _pair(self, old: int, new: int) -> None:
        self.found[new] = old
        del self.old[old], self.new[new]


def _pair_untouched(known: Sequence[Known], rows: Sequence[NewRow]) -> dict[int, int]:
    """Pair, by position, what is letter by letter as it was: nearly everything, and not worth more thought."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for at in sorted(range(len(known)), key=lambda at: known[at].row, reverse=True):
        waiting[known[at].area, *(getattr(known[at], name) for name in FIELDS)].append(at)
    found = {}
    for at, each in enumerate(rows):
        same = waiting.get((each.area, *(getattr(each.row, name) for name in FIELDS)))
        if same:
            found[at] = same.pop()
    return found


def _share_beside(old: Mapping[str, str], new: Mapping[str, str]) -> float:
    """Return how much of what stands beside two measures is the same, of what either of them has."""
    said = [name for name in BESIDE if old[name] or new[name]]
    return sum(old[name] == new[name] for name in said) / len(said) if said else 0.0

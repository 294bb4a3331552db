"""Ranges and lists of atoms: "15 jan–15 feb", "mars, maj och september", "2025: våren", "2025 och framåt"."""

from service.domain.timing.atoms import Range
from service.domain.timing.gathering import past_fill
from service.domain.timing.periods import PeriodReader
from service.domain.timing.rhythm import RhythmReader
from service.domain.timing.tokens import Token

FINER = frozenset({
    "month", "season", "season_part", "term", "quarter_code", "tertial_code", "half_code", "week_code", "part", "ordinal",
})  # fmt: skip
_LONGEST = 60


class RangeReader:
    """Reads ranges from one cell's tokens."""

    __slots__ = ("periods", "rhythms", "tokens")

    def __init__(self, tokens: list[Token], periods: PeriodReader, rhythms: RhythmReader) -> None:
        self.tokens = tokens
        self.periods = periods
        self.rhythms = rhythms

    def listed(self, at: int, between: bool) -> tuple[list[Range], str, int] | None:
        """Return the ranges of a list, the question their joint raises, and the next place."""
        found = self.range(at, between)
        if not found:
            return None
        ranges, here = found
        reason = ""
        while True:
            joint = self.tokens[here]
            if "joint" not in joint.roles or len(ranges) > _LONGEST:
                break
            skip = past_fill(self.tokens, here + 1)
            if joint.word == "," and "joint" in self.tokens[skip].roles:
                skip = past_fill(self.tokens, skip + 1)
            if self.rhythms.counted(skip) or (
                "edge" in self.tokens[skip].roles and "dash" not in self.tokens[skip].roles
            ):
                break
            more = self.range(skip, False)
            if not more:
                break
            if "either" in joint.roles:
                reason = "Två tider står som alternativ."
            more[0][0].beside = joint.word == ","
            ranges.extend(more[0])
            here = more[1]
        return ranges, reason, here

    def range(self, at: int, between: bool) -> tuple[list[Range], int] | None:
        """Return one range, with the few atoms that share its word, and the next place."""
        found = self.periods.atoms(at)
        if not found:
            return None
        ranges, here = found
        if between and len(ranges) == 2 and ranges[0].last is None and ranges[1].last is None:
            return [Range(ranges[0].first, ranges[1].first)], here
        if ranges[-1].last is not None:
            return found
        joint = self.tokens[here]
        if "dash" in joint.roles or (between and joint.word in ("och", "samt")):
            skip = past_fill(self.tokens, here + 1)
            if "dash" in self.tokens[skip].roles:
                skip = past_fill(self.tokens, skip + 1)
            qualified = self._year_first(ranges, joint, skip)
            if qualified:
                return qualified
            if self.rhythms.counted(skip):
                return found
            more = self.periods.atoms(skip)
            if more:
                if at and ranges[0].first.unit == "day" and more[0][0].first.unit == "month":
                    listed = "joint" in self.tokens[at - 1].roles
                    ranges[0].first.reason = "Det ena är en dag och det andra en månad." if listed else ""
                self._join(ranges, more[0])
                return ranges, more[1]
        heads = joint.word in (",", ":", "-", "–")
        return (
            (heads and self._year_first(ranges, joint, here + 1))
            or self._year_first(ranges, joint, here)
            or found
        )

    def _join(self, ranges: list[Range], more: list[Range]) -> None:
        first, second = ranges[-1], more[0]
        first.last = second.first
        if second.last is not None:
            first.last = second.last
        ranges.extend(more[1:])

    def _year_first(self, ranges: list[Range], joint: Token, at: int) -> tuple[list[Range], int] | None:
        """Let a year before a finer period be that period's: "2025, våren", "2025: mars–maj", "2025 vt"."""
        year = ranges[-1].first
        if (
            len(ranges) > 1
            or year.unit != "year"
            or year.until
            or year.year is None
            or year.part
            or year.relative
        ):
            return None
        here = past_fill(self.tokens, at) if joint.word in (",", ":", "-", "–") else at
        roles = self.tokens[here].roles.keys()
        if not roles & FINER and not (joint.word == ":" and roles & {"number", "dm", "weekday", "shortday"}):
            return None
        if joint.word not in (",", ":", "-", "–") and here != at:
            return None
        if self.rhythms.counted(here):
            return None
        found = self.range(here, False)
        if not found:
            return None
        atoms = [atom for one in found[0] for atom in (one.first, one.last) if atom is not None]
        if any(atom.has_own_year() for atom in atoms):
            return None
        for atom in atoms:
            atom.year, atom.headed = year.year, True
        return found

    def open_end(self, at: int, ranges: list[Range]) -> tuple[bool, int]:
        """Whether the period goes on from here: "2025-", "2025 och framåt"."""
        token, ahead = self.tokens[at], self.tokens[at + 1]
        if "onwards" in token.roles:
            return True, at + 1
        if token.word in ("-", "–", "—") and ahead.word in ("tills vidare", "tillsvidare"):
            return True, at
        dash = (
            "dash" in token.roles
            and not token.word.isalpha()
            and ahead.roles.keys()
            & {
                "end",
                "line",
                "close",
                "joint",
                "stop",
            }
        )
        single = ranges[-1].last is None
        return (True, at + 1) if dash and single else (False, at)

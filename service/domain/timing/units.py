"""Units with their numbers: "v. 12–14", "kv 3 och 4", "Q1 2026", "T2", "H1"."""

from service.domain.timing.atoms import Atom, Range
from service.domain.timing.numbers import Found, ends_number
from service.domain.timing.tokens import Token
from service.domain.timing.years import YearReader

_UNIT_LIMIT = {"week": 53, "quarter": 4, "tertial": 3, "half-year": 2}
_NEAR_YEARS = 3
_YEAR_AND_WEEK = 4  # digits
_LEADS = frozenset({"break", "open", "colon", "edge", "fill", "joint", "dash", "bullet"})
_ENDS = frozenset({"break", "close", "joint", "dash", "year"})


class UnitReader:
    """Reads the coded units of one cell."""

    __slots__ = ("tokens", "years")

    def __init__(self, tokens: list[Token], years: YearReader) -> None:
        self.tokens = tokens
        self.years = years

    def coded(self, at: int, unit: str) -> Found | None:
        """Read "kvartal 2", "Q1-Q2", "v 9, 10 och 12–14 2025": a unit and its numbers."""
        token = self.tokens[at]
        here = at + 1
        if self.tokens[here].word in (".", ":"):
            here += 1
        if "dm" in self.tokens[here].roles:
            return self._slashed(here, unit)
        if unit == "week" and (found := self._week_of_year(here)):
            return found
        number = self._unit_number(here, unit)
        apart = self.tokens[here].begin != token.finish
        if number is None or (len(token.word) == 1 and unit != "week" and apart and not self._alone(at)):
            return None
        ranges = [Range(Atom(unit, number))]
        here += 1
        while True:
            joint = self.tokens[here].roles
            dash = "dash" in joint
            if dash and "year" in self.tokens[here + 1].roles and len(ranges) == 1:
                here += 1
                break
            if dash and self._is_year_mark(here) and len(ranges) == 1:
                break
            if not dash and "joint" not in joint:
                break
            skip = here + 1
            if any(
                code == f"{'half' if unit == 'half-year' else unit}_code" for code in self.tokens[skip].roles
            ):
                skip += 1
            number = self._unit_number(skip, unit)
            if number is None or not ends_number(self.tokens, skip + 1, dash and self._tied(here)):
                break
            atom = Atom(unit, number, reason="Två tider står som alternativ." if "either" in joint else "")
            if dash and ranges[-1].last is None:
                ranges[-1].last = atom
            else:
                ranges.append(Range(atom))
            here = skip + 1
        year, _, here = self.years.after(here, short=len(ranges) == 1 and ranges[0].last is None)
        last = ranges[-1].last or ranges[-1].first
        last.year = year
        return ranges, here

    def _week_of_year(self, at: int) -> Found | None:
        """Read the "2438" of "v. 2438": a year near the plan's and its week."""
        word = self.tokens[at].word
        if len(word) != _YEAR_AND_WEEK or not word.isdigit():
            return None
        year, week = 2000 + int(word[:2]), int(word[2:])
        known = self._is_near(year) and 1 <= week <= _UNIT_LIMIT["week"]
        return ([Range(Atom("week", week, year=year))], at + 1) if known else None

    def _alone(self, at: int) -> bool:
        """Whether a letter and its number stand by themselves: "Q 2", "T 1 och …", not in a name."""
        led = at == 0 or not self.tokens[at - 1].roles.keys().isdisjoint(_LEADS)
        return led and not self.tokens[at + 2].roles.keys().isdisjoint(_ENDS)

    def _slashed(self, at: int, unit: str) -> Found | None:
        """Read the "4/25" of "Q4/25", the unit's number and its year, or the "33/34" of "v. 33/34", two units."""
        written, _, short = self.tokens[at].word.partition("/")
        if not short.isdigit() or not 1 <= int(written) <= _UNIT_LIMIT[unit]:
            return None
        number, second = int(written), int(short)
        if number < second <= _UNIT_LIMIT[unit] and (
            second == number + 1 or not self._is_near(2000 + second)
        ):
            year, _, after = self.years.after(at + 1)
            return [Range(Atom(unit, number, year=year)), Range(Atom(unit, second, year=year))], after
        return (
            ([Range(Atom(unit, number, year=2000 + second))], at + 1)
            if self._is_near(2000 + second)
            else None
        )

    def _is_near(self, year: int) -> bool:
        return abs(year - self.years.plan_year) <= _NEAR_YEARS

    def _tied(self, at: int) -> bool:
        """Whether the mark at `at` stands without a space on either side."""
        before, mark, after = self.tokens[at - 1 : at + 2]
        return before.finish == mark.begin and mark.finish == after.begin

    def _is_year_mark(self, at: int) -> bool:
        """Whether the dash marks a year, as in "v. 38 -25": apart from what is before it, tied to a year near the plan's."""
        before, dash, number = self.tokens[at - 1 : at + 2]
        tied = before.finish < dash.begin and dash.finish == number.begin and len(number.word) == 2
        return tied and self._is_near(2000 + number.roles.get("number", 0))

    def _unit_number(self, at: int, unit: str) -> int | None:
        roles = self.tokens[at].roles
        number = roles.get("number", roles.get("count"))
        if number is None or not 1 <= number <= _UNIT_LIMIT[unit]:
            return None
        return int(number)

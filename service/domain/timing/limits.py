"""Periods with what bounds them: "senast den 1 maj", "från våren", "innan mötet i maj", "utom juli", "startar i mars"."""

from service.domain.timing.atoms import Range
from service.domain.timing.elements import Element
from service.domain.timing.gathering import PERIOD_ROLES, RHYTHM_ROLES, STATE_ROLES, Gathering, past_fill
from service.domain.timing.ranges import FINER, RangeReader
from service.domain.timing.words import NO_ROLES, Roles

_LEFT_OUT = FINER - {"part", "ordinal"} | {"year", "relative_year", "occasion", "month_turn"}
_UNTIL = ("fram till", "ända till", "tills")
_REACHING = ("by", "before", "after")
_REACH = 5
_NOT_REACHED_OVER = PERIOD_ROLES | RHYTHM_ROLES | STATE_ROLES | {"break", "clause", "edge"}


class LimitReader:
    """Reads the periods of one cell into its elements; each method returns the next place, None when nothing is read."""

    __slots__ = ("gathering", "plan_year", "ranges", "tokens")

    def __init__(self, gathering: Gathering, ranges: RangeReader, plan_year: int) -> None:
        self.tokens = gathering.tokens
        self.gathering = gathering
        self.ranges = ranges
        self.plan_year = plan_year

    def edged(self, at: int) -> int | None:
        """Read a limit and its period: "senast den 1 maj", "från våren 2025", "mellan 1 och 15 maj"."""
        edge = self.tokens[at].roles["edge"]
        here = at + 1
        if self.tokens[here].word in (":", "/"):
            here += 1
        if (
            (edge == "till" or self.tokens[at].word == "fram till")
            and at
            and "placing" in self.tokens[at - 1].roles
        ):
            edge = ""
        here = past_fill(self.tokens, here)
        if self.tokens[here].roles.get("edge") == "by" and edge in ("by", "from"):
            here = past_fill(self.tokens, here + 1)
        if edge == "till" and at and "occasion" in self.tokens[here].roles and self._is_done(at - 1):
            edge = "by"  # "klart till midsommar"
        after = self.period(at, here, edge) or self._reaching(at, here, edge)
        if after and edge and self.tokens[at].word in _UNTIL:
            self._ask_until(self.gathering.elements[-1])
        return after

    def _is_done(self, at: int) -> bool:
        """Whether the word says that something is, or will be, done."""
        return not self.tokens[at].roles.keys().isdisjoint({"done", "finished"})

    def _reaching(self, begin: int, at: int, edge: str) -> int | None:
        """Let a limit reach over what it is about: "senast vid styrgruppens möte i juni", "efter kursen i maj"."""
        if edge not in _REACHING:
            return None
        if self._is_done(at):
            return self._latest(begin, at) if edge == "by" else None
        here = at
        while here < at + _REACH:
            if not self.tokens[here].roles.keys().isdisjoint(_NOT_REACHED_OVER):
                return None
            here += 1
            there = past_fill(self.tokens, here)
            if self.tokens[there].roles.keys() & PERIOD_ROLES:
                after = self.period(begin, there, edge)
                if after and edge != "by":
                    self.gathering.elements[
                        -1
                    ].reason = "Det framgår inte säkert hur tiden hör ihop med det som ska ske."
                return after
        return None

    def _latest(self, begin: int, at: int) -> int | None:
        """Read "senast klart 1 maj" as a limit, "senast genomfört 2023" as done, with `at` at the done word."""
        after = self.period(begin, past_fill(self.tokens, at + 1), "by")
        if not after:
            return None
        period, done = self.gathering.elements[-1], self.tokens[at]
        last = period.ranges[-1].last or period.ranges[-1].first
        year = last.fixed[1].year if last.fixed else last.year
        if year is not None and year < self.plan_year:
            period.edge, period.begin = "", done.finish
            self.gathering.add("state", begin, at + 1).state = "done"
        elif "finishing" not in done.roles:
            period.reason = "Det framgår inte om det är gjort eller ska vara gjort då."
        return after

    def _ask_until(self, period: Element) -> None:
        """Ask whether "fram till sommaren" takes in the summer."""
        last = period.ranges[-1].last or period.ranges[-1].first
        if last.part is None and last.unit in ("named", "month"):
            period.reason = "Det framgår inte om tiden själv räknas med i ”fram till”."

    def excepted(self, at: int) -> int | None:
        """Note "utom juli", "ej under sommaren": a time that is left out."""
        here = past_fill(self.tokens, at + 1)
        if not self.tokens[here].roles.keys() & _LEFT_OUT:
            return None
        found = self.ranges.range(here, False)
        if not found:
            return None
        after = found[1]
        while "joint" in self.tokens[after].roles:
            more = self.ranges.range(past_fill(self.tokens, after + 1), False)
            if not more:
                break
            after = more[1]
        self.gathering.add("except", at, after)
        return after

    def _lead(self, at: int) -> Roles:
        """Return the roles of the word that leads to the period at `at`: "startar i mars", "avslutas 2026"."""
        here = at - 1
        while here >= max(at - 4, 0) and not self.tokens[here].roles.keys().isdisjoint({"fill", "colon"}):
            here -= 1
        return self.tokens[here].roles if here >= 0 else NO_ROLES

    def _past_named(self, at: int, ranges: list[Range]) -> int:
        """Return the place after an occasion that only names the week before it: "v. 8 (sportlov)"."""
        opened = self.tokens[at].word == "("
        closed = "close" in self.tokens[at + 2].roles
        named = opened and closed and "occasion" in self.tokens[at + 1].roles
        exact = all(one.first.is_day or one.first.unit == "week" for one in ranges)
        return at + 3 if named and exact else at

    def _past_weekday(self, at: int, ranges: list[Range]) -> int:
        """Return the place after the weekday of "5 november, onsdag", which is held against the day."""
        mark, token = self.tokens[at], self.tokens[at + 1]
        alone = len(ranges) == 1 and ranges[0].last is None and ranges[0].first.unit in ("day", "fixed")
        if (
            not alone
            or mark.word not in (",", "(")
            or "weekday" not in token.roles
            or ranges[0].first.weekday
        ):
            return at
        ahead = self.tokens[at + 2].roles
        if not ahead.keys() & {"break", "close", "clause"}:
            return at
        ranges[0].first.weekday = token.roles["weekday"]
        return at + 3 if "close" in ahead and mark.word == "(" else at + 2

    def period(self, begin: int, at: int, edge: str) -> int | None:
        """Read the period at `at`, with an edge that stands at `begin` ("" for none)."""
        found = self.ranges.listed(at, edge == "between")
        if not found:
            return None
        ranges, reason, here = found
        open_end, after = False, here
        if "break" not in self.tokens[here].roles:
            here = self._past_weekday(self._past_named(here, ranges), ranges)
            open_end, after = self.ranges.open_end(here, ranges)
        if open_end and edge == "":
            edge = "from"
        element = self.gathering.add("period", begin, after)
        element.edge = "" if edge == "between" else edge
        element.ranges, element.reason = ranges, reason
        if edge == "" and begin:
            element.lead = self._lead(begin)
            if "referred" in element.lead:
                element.reason = "Tiden kan höra till ett beslut eller ett möte, inte till åtgärden."
        return after

"""Tokens into elements: what each piece of the cell says about time, in the order of the text.

An element is a period with its edge ("senast i maj"), a rhythm, a count that still wants a period, a state ("pågår"), or
something that raises a question. What they mean together is worked out in `reading`.
"""

from service.domain.timing.asides import (
    begins_clause,
    is_joined_event,
    is_tied_weekday,
    past_clock,
    past_happening,
)
from service.domain.timing.atoms import Range
from service.domain.timing.elements import Element
from service.domain.timing.periods import PeriodReader
from service.domain.timing.rhythm import Rhythm, RhythmReader
from service.domain.timing.states import StateReader
from service.domain.timing.tokens import Token
from service.domain.timing.words import SILENT, TimeWords

_PERIOD_ROLES = frozenset({
    "month", "season", "season_part", "term", "occasion", "number", "ordinal", "dm", "iso", "ym", "compact", "six", "dmy", "part",
    "relative_year", "neighbour", "month_turn", "term_year", "mandate", "week_code", "quarter_code", "tertial_code", "half_code", "weekday", "shortday",
})  # fmt: skip
_RHYTHM_ROLES = frozenset(
    {"adverb", "every", "every_other", "weekdays", "even_weeks", "workdays", "per", "compound"}
)
_STATE_ROLES = frozenset({
    "ongoing", "loose", "started", "demand", "demand_nouns", "condition", "undetermined", "pending", "cancelled", "done",
    "negations", "decided", "finished",
})  # fmt: skip
_LEFT_ROLES = (
    "leftover",
    "the_unit",
    "units",
    "unit",
    "long_unit",
    "clock",
    "season",
    "occasion",
    "weekday",
    "every_other",
)
_FINER = frozenset({
    "month", "season", "season_part", "term", "quarter_code", "tertial_code", "half_code", "week_code", "part", "ordinal",
})  # fmt: skip
_LEFT_OUT = _FINER - {"part", "ordinal"} | {"year", "relative_year", "occasion", "month_turn"}
_UNTIL = ("fram till", "ända till", "tills")
_FILLS = 5
MOST_ELEMENTS = 150
"""No cell says more about time than this; the rest of a longer one is left to a person."""


class Grammar:
    """Reads one cell's elements, once from left to right."""

    def __init__(self, tokens: list[Token], plan_year: int, words: TimeWords) -> None:
        self.tokens = tokens
        self.words = words
        self.periods = PeriodReader(tokens, plan_year, words)
        self.rhythms = RhythmReader(tokens, self.periods)
        self.states = StateReader(tokens)
        self.elements: list[Element] = []
        self.clause = 0
        self.sentence = 0
        self.plain_words = 0
        self.modal_at = -1

    def read(self) -> list[Element]:
        """Return the elements of the cell."""
        at, tokens = 0, self.tokens
        size = len(tokens) - 1
        while at < size and len(self.elements) < MOST_ELEMENTS:
            token = tokens[at]
            roles = token.roles
            if not roles:
                self.plain_words += 1
                at += 1
                continue
            if "end" in roles:
                break
            if "modals" in roles:
                self.modal_at = token.begin
            if "sequel" in roles:
                self._add("sequel", at, at + 1)
            if "plain" in roles:
                self.plain_words += roles["plain"]
                at += 1
            else:
                at = self._step(at, token)
        if at < size and "end" not in tokens[at].roles:
            self._add("cut", at, at + 1)
        return self.elements

    def _step(self, at: int, token: Token) -> int:
        roles = token.roles
        keys = roles.keys()
        if "break" in keys or "clause" in keys:
            return self._break(at, token)
        if "edge" in keys:
            after = self._edged(at)
            if after:
                return after
        if "except" in keys or "negations" in keys:
            after = self._excepted(at)
            if after:
                return after
        if "count" in keys or "number" in keys:
            after = self._number(at)
            if after:
                return after
        if not keys.isdisjoint(_RHYTHM_ROLES) or ("weekday" in keys and is_tied_weekday(self.tokens, at)):
            found = self.rhythms.plain(at)
            if found:
                return self._add_rhythm(at, *found)
        if "ordinal" in keys:
            found = self.rhythms.ordered(at)
            if found:
                return self._add_rhythm(at, *found)
        if "part" in keys:
            found = self._part_of_every(at)
            if found:
                return self._add_rhythm(at, *found)
        if not keys.isdisjoint(_PERIOD_ROLES):
            after = self._period(at, at, "")
            if after:
                return after
        if not keys.isdisjoint(_STATE_ROLES):
            after = self._state(at)
            if after:
                return after
        return self._other(at, token)

    # ------------------------------------------------------------------------------------------------ clauses

    def _break(self, at: int, token: Token) -> int:
        self.clause += 1
        if "break" in token.roles:
            self.sentence += 1
        if "doubt" in token.roles:
            self._add("question", at, at + 1).reason = "Ett frågetecken står efter tiden."
        self.plain_words = 0
        return at + 1

    def _add(self, sort: str, at: int, after: int) -> Element:
        begin, finish = self.tokens[at].begin, self.tokens[after - 1].finish
        element = Element(
            sort, begin, finish, self.clause, self.sentence, self.plain_words == 0, self.modal_at
        )
        self.elements.append(element)
        return element

    # ------------------------------------------------------------------------------------------------ periods

    def _fill(self, at: int) -> int:
        here = at
        while "fill" in self.tokens[here].roles and here < at + _FILLS:
            here += 1
        return here

    def _edged(self, at: int) -> int | None:
        """Read a limit and its period: "senast den 1 maj", "från våren 2025", "mellan 1 och 15 maj"."""
        edge = self.tokens[at].roles["edge"]
        here = at + 1
        if self.tokens[here].word in (":", "/"):
            here += 1
        if edge == "till" and at and "placing" in self.tokens[at - 1].roles:
            edge = ""
        here = self._fill(here)
        if self.tokens[here].roles.get("edge") == "by" and edge in ("by", "from"):
            here = self._fill(here + 1)
        after = self._period(at, here, edge)
        if after and self.tokens[at].word in _UNTIL:
            self._ask_until(self.elements[-1])
        return after

    def _ask_until(self, period: Element) -> None:
        """Ask whether "fram till sommaren" takes in the summer."""
        last = period.ranges[-1].last or period.ranges[-1].first
        if last.part is None and last.unit in ("named", "month"):
            period.reason = "Det framgår inte om tiden själv räknas med i ”fram till”."

    def _excepted(self, at: int) -> int | None:
        """Note "utom juli", "ej under sommaren": a time that is left out."""
        here = self._fill(at + 1)
        if not self.tokens[here].roles.keys() & _LEFT_OUT:
            return None
        found = self._range(here, False)
        if not found:
            return None
        after = found[1]
        while "joint" in self.tokens[after].roles:
            more = self._range(self._fill(after + 1), False)
            if not more:
                break
            after = more[1]
        self._add("except", at, after)
        return after

    def _starts(self, at: int) -> bool:
        """Whether what stands before the period at `at` says that something begins then: "startar i mars"."""
        here = at - 1
        while here >= max(at - 4, 0) and self.tokens[here].roles.keys() & {"fill", "colon"}:
            here -= 1
        return here >= 0 and "starting" in self.tokens[here].roles

    def _period(self, begin: int, at: int, edge: str) -> int | None:
        found = self._range(at, edge == "between")
        if not found:
            return None
        ranges, here = found
        reason = ""
        while True:
            joint = self.tokens[here]
            if "joint" not in joint.roles or len(ranges) > 60:
                break
            skip = self._fill(here + 1)
            if joint.word == "," and "joint" in self.tokens[skip].roles:
                skip = self._fill(skip + 1)
            if self.rhythms.counted(skip) or (
                "edge" in self.tokens[skip].roles and "dash" not in self.tokens[skip].roles
            ):
                break
            more = self._range(skip, False)
            if not more:
                break
            if "either" in joint.roles:
                reason = "Två tider står som alternativ."
            ranges.extend(more[0])
            here = more[1]
        open_end, after = self._open_end(here, ranges)
        if open_end and edge == "":
            edge = "from"
        element = self._add("period", begin, after)
        element.edge = "" if edge == "between" else edge
        element.ranges, element.reason = ranges, reason
        element.starting = edge == "" and self._starts(begin)
        return after

    def _range(self, at: int, between: bool) -> tuple[list[Range], int] | None:
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
            skip = self._fill(here + 1)
            if "dash" in self.tokens[skip].roles:
                skip = self._fill(skip + 1)
            qualified = self._year_first(ranges, joint, skip)
            if qualified:
                return qualified
            if self.rhythms.counted(skip):
                return found
            more = self.periods.atoms(skip)
            if more:
                self._join(ranges, more[0])
                return ranges, more[1]
        return self._year_first(ranges, joint, here + 1) or self._year_first(ranges, joint, here) or found

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
        here = self._fill(at) if joint.word in (",", ":", "-", "–") else at
        roles = self.tokens[here].roles.keys()
        if not roles & _FINER and not (joint.word == ":" and roles & {"number", "dm", "weekday", "shortday"}):
            return None
        if joint.word not in (",", ":", "-", "–") and here != at:
            return None
        if self.rhythms.counted(here):
            return None
        found = self._range(here, False)
        if not found:
            return None
        atoms = [atom for one in found[0] for atom in (one.first, one.last) if atom is not None]
        if any(atom.has_own_year() for atom in atoms):
            return None
        for atom in atoms:
            atom.year, atom.headed = year.year, True
        return found

    def _open_end(self, at: int, ranges: list[Range]) -> tuple[bool, int]:
        """Whether the period goes on from here: "2025-", "2025 och framåt"."""
        token, ahead = self.tokens[at], self.tokens[at + 1]
        if "onwards" in token.roles:
            return True, at + 1
        if token.word in ("-", "–", "—") and ahead.word in ("tills vidare", "tillsvidare"):
            return True, at
        dash = token.word in ("-", "–", "—") and ahead.roles.keys() & {
            "end",
            "line",
            "close",
            "joint",
            "stop",
        }
        single = ranges[-1].last is None
        return (True, at + 1) if dash and single else (False, at)

    # ------------------------------------------------------------------------------------------------ rhythms

    def _number(self, at: int) -> int | None:
        if at and self.tokens[at - 1].word == "den":
            found = self.rhythms.ordered(at)
            return self._add_rhythm(at, *found) if found else None
        found = self.rhythms.counted(at)
        if found:
            return self._add_rhythm(at, *found)
        return self._second_count(at) or self._duration(at)

    def _duration(self, at: int) -> int | None:
        """Note "två veckor", "3 månader": a length that says neither when it begins nor ends."""
        unit = self.tokens[at + 1].roles
        if "units" not in unit or ("week_code" in unit and "number" in self.tokens[at + 2].roles):
            return None
        if "year" in self.tokens[at].roles:
            return None
        self._add("duration", at, at + 2)
        return at + 2

    def _second_count(self, at: int) -> int | None:
        """Read the last "en" of "en gång på våren och en på hösten": a count without its noun."""
        counted = any(element.rhythm and element.sentence == self.sentence for element in self.elements[-4:])
        here = self._fill(at + 1)
        if counted and here > at + 1 and self.tokens[here].roles.keys() & {"season", "term"}:
            number = self.tokens[at].roles.get("count", self.tokens[at].roles.get("number", 0))
            return self._add_rhythm(at, Rhythm(number, None, counted=True), at + 1)
        return None

    def _add_rhythm(self, at: int, rhythm: Rhythm, after: int) -> int:
        element = self._add("rhythm" if rhythm.unit else "count", at, after)
        element.rhythm, element.reason = rhythm, rhythm.reason
        return after

    def _part_of_every(self, at: int) -> tuple[Rhythm, int] | None:
        """Read "i slutet av varje månad", "i början av månaden": only the rhythm."""
        here = self._fill(at + 1)
        if self.tokens[here].roles.keys() & {"every", "every_other"}:
            return self.rhythms.plain(here)
        return None

    # ------------------------------------------------------------------------------------------------- states

    def _state(self, at: int) -> int | None:
        found = self.states.read(at)
        if not found:
            return None
        if found.name:
            element = self._add("state", found.begin, found.after)
            element.state, element.reason, element.bare = found.name, found.reason, found.bare
        return found.after

    def _other(self, at: int, token: Token) -> int:
        """Pass what is no time, and note what looks like time but was not read."""
        roles = token.roles
        if "clock" in roles:
            return past_clock(self.tokens, at)
        happened = past_happening(self.tokens, at) if "event_heads" in roles else None
        if happened:
            self._add("state", at, happened).state = "on_demand"
            return happened
        if "named" in roles or "about_year" in roles:
            return self._name(at)
        if "number" in roles:
            return self._loose_number(at)
        if "iso" in roles or "ym" in roles:
            self._add("state", at, at + 1).state = "undetermined"
            return at + 1
        if "event" in roles and bool(self.elements) and is_joined_event(self.tokens, at):
            found = self._add("state", at, at + 2)
            found.state, found.reason = "on_demand", "”Vid …” är läst som vid behov: när det inträffar."
        elif "every" in roles and token.word != "var" and token.word != "vart":
            found = self._add("state", at, at + 1)
            found.state, found.reason = "at_event", f"”{token.word} …” säger inte hur ofta."
        elif "vague" in roles:
            if "times" in self.tokens[at + 1].roles or "times" in self.tokens[at + 2].roles:
                self._add("vague", at, at + 1)
        elif "event" in roles and begins_clause(self.tokens, at):
            found = self._add("state", at, at + 1)
            found.state, found.reason = "at_event", "”Vid …” är läst som vid behov: när det inträffar."
        elif "edge" in roles and roles["edge"] in ("by", "before", "after", "ahead"):
            self._add("leftover" if token.word == "senast" else "hint", at, at + 1)
        elif not roles.keys().isdisjoint(_LEFT_ROLES) and not self._innocent(token, at):
            self._add("leftover", at, at + 1)
        elif "beginning" in roles or "hints" in roles:
            self._add("hint", at, at + 1)
        elif roles.keys().isdisjoint(SILENT):
            self.plain_words += 1
        return at + 1

    def _innocent(self, token: Token, at: int) -> bool:
        """Whether the word says nothing more: it stands in a clause that is undetermined anyway, or before its years."""
        if token.roles.keys() & {"leftover", "fill"} and "year" in self.tokens[at + 1].roles:
            return True
        if "leftover" in token.roles and at < self.states.governed_to:
            return True
        if token.word == "dag" and self.periods.atoms(self._fill(at + 1)):
            return True
        return token.word in ("v", "vår", "x", "g", "kväll", "natt")

    def _name(self, at: int) -> int:
        """Pass a name and its number: "Agenda 2030", "budget 2026", "fas 2"."""
        here = at + 1
        steps = 0
        if self.tokens[here].word == "för" and self.tokens[here + 1].roles.keys() & {"year"}:
            here += 1
        while steps < 6 and self.tokens[here].roles.keys() & {"number", "dm", "ym"}:
            here, steps = here + 1, steps + 1
            if self.tokens[here].roles.keys() & {"dash"} and self.tokens[here + 1].roles.keys() & {"number"}:
                here += 1
        if here > at + 1 and "about_year" in self.tokens[at].roles:
            self._add("about", at, here)
        elif "hints" in self.tokens[at].roles:
            self._add("hint", at, at + 1)
        return here

    def _loose_number(self, at: int) -> int:
        ahead = self.tokens[at + 1]
        plain = ahead.roles.keys() & {"not_counted", "events"} or (ahead.word.isalpha() and not ahead.roles)
        if (not plain and (self.tokens[at - 1].roles if at else {})) or not plain:
            self._add("leftover", at, at + 1)
        return at + 1

"""What the grammar passes: no time, or what looks like time but was not read, which is noted so that it is asked about."""

from service.domain.timing.asides import (
    begins_clause,
    is_joined_event,
    is_own_clause,
    past_clock,
    past_happening,
)
from service.domain.timing.gathering import Gathering
from service.domain.timing.periods import PeriodReader
from service.domain.timing.states import StateReader
from service.domain.timing.tokens import Token
from service.domain.timing.words import NO_ROLES, SILENT

_LEFT_ROLES = (
    "leftover",
    "later",
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

_NAMING = frozenset({"number", "dm", "ym"})
_LONGEST_NAME = 14
_NUMBERED = (
    "fas",
    "etapp",
    "steg",
    "del",
    "åk",
    "årskurs",
    "klass",
    "nr",
    "punkt",
    "avsnitt",
    "kapitel",
    "§",
)
"""After these a number before a month is theirs: "etapp 1 maj"; after others it is a day: "insats 12 maj"."""
_MOST_REPORTS = 4
"""So many numbered reports a year there may be: "tertialrapport 1"."""


class LeftoverReader:
    """Passes what is no element of time in one cell."""

    def __init__(self, gathering: Gathering, periods: PeriodReader, states: StateReader) -> None:
        self.tokens = gathering.tokens
        self.gathering = gathering
        self.periods = periods
        self.states = states

    def pass_over(self, at: int, token: Token) -> int:
        """Pass what is no time, and note what looks like time but was not read."""
        roles = token.roles
        if "clock" in roles:
            return past_clock(self.tokens, at)
        happened = past_happening(self.tokens, at) if "event_heads" in roles else None
        if happened is None and "every" in roles and "events" in self.tokens[at + 1].roles:
            happened = at + 2
        if happened:
            alone = is_own_clause(self.tokens, at)
            self.gathering.add("state", at, happened).state = "on_demand" if alone else "at_event"
            return happened
        if "named" in roles or "about_year" in roles:
            return self._name(at)
        if "number" in roles:
            return self._loose_number(at)
        if "iso" in roles or "ym" in roles:
            self.gathering.add("state", at, at + 1).state = "undetermined"
            return at + 1
        if "event" in roles and bool(self.gathering.elements) and is_joined_event(self.tokens, at):
            found = self.gathering.add("state", at, at + 2)
            found.state, found.reason = "on_demand", "”Vid …” är läst som vid behov: när det inträffar."
        elif "every" in roles and self._competes(at):
            self.gathering.add("leftover", at, at + 1)
        elif "every" in roles and token.word != "var" and token.word != "vart":
            found = self.gathering.add("state", at, at + 1)
            found.state, found.reason = "at_event", f"”{token.word} …” säger inte hur ofta."
        elif "vague" in roles:
            if "times" in self.tokens[at + 1].roles or "times" in self.tokens[at + 2].roles:
                self.gathering.add("vague", at, at + 1)
        elif "event" in roles and begins_clause(self.tokens, at):
            found = self.gathering.add("state", at, at + 1)
            found.state, found.reason = "at_event", "”Vid …” är läst som vid behov: när det inträffar."
        elif "edge" in roles and roles["edge"] in ("by", "before", "after", "ahead"):
            self.gathering.add("leftover" if token.word.startswith("senast") else "hint", at, at + 1)
        elif token.word in ("dag", "dagen"):
            self.gathering.add("hint", at, at + 1)
        elif not roles.keys().isdisjoint(_LEFT_ROLES) and not self._innocent(token, at):
            self.gathering.add("leftover", at, at + 1)
        elif "beginning" in roles or "hints" in roles:
            self.gathering.add("compound" if "beginning" in roles else "hint", at, at + 1)
            if "compound" in roles and 0 < self.tokens[at + 1].roles.get("number", 0) <= _MOST_REPORTS:
                return at + 2
        elif roles.keys().isdisjoint(SILENT):
            self.gathering.plain_words += 1
        return at + 1

    def _competes(self, at: int) -> bool:
        """Whether another "varje" is set against the one at `at`: "varje/varannan vecka", "var tredje till var fjärde"."""
        here = at + 2 if "ordinal" in self.tokens[at + 1].roles else at + 1
        joined = self.tokens[here].roles.keys() & {"dash", "joint"}
        return bool(joined) and not self.tokens[here + 1].roles.keys().isdisjoint(
            {"every", "every_other", "ordinal"}
        )

    def _innocent(self, token: Token, at: int) -> bool:
        """Whether the word says nothing more: it stands in a clause that is undetermined anyway, or before its years."""
        if (
            token.word != "halva"
            and token.roles.keys() & {"leftover", "fill"}
            and "year" in self.tokens[at + 1].roles
        ):
            return True
        if "leftover" in token.roles and at < self.states.governed_to:
            return True
        if "weekday" in token.roles and not self.tokens[at + 1].roles.keys().isdisjoint({"every", "adverb"}):
            return True
        return token.word in ("v", "vår", "x", "g", "kväll", "natt")

    def _name(self, at: int) -> int:
        """Pass a name and its number: "Agenda 2030", "budget 2026", "fas 2"."""
        here = at + 1
        if self.tokens[here].word == "för" and "year" in self.tokens[here + 1].roles:
            here += 1
        number = self.tokens[here].roles
        dated = "month" in self.tokens[here + 1].roles and self.tokens[at].word not in _NUMBERED
        if dated or ("named" not in self.tokens[at].roles and "year" not in number):
            number = NO_ROLES
        if not number.keys().isdisjoint(_NAMING):
            here += 1
            joint = self.tokens[here]
            years = "year" in self.tokens[here - 1].roles and "dash" in joint.roles
            if (years or joint.word == "/") and "year" in self.tokens[here + 1].roles:
                here += 2
            while here < at + _LONGEST_NAME and self._goes_on(here):
                here += 2
        if here > at + 1 and "about_year" in self.tokens[at].roles:
            self.gathering.add("about", at, here)
        elif "hints" in self.tokens[at].roles:
            self.gathering.add("hint", at, at + 1)
        return here

    def _goes_on(self, at: int) -> bool:
        """Whether a name's number is followed by another: "åk 7–9", "åk 5 och 8 vartannat år"."""
        joint, number, ahead = self.tokens[at], self.tokens[at + 1].roles, self.tokens[at + 2].roles
        if "number" not in number or "year" in number or not joint.roles.keys() & {"dash", "joint"}:
            return False
        if "every" in ahead or "every_other" in ahead:
            return True
        if "in_the" in ahead:
            return "the_unit" not in self.tokens[at + 3].roles
        return "dash" in joint.roles or not ahead.keys() & {
            "month",
            "times",
            "occasions",
            "units",
            "per",
            "in_the",
            "joint",
        }

    def _loose_number(self, at: int) -> int:
        ahead = self.tokens[at + 1]
        plain = ahead.roles.keys() & {"not_counted", "events", "named"} or (
            ahead.word.isalpha() and not ahead.roles
        )
        graded = at > 1 and "dash" in self.tokens[at - 1].roles and self.tokens[at - 2].word in ("f", "åk")
        if graded:
            return at + 1
        if (not plain and (self.tokens[at - 1].roles if at else {})) or not plain:
            self.gathering.add("leftover", at, at + 1)
        return at + 1

"""Tokens into elements: what each piece of the cell says about time, in the order of the text.

An element is a period with its edge ("senast i maj"), a rhythm, a count that still wants a period, a state ("pågår"), or
something that raises a question. What they mean together is worked out in `reading`.
"""

from service.domain.timing.asides import is_tied_weekday
from service.domain.timing.elements import Element
from service.domain.timing.gathering import PERIOD_ROLES, RHYTHM_ROLES, STATE_ROLES, Gathering, past_fill
from service.domain.timing.leftovers import LeftoverReader
from service.domain.timing.limits import LimitReader
from service.domain.timing.periods import PeriodReader
from service.domain.timing.ranges import RangeReader
from service.domain.timing.rhythm import NOUN_WORDS, Rhythm, RhythmReader
from service.domain.timing.states import StateReader
from service.domain.timing.tokens import Token
from service.domain.timing.words import Roles, TimeWords

MOST_ELEMENTS = 150
"""No cell says more about time than this; the rest of a longer one is left to a person."""

_LEADING = frozenset(
    {"edge", "except", "negations", "count", "number", "line_adjectives", "weekday", "ordinal", "part"}
)
_LONGEST_INTERVAL = 366
_YOUNGEST = 6


class Grammar:
    """Reads one cell's elements, once from left to right."""

    __slots__ = ("_leftovers", "gathering", "limits", "periods", "rhythms", "states", "tokens")

    def __init__(self, tokens: list[Token], plan_year: int, words: TimeWords) -> None:
        self.tokens = tokens
        self.gathering = Gathering(tokens)
        self.periods = PeriodReader(tokens, plan_year, words)
        self.rhythms = RhythmReader(tokens, self.periods)
        self.states = StateReader(tokens, words.line_endings)
        ranges = RangeReader(tokens, self.periods, self.rhythms)
        self.limits = LimitReader(self.gathering, ranges, plan_year)
        self._leftovers: LeftoverReader | None = None

    def read(self) -> list[Element]:
        """Return the elements of the cell."""
        at, tokens, gathering = 0, self.tokens, self.gathering
        size, elements = len(tokens) - 1, gathering.elements
        while at < size and len(elements) < MOST_ELEMENTS:
            token = tokens[at]
            roles = token.roles
            if not roles:
                gathering.plain_words += 1
                at += 1
                continue
            if "end" in roles:
                break
            if "modals" in roles:
                gathering.modal_at = token.begin
            if "sequel" in roles:
                gathering.add("sequel", at, at + 1)
            if "plain" in roles:
                gathering.plain_words += roles["plain"]
                at += 1
            elif "break" in roles or "clause" in roles:
                at = gathering.end_clause(at)
            else:
                at = self._step(at, token)
        if at < size and "end" not in tokens[at].roles:
            gathering.add("cut", at, at + 1)
        return elements

    def _step(self, at: int, token: Token) -> int:
        keys = token.roles.keys()
        after = None if keys.isdisjoint(_LEADING) else self._led(at, token.roles)
        if after:
            return after
        if not keys.isdisjoint(RHYTHM_ROLES):
            found = self.rhythms.plain(at)
            if found:
                return self._add_rhythm(at, *found)
        if not keys.isdisjoint(PERIOD_ROLES):
            after = self.limits.period(at, at, "")
            if after:
                return after
            found = self.rhythms.weekday_span(at)
            if found:
                return self._add_rhythm(at, *found)
        if not keys.isdisjoint(STATE_ROLES):
            after = self._state(at)
            if after:
                return after
        if self._leftovers is None:
            self._leftovers = LeftoverReader(self.gathering, self.periods, self.states)
        return self._leftovers.pass_over(at, token)

    def _led(self, at: int, roles: Roles) -> int | None:
        """Read what begins with an edge, an exception, a number, a part or a weekday tied to another."""
        after = self.limits.edged(at) if "edge" in roles else None
        if not after and ("except" in roles or "negations" in roles):
            after = self.limits.excepted(at)
        if not after and ("count" in roles or "number" in roles):
            after = self._number(at)
        if not after and "line_adjectives" in roles:
            after = self._state(at)
        if after:
            return after
        found = None
        if "weekday" in roles and is_tied_weekday(self.tokens, at):
            found = self.rhythms.plain(at)
        if found is None and "ordinal" in roles:
            found = self.rhythms.ordered(at)
        if found is None and "part" in roles:
            found = self._part_of_every(at)
        return self._add_rhythm(at, *found) if found else None

    def _number(self, at: int) -> int | None:
        if at and self.tokens[at - 1].word == "den":
            found = self.rhythms.ordered(at)
            return self._add_rhythm(at, *found) if found else None
        found = self.rhythms.counted(at)
        if found:
            return self._add_rhythm(at, *found)
        return self._count_of_a_season(at) or self._age(at) or self._duration(at)

    def _age(self, at: int) -> int | None:
        """Pass "ungdomar 13–19 år", "från 16 år": years of age, no time."""
        here = at + 2 if "dash" in self.tokens[at + 1].roles else at
        years = self.tokens[here].roles.get("number", 0)
        lasts = at and self.tokens[at - 1].roles.keys() & {"in_the", "edge", "every"}
        within = at and self.tokens[at - 1].word in ("inom", "under", "om", "i", "efter", "var", "på")
        aged = self.tokens[here + 1].word in ("år", "åringar") and _YOUNGEST <= years < 100
        return here + 2 if aged and not lasts and not within else None

    def _duration(self, at: int) -> int | None:
        """Note "två veckor", "3 månader": a length that says neither when it begins nor ends."""
        unit = self.tokens[at + 1].roles
        if "units" not in unit or ("week_code" in unit and "number" in self.tokens[at + 2].roles):
            return None
        if "year" in self.tokens[at].roles:
            return None
        length = self.tokens[at].roles.get("count", self.tokens[at].roles.get("number", 0))
        if "apart" in self.tokens[at + 2].roles and 0 < length <= _LONGEST_INTERVAL:
            return self._add_rhythm(at, Rhythm(1, unit["units"], length), at + 3)
        self.gathering.add("duration", at, at + 2)
        return at + 2

    def _count_of_a_season(self, at: int) -> int | None:
        """Read both counts of "en vandring på våren och en på hösten": the last has no noun, so the first is a number."""
        after = self._before_season(at)
        if after is None:
            return None
        counted = any(
            element.rhythm and element.sentence == self.gathering.sentence
            for element in self.gathering.elements[-4:]
        )
        if not counted:
            following = past_fill(self.tokens, after) + 1
            following += bool(self.tokens[following].roles.keys() & {"joint", "clause"})
            counted = bool(self.rhythms.number(following)) and self._before_season(following) is not None
        number = self.rhythms.number(at)
        if not counted or not number:
            return None
        rhythm = Rhythm(number, None, counted=True)
        noun = self.tokens[after - 1]
        if after > at + 1 and number > 1 and noun.roles.keys().isdisjoint({"times", "occasions"}):
            rhythm.reason = f"”{number} {noun.word}” kan vara något annat än gånger."
        return self._add_rhythm(at, rhythm, after)

    def _before_season(self, at: int) -> int | None:
        """Return the place after the number at `at` and its noun, when a season or a term comes next."""
        for here in range(at + 1, min(at + 2 + NOUN_WORDS, len(self.tokens))):
            if self.tokens[past_fill(self.tokens, here)].roles.keys() & {"season", "term"}:
                return here
            if not self.tokens[here].word.isalpha():
                return None
        return None

    def _add_rhythm(self, at: int, rhythm: Rhythm, after: int) -> int:
        element = self.gathering.add("rhythm" if rhythm.unit else "count", at, after)
        element.rhythm, element.reason = rhythm, rhythm.reason
        return after

    def _part_of_every(self, at: int) -> tuple[Rhythm, int] | None:
        """Read "i slutet av varje månad", "i början av månaden": only the rhythm."""
        here = past_fill(self.tokens, at + 1)
        if self.tokens[here].roles.keys() & {"every", "every_other"}:
            return self.rhythms.plain(here)
        return None

    def _state(self, at: int) -> int | None:
        found = self.states.read(at)
        if not found:
            return None
        if found.name:
            element = self.gathering.add("state", found.begin, found.after)
            element.state, element.reason, element.bare = found.name, found.reason, found.bare
        return found.after

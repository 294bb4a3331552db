"""Rhythms read from tokens: how many times in how long a period, and counts that still lack their period.

rhythm := count noun? per | adverb | every | weekdays
count  := ("minst" | "ca" …)? number (("-" | "till" | "eller") number)?
per    := ("per" | "/") unit | ("i" | "om") the-unit | every
every  := "varje" unit | "varannan" unit | "var" ordinal unit | "varje" (weekday | season | occasion) list
"""

from dataclasses import dataclass, field
from typing import cast

from service.domain.timing.atoms import Range
from service.domain.timing.model import Per, PerUnit
from service.domain.timing.periods import PeriodReader
from service.domain.timing.tokens import Token

NOUN_WORDS = 3
"""How many words may stand between a count and its "per": "två riktade insatser per år"."""

_MOST_TIMES = 12
"""More than so many of something in each period are hardly times: "30 platser per termin"."""

_PREPOSITIONS = ("av", "till", "för", "med", "i", "på", "hos", "från", "om", "bland", "vid")
"""A count after one of these is of its noun: "besök i tre skolor årligen" is once a year."""

_ORDERED = ("quarter", "tertial", "half-year")
_SPREAD_UNITS = ("named", "month")


@dataclass(slots=True)
class Rhythm:
    """A rhythm as written; `counted` when the text says how many times, `per` None when it does not say in how long."""

    count: int
    unit: PerUnit | None
    interval: int = 1
    counted: bool = False
    reason: str = ""
    ranges: list[Range] = field(default_factory=list)
    noun: bool = False
    weekdays: bool = False

    @property
    def per(self) -> Per:
        """The rhythm as a value; a year when no period is given."""
        return Per(self.count, self.unit or "year", self.interval)


Found = tuple[Rhythm, int]
Period = tuple[PerUnit, int]


class RhythmReader:
    """Reads rhythms from one cell's tokens."""

    __slots__ = ("periods", "tokens")

    def __init__(self, tokens: list[Token], periods: PeriodReader) -> None:
        self.tokens = tokens
        self.periods = periods

    def counted(self, at: int) -> Found | None:
        """Return the rhythm, or the count without its period, that begins with a number at `at`."""
        read = self._count(at)
        if read is None:
            return None
        low, high, here = read
        if self.number(here) is not None:
            return None
        reason = f"Hur många gånger är angivet som {low}–{high}; det lägre är läst." if high != low else ""
        noun = self.tokens[here].roles.keys() & {"times", "occasions"}
        single = self.tokens[here].word in ("gång", "tillfälle")
        ahead, words, vague = here, 0, False
        while words <= NOUN_WORDS:
            per = self._per(ahead, here)
            if per:
                (unit, interval), after = per
                rhythm = self._doubted(Rhythm(low, unit, interval, True, reason), here, bool(noun))
                if words and not noun and at and self.tokens[at - 1].word in _PREPOSITIONS:
                    rhythm.reason = f"”{low} {self.tokens[here].word}” kan vara något annat än gånger."
                return rhythm, after
            token = self.tokens[ahead]
            if words and not noun and self.number(ahead) and "times" in self.tokens[ahead + 1].roles:
                return None
            adverb = token.roles.get("adverb")
            if adverb and not noun and at and self.tokens[at - 1].word in _PREPOSITIONS:
                return None
            if adverb and (words == 0 or noun or ahead == here + 1):
                return self._doubted(Rhythm(low, adverb, 1, True, reason), here, bool(noun)), ahead + 1
            if (
                "break" in token.roles
                or not (token.word.isalpha() or token.word == "*")
                or "month" in token.roles
            ):
                break
            noun = noun or token.roles.keys() & {"times", "occasions"}
            if "vague" in token.roles:
                low, vague = 2, True
                reason = f"Hur många gånger ”{token.word}” är står inte i texten."
            ahead, words = ahead + 1, words + 1
        if vague:
            return None
        least = at > 0 and "approx" in self.tokens[at - 1].roles and low == 1
        for after in range(here, here + 2):
            if least and self.tokens[after].roles.keys() & {"occasion_noun", "occasions"}:
                return Rhythm(low, None, 1, True, reason, noun=True), after + 1
        direct = self.tokens[here].roles.keys() & {"times", "occasions"}
        if single or (direct and high > 1) or (noun and low > 1 and words):
            after = here + 1
            while (
                not self.tokens[after - 1].roles.keys() & {"times", "occasions"}
                and after < here + NOUN_WORDS + 1
            ):
                after += 1
            return Rhythm(low, None, 1, True, reason, noun=True), after
        return None

    def _doubted(self, rhythm: Rhythm, at: int, times: bool) -> Rhythm:
        """Ask whether "två timmar", "30 platser" are times, by the noun at `at`; so many hours are one time."""
        noun = self.tokens[at]
        hours = "hours" in noun.roles
        if hours or (noun.word.isalpha() and not noun.roles and not times and rhythm.count > _MOST_TIMES):
            rhythm.reason = f"”{rhythm.count} {noun.word}” kan vara något annat än gånger."
            rhythm.count = 1 if hours else rhythm.count
        return rhythm

    def plain(self, at: int) -> Found | None:
        """Return a rhythm that needs no count: "årligen", "varje kvartal", "per termin", "tisdagar jämna veckor"."""
        roles = self.tokens[at].roles
        if "adverb" in roles:
            return Rhythm(1, roles["adverb"]), at + 1
        if "compound" in roles:
            return (Rhythm(1, roles["compound"]), at + 1) if "occasions" in roles else None
        if "every" in roles or "every_other" in roles:
            return self._every(at)
        if "weekdays" in roles or "weekday" in roles:
            return self._weekdays(at, 1)
        if "even_weeks" in roles:
            return Rhythm(1, "week", 2), at + 1
        if "workdays" in roles:
            reason = "Varje vardag är läst som fem gånger i veckan."
            return Rhythm(5, "week", 1, True, reason), at + 1
        if self.tokens[at].word in ("per", "pr"):
            per = self._per(at, at)
            if per:
                (unit, interval), after = per
                return Rhythm(1, unit, interval), after
        return None

    def weekday_span(self, at: int) -> Found | None:
        """Return the rhythm of weekdays that are tied to each other and to no day: "måndag–fredag", "fre/lör"."""
        first, joint, last = self.tokens[at : at + 3]
        begun, ended = (token.roles.get("weekday", token.roles.get("shortday")) for token in (first, last))
        if begun is None or ended is None or begun == ended or not joint.roles.keys() & {"dash", "joint"}:
            return None
        days = (ended - begun) % 7 + 1 if "dash" in joint.roles else 2
        here = self._past_hours(at + 3)
        even = "even_weeks" in self.tokens[here].roles
        reason = f"”{first.word}{joint.word}{last.word}” är läst som {days} gånger i veckan."
        return Rhythm(days, "week", 1 + even, True, reason, weekdays=not even), here + even

    def ordered(self, at: int) -> Found | None:
        """Return the rhythm of "första måndagen i månaden", "den 15:e varje månad", "sista fredagen i varje kvartal"."""
        here = at + 1
        token = self.tokens[here]
        while token.roles.keys() & {"joint", "ordinal"} and here < at + 6:
            here += 1
            token = self.tokens[here]
        if not token.roles.keys() & {"weekday", "every", "the_unit", "unit", "units"}:
            return None
        if token.roles.get("the_unit") in _ORDERED:
            return None
        if token.roles.keys() & {"weekday", "the_unit", "unit"}:
            here += 1
        if self.tokens[here].word in ("i", "av", "under", "per"):
            here += 1
        roles = self.tokens[here].roles
        if "the_unit" in roles and roles["the_unit"] in ("month", "quarter", "term"):
            return Rhythm(1, roles["the_unit"]), here + 1
        if "every" in roles:
            return self._every(here)
        return None

    # ------------------------------------------------------------------------------------------------- parts

    def _count(self, at: int) -> tuple[int, int, int] | None:
        """Return (lowest, highest, next place) of "3", "två", "3-4", "en till två"."""
        low = self.number(at)
        if low is None:
            return None
        here = at + 1
        joint = self.tokens[here]
        if joint.roles.keys() & {"dash", "either"} or joint.word in ("/", "á", "à"):
            high = self.number(here + 1)
            if high is not None and high > low:
                return low, high, here + 2
        if (
            "dash" in joint.roles
            and joint.begin == self.tokens[at].finish
            and "times" in self.tokens[here + 1].roles
        ):
            here += 1
        while self.tokens[here].roles.keys() & {"approx"} and here < at + 3:
            here += 1
        return low, low, here

    def number(self, at: int) -> int | None:
        """Return the number of times that a word may say, and no year."""
        roles = self.tokens[at].roles
        number = roles.get("count", roles.get("number"))
        if number is None or "year" in roles or not 1 <= number <= 366:
            return None
        return int(number)

    def _per(self, at: int, begin: int) -> tuple[Period, int] | None:
        """Return the period of "per år", "/termin", "i veckan", "om året", "varannan månad"."""
        token = self.tokens[at]
        roles = token.roles
        if "every" in roles or "every_other" in roles:
            found = self._every(at)
            if found and found[0].unit:
                return (found[0].unit, found[0].interval), found[1]
        if "per" in roles:
            return self._unit_of(at + 1)
        if "in_the" in roles and at > begin - 1:
            ahead = self.tokens[at + 1].roles
            unit = ahead.get("the_unit")
            if unit and (token.word in ("i", "om") or unit not in ("year", "half-year", "quarter")):
                return (unit, 1), at + 2
            if token.word == "om" and self.tokens[at + 1].word in ("året", "dagen"):
                return ("year" if self.tokens[at + 1].word == "året" else "day", 1), at + 2
            if token.word == "i" and "long_unit" in ahead:
                return ("year", ahead["long_unit"]), at + 2
        return None

    def _unit_of(self, at: int) -> tuple[Period, int] | None:
        """Return the unit at `at`, where a number or another measure may come first: "2 år", "skola och år"."""
        token = self.tokens[at]
        if "adjectives" in token.roles:
            at += 1
            token = self.tokens[at]
        roles = token.roles
        if "long_unit" in roles:
            return ("year", roles["long_unit"]), at + 1
        unit = roles.get("unit", roles.get("the_unit"))
        if unit:
            return (unit, 1), at + 1
        adverb = roles.get("adverb")
        if adverb:
            return (adverb, 1), at + 1
        if "term" in roles or "season" in roles:
            return ("year", 1), at + 1
        number = self.number(at)
        if number and "units" in self.tokens[at + 1].roles:
            return (self.tokens[at + 1].roles["units"], number), at + 2
        if token.word.isalpha() and self.tokens[at + 1].word in ("och", "/"):
            unit = self.tokens[at + 2].roles.get("unit")
            if unit:
                return (unit, 1), at + 3
        return None

    def _every(self, at: int) -> Found | None:
        roles = self.tokens[at].roles
        interval = 2 if "every_other" in roles else 1
        here = at + 1
        if "adjectives" in self.tokens[here].roles:
            here += 1
        token = self.tokens[here]
        ordinal = token.roles.get("ordinal")
        if token.word in ("annan", "annat") and self.tokens[at].word in ("var", "vart"):
            interval, here = 2, here + 1
        elif ordinal is not None and interval == 1 and ordinal > 0:
            interval, here = ordinal, here + 1
        elif interval == 1 and self.number(here) and self._is_unit(at, here + 1):
            interval, here = self.number(here) or 1, here + 1
        token = self.tokens[here]
        if "long_unit" in token.roles:
            return Rhythm(1, "year", interval * token.roles["long_unit"]), here + 1
        if "weekday" in token.roles or "weekdays" in token.roles:
            return self._weekdays(here, interval)
        unit = token.roles.get("unit", token.roles.get("compound"))
        unit = unit or (token.roles.get("units") if interval > 1 else None)
        if unit:
            return Rhythm(1, cast(PerUnit, unit), interval), here + 1
        return self._every_named(here, interval)

    def _is_unit(self, at: int, here: int) -> bool:
        """Whether a counted unit stands at `here`: "varje 2 veckor", "var 3 vecka"."""
        roles = self.tokens[here].roles
        return "units" in roles or ("unit" in roles and self.tokens[at].word in ("var", "vart"))

    def _every_named(self, at: int, interval: int) -> Found | None:
        """Read "varje höst", "varje vår och höst", "varje sportlov", "varje mars": once a year each."""
        if not self.tokens[at].roles.keys() & {"season", "term", "occasion", "month"}:
            return None
        ranges: list[Range] = []
        here = at
        while len(ranges) < 4:
            found = self.periods.atoms(here)
            if not found or found[0][0].first.unit not in _SPREAD_UNITS:
                break
            ranges.extend(found[0])
            here = found[1]
            if "joint" not in self.tokens[here].roles:
                break
            here += 1
        if not ranges:
            return None
        if "joint" in self.tokens[here - 1].roles:
            here -= 1
        if ranges[0].first.name == "year_turn":
            return Rhythm(1, "year", interval), here
        if "occasion" in self.tokens[at].roles and "term_start" in self.tokens[at].roles.values():
            return Rhythm(1, "term", interval), here
        return Rhythm(len(ranges), "year", interval, len(ranges) > 1, "", ranges), here

    def _weekdays(self, at: int, interval: int) -> Found:
        """Read "måndagar och onsdagar", "fredag och lördag kväll", "tisdagar jämna veckor"."""
        days, here = 1, at + 1
        if self.tokens[here].word == "-" and "joint" in self.tokens[here + 1].roles:
            here += 1
        while (
            days < 7
            and "joint" in self.tokens[here].roles
            and self.tokens[here + 1].roles.keys() & {"weekday", "weekdays"}
        ):
            days, here = days + 1, here + 2
        if "dash" in self.tokens[here].roles and self.tokens[here + 1].roles.keys() & {"weekday", "weekdays"}:
            ahead = self.tokens[here + 1].roles
            start = self.tokens[at].roles
            first = start.get("weekdays", start.get("weekday", 1))
            days, here = (ahead.get("weekdays", ahead.get("weekday", 1)) - first) % 7 + 1, here + 2
        if self.tokens[here].word in ("i", "under") and "even_weeks" in self.tokens[here + 1].roles:
            here += 1
        if "even_weeks" in self.tokens[here].roles:
            interval, here = 2, here + 1
        if here == at + 1 or interval == 1:
            here = self._past_hours(here)
        return Rhythm(days, "week", interval, weekdays=interval == 1), here

    def _past_hours(self, at: int) -> int:
        """Return the place after hours that stand bare: "tisdagar 13–14"."""
        first, dash, last = (self.tokens[here].roles for here in (at, at + 1, at + 2))
        hours = [first.get("number", 25), last.get("number", 25)]
        bare = "month" not in self.tokens[at + 3].roles and "per" not in self.tokens[at + 3].roles
        return at + 3 if "dash" in dash and max(hours) <= 24 and hours[0] < hours[1] and bare else at

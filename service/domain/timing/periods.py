"""Atoms of a period read from tokens: each method takes a place and returns what stands there and where it ends, or None."""

from service.domain.timing.atoms import Atom, Range
from service.domain.timing.numbers import Found, NumberReader
from service.domain.timing.parts import with_part_behind
from service.domain.timing.tokens import Token
from service.domain.timing.units import UnitReader
from service.domain.timing.words import TimeWords
from service.domain.timing.years import YearReader, slashed_years

_CODES = (
    ("week_code", "week"),
    ("quarter_code", "quarter"),
    ("tertial_code", "tertial"),
    ("half_code", "half-year"),
)
_SHORT_YEARS = range(61)
_NEAR_YEARS = 3
"""”mars 25” is the year in a plan of a year so near; farther off it could be a day."""
_CLOSED = frozenset({"break", "close", "clause"})
_UNKNOWN_DAYS = ("x", "xx", "xxx", "??")
_DAYS = frozenset({"week_code", "number", "ordinal", "dm", "iso", "compact", "six", "dmy", "weekday"})


class PeriodReader:
    """Reads atoms from one cell's tokens."""

    __slots__ = ("numbers", "plan_year", "tokens", "units", "words", "years")

    def __init__(self, tokens: list[Token], plan_year: int, words: TimeWords) -> None:
        self.tokens = tokens
        self.plan_year = plan_year
        self.words = words
        self.years = YearReader(tokens, plan_year)
        self.numbers = NumberReader(tokens, self.years)
        self.units = UnitReader(tokens, self.years)

    def atoms(self, at: int) -> Found | None:
        """Return the atom at `at`, or the several that share a word ("9 och 10 mars", "kvartal 1–2")."""
        roles = self.tokens[at].roles
        if not roles:
            return None
        found: Found | None = None
        if "part" in roles:
            return self._part(at)
        if "number" in roles or "ordinal" in roles or "dm" in roles:
            found = self.numbers.numbered(at)
        elif "iso" in roles or "ym" in roles or "compact" in roles or "six" in roles or "dmy" in roles:
            found = self.numbers.written(at)
        elif "count" in roles:
            found = self.numbers.first_units(at)
        else:
            found = self._worded(at)
        return with_part_behind(self.tokens, found) if found else None

    def _worded(self, at: int) -> Found | None:
        roles = self.tokens[at].roles
        if "month" in roles:
            return self._month(at, roles["month"])
        if "season" in roles:
            return self._season(at)
        if "term" in roles:
            return self._spaced_year(*self._with_year(Atom("named", name=roles["term"]), at + 1))
        if "neighbour" in roles:
            return self._neighbour(at, roles["neighbour"])
        if "month_turn" in roles:
            return self._month_turn(at)
        if "relative_year" in roles:
            return self._relative_year(at)
        if "occasion" in roles:
            return self._occasion(at)
        if "season_part" in roles:
            season, part = roles["season_part"]
            return self._with_year(Atom("named", name=season, part=(part, 3)), at + 1)
        if "term_year" in roles or "mandate" in roles:
            return self._long(at)
        for code, unit in _CODES:
            if code in roles:
                found = self.units.coded(at, unit)
                if found:
                    return found
        if "weekday" in roles or "shortday" in roles:
            return self._weekday(at)
        return None

    # ------------------------------------------------------------------------------------------------ words

    def _with_year(self, atom: Atom, at: int) -> Found:
        if self.tokens[at].word == "månad":
            at += 1
        atom.year, atom.until, at = self.years.after(at)
        return [Range(atom)], at

    def _month(self, at: int, month: int) -> Found:
        atom = Atom("month", month)
        ranges, after = self._with_year(atom, at + 1)
        if atom.until:
            atom.reason = "Två år står efter månaden; det framgår inte vilket som gäller."
        if at and self.tokens[at - 1].word in _UNKNOWN_DAYS:
            atom.reason = "Dagen är inte satt."
        if "doubtful" in self.tokens[at].roles:
            atom.reason = f"”{self.tokens[at].word.capitalize()}” kan vara en månad eller ett namn."
        token = self.tokens[at + 1]
        number = token.roles.get("number")
        if after == at + 1 and number and number > 31 and number - 2000 in _SHORT_YEARS:
            return ranges, after
        if after == at + 1 and number and len(token.word) == 2 and number <= 60:
            following = self.tokens[at + 2].roles
            if "break" in following or "joint" in following or "dash" in following or "close" in following:
                atom.year, after = 2000 + number, at + 2
                listed = "joint" in following and "number" in self.tokens[at + 3].roles
                if listed or abs(atom.year - self.plan_year) > _NEAR_YEARS:
                    atom.reason = f"”{self.tokens[at].word} {token.word}” kan vara en dag eller ett år."
        return ranges, after

    def _season(self, at: int) -> Found | None:
        token = self.tokens[at]
        if (
            self.tokens[at + 1].word == "-"
            and "joint" in self.tokens[at + 2].roles
            and "term" in self.tokens[at + 3].roles
        ):
            term = {"spring": "vt", "autumn": "ht"}.get(token.roles["season"])
            if term:
                return [Range(Atom("named", name=term))], at + 2
        if self.tokens[at + 1].word == "-" and "joint" in self.tokens[at + 2].roles:
            reason = f"”{token.word}-” hör ihop med ett ord som inte gick att läsa."
            return [Range(Atom("named", name=token.roles["season"], reason=reason))], at + 2
        if token.word == "vår" and not self._is_spring(at):
            return None
        return self._spaced_year(*self._with_year(Atom("named", name=token.roles["season"]), at + 1))

    def _spaced_year(self, ranges: list[Range], at: int) -> Found:
        """Take the year of "ht 24": two digits apart from their word, with nothing that could be counted after them."""
        token, atom = self.tokens[at], ranges[0].first
        if atom.year is None and len(token.word) == 2 and 15 <= token.roles.get("number", 0) <= 60:
            ahead = self.tokens[at + 1].roles
            if "break" in ahead or "joint" in ahead or "dash" in ahead or "close" in ahead:
                atom.year = 2000 + int(token.roles["number"])
                return ranges, at + 1
        return ranges, at

    def _neighbour(self, at: int, offset: int) -> Found | None:
        """Read "nästa vår", "förra hösten"."""
        if not self.tokens[at + 1].roles.keys() & {"season", "term", "month", "season_part"}:
            return None
        found = self._worded(at + 1)
        if found and found[0][0].first.year is None:
            atom = found[0][0].first
            atom.year = self.plan_year + offset
            atom.reason = f"Det framgår inte säkert vilket år ”{self.tokens[at].word}” syftar på."
        return found

    def _month_turn(self, at: int) -> Found | None:
        """Read "månadsskiftet maj/juni" as the end of one month and the beginning of the next."""
        first, joint, second = self.tokens[at + 1].roles, self.tokens[at + 2].roles, self.tokens[at + 3].roles
        if "month" not in first or "month" not in second or not joint.keys() & {"joint", "dash"}:
            return None
        year, _, after = self.years.after(at + 4)
        reason = "Månadsskiftet är läst som den sista och den första tredjedelen av månaderna."
        last = Atom("month", second["month"], year=year, part=(1, 3), reason=reason)
        return [Range(Atom("month", first["month"], year=year, part=(3, 3)), last)], after

    def _is_spring(self, at: int) -> bool:
        """Whether "vår" is the season and not "our": nothing owned may follow it."""
        ahead = self.tokens[at + 1]
        word, roles = ahead.word, ahead.roles
        if "verbs" in roles or "break" in roles or not word.isalpha():
            return True
        if (
            roles
            and not {"occasions", "beginning", "times", "named", "about_year", "ordinary"} & roles.keys()
        ):
            return True
        return (
            word.endswith("s") and self.tokens[at - 1].word in ("i", "under", "nästa", "till")
            if at
            else False
        )

    def _is_owned(self, token: Token) -> bool:
        """Whether the word names a thing of the year, and no part of it."""
        return token.word.isalpha() and not token.roles and token.word != "lopp"

    def _relative_year(self, at: int) -> Found | None:
        offset = self.tokens[at].roles["relative_year"]
        if self.tokens[at].word == "årets" and self._is_owned(self.tokens[at + 1]):
            return None  # "när årets siffror kommit"
        beside = self.tokens[at + 1].roles.get("year_beside")
        if (
            self.tokens[at].word == "året"
            and beside
            and not self.tokens[at + 2].roles.keys().isdisjoint(_CLOSED)
        ):
            return [Range(Atom("year", year=self.plan_year + beside))], at + 2
        atom = Atom("year", year=self.plan_year + offset, relative=offset == 0)
        within = self.numbers.first_units(at + 1, self.plan_year + offset)
        if within:
            return within
        ordered = self.numbers.ordered(at + 1) if "ordinal" in self.tokens[at + 1].roles else None
        if ordered:
            for one in ordered[0]:
                one.first.year = self.plan_year + offset
            return ordered
        if at and "ordinal" in self.tokens[at - 1].roles:
            atom.reason = (
                f"Det framgår inte vilket år ”{self.tokens[at - 1].word} {self.tokens[at].word}” är."
            )
        if self.tokens[at].word == "över året":
            atom.reason = "”Över året” kan betyda utspritt eller när som helst under året."
        if "year" in self.tokens[at + 1].roles and offset == 0:
            atom.year = self.tokens[at + 1].roles["year"]
            return [Range(atom)], at + 2
        return [Range(atom)], at + 1

    def _occasion(self, at: int) -> Found | None:
        token = self.tokens[at]
        if token.word == "jul" and self._among_months(at):
            return self._month(at, 7)
        atom = Atom("named", name=token.roles["occasion"])
        found = self._with_year(atom, at + 1)
        if atom.reason == "" and not (atom.name == "year_turn" and atom.until):
            atom.reason = self.words.conventions.named[atom.name].check
        settled = self._settled(atom, found[1])
        if settled:
            return settled
        if atom.name == "year_turn" and atom.until is None and atom.year is not None:
            second = self.tokens[found[1]]
            if second.word in ("-", "–") and "year" in self.tokens[found[1] + 1].roles:
                return found[0], found[1] + 2
        return found

    def _settled(self, occasion: Atom, at: int) -> Found | None:
        """Return the days or weeks written right after an occasion, which say when it is: "sportlovet (v. 9)"."""
        mark = self.tokens[at]
        opened = mark.word == "("
        here = at + 1 if opened or (mark.word == "," and occasion.reason) else at
        while here < at + 3 and self.tokens[here].word in ("i", "den", "under"):
            here += 1
        if here == at and not self.tokens[at].roles.keys() & _DAYS:
            return None
        found = self.atoms(here) if self.tokens[here].roles.keys() & _DAYS else None
        if not found or not all(one.first.is_day or one.first.unit == "week" for one in found[0]):
            return None
        if occasion.year is not None and found[0][0].first.year is None:
            for one in found[0]:
                one.first.year = occasion.year
        close = opened and "close" in self.tokens[found[1]].roles
        return found[0], found[1] + 1 if close else found[1]

    def _among_months(self, at: int) -> bool:
        """Whether "jul" is short for July: a month stands on the other side of a dash, a slash or a joint."""
        before, after = self.tokens[at - 1] if at else None, self.tokens[at + 1]
        if ("dash" in after.roles or "joint" in after.roles) and "month" in self.tokens[at + 2].roles:
            return True
        return bool(
            before
            and at > 1
            and ("dash" in before.roles or "joint" in before.roles)
            and "month" in self.tokens[at - 2].roles
        )

    def _long(self, at: int) -> Found | None:
        """Read a school year or a mandate period, whose own years may follow."""
        roles = self.tokens[at].roles
        unit = "school_year" if "term_year" in roles else "mandate"
        atom = Atom(unit)
        atom.year, atom.until, after = self.years.after(at + 1, short=False)
        first, dash, second = self.tokens[at + 1], self.tokens[at + 2], self.tokens[at + 3]
        if atom.year and not atom.until and "dash" in dash.roles and "number" in second.roles:
            number = second.roles["number"]
            atom.until = number if "year" in second.roles else atom.year - atom.year % 100 + number
            after = at + 4
        elif (
            atom.year is None
            and len(first.word) == 2
            and "number" in first.roles
            and dash.word in ("/", "-", "–")
        ):
            atom.year, atom.until, after = (
                2000 + first.roles["number"],
                2000 + second.roles.get("number", 0),
                at + 4,
            )
        if "dm" in first.roles:
            atom.year, atom.until = slashed_years(first.word)
            after = at + 2
        if atom.until and not 0 < atom.until - (atom.year or 0) <= 10:
            atom.until = None
        if unit == "school_year" and atom.until is None:
            atom.reason = "Läsåret är läst som juli–juni; terminernas dagar skiljer mellan kommuner."
        elif unit == "mandate" and atom.until is None:
            atom.reason = "Mandatperioden är räknad från årsskiftet efter valet."
        return [Range(atom)], after

    def _weekday(self, at: int) -> Found | None:
        """Read a weekday with its day ("fredagen den 21 april") or its week ("tisdag v. 12")."""
        roles = self.tokens[at].roles
        weekday = roles.get("weekday", roles.get("shortday"))
        here = at + 1
        joined = self.tokens[here].roles.keys() & {"dash", "joint"} and self.tokens[here + 1].roles
        if joined and joined.keys() & {"weekday", "shortday"}:
            return self._weekdays(int(weekday or 1), here)
        while self.tokens[here].word in (",", "den", "(", ".") and here < at + 4:
            here += 1
        ahead = self.tokens[here].roles
        if not (
            "number" in ahead
            or "ordinal" in ahead
            or ahead.keys() & {"dm", "iso", "compact", "six", "dmy", "week_code"}
        ):
            return None
        found = self.atoms(here)
        if not found:
            return None
        first = found[0][0].first
        if first.unit == "week" and (found[0][0].last or len(found[0]) > 1):
            first.reason = f"”{self.tokens[at].word}” kan vara en dag i varje vecka."
        if found[0][0].last is not None:
            return found
        if first.unit == "week":
            first.unit, first.weekday = "weekday_of_week", int(weekday or 1)
        elif first.is_day:
            first.weekday = int(weekday or 0)
        else:
            return None
        if "close" in self.tokens[found[1]].roles and self.tokens[here - 1].word == "(":
            return found[0], found[1] + 1
        return found

    def _weekdays(self, weekday: int, at: int) -> Found | None:
        """Read the rest of "måndag–onsdag v. 12", "ons och tors 5–6 mars", with `at` at what joins the weekdays."""
        found = self._weekday(at + 1)
        if not found:
            return None
        last = found[0][0].first
        if last.unit != "weekday_of_week":
            return found if found[0][0].last or len(found[0]) > 1 else None
        first = Atom(last.unit, last.number, year=last.year, weekday=weekday)
        if "dash" in self.tokens[at].roles:
            return [Range(first, last)], found[1]
        return [Range(first), *found[0]], found[1]

    # ------------------------------------------------------------------------------------------------ parts

    def _part(self, at: int) -> Found | None:
        """Read "slutet av november", "början/mitten av maj", "sen höst": parts apply to the first atom."""
        parts = [self.tokens[at].roles["part"]]
        here = at + 1
        while (
            len(parts) < 3
            and self.tokens[here].roles.keys() & {"joint", "dash"}
            and "part" in self.tokens[here + 1].roles
        ):
            parts.append(self.tokens[here + 1].roles["part"])
            here += 2
        while (
            self.tokens[here].word in ("av", "på", "i", "under", "den", "det", "år", "vid", "hela")
            and here < at + 9
        ):
            here += 1
        if "part" in self.tokens[here].roles or self.tokens[here].roles.keys() & {"every", "every_other"}:
            return None
        found = self.atoms(here)
        if not found:
            return None
        first = found[0][0].first
        if first.part is not None or first.unit in ("day", "fixed", "weekday"):
            return None
        if first.until:
            first.reason = "Början, mitten eller slutet av flera år går att räkna på flera sätt."
        word = self.tokens[at].word
        if first.unit == "week" or "delen" in word or "dagarna" in word:
            first.reason = f"”{word} …” går att räkna på flera sätt."
        first.part = parts[0]
        if len(parts) > 1 and found[0][0].last is None:
            last = Atom(
                first.unit,
                first.number,
                first.month,
                first.name,
                first.year,
                first.until,
                parts[-1],
                relative=first.relative,
            )
            found[0][0].last = last
        return found

"""Periods that begin with a number: days, years, ordered quarters and weekdays, and dates written in figures."""

import re
from datetime import date

from service.domain.timing.atoms import Atom, Range
from service.domain.timing.tokens import Token
from service.domain.timing.years import YearReader

Found = tuple[list[Range], int]
LONGEST_LIST = 12
_MONTH_NUMBER = range(1, 13)
_LAST_OF = {"quarter": 4, "tertial": 3, "half-year": 2}
_UNITS_OF_YEAR = {"month": 12, "quarter": 4, "tertial": 3}
_DIGITS = re.compile(r"\d+")


class NumberReader:
    """Reads the numbered periods of one cell."""

    __slots__ = ("no_days_before", "plan_year", "tokens", "years")

    def __init__(self, tokens: list[Token], years: YearReader) -> None:
        self.tokens = tokens
        self.years = years
        self.plan_year = years.plan_year
        self.no_days_before = 0

    def numbered(self, at: int) -> Found | None:
        token = self.tokens[at]
        roles = token.roles
        if "year" in roles:
            return self._year(at)
        unit = self.tokens[at + 1].roles.get("the_unit")
        if (
            unit in _LAST_OF
            and self.tokens[at + 1].word.endswith("et")
            and roles.get("number", 9) <= _LAST_OF[unit]
        ):
            return self._ordered_units([(roles["number"], False)], unit, at + 2)
        found = self._days(at) or self._month_of_year(at) or self.first_units(at)
        if found:
            return found
        return self.ordered(at) if "ordinal" in roles else None

    def _month_of_year(self, at: int) -> Found | None:
        """Read "03/2025", "3/2025", "11-2025"."""
        number, mark, year = self.tokens[at : at + 3]
        month = number.roles.get("number", 0)
        tied = number.finish == mark.begin and mark.finish == year.begin
        if not tied or month not in _MONTH_NUMBER or "year" not in year.roles:
            return None
        if mark.word != "/" and not (mark.word == "-" and len(number.word) == 2):
            return None
        return [Range(Atom("month", month, year=year.roles["year"]))], at + 3

    def _year(self, at: int) -> Found | None:
        year = self.tokens[at].roles["year"]
        until = self.years.second(at + 1, year)
        if until is None and self.years.is_case_number(at):
            return None
        after = at + 3 if until else at + 1
        dash, second = self.tokens[at + 1], self.tokens[at + 2]
        if (
            not until
            and "dash" in dash.roles
            and len(second.word) == 2
            and "number" in second.roles
            and dash.finish == second.begin
        ):
            full = year - year % 100 + second.roles["number"]
            if 0 < full - year <= 30 and ends_number(self.tokens, at + 3):
                return [Range(Atom("year", year=year), Atom("year", year=full))], at + 3
        return [Range(Atom("year", year=year, until=until))], after

    def _days(self, at: int) -> Found | None:
        """Read days before their month: "3 april", "13–14 mars", "1, 8 och 15 maj", "1-3/4", "22/4-25"."""
        if at < self.no_days_before:
            return None
        numbers: list[tuple[int, bool]] = []
        here, dash, either = at, False, False
        found: Found | None = None
        while True:
            token = self.tokens[here]
            if "dm" in token.roles:
                found = self._slashed(numbers, dash, here)
                break
            if "month" in token.roles or (numbers and token.word == "jul"):
                found = self._days_of(numbers, token.roles.get("month", 7), here + 1)
                break
            number = token.roles.get("number", token.roles.get("ordinal"))
            if number is None or not -1 <= number <= 99:
                break
            numbers.append((number, dash))
            here += 2 if self.tokens[here + 1].word == "dagen" else 1
            joint = self.tokens[here]
            dash = "dash" in joint.roles
            if dash or "joint" in joint.roles:
                either = either or "either" in joint.roles
                here += 1
                while self.tokens[here].word in ("den", "och"):
                    here += 1
            elif not joint.roles.keys() & {"month", "occasion"}:
                break
        if found is None:
            self.no_days_before = here
        elif either:
            found[0][0].first.reason = "Två dagar står som alternativ."
        return found

    def _days_of(
        self, numbers: list[tuple[int, bool]], month: int, at: int, year: int | None = None
    ) -> Found:
        ranges: list[Range] = []
        if year is None:
            year, _, at = self.years.after(at)
        for number, dash in numbers:
            atom = Atom("day", number, month, year=year)
            if number == -1:
                atom = Atom("last_day", month=month, year=year)
            if dash and ranges and ranges[-1].last is None:
                ranges[-1].last = atom
            else:
                ranges.append(Range(atom))
        return ranges, at

    def _slashed(self, numbers: list[tuple[int, bool]], dash: bool, at: int) -> Found | None:
        parts = [int(digits) for digits in _DIGITS.findall(self.tokens[at].word)]
        share = len(parts) == 2 and parts[0] < parts[1] <= 10 and self.tokens[at + 1].word in ("av", "tjänst")
        day, month = parts[0], parts[1]
        year = 2000 + parts[2] if len(parts) == 3 else None
        if month not in _MONTH_NUMBER:
            if numbers or not 1 <= day <= 31:
                return None
            atom = Atom("day", day, month)
            return [Range(atom)], at + 1
        found = self._days_of([*numbers, (day, dash)], month, at + 1, year)
        if share:
            found[0][0].first.reason = f"”{self.tokens[at].word}” kan vara en andel."
        return found

    def ordered(self, at: int) -> Found | None:
        """Read "andra kvartalet", "första och tredje tertialet", "sista torsdagen i maj", "första veckan i mars"."""
        numbers: list[tuple[int, bool]] = []
        here, dash = at, False
        while len(numbers) < LONGEST_LIST:
            number = self.tokens[here].roles.get("ordinal")
            if number is None:
                return None
            numbers.append((number, dash))
            here += 1
            roles = self.tokens[here].roles
            unit = roles.get("the_unit", roles.get("unit"))
            if unit in _LAST_OF:
                return self._ordered_units(numbers, unit, here + 1)
            if unit == "week" or "weekday" in roles or "weekdays" in roles:
                return self._within_month(numbers[0][0], here) if len(numbers) == 1 else None
            dash = "dash" in roles
            if not dash and "joint" not in roles:
                return None
            here += 1
            if self.tokens[here].word in ("den", "det"):
                here += 1
        return None

    def _ordered_units(self, numbers: list[tuple[int, bool]], unit: str, at: int) -> Found:
        ranges: list[Range] = []
        last = _LAST_OF[unit]
        if self.tokens[at].word in ("av", "under", "i") and self.tokens[at + 1].roles.keys() & {
            "year",
            "relative_year",
        }:
            at += 1
        year, _, at = self.years.after(at)
        if year is None and "relative_year" in self.tokens[at].roles:
            year, at = self.plan_year + self.tokens[at].roles["relative_year"], at + 1
        for number, dash in numbers:
            atom = Atom(unit, last if number == -1 else number, year=year)
            if dash and ranges and ranges[-1].last is None:
                ranges[-1].last = atom
            else:
                ranges.append(Range(atom))
        return ranges, at

    def first_units(self, at: int, year: int | None = None) -> Found | None:
        """Read "tre första månaderna 2025", "första två kvartalen": so many units from the beginning or the end of a year."""
        one, two, units = (token.roles for token in self.tokens[at : at + 3])
        order = one.get("ordinal", two.get("ordinal"))
        count = one.get("count", one.get("number", two.get("count", two.get("number"))))
        unit = units.get("the_unit", units.get("units"))
        if (
            order not in (1, -1)
            or count is None
            or unit not in _UNITS_OF_YEAR
            or not 1 < count <= _UNITS_OF_YEAR[unit]
        ):
            return None
        here = at + 3
        while self.tokens[here].word in ("av", "i", "på", "under", "år") and here < at + 6:
            here += 1
        if year is None:
            year, _, after = self.years.after(here)
            if year is None and self.tokens[here].word in ("året", "årets"):
                after = here + 1
            if year is None and after == here and here > at + 3:
                return None
        else:
            after = at + 3
        whole = _UNITS_OF_YEAR[unit]
        numbers = (1, count) if order == 1 else (whole - count + 1, whole)
        return [Range(*(Atom(unit, number, year=year) for number in numbers))], after

    def _within_month(self, nth: int, at: int) -> Found | None:
        """Read the rest of "sista torsdagen i maj", with `at` at the weekday (or "veckan")."""
        roles = self.tokens[at].roles
        if (
            self.tokens[at + 1].word not in ("i", "av", "under")
            or "month" not in self.tokens[at + 2].roles
            or abs(nth) > 5
        ):
            return None
        month = self.tokens[at + 2].roles["month"]
        year, _, after = self.years.after(at + 3)
        if "weekday" in roles:
            return [Range(Atom("weekday", nth, month, year=year, weekday=roles["weekday"]))], after
        reason = "Vilken vecka i månaden som menas går att räkna på flera sätt."
        return [Range(Atom("first_week", nth, month, year=year, reason=reason))], after

    # ---------------------------------------------------------------------------------------- written dates

    def written(self, at: int) -> Found | None:
        token = self.tokens[at]
        roles, word = token.roles, token.word
        if "ym" in roles or ("iso" in roles and "x" in word.split("t")[0]) or "m" in word or "?" in word:
            return self._year_month(at)
        digits = [int(part) for part in _DIGITS.findall(word)]
        if "compact" in roles:
            digits = [int(word[:4]), int(word[4:6]), int(word[6:8])]
        elif "six" in roles:
            plain = word.replace("-", "")
            digits = [2000 + int(plain[:2]), int(plain[2:4]), int(plain[4:6])]
        elif "dmy" in roles:
            digits = [digits[2] if digits[2] > 99 else 2000 + digits[2], digits[1], digits[0]]
        first = _written(*digits[:3])
        dash, number = self.tokens[at + 1], self.tokens[at + 2]
        if (
            "dash" in dash.roles
            and len(number.word) == 2
            and "number" in number.roles
            and dash.begin == token.finish
            and dash.finish == number.begin
        ):
            return [Range(first, _written(digits[0], digits[1], number.roles["number"]))], at + 3
        return [Range(first)], at + 1

    def _year_month(self, at: int) -> Found | None:
        """Read "2025-03"; a month or a day written as x is for the state "undetermined"."""
        parts = self.tokens[at].word.split("-")
        if not parts[1].isdigit():
            return None
        atom = Atom("month", int(parts[1]), year=int(parts[0]))
        if int(parts[1]) == (int(parts[0]) + 1) % 100:
            atom.reason = f"”{self.tokens[at].word}” kan vara en månad eller två år."
        if len(parts) > 2:
            atom.reason = "Dagen är inte satt."
        return [Range(atom)], at + 1


def _written(year: int, month: int, day: int) -> Atom:
    """Return the atom of a full date; one that does not exist stays without days."""
    try:
        found = date(year, month, day)
    except ValueError:
        return Atom("day", day, month, year=year)
    return Atom("fixed", fixed=(found, found))


def ends_number(tokens: list[Token], at: int, tied: bool = False) -> bool:
    """Whether what follows a number leaves it to the list before it; always when a dash ties it to its range."""
    token = tokens[at]
    roles = token.roles
    if tied:
        return "month" not in roles
    if (
        "month" in roles
        or "times" in roles
        or "units" in roles
        or "occasions" in roles
        or ("per" in roles and token.word != "/")
    ):
        return False
    return not token.word.isalpha() or bool(roles)

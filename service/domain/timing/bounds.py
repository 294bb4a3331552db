"""Periods into days: the first and last day of a month, a week, a season, an occasion, or a part of one.

The conventions (readings.md) are data; nothing here reads text.
"""

from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.easter import easter

DaySpan = tuple[date, date]
ONE_DAY = timedelta(days=1)
_DAYS_IN = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS_IN = {"month": 1, "quarter": 3, "tertial": 4, "half-year": 6, "term": 6, "year": 12}
_WEEKDAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}


@dataclass(frozen=True, slots=True)
class DayRule:
    """A day that returns every year: a month's day, a day counted from Easter, a weekday on or after one, a week's day."""

    base: str
    first: int
    second: int = 0
    weekday: int = 0
    later: int = 0

    @classmethod
    def from_text(cls, text: str) -> "DayRule":
        """Read the form explained in `time.toml`. Raises ValueError when it is none."""
        later = 1 if text.endswith("+1y") else 0
        text = text.removesuffix("+1y")
        if text.startswith("easter"):
            return cls("easter", int(text.removeprefix("easter")), later=later)
        if text.startswith("w"):
            week, weekday = text[1:].split("-")
            return cls("week", int(week), weekday=int(weekday), later=later)
        weekday_name, _, day_text = text.rpartition(">=")
        month, day = day_text.split("-")
        return cls("day", int(month), 0 if day == "end" else int(day), _WEEKDAYS.get(weekday_name, 0), later)

    def in_year(self, year: int) -> date:
        """Return the day of that year (or of the next, when the rule says so)."""
        year += self.later
        if self.base == "easter":
            return easter(year) + timedelta(days=self.first)
        if self.base == "week":
            return date.fromisocalendar(year, self.first, self.weekday)
        day = date(year, self.first, self.second or days_in(year, self.first))
        return day + timedelta(days=(self.weekday - day.isoweekday()) % 7) if self.weekday else day


@dataclass(frozen=True, slots=True)
class Named:
    """A season, term or occasion: its bounds, and the question it always raises ("" when none)."""

    first: DayRule
    last: DayRule
    deadline: DayRule | None = None
    check: str = ""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Named":
        """Compile one entry of the vocabulary."""
        deadline = data.get("deadline")
        return cls(
            DayRule.from_text(data["from"]),
            DayRule.from_text(data["to"]),
            DayRule.from_text(deadline) if deadline else None,
            str(data.get("check", "")),
        )

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    def in_year(self, year: int) -> DaySpan:
        """Return the bounds in that year."""
        return self.first.in_year(year), self.last.in_year(year)


@dataclass(frozen=True, slots=True)
class Conventions:
    """What an organisation means by its words."""

    named: Mapping[str, Named]
    plain: frozenset[str]
    month_thirds: tuple[int, int]
    far_years: int
    election_year: int

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Conventions":
        """Compile the conventions of `time.toml`."""
        entries = {**data["seasons"], **data["terms"], **data["occasions"]}
        first, second = data["conventions"]["month_thirds"]
        return cls(
            {name: Named.from_data(entry) for name, entry in entries.items()},
            frozenset({*data["seasons"], *data["terms"]}),
            (int(first), int(second)),
            int(data["conventions"]["far_years"]),
            int(data["conventions"]["election_year"]),
        )


def days_in(year: int, month: int) -> int:
    """Return how many days the month has."""
    return _DAYS_IN[month - 1] + (month == 2 and isleap(year))


def months_span(year: int, month: int, count: int) -> DaySpan:
    """Return the bounds of `count` months from that month; both may reach into later years."""
    last = year * 12 + month - 1 + count - 1
    year += (month - 1) // 12
    last_year, last_month = divmod(last, 12)
    return date(year, (month - 1) % 12 + 1, 1), date(
        last_year, last_month + 1, days_in(last_year, last_month + 1)
    )


def unit_span(unit: str, number: int, year: int) -> DaySpan | None:
    """Return the bounds of the numbered unit of a year, None when there is none (week 53, quarter 5)."""
    if unit == "week":
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            return None
        return monday, monday + timedelta(days=6)
    length = MONTHS_IN[unit]
    if not 1 <= number <= 12 // length:
        return None
    return months_span(year, (number - 1) * length + 1, length)


def part_of(span: DaySpan, part: tuple[int, int], thirds: tuple[int, int]) -> DaySpan | None:
    """Return the early, middle or late part (or a half: (1, 2), (2, 2)) of a period; None when it has no such parts."""
    first, last = span
    number, of = part
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    whole = first.day == 1 and (last + ONE_DAY).day == 1
    if whole and months == 1 and of == 3:
        days = (0, *thirds, last.day)
        return first.replace(day=days[number - 1] + 1), first.replace(day=days[number])
    if whole and months == 1 and of == 2:
        return (first, first.replace(day=15)) if number == 1 else (first.replace(day=16), last)
    if whole and months % of == 0 and months >= of:
        length = months // of
        return months_span(first.year, first.month + (number - 1) * length, length)
    days_in_all = (last - first).days + 1
    if days_in_all < of * 2:
        return None
    begin, end = (round(days_in_all * step / of) for step in (number - 1, number))
    return first + timedelta(days=begin), first + timedelta(days=end - 1)


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date | None:
    """Return the nth (last: -1) such weekday of the month, None when it has fewer."""
    days = days_in(year, month)
    first = 1 + (weekday - date(year, month, 1).isoweekday()) % 7
    day = first + 7 * (nth - 1) if nth > 0 else first + 7 * ((days - first) // 7)
    return date(year, month, day) if day <= days else None

"""Working days in Sweden: weekends, holidays, the three eves, klämdagar, quiet weeks and an organisation's own days.

Red days come from the `holidays` library: public ones (lagen 1989:253) and those that are closed in fact, the eves of
Midsummer, Christmas and New Year. The afternoon before a holiday is often free too; such a day still works here, since
mail goes in the morning, but it `closes_early`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache

from holidays import country_holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class QuietDays:
    """Days of every year when nobody is written to, as (month, day), both included; may run over the new year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def __contains__(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class QuietWeeks:
    """ISO weeks of every year when nobody is written to, both included."""

    first: int
    last: int

    def __contains__(self, day: date) -> bool:
        return self.first <= day.isocalendar().week <= self.last


Quiet = QuietDays | QuietWeeks

SWEDISH_QUIET: tuple[Quiet, ...] = (QuietDays((7, 1), (7, 31)), QuietDays((12, 22), (1, 6)))
"""July, and Christmas to Epiphany."""


@lru_cache(maxsize=64)
def red_days(year: int) -> frozenset[date]:
    """Return the Swedish holidays of a year, eves that are closed in fact included."""
    # Without a language the names follow the machine's locale, and so does what the library finds.
    found = country_holidays("SE", categories=("public", "de_facto"), language="sv", years=year)
    return frozenset(found)


@lru_cache(maxsize=64)
def early_closings(year: int) -> frozenset[date]:
    """Return the days whose afternoon is free in fact: Maundy Thursday, Walpurgis Night and their like."""
    found = country_holidays("SE", categories=("optional", "bank"), language="sv", years=year)
    return frozenset(day for day, name in found.items() if "från kl" in name)


def is_red(day: date) -> bool:
    """Return whether the day is a Saturday, a Sunday or a holiday."""
    return day.weekday() >= SATURDAY or day in red_days(day.year)


def is_squeezed(day: date) -> bool:
    """Return whether the day is a klämdag: a single working day between two red ones."""
    return not is_red(day) and is_red(day - ONE_DAY) and is_red(day + ONE_DAY)


class WorkCalendar:
    """Which days are worked, and counting in them. Immutable; the years are worked out once each."""

    __slots__ = ("_closed", "_quiet", "_squeezed", "_years")

    def __init__(self, closed: Iterable[date], quiet: Iterable[Quiet], *, squeezed_closed: bool) -> None:
        self._closed = frozenset(closed)
        self._quiet = tuple(quiet)
        self._squeezed = squeezed_closed
        self._years: dict[int, tuple[date, ...]] = {}

    @classmethod
    def swedish(
        cls,
        extra_closed: Iterable[date] = (),
        quiet: Iterable[Quiet] = SWEDISH_QUIET,
        *,
        squeezed_closed: bool = True,
    ) -> "WorkCalendar":
        """Return the Swedish calendar with an organisation's own closed days and quiet times of the year."""
        return cls(extra_closed, quiet, squeezed_closed=squeezed_closed)

    def is_working(self, day: date) -> bool:
        """Return whether people are at work that day."""
        if is_red(day) or day in self._closed or any(day in quiet for quiet in self._quiet):
            return False
        return not (self._squeezed and is_squeezed(day))

    def closes_early(self, day: date) -> bool:
        """Return whether it is a working day with a free afternoon."""
        return day in early_closings(day.year) and self.is_working(day)

    def on_or_before(self, day: date) -> date:
        """Return the day itself when it is worked, else the last working day before it."""
        days = self._working(day.year)
        return self._at(day.year, bisect_right(days, day) - 1)

    def on_or_after(self, day: date) -> date:
        """Return the day itself when it is worked, else the first working day after it."""
        days = self._working(day.year)
        return self._at(day.year, bisect_left(days, day))

    def add_working_days(self, day: date, count: int) -> date:
        """Return the working day `count` working days after `day` (before it when negative).

        `day` itself need not be worked: one working day after a Saturday is the Monday. 0 gives `on_or_after(day)`.
        """
        days = self._working(day.year)
        if count > 0:
            return self._at(day.year, bisect_right(days, day) - 1 + count)
        return self._at(day.year, bisect_left(days, day) + count)

    def working_days_between(self, first: date, last: date) -> int:
        """Return how many working days lie after `first` up to and including `last`; negative when `last` is earlier."""
        if last < first:
            return -self.working_days_between(last, first)
        years = range(first.year, last.year)
        whole = sum(len(self._working(year)) for year in years)
        return (
            whole
            + bisect_right(self._working(last.year), last)
            - bisect_right(self._working(first.year), first)
        )

    def _working(self, year: int) -> tuple[date, ...]:
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = self._work_out(year)
        return found

    def _work_out(self, year: int) -> tuple[date, ...]:
        if not MINYEAR < year < MAXYEAR:
            raise ValueError(f"there is no calendar for the year {year}")
        length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        days = (date(year, 1, 1) + timedelta(days=number) for number in range(length))
        worked = tuple(day for day in days if self.is_working(day))
        if not worked:
            raise ValueError(f"no day of {year} is worked")
        return worked

    def _at(self, year: int, position: int) -> date:
        """Return the working day at `position` of the year, in the years before or after when it lies outside."""
        while position < 0:
            year -= 1
            position += len(self._working(year))
        while position >= len(self._working(year)):
            position -= len(self._working(year))
            year += 1
        return self._working(year)[position]

"""The atoms of a period: "mars", "vecka 12", "hösten -25", "den 3 april", before their year is settled."""

from dataclasses import dataclass
from datetime import date

from service.domain.timing.bounds import ONE_DAY, Conventions, DaySpan, nth_weekday, part_of, unit_span

MANDATE_YEARS = 4


@dataclass(slots=True)
class Atom:
    """One period as written.

    `unit` is a unit of `bounds`, "day" (`month`, `number`), "fixed" (`fixed`), "named" (`name`), "weekday" (the nth of a
    month), "first_week" or "mandate". `year` is None when the text gives none; `until` is the second of "2024/2025"; `relative` when
    the year is "året", `headed` when it stands before a list: "2025: mars, maj".
    """

    unit: str
    number: int = 0
    month: int = 0
    name: str = ""
    year: int | None = None
    until: int | None = None
    part: tuple[int, int] | None = None
    fixed: DaySpan | None = None
    weekday: int = 0
    reason: str = ""
    relative: bool = False
    headed: bool = False

    @property
    def is_day(self) -> bool:
        """Whether this names one day."""
        return self.part is None and self.unit in ("day", "last_day", "weekday", "fixed", "weekday_of_week")

    def has_own_year(self) -> bool:
        """Whether nothing outside the atom can change its year."""
        return self.year is not None or self.fixed is not None

    def span(self, year: int, conventions: Conventions) -> DaySpan | None:
        """Return its days in that year (used when it has none of its own), None when there are no such days."""
        year = year if self.year is None else self.year
        try:
            whole = self._whole(year, conventions)
        except (ValueError, OverflowError):
            return None
        if whole is None or self.part is None:
            return whole
        return part_of(whole, self.part, conventions.month_thirds)

    def _whole(self, year: int, conventions: Conventions) -> DaySpan | None:
        if self.fixed:
            return self.fixed
        if self.unit == "day":
            day = date(year, self.month, self.number)
            return day, day
        if self.unit == "last_day":
            month = unit_span("month", self.month, year)
            return (month[1], month[1]) if month else None
        if self.unit == "named":
            return self._named(year, conventions)
        if self.unit == "weekday":
            found = nth_weekday(year, self.month, self.number, self.weekday)
            return (found, found) if found else None
        if self.unit == "weekday_of_week":
            day = date.fromisocalendar(year, self.number, self.weekday)
            return day, day
        if self.unit == "first_week":
            return _week_of_month(year, self.month, self.number)
        if self.unit == "school_year":
            return date(year, 7, 1), date(self.until or year + 1, 6, 30)
        if self.unit == "mandate":
            if self.until:
                return date(year, 1, 1), date(self.until, 12, 31)
            first = year - (year - conventions.election_year - 1) % MANDATE_YEARS
            return date(first, 1, 1), date(first + MANDATE_YEARS - 1, 12, 31)
        if self.unit == "year":
            return date(year, 1, 1), date(self.until or year, 12, 31)
        return unit_span(self.unit, self.number, year)

    def _named(self, year: int, conventions: Conventions) -> DaySpan | None:
        named = conventions.named[self.name]
        first, last = named.in_year(year)
        if self.until:
            if first.year == last.year:
                return first, named.in_year(self.until)[1]
            return first, last
        return first, last

    def deadline(self, year: int, conventions: Conventions) -> date | None:
        """Return its last day as a limit: the turn of a year ends the year, whatever its bounds."""
        named = conventions.named.get(self.name)
        if named and named.deadline and self.part is None:
            return named.deadline.in_year(year if self.year is None else self.year)
        span = self.span(year, conventions)
        return span[1] if span else None


class Range:
    """From one atom to another, or one atom alone; `beside` when only a comma joins it to the one before."""

    __slots__ = ("beside", "first", "last")

    def __init__(self, first: Atom, last: Atom | None = None) -> None:
        self.first = first
        self.last = last
        self.beside = False


def _week_of_month(year: int, month: int, nth: int) -> DaySpan:
    """Return days 1–7, 8–14 … of a month, or its last seven."""
    last = date(year + month // 12, month % 12 + 1, 1) - ONE_DAY
    if nth < 0:
        return last - 6 * ONE_DAY, last
    first = date(year, month, 1) + (nth - 1) * 7 * ONE_DAY
    return first, min(first + 6 * ONE_DAY, last)

"""The dates on which something is due (readings.md, "How it becomes dates")."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from service.domain.timing.bounds import MONTHS_IN
from service.domain.timing.model import Item, Per, Timing

Role = Literal["date", "start", "end", "rhythm"]
_WEIGHT: dict[Role, int] = {"date": 0, "end": 1, "rhythm": 2, "start": 3}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A day on which something is due, and as what: a day itself, a window's start or end, or the end of a rhythm's period."""

    day: date
    role: Role


def occurrences(timing: Timing, plan_year: int) -> tuple[Occurrence, ...]:
    """Return the due days in order, one a day.

    A rhythm is due at the end of each of its periods, down to once a month, within its bounds (the plan year where one is
    open). Denser rhythms, and what is ongoing, on demand, undetermined or done, has none: it follows the plan's dates.
    """
    found: dict[date, Role] = {}
    for day, role in _all(timing, plan_year):
        if day not in found or _WEIGHT[role] < _WEIGHT[found[day]]:
            found[day] = role
    return tuple(Occurrence(day, found[day]) for day in sorted(found))


def _all(timing: Timing, plan_year: int) -> Iterator[tuple[date, Role]]:
    past = {(item.start, item.end) for item in timing.items if item.kind == "done"}
    for item in timing.items or _from_bounds(timing):
        if item.kind == "recurring" and item.per:
            yield from ((day, "rhythm") for day in _period_ends(item.per, *_within(item, plan_year)))
        elif item.kind in ("date", "window") and (item.start, item.end) not in past:
            if item.kind == "date" and item.start:
                yield item.start, "date"
            else:
                if item.start:
                    yield item.start, "start"
                if item.end:
                    yield item.end, "end"


def _from_bounds(timing: Timing) -> list[Item]:
    """Return the items of a correction, which has only kinds and bounds."""
    if timing.per and "recurring" in timing.kinds:
        return [Item("recurring", timing.start, timing.end, timing.per, "", 0, 0)]
    if "window" in timing.kinds or (timing.start != timing.end and "date" in timing.kinds):
        return [Item("window", timing.start, timing.end, None, "", 0, 0)]
    return [Item("date", timing.start, timing.end, None, "", 0, 0)] if "date" in timing.kinds else []


def _within(item: Item, plan_year: int) -> tuple[date, date]:
    return item.start or date(plan_year, 1, 1), item.end or date(plan_year, 12, 31)


def _period_ends(per: Per, start: date, end: date) -> Iterator[date]:
    """Yield the last day of each period of the rhythm from `start` to `end`; the last is cut short by `end`."""
    months = MONTHS_IN.get(per.unit, 0) * per.interval
    if months < per.count or start > end:
        return
    whole, origin = months * 12, start.year * 12
    step = 0
    while True:
        step += 1
        through = origin + step * months // per.count - 1
        year, month = divmod(through, 12)
        if year > min(end.year, start.year + whole):
            break
        day = date(year, month + 1, monthrange(year, month + 1)[1])
        if day >= end:
            break
        if day >= start:
            yield day
    yield end

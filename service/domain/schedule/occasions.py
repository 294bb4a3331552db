"""For which days an account is asked of a measure: the plan's follow-up dates and the measure's own."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from service.domain.schedule.model import Occasion, Role
from service.domain.schedule.policy import Rhythm
from service.domain.timing import Timing, occurrences

MONTHS_IN: dict[Rhythm, int] = {"month": 1, "quarter": 3, "tertial": 4, "half-year": 6, "year": 12}

FAR = 10
"""Years from now that no plan reaches: what is read as such a day is a slip of the pen."""

WEIGHT: dict[Role, int] = {"date": 0, "end": 1, "rhythm": 2, "start": 3}
"""Which role a day keeps when it has several: what is to be ready weighs more than what begins."""


@dataclass(frozen=True, slots=True)
class FollowUpDay:
    """One of the plan's follow-up dates and the day from which it was known."""

    day: date
    id: int | None
    known_since: date


def occasions_of(
    timing: Timing | None,
    plan_year: int,
    follow_up_days: Iterable[FollowUpDay],
    since: date,
    rhythm: Rhythm = "plan",
) -> tuple[Occasion, ...]:
    """Return a measure's occasions in time order: every follow-up date of its plan, and its own days.

    `since` is the day from which the measure's När has been read as it is. Own days outside the plan's year belong to
    that year's plan. A measure without days of its own is followed up in the `rhythm` chosen for its area.
    """
    found = occurrences(timing, plan_year) if timing is not None else ()
    own = [(each.day, each.role) for each in found if each.day.year == plan_year]
    if own or rhythm == "plan":
        follow_ups = follow_ups_of(plan_year, follow_up_days, since)
    else:
        follow_ups = _at_the_end_of_each(rhythm, plan_year, since)
    return join_occasions(follow_ups, own, since)


def follow_ups_of(plan_year: int, days: Iterable[FollowUpDay], since: date) -> tuple[Occasion, ...]:
    """Return the plan's follow-up dates as occasions; a plan that has none is followed up at each tertial's end.

    A date more than a year from the plan's is a slip of the pen and left out.
    """
    near = (each for each in days if abs(each.day.year - plan_year) <= 1)
    chosen = sorted(near, key=lambda follow_up: follow_up.day)
    if not chosen:
        return _at_the_end_of_each("tertial", plan_year, since)
    return tuple(Occasion("follow_up", each.day, each.id, each.known_since) for each in chosen)


def _at_the_end_of_each(rhythm: Rhythm, year: int, since: date) -> tuple[Occasion, ...]:
    months = MONTHS_IN[rhythm]
    ends = (date(year, month, monthrange(year, month)[1]) for month in range(months, 13, months))
    return tuple(Occasion("follow_up", end, None, since) for end in ends)


def join_occasions(
    follow_ups: Iterable[Occasion], own: Iterable[tuple[date, Role]], since: date
) -> tuple[Occasion, ...]:
    """Return a measure's occasions in time order.

    `own` are its own days and what happens on them; one that is a follow-up date as well is asked about there.
    `since` is the day from which the measure's När has been read as it is.
    """
    found = {occasion.day: occasion for occasion in follow_ups}
    for day, role in sorted(own, key=lambda each: (each[0], WEIGHT[each[1]])):
        if abs(day.year - since.year) > FAR:
            continue
        found.setdefault(day, Occasion("own", day, None, since, role))
    return tuple(found[day] for day in sorted(found))

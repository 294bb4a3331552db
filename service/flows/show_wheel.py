"""The year wheel's facts: the plan's measures as spells of the year, its follow-up dates, and today.

Measures of an area with the same time and state make one spell, and an area shows at most `SPELLS_AN_AREA`: a wheel
of 5,000 measures is as quick and as readable as one of 50.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.followup import State
from service.flows.count_measures import Alike, count_measures, total
from service.store.plan import AreaRow, FollowUpDate, MeasureRecord, PlanRow

SPELLS_AN_AREA = 16


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of the year, both days inclusive. `count` measures share it; `code` and `title` are the first's."""

    area: int
    state: State
    start: date
    end: date
    count: int
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class WheelFacts:
    """What a year wheel shows. `areas` are (id, name) from the rim inwards, without those that have no measures.

    `left_out` is how many measures have no time to be drawn at, or did not find room.
    """

    year: int
    areas: tuple[tuple[int, str], ...]
    spells: tuple[Spell, ...]
    follow_ups: tuple[date, ...]
    today: date
    left_out: int = 0

    @property
    def next_follow_up(self) -> date | None:
        """The follow-up date that comes next, today included."""
        return min((day for day in self.follow_ups if day >= self.today), default=None)


def year_wheel(
    session: Session, plan: PlanRow, today: date, alike: Sequence[Alike] | None = None
) -> WheelFacts:
    """Return the wheel of a plan as it stands on `today`; `alike` when the measures have been counted already."""
    if alike is None:
        alike = count_measures(session, plan, today, date(plan.year - 1, 12, 31))
    areas = session.execute(
        select(AreaRow.id, AreaRow.name).where(AreaRow.plan_id == plan.id).order_by(AreaRow.position)
    )
    days = session.scalars(
        select(FollowUpDate.day).where(FollowUpDate.plan_id == plan.id).order_by(FollowUpDate.day)
    )
    in_use = {each.area for each in alike}
    spells = _named(session, _chosen(_stretches(alike, plan.year, today)))
    return WheelFacts(
        year=plan.year,
        areas=tuple((row.id, row.name) for row in areas if row.id in in_use),
        spells=spells,
        follow_ups=tuple(day for day in days if day.year == plan.year),
        today=today,
        left_out=total(alike) - sum(spell.count for spell in spells),
    )


Stretch = tuple[int, State, date, date]
"""Area, state, and the days within the year."""


def _stretches(alike: Sequence[Alike], year: int, today: date) -> dict[Stretch, list[Alike]]:
    """Join groups that look the same in the year; those struck, without a time or outside the year are left out."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found: dict[Stretch, list[Alike]] = {}
    for each in alike:
        state = each.state(today)
        timed = each.open_ended or each.start is not None or each.end is not None
        start, end = max(each.start or first, first), min(each.end or last, last)
        if timed and start <= end and state != "cancelled":
            found.setdefault((each.area, state, start, end), []).append(each)
    return found


def _chosen(stretches: dict[Stretch, list[Alike]]) -> list[tuple[Stretch, list[Alike]]]:
    """Keep the stretches of most measures where an area has more than there is room for; in order of time."""
    by_area: dict[int, list[tuple[Stretch, list[Alike]]]] = {}
    for stretch, groups in sorted(stretches.items(), key=lambda item: -total(item[1])):
        by_area.setdefault(stretch[0], []).append((stretch, groups))
    kept = [item for items in by_area.values() for item in items[:SPELLS_AN_AREA]]
    return sorted(kept, key=lambda item: (item[0][0], item[0][2], item[0][3]))


def _named(session: Session, chosen: Sequence[tuple[Stretch, list[Alike]]]) -> tuple[Spell, ...]:
    first = [min(each.first for each in groups) for _, groups in chosen]
    rows = session.execute(
        select(MeasureRecord.id, MeasureRecord.code, MeasureRecord.text).where(MeasureRecord.id.in_(first))
    )
    names = {row.id: (row.code, row.text) for row in rows}
    return tuple(
        Spell(*stretch, total(groups), *names[identity])
        for (stretch, groups), identity in zip(chosen, first, strict=True)
    )


def spells_of(facts: WheelFacts, area: int) -> Sequence[Spell]:
    """Return one area's spells in order of time."""
    return [spell for spell in facts.spells if spell.area == area]

"""The year wheel's facts: the plan's measures as spells of the year, its follow-up dates, and today.

Measures of an area with the same time and state make one spell, and an area shows at most `SPELLS_AN_AREA`: a wheel
of 5,000 measures is as quick and as readable as one of 50.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from service.domain.followup import State
from service.flows.standing import ends, living, open_ended, starts, state_at
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
    """What a year wheel shows. `areas` are (id, name) from the rim inwards; spells name their area by id.

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


def year_wheel(session: Session, plan: PlanRow, today: date) -> WheelFacts:
    """Return the wheel of a plan as it stands on `today`."""
    areas = session.execute(
        select(AreaRow.id, AreaRow.name).where(AreaRow.plan_id == plan.id).order_by(AreaRow.position)
    )
    days = session.scalars(
        select(FollowUpDate.day).where(FollowUpDate.plan_id == plan.id).order_by(FollowUpDate.day)
    )
    measures = session.scalar(select(func.count()).select_from(MeasureRecord).where(living(plan.id))) or 0
    spells = _spells(session, plan, today)
    return WheelFacts(
        year=plan.year,
        areas=tuple((row.id, row.name) for row in areas),
        spells=spells,
        follow_ups=tuple(day for day in days if day.year == plan.year),
        today=today,
        left_out=measures - sum(spell.count for spell in spells),
    )


def _spells(session: Session, plan: PlanRow, today: date) -> tuple[Spell, ...]:
    """The spells of every area, those of most measures first when there is not room for all."""
    first, last = date(plan.year, 1, 1), date(plan.year, 12, 31)
    start = func.coalesce(starts, first.isoformat())
    end = func.coalesce(ends, last.isoformat())
    timed = or_(open_ended, starts.is_not(None), ends.is_not(None))
    in_year = and_(start <= last.isoformat(), end >= first.isoformat())
    drawn = (
        select(
            MeasureRecord.area_id.label("area"),
            state_at(today).label("state"),
            start.label("start"),
            end.label("end"),
            MeasureRecord.position,
            MeasureRecord.id,
        )
        .where(living(plan.id), timed, in_year)
        .subquery()
    )
    shared = (drawn.c.area, drawn.c.state, drawn.c.start, drawn.c.end)
    rank = func.row_number().over(
        partition_by=drawn.c.area, order_by=(func.count().desc(), func.min(drawn.c.position))
    )
    grouped = (
        select(*shared, func.count().label("measures"), func.min(drawn.c.id).label("id"), rank.label("rank"))
        .where(drawn.c.state != "cancelled")
        .group_by(*shared)
        .subquery()
    )
    rows = session.execute(
        select(grouped, MeasureRecord.code, MeasureRecord.text)
        .join(MeasureRecord, MeasureRecord.id == grouped.c.id)
        .where(grouped.c.rank <= SPELLS_AN_AREA)
        .order_by(grouped.c.area, grouped.c.start, grouped.c.end)
    )
    return tuple(
        Spell(
            area=row.area,
            state=row.state,
            start=max(date.fromisoformat(row.start), first),
            end=min(date.fromisoformat(row.end), last),
            count=row.measures,
            code=row.code,
            title=row.text,
        )
        for row in rows
    )


def spells_of(facts: WheelFacts, area: int) -> Sequence[Spell]:
    """Return one area's spells in order of time."""
    return [spell for spell in facts.spells if spell.area == area]

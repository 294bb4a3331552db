"""What the coordinator meets in the morning: where the year stands, what to do now, and what happens by itself.

Everything is counted by the database and every list has a limit, so 5,000 measures cost about what 50 do.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from service.flows.list_todos import Todo, list_todos
from service.flows.service import Service
from service.flows.show_wheel import WheelFacts, year_wheel
from service.flows.standing import closed, doubted, living, state_at, undated, unowned
from service.store.people import PartyRow
from service.store.plan import AreaRow, FollowUpDate, FollowUpRecord, MeasureRecord, PlanRow
from service.store.post import Inbound, ReminderRow

HORIZON = timedelta(days=30)
MOST_UPCOMING = 7

Step = Literal["ask", "remind", "late", "own", "escalate"]
"""What goes out: the question, a reminder before the date, one after it, about own dates, or to somebody else."""


@dataclass(frozen=True, slots=True)
class AreaStanding:
    """One area: how many of its measures are in each state, and how many of those asked have answered."""

    id: int
    name: str
    measures: int
    done: int
    ongoing: int
    late: int
    coming: int
    not_started: int
    silent: int
    cancelled: int
    undated: int
    unowned: int
    doubted: int
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A day on which mail goes out by itself: to how many people, about what. `meeting` is None for own dates."""

    day: date
    at: datetime
    step: Step
    meeting: date | None
    people: int


@dataclass(frozen=True, slots=True)
class NextSending:
    """The next time mail goes out by itself: to how many people, and `step` when it is all of one kind.

    `due` when the hour has come and the mail is on its way.
    """

    day: date
    at: datetime
    step: Step | None
    people: int
    due: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page. `meeting` is the next follow-up date, None when none lies ahead."""

    year: int
    meeting: date | None
    areas: tuple[AreaStanding, ...]
    undeliverable: int
    unsorted: int
    todos: tuple[Todo, ...]
    next_sending: NextSending | None
    upcoming: tuple[Outgoing, ...]
    wheel: WheelFacts

    def total(self, what: str) -> int:
        """Return the sum over the areas of one of their figures."""
        return sum(getattr(area, what) for area in self.areas)


def overview(service: Service, organisation_id: int, today: date) -> Overview | None:
    """Return the overview of this year's plan, or of the newest there is; None before the first import."""
    with service.store.read() as session:
        plan = current_plan(session, organisation_id, today)
        if plan is None:
            return None
        meeting, since = _meeting(session, plan, today)
        upcoming = _upcoming(session, service, organisation_id, today)
        return Overview(
            year=plan.year,
            meeting=meeting,
            areas=_areas(session, plan, today, meeting, since),
            undeliverable=_undeliverable(session, organisation_id),
            unsorted=_unsorted(session, organisation_id),
            todos=list_todos(session, plan, today),
            next_sending=_next_sending(session, organisation_id, upcoming, service.clock.now()),
            upcoming=upcoming,
            wheel=year_wheel(session, plan, today),
        )


def current_plan(session: Session, organisation_id: int, today: date) -> PlanRow | None:
    """Return the plan of this year; without one the newest."""
    this_year = cast(PlanRow.year == today.year, Integer)
    query = select(PlanRow).where(PlanRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(this_year.desc(), PlanRow.year.desc()).limit(1)).first()


def _meeting(session: Session, plan: PlanRow, today: date) -> tuple[date | None, date]:
    """Return the next follow-up date and the one before it (the eve of the plan's year when there is none)."""
    days = FollowUpDate.plan_id == plan.id
    ahead = select(func.min(FollowUpDate.day)).where(days, FollowUpDate.day >= today)
    meeting = session.scalar(ahead)
    before = select(func.max(FollowUpDate.day)).where(days, FollowUpDate.day < (meeting or today))
    return meeting, session.scalar(before) or date(plan.year - 1, 12, 31)


def reported_for(meeting: date, since: date) -> ColumnElement[bool]:
    """Whether somebody has reported on the measure for a follow-up date: asked there, or out of turn since the last."""
    out_of_turn = and_(
        FollowUpRecord.occasion.not_like("f:%"), FollowUpRecord.day > since, FollowUpRecord.day <= meeting
    )
    asked_there = FollowUpRecord.occasion == f"f:{meeting.isoformat()}"
    return (
        select(FollowUpRecord.id)
        .where(FollowUpRecord.measure_id == MeasureRecord.id, or_(asked_there, out_of_turn))
        .exists()
    )


def _areas(
    session: Session, plan: PlanRow, today: date, meeting: date | None, since: date
) -> tuple[AreaStanding, ...]:
    reported = reported_for(meeting or today, since)
    measures = (
        select(
            MeasureRecord.area_id,
            state_at(today).label("state"),
            cast(undated, Integer).label("undated"),
            cast(unowned, Integer).label("unowned"),
            cast(doubted, Integer).label("doubted"),
            cast(or_(~closed, reported), Integer).label("asked"),
            cast(reported, Integer).label("answered"),
        )
        .where(living(plan.id))
        .subquery()
    )

    def in_state(state: str) -> ColumnElement[int]:
        return func.sum(case((measures.c.state == state, 1), else_=0)).label(state)

    states = [
        in_state(s) for s in ("done", "ongoing", "late", "coming", "not_started", "silent", "cancelled")
    ]
    figures = [
        func.sum(measures.c[name]).label(name)
        for name in ("undated", "unowned", "doubted", "asked", "answered")
    ]
    rows = session.execute(
        select(AreaRow.id, AreaRow.name, func.count().label("measures"), *states, *figures)
        .join(measures, measures.c.area_id == AreaRow.id)
        .group_by(AreaRow.id, AreaRow.name, AreaRow.position)
        .order_by(AreaRow.position)
    )
    return tuple(AreaStanding(*tuple(row)) for row in rows)


def _undeliverable(session: Session, organisation_id: int) -> int:
    query = select(func.count()).select_from(PartyRow)
    bounced = PartyRow.undeliverable_since.is_not(None)
    return session.scalar(query.where(PartyRow.organisation_id == organisation_id, bounced)) or 0


def _unsorted(session: Session, organisation_id: int) -> int:
    query = select(func.count()).select_from(Inbound).where(Inbound.state == "tray")
    ours = or_(Inbound.organisation_id == organisation_id, Inbound.organisation_id.is_(None))
    return session.scalar(query.where(ours)) or 0


def _upcoming(session: Session, service: Service, organisation_id: int, today: date) -> tuple[Outgoing, ...]:
    """The planned reminders of the next 30 days, by day and kind; copies go with the question and are not counted."""
    step = case(
        (ReminderRow.occasion.not_like("f:%"), "own"),
        (ReminderRow.step == "ask", "ask"),
        (ReminderRow.step.like("remind%"), "remind"),
        (ReminderRow.step.like("late%"), "late"),
        else_="escalate",
    ).label("step")
    occasion = case((ReminderRow.occasion.like("f:%"), ReminderRow.occasion), else_="").label("occasion")
    until = service.clock.now() + HORIZON
    rows = session.execute(
        select(
            ReminderRow.due_day,
            step,
            occasion,
            func.min(ReminderRow.due_at).label("at"),
            func.count(ReminderRow.recipient_id.distinct()).label("people"),
        )
        .where(_to_go(organisation_id), ReminderRow.due_at <= until)
        .group_by(ReminderRow.due_day, step, occasion)
        .order_by(ReminderRow.due_day, step.desc())
        .limit(MOST_UPCOMING)
    )
    return tuple(
        Outgoing(
            day=max(row.due_day, today),
            at=row.at,
            step=row.step,
            meeting=date.fromisoformat(row.occasion[2:]) if row.occasion else None,
            people=row.people,
        )
        for row in rows
    )


def _to_go(organisation_id: int) -> ColumnElement[bool]:
    return and_(
        ReminderRow.organisation_id == organisation_id,
        ReminderRow.state.in_(("planned", "queued")),
        ReminderRow.step != "copy",
    )


def _next_sending(
    session: Session, organisation_id: int, upcoming: tuple[Outgoing, ...], now: datetime
) -> NextSending | None:
    """The first of the days, with everybody who gets mail then counted once."""
    if not upcoming:
        return None
    first = upcoming[0]
    steps = {each.step for each in upcoming if each.day == first.day}
    people = select(func.count(ReminderRow.recipient_id.distinct()))
    at = min(each.at for each in upcoming if each.day == first.day)
    return NextSending(
        day=first.day,
        at=at,
        step=first.step if len(steps) == 1 else None,
        people=session.scalar(people.where(_to_go(organisation_id), ReminderRow.due_day <= first.day)) or 0,
        due=at <= now,
    )

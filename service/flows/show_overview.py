"""What the coordinator meets in the morning: where the year stands, what to do now, and what happens by itself.

Everything is counted by the database and every list has a limit, so 5,000 measures cost about what 50 do.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, select, union_all
from sqlalchemy.orm import Session

from service.domain.followup import STATES, State
from service.flows.count_measures import Alike, count_measures, total
from service.flows.list_todos import Todo, list_todos
from service.flows.service import Service
from service.flows.show_wheel import WheelFacts, year_wheel
from service.flows.whose_mail import ours
from service.store.people import PartyRow
from service.store.plan import AreaRow, FollowUpDate, PlanRow
from service.store.post import Inbound, ReminderRow

HORIZON = timedelta(days=14)
MOST_UPCOMING = 7

TO_GO = ("planned", "queued")
"""The states of reminders that nobody has got yet."""

Step = Literal["ask", "remind", "late", "own", "escalate"]
"""What goes out: the question, a reminder before the date, one after it, about own dates, or to somebody else."""


@dataclass(frozen=True, slots=True)
class AreaStanding:
    """One area: how many of its measures are in each state, and how many of those followed up have an answer."""

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
    followed: int
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
        meeting, since = next_meeting(session, plan, today)
        alike = count_measures(session, plan, meeting or today, since)
        upcoming = upcoming_days(session, organisation_id, today)
        return Overview(
            year=plan.year,
            meeting=meeting,
            areas=_areas(session, plan, alike, today),
            undeliverable=undeliverable_in(session, organisation_id),
            unsorted=unsorted_in(session, organisation_id),
            todos=list_todos(session, plan, alike, today),
            next_sending=_next_sending(session, organisation_id, upcoming, service.clock.now()),
            upcoming=upcoming,
            wheel=year_wheel(session, plan, today, alike),
        )


def current_plan(session: Session, organisation_id: int, today: date) -> PlanRow | None:
    """Return the plan of this year; without one the newest."""
    this_year = cast(PlanRow.year == today.year, Integer)
    query = select(PlanRow).where(PlanRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(this_year.desc(), PlanRow.year.desc()).limit(1)).first()


def next_meeting(session: Session, plan: PlanRow, today: date) -> tuple[date | None, date]:
    """Return the next follow-up date and the one before it (the eve of the plan's year when there is none)."""
    days = FollowUpDate.plan_id == plan.id
    ahead = select(func.min(FollowUpDate.day)).where(days, FollowUpDate.day >= today)
    meeting = session.scalar(ahead)
    before = select(func.max(FollowUpDate.day)).where(days, FollowUpDate.day < (meeting or today))
    return meeting, session.scalar(before) or date(plan.year - 1, 12, 31)


def _areas(session: Session, plan: PlanRow, alike: Sequence[Alike], today: date) -> tuple[AreaStanding, ...]:
    rows = session.execute(
        select(AreaRow.id, AreaRow.name).where(AreaRow.plan_id == plan.id).order_by(AreaRow.position)
    )
    counted: dict[int, list[Alike]] = defaultdict(list)
    for each in alike:
        counted[each.area].append(each)
    # A tab without measures, as the template's last, has nothing to show.
    return tuple(_area(row.id, row.name, counted[row.id], today) for row in rows if row.id in counted)


def _area(identity: int, name: str, alike: Sequence[Alike], today: date) -> AreaStanding:
    states = Counter[State]()
    for each in alike:
        states[each.state(today)] += each.count
    return AreaStanding(
        id=identity,
        name=name,
        measures=total(alike),
        **{state: states[state] for state in STATES},
        undated=total(each for each in alike if each.undated),
        unowned=total(each for each in alike if each.unowned),
        doubted=total(each for each in alike if each.doubted),
        followed=total(each for each in alike if each.followed),
        answered=total(each for each in alike if each.reported),
    )


def undeliverable_in(session: Session, organisation_id: int) -> int:
    """Return how many addresses mail comes back from."""
    query = select(func.count()).select_from(PartyRow)
    bounced = PartyRow.undeliverable_since.is_not(None)
    return session.scalar(query.where(PartyRow.organisation_id == organisation_id, bounced)) or 0


def unsorted_in(session: Session, organisation_id: int) -> int:
    """Return how many mails wait for a person to place them."""
    query = select(func.count()).select_from(Inbound).where(Inbound.state == "tray")
    return session.scalar(query.where(ours(organisation_id))) or 0


def upcoming_days(session: Session, organisation_id: int, today: date) -> tuple[Outgoing, ...]:
    """The planned reminders of two weeks from the first on, by day and kind.

    Copies go with the question and are not counted. A person is counted once a day and kind.
    """
    first = _first_day(session, organisation_id)
    if first is None:
        return ()
    until = max(first, today) + HORIZON
    step = case(
        (ReminderRow.occasion.not_like("f:%"), "own"),
        (ReminderRow.step == "ask", "ask"),
        (ReminderRow.step.like("remind%"), "remind"),
        (ReminderRow.step.like("late%"), "late"),
        else_="escalate",
    ).label("step")
    meeting = case((ReminderRow.occasion.like("f:%"), ReminderRow.occasion), else_="").label("meeting")
    mails = (
        select(ReminderRow.due_day, step, meeting, ReminderRow.due_at, ReminderRow.recipient_id)
        .where(_to_go(organisation_id), ReminderRow.due_day <= until)
        .distinct()
        .subquery()
    )
    by = (mails.c.due_day, mails.c.step, mails.c.meeting)
    people = func.count(mails.c.recipient_id.distinct()).label("people")
    rows = session.execute(
        select(*by, func.min(mails.c.due_at).label("at"), people)
        .group_by(*by)
        .order_by(mails.c.due_day, mails.c.step.desc())
        .limit(MOST_UPCOMING)
    )
    return tuple(
        Outgoing(
            day=max(row.due_day, today),
            at=row.at,
            step=row.step,
            meeting=date.fromisoformat(row.meeting[2:]) if row.meeting else None,
            people=row.people,
        )
        for row in rows
    )


def _first_day(session: Session, organisation_id: int) -> date | None:
    """Return the first day with something to go. Asked for each state by itself, it is the first row of an index."""
    firsts = (
        select(func.min(ReminderRow.due_day)).where(_to_go(organisation_id, (state,))) for state in TO_GO
    )
    return min((day for day in session.scalars(union_all(*firsts)) if day is not None), default=None)


def _to_go(organisation_id: int, states: Sequence[str] = TO_GO) -> ColumnElement[bool]:
    return and_(
        ReminderRow.organisation_id == organisation_id,
        ReminderRow.state.in_(states),
        ReminderRow.step != "copy",
    )


def _next_sending(
    session: Session, organisation_id: int, upcoming: tuple[Outgoing, ...], now: datetime
) -> NextSending | None:
    """The first of the days, with everybody who gets mail then counted once."""
    if not upcoming:
        return None
    first = upcoming[0]
    same_day = [each for each in upcoming if each.day == first.day]
    at = min(each.at for each in same_day)
    return NextSending(
        day=first.day,
        at=at,
        step=first.step if len(same_day) == 1 else None,
        people=first.people if len(same_day) == 1 else _people_on(session, organisation_id, first.day),
        due=at <= now,
    )


def _people_on(session: Session, organisation_id: int, day: date) -> int:
    people = select(func.count(ReminderRow.recipient_id.distinct()))
    return session.scalar(people.where(_to_go(organisation_id), ReminderRow.due_day <= day)) or 0

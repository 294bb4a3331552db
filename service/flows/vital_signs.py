"""How the service itself is: what is due, what waits, what came of it, and when each sweep last ran. No personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.domain.days import local_day
from service.flows.day_key import day_key, iso
from service.flows.disturbances import disturbances
from service.flows.service import Service
from service.store.post import Inbound, Message, ReminderRow, SweepRun

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class VitalSigns:
    """One look. `due` are reminders that should be in a mail by now, `waiting` mails that should have gone.

    Counts are by state, as the ledger, the outbox and the intake name them.
    """

    due: int
    oldest_due: datetime | None
    waiting: int
    oldest_waiting: datetime | None
    last_sent: datetime | None
    reminders: Mapping[str, int]
    messages: Mapping[str, int]
    inbound: Mapping[str, int]
    sweeps: Mapping[str, datetime]
    disturbed: frozenset[str]


def vital_signs(service: Service) -> VitalSigns:
    """Return how things are now. Every count is answered out of an index."""
    now = service.clock.now()
    with service.store.read() as session:
        due, oldest_due = session.execute(
            select(func.count(), func.min(ReminderRow.due_at)).where(overdue(service, now))
        ).one()
        waiting, oldest_waiting = session.execute(
            select(func.count(), func.min(Message.next_at)).where(unsent(now))
        ).one()
        return VitalSigns(
            due=due,
            oldest_due=oldest_due,
            waiting=waiting,
            oldest_waiting=oldest_waiting,
            last_sent=last_sent(session),
            reminders=_by(session, ReminderRow.state),
            messages=_by(session, Message.state),
            inbound=_by(session, Inbound.state),
            sweeps={row.name: row.ended_at for row in session.scalars(select(SweepRun))},
            disturbed=frozenset(each.what for each in disturbances(session)),
        )


def overdue(service: Service, by: datetime) -> ColumnElement[bool]:
    """Reminders that were due `by` then. Who has had the day's mail waits for tomorrow, and is not counted."""
    today = local_day(service.clock.now(), service.zone)
    key = day_key("reminders", ReminderRow.recipient_id, iso(today))
    had_mail = exists().where(Message.key == key)
    return and_(ReminderRow.state == "planned", ReminderRow.due_at <= by, ~had_mail)


def unsent(by: datetime) -> ColumnElement[bool]:
    """Mails that should have been handed over `by` then."""
    abandoned = and_(Message.state == "sending", Message.lease_until <= by)
    return or_(and_(Message.state == "pending", Message.next_at <= by), abandoned)


def last_sent(session: Session) -> datetime | None:
    """Return when the mail that was due last of those sent went."""
    query = select(Message.sent_at).where(Message.state == "sent").order_by(Message.next_at.desc())
    return session.scalar(query.limit(1))


def _by(session: Session, state: InstrumentedAttribute[str]) -> dict[str, int]:
    return {name: number for name, number in session.execute(select(state, func.count()).group_by(state))}  # noqa: C416


def note_sweep(service: Service, name: str) -> None:
    """Write down that a sweep has come to its end, unless that was done within a minute."""
    now = service.clock.now()
    with service.store.read() as session:
        before = session.scalar(select(SweepRun.ended_at).where(SweepRun.name == name))
    if before is not None and abs(now - before) < A_MINUTE:
        return
    insert = sqlite.insert if service.store.is_sqlite else postgresql.insert
    with service.store.write() as session:
        row = insert(SweepRun).values(name=name, ended_at=now)
        session.execute(row.on_conflict_do_update(index_elements=["name"], set_={"ended_at": now}))

"""Tell whoever runs the service when nothing goes out that should: once a day, and once when it is well again.

The mail goes past the outbox, which is what is being watched. Somebody outside must still watch that we run at all.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.domain.days import local_day, say_day
from service.domain.schedule import next_open
from service.flows.found_organisation import coordinators_of
from service.flows.letters import Address, AlarmMail, Contact, Frame
from service.flows.post_letter import new_identifiers
from service.flows.rules import rules_of
from service.flows.service import Service
from service.flows.vital_signs import last_sent, overdue, unsent
from service.ports import Outgoing
from service.store.people import Organisation
from service.store.post import Alarm, Message, ReminderRow

WHAT = "sending"


def check_itself(service: Service) -> int:
    """Write to the operator when that is due; return how many mails went. Without an operator nothing is done."""
    if not service.watch.operator:
        return 0
    today = local_day(service.clock.now(), service.zone)
    with service.store.read() as session:
        reasons = tuple(_reasons(session, service))
        known = session.get(Alarm, WHAT)
    if not reasons and (known is None or known.since is None):
        return 0
    before = _claim(service, bool(reasons), today)
    if before is None:
        return 0
    if _send(service, reasons):
        return 1
    _take_back(service, *before)
    return 0


def _reasons(session: Session, service: Service) -> Iterator[str]:
    now = service.clock.now()
    late = now - timedelta(minutes=service.watch.late_minutes)
    waited = [
        moment for moment in (_oldest_due(session, service, now, late), _oldest_mail(session, late)) if moment
    ]
    if waited:
        yield f"Något förfallet har väntat sedan {_said(min(waited), service)}."
    silent = now - timedelta(days=service.watch.silent_days)
    last = last_sent(session)
    if (last is None or last <= silent) and _has_failed(session, last, silent):
        yield (
            f"Inget mejl har gått ut sedan {_said(last, service)}, fast något skulle gå."
            if last
            else ("Inget mejl har någonsin gått ut, fast något skulle gå.")
        )


def _oldest_due(session: Session, service: Service, now: datetime, late: datetime) -> datetime | None:
    """Return since when a reminder has waited, in an organisation where mail may go now and might go at `late` too."""
    rows = session.execute(
        select(ReminderRow.organisation_id, func.min(ReminderRow.due_at))
        .where(overdue(service, late))
        .group_by(ReminderRow.organisation_id)
    )
    waited = [
        moment for organisation_id, moment in rows if _was_open(session, service, organisation_id, now, late)
    ]
    return min(waited, default=None)


def _was_open(
    session: Session, service: Service, organisation_id: int, now: datetime, late: datetime
) -> bool:
    policy, calendar = rules_of(service, session.get_one(Organisation, organisation_id))
    return all(next_open(moment, policy, calendar, service.zone) <= moment for moment in (late, now))


def _oldest_mail(session: Session, late: datetime) -> datetime | None:
    return session.scalar(select(func.min(Message.next_at)).where(unsent(late)))


def _has_failed(session: Session, last: datetime | None, silent: datetime) -> bool:
    """Whether a mail was refused since the last one that went, so long ago that others should have gone."""
    failed = select(Message.id).where(Message.state == "failed", Message.next_at <= silent)
    return session.scalar((failed.where(Message.next_at >= last) if last else failed).limit(1)) is not None


def _claim(service: Service, wrong: bool, today: date) -> tuple[datetime | None, date | None] | None:
    """Note that the operator is told now; return what stood there, None when there is nothing to tell any more."""
    insert = sqlite.insert if service.store.is_sqlite else postgresql.insert
    with service.store.write() as session:
        session.execute(insert(Alarm).values(what=WHAT).on_conflict_do_nothing())
        alarm = session.get_one(Alarm, WHAT, with_for_update=True)
        before = (alarm.since, alarm.told_on)
        if wrong:
            alarm.since = alarm.since or service.clock.now()
            if alarm.told_on == today:
                return None
            alarm.told_on = today
            return before
        alarm.since = None
        return before if before[0] is not None else None


def _take_back(service: Service, since: datetime | None, told_on: date | None) -> None:
    """The mail did not go: the next sweep tries again."""
    with service.store.write() as session:
        alarm = session.get_one(Alarm, WHAT, with_for_update=True)
        alarm.since, alarm.told_on = since or alarm.since, told_on


def _send(service: Service, reasons: tuple[str, ...]) -> bool:
    now, identity = service.clock.now(), service.identity
    with service.store.read() as session:
        organisation = session.scalars(select(Organisation).order_by(Organisation.id).limit(1)).one()
        coordinator = coordinators_of(session, organisation.id)[0]
    frame = Frame("", local_day(now, service.zone), organisation.name, Contact(coordinator.name))
    named = new_identifiers(service, f"alarm:{now.isoformat()}")
    content = service.compose(
        service.write_letter(AlarmMail(frame, reasons, f"{identity.public_url}/utskick")),
        kind="alarm",
        sender=Address(identity.mail_from, organisation.name),
        to=Address(service.watch.operator),
        message_id=named.message_id,
        date=now,
    )
    outcome = service.mailer.send(
        Outgoing(identity.replies_to, (service.watch.operator,), content, named.message_id)
    )
    service.mailer.close()
    return outcome.delivery == "sent"


def _said(moment: datetime, service: Service) -> str:
    local = moment.astimezone(service.zone)
    return f"{say_day(local.date(), local_day(service.clock.now(), service.zone))} kl. {local:%H.%M}"

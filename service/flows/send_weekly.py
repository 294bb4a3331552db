"""Each coordinator gets one mail a week about what waits for a person, with the next step behind each line.

It is that day's mail to the coordinator. It leaves the day to tidings of silence as long as the week has another day; on
the last one it goes first, and the tidings follow on the next working day.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from service.domain.days import WorkCalendar, instant, local_day
from service.domain.message import message_key
from service.domain.schedule import WEEK, Policy, WeeklyMail, next_open
from service.flows.followed import lock_organisation
from service.flows.post_letter import frame_for
from service.flows.post_notice import post_notice
from service.flows.rules import rules_of
from service.flows.service import Service
from service.flows.show_overview import current_plan
from service.flows.weekly_letter import weekly_letter
from service.store.people import Organisation, PartyRow
from service.store.plan import PlanRow
from service.store.post import Message, ReminderRow


def send_weekly(service: Service) -> int:
    """Write the weekly mails that are due; return how many. A machine that was down sends this week's, and no other's."""
    now = service.clock.now()
    today = local_day(now, service.zone)
    with service.store.read() as session:
        coordinators = session.execute(
            select(PartyRow.id, Organisation)
            .join(Organisation, Organisation.id == PartyRow.organisation_id)
            .where(_is_unserved(today))
        )
        # Looked at here, so that no lock is taken sweep after sweep through a quiet time.
        waiting = [
            (party_id, organisation.id)
            for party_id, organisation in coordinators
            if _is_time(service, *rules_of(service, organisation), now)
        ]
    written = sum(_send(service, party_id, organisation_id) for party_id, organisation_id in waiting)
    if written:
        service.nudge("send_outbox")
    return written


def _send(service: Service, party_id: int, organisation_id: int) -> bool:
    """See to one coordinator's week, under the organisation's lock: whoever comes second finds it seen to."""
    now = service.clock.now()
    today = local_day(now, service.zone)
    with service.store.write() as session:
        policy, calendar = rules_of(service, lock_organisation(session, organisation_id))
        party = session.get_one(PartyRow, party_id, with_for_update=True)
        weekly = policy.weekly
        plan = current_plan(session, organisation_id, today)
        if weekly is None or plan is None or not _is_time(service, policy, calendar, now):
            return False
        week = weekly.week_of(today)
        seen_to = party.weekly_on is not None and party.weekly_on > today - WEEK
        if seen_to or _has_mail(session, party, today):
            return False
        if not _is_last_day(weekly, calendar, today) and _is_to_have_mail(
            session, party, today, service.zone
        ):
            return False
        party.weekly_on = week
        if is_new(plan, week, weekly, service.zone):
            return False
        return _post(session, service, party, weekly)


def _is_time(service: Service, policy: Policy, calendar: WorkCalendar, now: datetime) -> bool:
    weekly = policy.weekly
    open_now = next_open(now, policy, calendar, service.zone) <= now
    return weekly is not None and open_now and weekly.has_come(now, service.zone)


def kept_for_the_weekly(
    session: Session,
    recipients: Sequence[int],
    policy: Policy,
    calendar: WorkCalendar,
    now: datetime,
    zone: ZoneInfo,
) -> set[int]:
    """Return the coordinators among `recipients` whose weekly mail is still to come, on the last day it can."""
    today, weekly = local_day(now, zone), policy.weekly
    if weekly is None or not weekly.has_come(now, zone) or not _is_last_day(weekly, calendar, today):
        return set()
    waiting = select(PartyRow.id).where(_is_unserved(today), PartyRow.id.in_(recipients))
    return set(session.scalars(waiting))


def _is_unserved(today: date) -> ColumnElement[bool]:
    """Whether a party is a coordinator who can be written to and has not had the week's mail."""
    return and_(
        PartyRow.coordinator,
        PartyRow.email != "",
        PartyRow.undeliverable_since.is_(None),
        or_(PartyRow.weekly_on.is_(None), PartyRow.weekly_on <= today - WEEK),
    )


def _is_last_day(weekly: WeeklyMail, calendar: WorkCalendar, today: date) -> bool:
    next_day = calendar.on_or_after(today + timedelta(days=1))
    return weekly.week_of(next_day) != weekly.week_of(today)


def _has_mail(session: Session, party: PartyRow, today: date) -> bool:
    mail = select(Message.id).where(Message.key == message_key(party.id, today))
    return session.scalar(mail) is not None


def _is_to_have_mail(session: Session, party: PartyRow, today: date, zone: ZoneInfo) -> bool:
    """Whether the coordinator is to get tidings of silence today."""
    due = select(ReminderRow.id).where(
        ReminderRow.recipient_id == party.id,
        ReminderRow.state == "planned",
        ReminderRow.due_at < instant(today + timedelta(days=1), time(0), zone),
    )
    return session.scalar(due.limit(1)) is not None


def _post(session: Session, service: Service, party: PartyRow, weekly: WeeklyMail) -> bool:
    def page(path: str) -> str:
        return service.identity.public_url + path

    frame = frame_for(session, service, party.organisation_id, party)
    facts = weekly_letter(session, party.organisation_id, frame, page)
    if facts is None or not (facts.lists or weekly.when_empty):
        return False
    return post_notice(session, service, facts, party, message_key(party.id, frame.today)) is not None


def is_new(plan: PlanRow, week: date, weekly: WeeklyMail, zone: ZoneInfo) -> bool:
    """Whether the plan was brought in during the week: then its coordinator has just seen what waits."""
    return plan.created_at >= instant(week, weekly.at, zone)

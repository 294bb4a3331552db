"""Who comes back from an absence gets one mail about what others were asked meanwhile, and what they answered."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import String, bindparam, cast, exists, literal, or_, select
from sqlalchemy.orm import Session, aliased

from service.domain.days import instant, local_day, say_short_day
from service.domain.measure import CLOSED
from service.domain.schedule import next_open
from service.flows.day_key import day_key
from service.flows.followed import lock_organisation, outlook_of
from service.flows.letters import Ask, BackAgain, Said
from service.flows.post_letter import Identifiers, answer_link, frame_for, new_identifiers
from service.flows.post_notice import post_notice
from service.flows.reminder_letter import title_of
from service.flows.service import Service
from service.store.people import Absence, PartyRow
from service.store.plan import FollowUpRecord, MeasureRecord
from service.store.post import Message, MessageMeasure, ReminderRow

WITHIN = timedelta(days=7)
"""How long after the return the mail may wait for a working day, a day without a reminder, or a machine that was down."""


_OTHER = aliased(Absence)
_AWAY = exists().where(
    _OTHER.party_id == Absence.party_id,
    _OTHER.first <= bindparam("today"),
    _OTHER.last >= bindparam("today"),
)
_WRITTEN = exists().where(
    or_(
        Message.key == literal("back:") + cast(Absence.id, String),
        Message.key == day_key("reminders", Absence.party_id, bindparam("iso")),
    )
)
RETURNED = (
    select(Absence, PartyRow.organisation_id)
    .join(PartyRow, PartyRow.id == Absence.party_id)
    .where(Absence.last < bindparam("today"), Absence.last >= bindparam("first"), ~_AWAY, ~_WRITTEN)
    .where(PartyRow.email != "", PartyRow.undeliverable_since.is_(None))
)
"""(absence, organisation) of those who came back lately, have had no such mail and no reminder today."""


def welcome_back(service: Service) -> int:
    """Write the mails to those who are back; return how many. Each absence is summed up at most once."""
    now = service.clock.now()
    today = local_day(now, service.zone)
    with service.store.read() as session:
        when = {"today": today, "first": today - WITHIN, "iso": today.isoformat()}
        returned = [
            (absence, organisation_id)
            for absence, organisation_id in session.execute(RETURNED, when)
            if _asked_instead(session, service, absence)
        ]
    written = 0
    for absence, organisation_id in returned:
        with service.store.write() as session:
            lock_organisation(session, organisation_id)
            outlook = outlook_of(session, service, organisation_id)
            if next_open(now, outlook.policy, outlook.calendar, service.zone) <= now:
                written += _write(session, service, session.get_one(Absence, absence.id))
    if written:
        service.nudge("send_outbox")
    return written


def _write(session: Session, service: Service, absence: Absence) -> bool:
    party = session.get_one(PartyRow, absence.party_id)
    asked = _asked_instead(session, service, absence)
    key = f"back:{absence.id}"
    named = new_identifiers(service, key)
    said = _said_since(session, service, absence, (row.measure_id for row, _ in asked))
    measures = _measures(session, (row.measure_id for row, _ in asked))
    asks = []
    for number, (row, stand_in) in enumerate(asked, 1):
        answer = said.get(row.measure_id)
        asks.append(_ask(service, named, number, measures[row.measure_id], row, stand_in, answer))
    frame = frame_for(session, service, party.organisation_id, party, named.tag)
    facts = BackAgain(frame, absence.first, absence.last, tuple(asks))
    message = post_notice(session, service, facts, party, key, named)
    if message is None:
        return False
    message.asks = [
        MessageMeasure(measure_id=row.measure_id, number=number, occasion=row.occasion)
        for number, (row, _) in enumerate(asked, 1)
    ]
    return True


def _asked_instead(
    session: Session, service: Service, absence: Absence
) -> list[tuple[ReminderRow, PartyRow]]:
    """Return, for each open measure the absent one leads, the newest question that went to somebody else meanwhile."""
    begin, end = _while(service, absence)
    # They are few. Asked for together with the rest, or by their rows' state, a database without statistics (SQLite)
    # begins with everything that was ever sent.
    theirs = select(MeasureRecord.id).where(
        MeasureRecord.lead_id == absence.party_id,
        MeasureRecord.gone_at.is_(None),
        or_(MeasureRecord.status.is_(None), MeasureRecord.status.not_in(CLOSED)),
    )
    measures = session.scalars(theirs.order_by(MeasureRecord.position, MeasureRecord.id)).all()
    query = (
        select(ReminderRow, PartyRow)
        .join(PartyRow, PartyRow.id == ReminderRow.recipient_id)
        .join(Message, Message.id == ReminderRow.message_id)
        .where(ReminderRow.measure_id.in_(measures))
        .where(ReminderRow.recipient_id != absence.party_id, ReminderRow.step != "copy")
        .where(Message.sent_at >= begin, Message.sent_at < end)
        .order_by(ReminderRow.due_day)
    )
    rows = session.execute(query) if measures else ()
    newest = {row.measure_id: (row, to) for row, to in rows if row.state == "sent"}
    return [newest[measure] for measure in measures if measure in newest]


def _said_since(
    session: Session, service: Service, absence: Absence, measures: Iterable[int]
) -> dict[int, tuple[FollowUpRecord, PartyRow | None]]:
    """Return the newest word about each measure from somebody else since the absence began, unless it is withheld."""
    begin, _ = _while(service, absence)
    query = (
        select(FollowUpRecord, PartyRow)
        .outerjoin(PartyRow, PartyRow.id == FollowUpRecord.party_id)
        .where(FollowUpRecord.measure_id.in_(list(measures)), FollowUpRecord.recorded_at >= begin)
        .where(~FollowUpRecord.withheld)
        .order_by(FollowUpRecord.recorded_at)
    )
    return {row.measure_id: (row, by) for row, by in session.execute(query)}


def _measures(session: Session, identities: Iterable[int]) -> dict[int, MeasureRecord]:
    query = select(MeasureRecord).where(MeasureRecord.id.in_(list(identities)))
    return {row.id: row for row in session.scalars(query)}


def _while(service: Service, absence: Absence) -> tuple[datetime, datetime]:
    return (
        instant(absence.first, time(0), service.zone),
        instant(absence.last + timedelta(days=1), time(0), service.zone),
    )


def _ask(
    service: Service,
    named: Identifiers,
    number: int,
    measure: MeasureRecord,
    row: ReminderRow,
    stand_in: PartyRow,
    answer: tuple[FollowUpRecord, PartyRow | None] | None,
) -> Ask:
    day = say_short_day(row.due_day, local_day(service.clock.now(), service.zone))
    note, last = f"{stand_in.name} fick frågan {day}. Inget svar än.", None
    if answer is not None:
        record, by = answer
        note = f"{by.name if by else stand_in.name} har svarat."
        last = Said(record.day, record.text) if record.text else None
    return Ask(
        number=number,
        code=measure.code,
        title=title_of(measure),
        link=answer_link(service, named, number),
        last=last,
        note=note,
    )

"""What a mail tells without being an answer: somebody is away, an address is dead, an invitation was declined."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.reply import Bounce, MailReading
from service.flows.calendar_days import entry_from_json
from service.flows.find_question import Question
from service.flows.service import Service
from service.flows.silence import replan_party, silence
from service.store.calendar import CalendarEntry
from service.store.people import Absence, PartyRow
from service.store.plan import Event, MeasureRecord
from service.store.post import Inbound

PARTSTATS = {"ACCEPTED": "Tackade ja till", "DECLINED": "Tackade nej till", "TENTATIVE": "Svarade kanske på"}


def keep_absence(
    session: Session,
    service: Service,
    row: Inbound,
    reading: MailReading,
    question: Question | None,
    now: datetime,
) -> None:
    """An automatic answer is never a follow-up. The absence it tells of moves reminders to the stand-in, or to later."""
    party = _reader(session, row, question)
    if party is None or reading.away is None or reading.away.until is None:
        return
    today = local_day(now, service.zone)
    if reading.away.until < today or _is_known(session, party, reading):
        return
    session.add(
        Absence(
            party_id=party.id,
            first=today,
            last=reading.away.until,
            known_since=today,
            source=f"mail:{row.id}",
        )
    )
    if reading.away.stand_in and party.stand_in_id is None:
        stand_in = session.scalars(
            select(PartyRow).where(
                PartyRow.organisation_id == party.organisation_id,
                PartyRow.email == reading.away.stand_in.lower(),
            )
        ).first()
        party.stand_in_id = stand_in.id if stand_in and stand_in.id != party.id else None
    replan_party(session, service, party)


def _is_known(session: Session, party: PartyRow, reading: MailReading) -> bool:
    until = reading.away.until if reading.away else None
    query = select(Absence.id).where(Absence.party_id == party.id, Absence.last == until)
    return session.scalar(query.limit(1)) is not None


def _reader(session: Session, row: Inbound, question: Question | None) -> PartyRow | None:
    """Return whose mailbox answered: the one we wrote to, else the one who has the sender's address."""
    identity = question.message.party_id if question is not None else row.party_id
    return session.get(PartyRow, identity) if identity else None


def keep_bounce(
    session: Session, service: Service, reading: MailReading, question: Question | None, now: datetime
) -> bool:
    """A permanent bounce silences the address; return False when it is not known whose it is."""
    if reading.bounce is None:
        return False
    parties = _bounced(session, reading.bounce.recipient, question)
    if reading.bounce.permanent:
        for party in parties:
            silence(session, service, party, _why(reading.bounce), now)
    return bool(parties)


def _why(bounce: Bounce) -> str:
    return f"Adressen finns inte eller tar inte emot mejl ({bounce.status or 'utan felkod'})"


def _bounced(session: Session, recipient: str | None, question: Question | None) -> list[PartyRow]:
    """Return who has the bounced address. When we know what mail came back, it must be its reader's."""
    if recipient:
        query = select(PartyRow).where(PartyRow.email == recipient.strip().lower())
        if question is not None:
            query = query.where(PartyRow.organisation_id == question.message.organisation_id)
        found = list(session.scalars(query))
        if found:
            return found
    party = (
        session.get(PartyRow, question.message.party_id) if question and question.message.party_id else None
    )
    return [party] if party is not None else []


def keep_calendar_answer(
    session: Session, service: Service, row: Inbound, reading: MailReading, now: datetime
) -> bool:
    """A yes or no to an invitation is for the coordinator to see; it is never a follow-up.

    It is matched on UID and attendee, since Exchange may leave the ORGANIZER out or write another. Return False when
    it is not about an invitation of ours, or not the invited one's answer. An answer to an earlier SEQUENCE does not
    hold for the newest.
    """
    answer = reading.calendar
    entry = session.scalar(select(CalendarEntry).where(CalendarEntry.uid == answer.uid)) if answer else None
    party = session.get(PartyRow, entry.party_id) if entry else None
    if answer is None or entry is None or party is None:
        return False
    row.organisation_id, row.party_id = entry.organisation_id, party.id
    invited = {party.email, service.identity.redirect_all_to.lower()} - {""}
    if not invited & {answer.attendee.lower(), row.sender.lower()}:
        return False
    said = answer.partstat.upper()
    outdated = answer.sequence is not None and answer.sequence < entry.sequence
    asked_for = _other_time(entry, answer.proposed, service.zone)
    if not outdated and (said != entry.partstat or asked_for != (entry.proposed_day, entry.proposed_starts)):
        entry.partstat, entry.answered_at = said[:20], now
        entry.proposed_day, entry.proposed_starts = asked_for
        _tell(session, entry, party, said, now)
    return True


def _other_time(
    entry: CalendarEntry, proposed: date | datetime | None, zone: ZoneInfo
) -> tuple[date | None, time | None]:
    """Return the local day that is asked for instead, and its time of day if it has one; neither when it is the entry's own.

    Outlook writes a whole day as one that begins at midnight.
    """
    if proposed is None:
        return None, None
    day, starts = proposed, None
    if isinstance(proposed, datetime):
        local = proposed.astimezone(zone) if proposed.tzinfo else proposed
        day, starts = local.date(), local.time().replace(second=0)
        starts = None if starts == time(0) else starts
    if day == entry.day and starts in (None, entry_from_json(entry.entry).starts):
        return None, None
    return day, starts


def _tell(session: Session, entry: CalendarEntry, party: PartyRow, said: str, now: datetime) -> None:
    about = f"{entry.entry['title']} {entry.day.isoformat()}"
    text = f"{party.name}: {PARTSTATS.get(said, 'Svarade på')} kalenderinbjudan ({about})."
    if entry.proposed_day is not None:
        text = f"{party.name}: Föreslog {entry.proposed_day.isoformat()} i stället, i kalendern ({about})."
    session.add(
        Event(
            organisation_id=entry.organisation_id,
            measure_id=entry.measure_id,
            at=now,
            kind="declined" if said == "DECLINED" else "calendar",
            text=text,
        )
    )


@dataclass(frozen=True, slots=True)
class Objection:
    """An owner who has declined a day ahead in the calendar, or asked for `proposed` instead.

    `code` is the measure's, "" for a follow-up date; `starts` the time of day that is proposed, if one is.
    """

    entry_id: int
    party: int
    name: str
    title: str
    code: str
    day: date
    proposed: date | None
    starts: time | None


def objections(session: Session, organisation_id: int, today: date) -> tuple[Objection, ...]:
    """Return who has said no to a day ahead or asked for another, the nearest first: a signal to the coordinator.

    One stands until the day is moved or has passed; what is proposed also until the coordinator has kept the day.
    """
    proposed, starts = CalendarEntry.proposed_day, CalendarEntry.proposed_starts
    query = (
        select(CalendarEntry, PartyRow.name, MeasureRecord.code, proposed, starts)
        .join(PartyRow, PartyRow.id == CalendarEntry.party_id)
        .outerjoin(MeasureRecord, MeasureRecord.id == CalendarEntry.measure_id)
        .where(CalendarEntry.organisation_id == organisation_id, CalendarEntry.day >= today)
        .where(CalendarEntry.method == "REQUEST")
        .where(proposed.is_not(None) | (CalendarEntry.partstat == "DECLINED"))
        .order_by(CalendarEntry.day, PartyRow.name)
    )
    return tuple(
        Objection(row.id, row.party_id, name, row.entry["title"], code or "", row.day, day, at)
        for row, name, code, day, at in session.execute(query)
    )


def keep_the_day(service: Service, organisation_id: int, entry_id: int) -> str | None:
    """Let the day stand as it was, whatever was proposed; return who proposed, None when there is no such entry."""
    with service.store.write() as session:
        entry = session.get(CalendarEntry, entry_id)
        party = session.get(PartyRow, entry.party_id) if entry else None
        if entry is None or party is None or entry.organisation_id != organisation_id:
            return None
        entry.proposed_day = entry.proposed_starts = None
        return party.name

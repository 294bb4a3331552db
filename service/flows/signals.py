"""What a mail tells without being an answer: somebody is away, an address is dead, an invitation was declined."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.reply import MailReading
from service.flows.find_question import Question
from service.flows.service import Service
from service.flows.silence import replan_party, silence
from service.store.people import Absence, PartyRow
from service.store.plan import Event
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
            silence(session, service, party, f"Adressen tar inte emot mejl ({reading.bounce.status}).", now)
    return bool(parties)


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
    session: Session, row: Inbound, reading: MailReading, question: Question | None, now: datetime
) -> None:
    """A yes or no to an invitation is a line in the history, for the coordinator to see; it is not a follow-up."""
    if reading.calendar is None or question is None:
        return
    said = PARTSTATS.get(reading.calendar.partstat.upper(), "Svarade på")
    for ask in question.message.asks:
        session.add(
            Event(
                organisation_id=question.message.organisation_id,
                measure_id=ask.measure_id,
                at=now,
                kind="calendar",
                text=f"{row.sender}: {said} kalenderinbjudan.",
            )
        )

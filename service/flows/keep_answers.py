"""From a read reply to follow-up records, one for each measure it speaks of, and a receipt that says how it was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.reply import Answer, IncomingMail, MailReading, without_greeting
from service.domain.timing import read_when
from service.flows.find_question import Question
from service.flows.keep_attachments import link_attachments, of_mail
from service.flows.letters import Ask, ReadAnswer, Receipt, SentFile
from service.flows.post_letter import answer_link, frame_for, identifiers_of, new_identifiers, post_letter
from service.flows.record_followup import Report, record_reports
from service.flows.reminder_letter import title_of
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.plan import MeasureParty, MeasureRecord
from service.store.post import Inbound, Message, MessageMeasure

RECEIPTS_AN_HOUR = 5
"""So that no exchange of mails between machines can go on, whatever the other end is."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """An answer and the measure it is about."""

    ask: MessageMeasure
    measure: MeasureRecord
    answer: Answer


def keep_answers(
    session: Session,
    service: Service,
    row: Inbound,
    mail: IncomingMail,
    reading: MailReading,
    question: Question,
    now: datetime,
) -> bool:
    """Record the answers; return False when they could not be divided and a person is to place them."""
    placed = _place(session, question, reading)
    party = session.get(PartyRow, row.party_id) if row.party_id else None
    confirmed = question.is_sure and _may_answer(session, question, party) and not _is_forged(mail)
    if placed:
        reports = [_report(service, row, each, party, confirmed, reading, now) for each in placed]
        record_reports(session, service, reports)
        if mail.attachments:
            link_attachments(session, row.id)
    _acknowledge(session, service, row, mail, reading, question, party, placed, confirmed, now)
    if not placed:
        row.why = (
            row.why or "Svaret gäller flera åtgärder, men det går inte att se vilken del som hör till vilken."
        )
    return bool(placed)


def _place(session: Session, question: Question, reading: MailReading) -> list[_Placed]:
    """Match answers with what was asked. With one measure asked about, the whole reply is about it."""
    asks = question.message.asks
    asked = select(MeasureRecord).where(MeasureRecord.id.in_([ask.measure_id for ask in asks]))
    measures = {row.id: row for row in session.scalars(asked)}
    by_code = {measures[ask.measure_id].code: ask for ask in asks}
    by_number = {ask.number: ask for ask in asks}
    placed: list[_Placed] = []
    for answer in reading.answers:
        ask = by_code.get(answer.measure or "") or by_number.get(answer.number or 0)
        if ask is None and len(asks) == 1:
            ask = asks[0]
        if ask is not None:
            placed.append(_Placed(ask, measures[ask.measure_id], answer))
    return placed


def _report(
    service: Service,
    row: Inbound,
    placed: _Placed,
    party: PartyRow | None,
    confirmed: bool,
    reading: MailReading,
    now: datetime,
) -> Report:
    answer = placed.answer
    # "Remind me on …" and "not mine" report nothing unless something else is said as well.
    silent = answer.status is None and (answer.not_mine or answer.snooze_text is not None)
    return Report(
        measure_id=placed.measure.id,
        party_id=party.id if party else None,
        occasion=placed.ask.occasion,
        status=answer.status,
        text="" if silent else without_greeting(answer.text, service.words.mail),
        source="mail",
        source_ref=str(row.id),
        new_date_text=answer.date_text or "",
        confirmed=confirmed,
        withheld=reading.personal_number,
        snooze_until=_snooze(service, answer, now),
        # "Not mine" takes the measure from its owner: only the owner's own word does that.
        not_mine=answer.not_mine and confirmed,
        not_mine_text=answer.text if answer.not_mine else "",
    )


def _snooze(service: Service, answer: Answer, now: datetime) -> date | None:
    """Return the day that "remind me on …" names, when it lies ahead."""
    if not answer.snooze_text:
        return None
    today = now.astimezone(service.zone).date()
    timing = read_when(answer.snooze_text, today.year, service.words.time)
    day = timing.start or timing.end
    return day if day is not None and day > today else None


def _may_answer(session: Session, question: Question, party: PartyRow | None) -> bool:
    """Whether the sender's address is one of those asked: the reader of the mail, the lead, or one taking part."""
    if party is None:
        return False
    if party.id == question.message.party_id or party.coordinator:
        return True
    measures = [ask.measure_id for ask in question.message.asks]
    leads = select(MeasureRecord.id).where(MeasureRecord.id.in_(measures), MeasureRecord.lead_id == party.id)
    taking_part = select(MeasureParty.measure_id).where(
        MeasureParty.measure_id.in_(measures), MeasureParty.party_id == party.id
    )
    return session.scalar(leads.union(taking_part).limit(1)) is not None


def _is_forged(mail: IncomingMail) -> bool:
    """Whether our own relay says that the sender's domain did not send it (RFC 8601)."""
    results = mail.headers.get("authentication-results", "").lower()
    return "dmarc=fail" in results


def _acknowledge(
    session: Session,
    service: Service,
    row: Inbound,
    mail: IncomingMail,
    reading: MailReading,
    question: Question,
    party: PartyRow | None,
    placed: Sequence[_Placed],
    confirmed: bool,
    now: datetime,
) -> None:
    """Send a receipt to an address that we know; never to strangers, who may be somebody's forgery."""
    if party is None or not party.email or party.undeliverable_since is not None:
        return
    if _receipts_lately(session, party, now) >= RECEIPTS_AN_HOUR:
        return
    named = identifiers_of(service, question.message)
    answered = {each.measure.id for each in placed}
    missing = tuple(
        Ask(
            ask.number,
            measure.code,
            title_of(measure),
            answer_link(service, named, ask.number),
        )
        for ask in question.message.asks
        if ask.measure_id not in answered and (measure := session.get_one(MeasureRecord, ask.measure_id))
    )
    key = f"receipt:{mail.message_id or now.isoformat()}:{party.id}"[:200]
    if session.scalar(select(Message.id).where(Message.key == key)) is not None:
        return
    own = new_identifiers(service, key)
    facts = Receipt(
        frame=frame_for(session, service, party.organisation_id, party, own.tag),
        answers=tuple(
            ReadAnswer(
                each.ask.number,
                each.measure.code,
                title_of(each.measure),
                answer_link(service, named, each.ask.number),
                each.answer.status,
                "" if reading.personal_number else each.answer.text,
                proposed=each.answer.date_text or "",
                held=reading.personal_number,
            )
            for each in placed
        ),
        missing=missing if placed else (),
        confirmed=confirmed,
        unread=not placed,
        files=_sent_files(session, row) if mail.attachments else (),
        held=reading.personal_number,
    )
    receipt = post_letter(session, service, facts, party, key, own, in_reply_to=_usable_id(mail.message_id))
    # Who answers the receipt to put something right is understood: it asks about the same measures.
    receipt.asks = [
        MessageMeasure(measure_id=ask.measure_id, number=ask.number, occasion=ask.occasion)
        for ask in question.message.asks
    ]


def _sent_files(session: Session, row: Inbound) -> tuple[SentFile, ...]:
    return tuple(SentFile(file.name, file.refused) for file in of_mail(session, row.id))


def _receipts_lately(session: Session, party: PartyRow, now: datetime) -> int:
    query = select(func.count()).where(
        Message.party_id == party.id, Message.kind == "receipt", Message.created_at > now - timedelta(hours=1)
    )
    return session.scalar(query) or 0


def _usable_id(message_id: str) -> str:
    """Return an id that can stand in our References without being folded or encoded, else nothing."""
    fits = (
        len(message_id) <= 76
        and message_id.isascii()
        and message_id.startswith("<")
        and message_id.endswith(">")
    )
    return message_id if fits and message_id.count("@") == 1 and " " not in message_id else ""

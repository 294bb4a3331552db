"""Understand what has arrived: an answer, an automatic answer, a bounce, a calendar answer, or something for a person.

Every mail is read in its own transaction. What goes wrong with one never stops the others, and loses nothing: the
bytes are stored, and the mail stands in the tray.
"""

import logging
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, undefer

from service.domain.days import local_day
from service.domain.reply import (
    Asked,
    AskedMeasure,
    IncomingMail,
    MailReading,
    names_a_person,
    read_mail,
    to_json,
)
from service.flows.find_question import Question, find_question
from service.flows.keep_answers import keep_answers
from service.flows.keep_attachments import keep_attachments
from service.flows.service import Service
from service.flows.signals import keep_absence, keep_bounce, keep_calendar_answer
from service.store.people import PartyRow
from service.store.plan import MeasureRecord
from service.store.post import Inbound

log = logging.getLogger(__name__)

WRITTEN = ("reply", "empty", "unreadable")
"""Mails whose files somebody sent us; those of machines' mails are copies of ours, or logotypes."""

ONLY_FILES = "Mejlet har ingen egen text, bara bilagor."


def read_inbox(service: Service, limit: int = 50) -> int:
    """Read at most `limit` stored mails that nobody has read; return how many."""
    with service.store.read() as session:
        query = select(Inbound.id).where(Inbound.state == "new").order_by(Inbound.id).limit(limit)
        waiting = session.scalars(query).all()
    for inbound_id in waiting:
        try:
            _read_one(service, inbound_id)
        except OperationalError:
            # A full disk or a database that restarts is not the mail's doing: it stays new and is read next time.
            raise
        except Exception:
            # Whatever it was, the mail is kept and a person sees it. The log names the row, never its content.
            log.exception("mail %s could not be read", inbound_id)
            _to_tray(service, inbound_id)
    if waiting:
        service.nudge("send_outbox")
    return len(waiting)


def _to_tray(service: Service, inbound_id: int) -> None:
    with service.store.write() as session:
        row = session.get_one(Inbound, inbound_id)
        row.state, row.why = "tray", "Mejlet gick inte att läsa maskinellt. Öppna originalet."


def _read_one(service: Service, inbound_id: int) -> None:
    with service.store.write() as session:
        query = select(Inbound).where(Inbound.id == inbound_id, Inbound.state == "new")
        query = query.options(undefer(Inbound.content)).with_for_update(skip_locked=True)
        row = session.scalar(query)
        if row is None:
            return
        mail = service.parse_mail(row.content)
        question = find_question(session, service, mail)
        now = service.clock.now()
        reading = read_mail(
            mail, service.words.mail, _asked(session, service, question), local_day(now, service.zone)
        )
        if names_a_person(mail.attachments):
            reading = replace(reading, personal_number=True)
        _describe(session, row, mail, reading, question)
        if reading.kind in WRITTEN:
            _keep_files(session, service, row, mail, reading, now)
        _act(session, service, row, mail, reading, question, now)


def _asked(session: Session, service: Service, question: Question | None) -> Asked | None:
    """Return what the mail answered had asked, with its words, to be told from answers typed between them."""
    if question is None:
        return None
    asks = question.message.asks
    measures = {
        row.id: row
        for row in session.scalars(
            select(MeasureRecord).where(MeasureRecord.id.in_([ask.measure_id for ask in asks]))
        )
    }
    return Asked(
        tuple(
            AskedMeasure(
                ask.number, measures[ask.measure_id].code, " ".join(measures[ask.measure_id].text.split())
            )
            for ask in asks
        ),
        service.words_of_letter(question.message.content),
    )


def _describe(
    session: Session, row: Inbound, mail: IncomingMail, reading: MailReading, question: Question | None
) -> None:
    row.sender, row.subject, row.mail_id = mail.sender[:320], mail.subject[:500], mail.message_id[:500]
    row.why = reading.why
    sender = _party_with(session, mail.sender, question)
    row.party_id = sender.id if sender else None
    if question is not None:
        row.message_id = question.message.id
        row.organisation_id = question.message.organisation_id
    elif sender is not None:
        row.organisation_id = sender.organisation_id
    kept: dict[str, Any] = to_json(reading, "")
    kept["personal_number"] = reading.personal_number
    row.reading = kept


def _keep_files(
    session: Session, service: Service, row: Inbound, mail: IncomingMail, reading: MailReading, now: datetime
) -> None:
    files = keep_attachments(session, service, row, mail, now, withheld=reading.personal_number)
    if reading.kind == "empty" and any(not file.refused for file in files):
        row.why = ONLY_FILES


def _party_with(session: Session, address: str, question: Question | None) -> PartyRow | None:
    """Return who has the sender's address; within the organisation whose mail is answered, when that is known."""
    query = select(PartyRow).where(PartyRow.email == address.strip().lower())
    if question is not None:
        query = query.where(PartyRow.organisation_id == question.message.organisation_id)
    return session.scalars(query.order_by(PartyRow.id)).first() if address else None


def _act(
    session: Session,
    service: Service,
    row: Inbound,
    mail: IncomingMail,
    reading: MailReading,
    question: Question | None,
    now: datetime,
) -> None:
    """Let the reading take effect and give the mail its state."""
    if reading.kind == "auto":
        row.state = "auto"
        keep_absence(session, service, row, reading, question, now)
    elif reading.kind == "bounce":
        row.state = "bounce" if keep_bounce(session, service, reading, question, now) else "tray"
    elif reading.kind == "calendar":
        kept = keep_calendar_answer(session, service, row, reading, now)
        row.state = "calendar" if kept else "tray"
        row.why = (
            row.why if kept else "Kalendersvaret gäller ingen inbjudan härifrån, eller är någon annans svar."
        )
    elif reading.kind == "reply" and question is not None and question.message.asks:
        kept = keep_answers(session, service, row, mail, reading, question, now)
        row.state = "answered" if kept else "tray"
    else:
        row.state = "tray"
        row.why = row.why or "Det går inte att se vilken åtgärd mejlet gäller."

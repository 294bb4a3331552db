"""The mail that came in: what a person has to sort, what was read by itself, and one mail with where it may belong."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from service.domain.days import local_day
from service.domain.measure import STATUSES, Status
from service.domain.reply import IncomingMail
from service.flows.confirm_answer import Unconfirmed, unconfirmed_answers
from service.flows.keep_attachments import of_mail
from service.flows.paging import Piece
from service.flows.service import Service
from service.flows.show_attachments import ShownFile, count_files, shown
from service.flows.show_overview import current_plan
from service.flows.show_plan import with_words
from service.flows.signals import Objection, objections
from service.flows.standing import closed, living
from service.flows.whose_mail import ours
from service.store.attachments import AttachmentRow
from service.store.people import PartyRow
from service.store.plan import AreaRow, FollowUpRecord, MeasureRecord
from service.store.post import Inbound, Message, MessageMeasure

log = logging.getLogger(__name__)

A_PIECE = 50
SEE_FILES = "Se bilagan."
MOST_FOUND = 12
MOST_OWN = 8

Pile = Literal["tray", "read", "aside"]
"""To be sorted, read by the machine (or sorted by a person), and set aside as concerning no measure."""

PILES: dict[Pile, tuple[str, ...]] = {
    "tray": ("tray",),
    "read": ("answered", "sorted", "auto", "bounce", "calendar"),
    "aside": ("ignored",),
}


@dataclass(frozen=True, slots=True)
class TrayLine:
    """One mail in a list. `person` is who in the directory has the sender's address, `files` how many came with it."""

    id: int
    sender: str
    person: str
    subject: str
    arrived_at: datetime
    state: str
    why: str
    files: int


@dataclass(frozen=True, slots=True)
class NewDate:
    """A new time that somebody proposed and nobody has taken or left."""

    record_id: int
    words: str
    by: str
    day: date
    measure: MeasureRecord


@dataclass(frozen=True, slots=True)
class Tray:
    """A list of mails, how many each list holds, and what else waits: new times, of measures and of days in calendars, and
    answers that somebody must vouch for."""

    lines: tuple[TrayLine, ...]
    piece: Piece
    counts: dict[Pile, int]
    new_dates: tuple[NewDate, ...]
    proposed_days: tuple[Objection, ...]
    unconfirmed: tuple[Unconfirmed, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A measure that the mail may be about. `number` is the one it had in the mail that was answered (0: not there).

    `text` and `status` are what the reading made of it.
    """

    measure: MeasureRecord
    number: int
    occasion: str
    text: str
    status: Status | None
    likely: bool


@dataclass(frozen=True, slots=True)
class MailPage:
    """One mail. `mail` is None when nothing could be made of it; `shut` when its words are held back.

    `placed` are the measures it was recorded on.
    """

    row: Inbound
    mail: IncomingMail | None
    text: str
    shut: bool
    person: PartyRow | None
    question: Message | None
    candidates: tuple[Candidate, ...]
    found: tuple[Candidate, ...]
    placed: tuple[MeasureRecord, ...]
    files: tuple[ShownFile, ...]


def show_tray(service: Service, organisation_id: int, pile: Pile, wanted: int) -> Tray:
    """Return a piece of one of the lists: what is to be sorted oldest first, the others newest first."""
    with service.store.read() as session:
        counts = _counts(session, organisation_id)
        piece = Piece.of(wanted, A_PIECE, counts[pile])
        order = Inbound.arrived_at if pile == "tray" else Inbound.arrived_at.desc()
        rows = session.execute(
            select(Inbound, PartyRow.name)
            .outerjoin(PartyRow, PartyRow.id == Inbound.party_id)
            .where(ours(organisation_id), Inbound.state.in_(PILES[pile]))
            .order_by(order, Inbound.id)
            .offset(piece.offset)
            .limit(piece.size)
        ).all()
        files = count_files(session, [row.id for row, _ in rows])
        lines = tuple(
            TrayLine(
                row.id,
                row.sender,
                name or "",
                row.subject,
                row.arrived_at,
                row.state,
                row.why,
                files.get(row.id, 0),
            )
            for row, name in rows
        )
        today = local_day(service.clock.now(), service.zone)
        days = [each for each in objections(session, organisation_id, today) if each.proposed is not None]
        new_dates = tuple(_new_dates(session, organisation_id))
        unconfirmed = tuple(unconfirmed_answers(session, organisation_id, A_PIECE))
        return Tray(lines, piece, counts, new_dates, tuple(days[:A_PIECE]), unconfirmed)


def _counts(session: Session, organisation_id: int) -> dict[Pile, int]:
    rows = session.execute(
        select(Inbound.state, func.count()).where(ours(organisation_id)).group_by(Inbound.state)
    )
    by_state = {state: int(number) for state, number in rows}
    return {pile: sum(by_state.get(state, 0) for state in states) for pile, states in PILES.items()}


def _new_dates(session: Session, organisation_id: int) -> Iterable[NewDate]:
    rows = session.execute(
        select(FollowUpRecord, MeasureRecord, PartyRow.name)
        .join(MeasureRecord, MeasureRecord.id == FollowUpRecord.measure_id)
        .outerjoin(PartyRow, PartyRow.id == FollowUpRecord.party_id)
        .where(
            MeasureRecord.organisation_id == organisation_id,
            MeasureRecord.gone_at.is_(None),
            ~closed,
            FollowUpRecord.new_date_text != "",
            FollowUpRecord.new_date_handled.is_(False),
            FollowUpRecord.withheld.is_(False),
        )
        .order_by(FollowUpRecord.recorded_at)
        .limit(A_PIECE)
    )
    for record, measure, name in rows:
        yield NewDate(record.id, record.new_date_text, name or "", record.day, measure)


def show_mail(
    service: Service, organisation_id: int, inbound_id: int, words: str, today: date, *, open_it: bool = False
) -> MailPage | None:
    """Return one mail with the measures it may be about, and those that `words` find; None when it is not ours.

    Words with a personal identity number are shown when a person has asked for it (`open_it`).
    """
    with service.store.read() as session:
        row = find_mail(session, organisation_id, inbound_id)
        if row is None:
            return None
        mail = _parsed(service, row)
        shut = bool(row.reading.get("personal_number")) and not open_it
        text = "" if shut else str(row.reading.get("text") or (mail.text if mail else ""))
        question = session.get(Message, row.message_id) if row.message_id else None
        files = of_mail(session, row.id)
        candidates = _candidates(
            session, row, question, organisation_id, today, "" if shut else _said(row, text, files)
        )
        known = {each.measure.id for each in candidates}
        found = _found(session, organisation_id, words, today) if words else []
        return MailPage(
            row=row,
            mail=mail,
            text=text,
            shut=shut,
            person=session.get(PartyRow, row.party_id) if row.party_id else None,
            question=question,
            candidates=tuple(candidates),
            found=tuple(
                Candidate(each, 0, "", "" if shut else text, None, likely=False)
                for each in found
                if each.id not in known
            ),
            placed=_placed(session, row),
            files=tuple(map(shown, files)),
        )


def _said(row: Inbound, text: str, files: Iterable[AttachmentRow]) -> str:
    """Return what the mail says of a measure: that the files say it, when there is nothing newly written."""
    only_files = row.reading.get("class") == "empty" and any(not file.refused for file in files)
    return SEE_FILES if only_files else text


def find_mail(session: Session, organisation_id: int, inbound_id: int) -> Inbound | None:
    """Return a mail with its bytes, when the organisation may see it."""
    query = select(Inbound).where(Inbound.id == inbound_id, ours(organisation_id))
    return session.scalar(query.options(undefer(Inbound.content)))


def _parsed(service: Service, row: Inbound) -> IncomingMail | None:
    try:
        return service.parse_mail(row.content)
    except Exception:
        # A mail that breaks the reading is shown as it came. The log names the row, never its content.
        log.exception("mail %s could not be parsed", row.id)
        return None


def _candidates(
    session: Session,
    row: Inbound,
    question: Message | None,
    organisation_id: int,
    today: date,
    text: str,
) -> list[Candidate]:
    """Return what the answered mail asked about; without one the measures that the sender leads."""
    if question is not None:
        asked = session.execute(
            select(MessageMeasure, MeasureRecord)
            .join(MeasureRecord, MeasureRecord.id == MessageMeasure.measure_id)
            .where(MessageMeasure.message_id == question.id)
            .order_by(MessageMeasure.number)
        ).all()
        if asked:
            only = len(asked) == 1
            return [_asked(row, ask, measure, text, only=only) for ask, measure in asked]
    plan = current_plan(session, organisation_id, today)
    if plan is None or row.party_id is None:
        return []
    query = select(MeasureRecord).where(living(plan.id), MeasureRecord.lead_id == row.party_id)
    own = session.scalars(query.order_by(MeasureRecord.position).limit(MOST_OWN)).all()
    return [Candidate(each, 0, "", text, None, likely=len(own) == 1) for each in own]


def _asked(row: Inbound, ask: MessageMeasure, measure: MeasureRecord, text: str, *, only: bool) -> Candidate:
    """Fill in what the reading made of this measure: by code or number, or the whole mail when it asked about one."""
    answers = row.reading.get("answers") or ()
    said = next(
        (each for each in answers if each.get("measure") == measure.code or each.get("number") == ask.number),
        None,
    )
    status = next((each for each in STATUSES if said and each == said.get("status")), None)
    words = str(said["text"]) if said and said.get("text") and text else text
    return Candidate(measure, ask.number, ask.occasion, words, status, likely=only or said is not None)


def _found(session: Session, organisation_id: int, words: str, today: date) -> Sequence[MeasureRecord]:
    plan = current_plan(session, organisation_id, today)
    if plan is None:
        return []
    query = (
        select(MeasureRecord)
        .join(AreaRow, AreaRow.id == MeasureRecord.area_id)
        .outerjoin(PartyRow, PartyRow.id == MeasureRecord.lead_id)
        .where(living(plan.id), *with_words(words))
    )
    return session.scalars(query.order_by(MeasureRecord.position).limit(MOST_FOUND)).all()


def _placed(session: Session, row: Inbound) -> tuple[MeasureRecord, ...]:
    query = (
        select(MeasureRecord)
        .join(FollowUpRecord, FollowUpRecord.measure_id == MeasureRecord.id)
        .where(FollowUpRecord.source == "mail", FollowUpRecord.source_ref == str(row.id))
    )
    return tuple(session.scalars(query.order_by(MeasureRecord.position)))

"""The mail that goes out: what will go, what waits, what went, what did not, and one mail as its reader sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, undefer

from service.flows.paging import Piece
from service.flows.preview_schedule import Coming, preview_schedule
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.plan import MeasureRecord
from service.store.post import Message, MessageMeasure, ReminderRow

A_PIECE = 50
MOST_COMING = 300
DAYS_AHEAD = 30

Pile = Literal["waiting", "sent", "failed", "stopped"]

PILES: dict[Pile, tuple[str, ...]] = {
    "waiting": ("pending", "sending"),
    "sent": ("sent",),
    "failed": ("failed",),
    "stopped": ("voided", "void"),
}

SECRET_KINDS = frozenset({"signin"})
"""Mails whose words open a door: nobody but their reader sees them."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is held for one person until somebody lets it go."""

    party_id: int
    to: str
    codes: tuple[str, ...]
    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Outbox:
    """A list of mails, how many each list holds, and what is planned by day."""

    lines: tuple[Message, ...]
    piece: Piece
    counts: dict[Pile, int]
    coming: tuple[tuple[date, tuple[Coming, ...]], ...]
    more_coming: int
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One mail: what it asks about, and its bytes; empty when it is not for other eyes.

    `mended`: the reader's address has been put right, or was never wrong.
    """

    message: Message
    measures: tuple[tuple[int, MeasureRecord], ...]
    content: bytes
    next_try: datetime | None
    mended: bool

    @property
    def is_secret(self) -> bool:
        """Whether its words are for the reader alone."""
        return self.message.kind in SECRET_KINDS


def show_outbox(service: Service, organisation_id: int, pile: Pile, wanted: int) -> Outbox:
    """Return a piece of one of the lists, the newest first."""
    with service.store.read() as session:
        counts = _counts(session, organisation_id)
        piece = Piece.of(wanted, A_PIECE, counts[pile])
        rows = session.scalars(
            select(Message)
            .where(Message.organisation_id == organisation_id, Message.state.in_(PILES[pile]))
            .options(joinedload(Message.party))
            .order_by(Message.created_at.desc(), Message.id.desc())
            .offset(piece.offset)
            .limit(piece.size)
        )
        return Outbox(tuple(rows), piece, counts, (), 0, tuple(_held(session, organisation_id)))


def show_coming(service: Service, organisation_id: int) -> Outbox:
    """Return what is planned for the coming days, by day."""
    coming = preview_schedule(service, organisation_id, DAYS_AHEAD)
    shown: dict[date, list[Coming]] = {}
    for each in coming[:MOST_COMING]:
        shown.setdefault(each.day, []).append(each)
    with service.store.read() as session:
        return Outbox(
            lines=(),
            piece=Piece.of(1, A_PIECE, 0),
            counts=_counts(session, organisation_id),
            coming=tuple((day, tuple(mails)) for day, mails in shown.items()),
            more_coming=max(0, len(coming) - MOST_COMING),
            held=tuple(_held(session, organisation_id)),
        )


def show_message(service: Service, organisation_id: int, message_id: int) -> MessagePage | None:
    """Return one mail of the organisation's; None when it has none with that number."""
    with service.store.read() as session:
        message = session.scalar(
            select(Message)
            .where(Message.id == message_id, Message.organisation_id == organisation_id)
            .options(joinedload(Message.party), undefer(Message.content))
        )
        if message is None:
            return None
        asked = session.execute(
            select(MessageMeasure.number, MeasureRecord)
            .join(MeasureRecord, MeasureRecord.id == MessageMeasure.measure_id)
            .where(MessageMeasure.message_id == message_id)
            .order_by(MessageMeasure.number)
        )
        measures = tuple((number, measure) for number, measure in asked)
        waits = message.next_at if message.state == "pending" else None
        secret = message.kind in SECRET_KINDS
        party = message.party
        mended = party is None or (party.undeliverable_since is None and bool(party.email))
        return MessagePage(message, measures, b"" if secret else message.content, waits, mended)


def _counts(session: Session, organisation_id: int) -> dict[Pile, int]:
    rows = session.execute(
        select(Message.state, func.count())
        .where(Message.organisation_id == organisation_id)
        .group_by(Message.state)
    )
    by_state = {state: int(number) for state, number in rows}
    return {pile: sum(by_state.get(state, 0) for state in states) for pile, states in PILES.items()}


def _held(session: Session, organisation_id: int) -> Sequence[Held]:
    rows = session.execute(
        select(ReminderRow, MeasureRecord.code, PartyRow.name)
        .join(MeasureRecord, MeasureRecord.id == ReminderRow.measure_id)
        .join(PartyRow, PartyRow.id == ReminderRow.recipient_id)
        .where(ReminderRow.organisation_id == organisation_id, ReminderRow.state == "held")
        .order_by(ReminderRow.due_day, MeasureRecord.position)
        .limit(MOST_COMING)
    )
    found: dict[int, Held] = {}
    for row, code, name in rows:
        before = found.get(row.recipient_id)
        codes = (*(before.codes if before else ()), code)
        found[row.recipient_id] = Held(
            row.recipient_id, name, tuple(dict.fromkeys(codes)), row.due_day, row.why
        )
    return list(found.values())

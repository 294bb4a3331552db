"""The ledger of reminders, the outbox and the intake of mail."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.store.base import Base
from service.store.people import PartyRow
from service.store.types import Instant, Packed


class ReminderRow(Base):
    """One reminder that should exist, under its unique key; never deleted, only sent or voided with a reason.

    States: planned → queued (in a message) → sent; held for a person's eye; or void, with `why` saying so in Swedish.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("measure_id", "occasion", "step", "recipient_id"),
        Index("ix_reminder_due", "state", "due_at", "recipient_id", "organisation_id"),
        Index(
            "ix_reminder_coming",
            "organisation_id",
            "state",
            "due_day",
            "step",
            "recipient_id",
            "occasion",
            "due_at",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    occasion: Mapped[str] = mapped_column(String(20))
    step: Mapped[str] = mapped_column(String(20))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    due_day: Mapped[date]
    due_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(10), default="planned")
    reason: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class Message(Base):
    """One mail in the outbox: everything needed to send it, and what came of that.

    States: pending → sending (leased) → sent | failed; or void. `key` is unique while the message counts; a voided
    one gives it back. `content` is the finished MIME, so sending needs nothing else; it is empty from `retired_on` on.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_message_due", "state", "next_at"),
        Index("ix_message_organisation_id_created_at", "organisation_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(200))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    envelope_from: Mapped[str] = mapped_column(String(320))
    envelope_to: Mapped[list[str]] = mapped_column(default=list)
    subject: Mapped[str] = mapped_column(String(500))
    message_id: Mapped[str] = mapped_column(String(80), unique=True)
    token: Mapped[str | None] = mapped_column(String(40), unique=True)
    content: Mapped[bytes] = mapped_column(Packed, deferred=True)
    state: Mapped[str] = mapped_column(String(10), default="pending")
    created_at: Mapped[datetime] = mapped_column(Instant)
    next_at: Mapped[datetime] = mapped_column(Instant)
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    first_tried_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    why: Mapped[str] = mapped_column(default="")
    retired_on: Mapped[date | None]

    party: Mapped[PartyRow | None] = relationship()
    asks: Mapped[list["MessageMeasure"]] = relationship(
        order_by="MessageMeasure.number", cascade="all, delete-orphan"
    )


class MessageMeasure(Base):
    """A measure asked about in a message, with the number it has there and the occasion it is for."""

    __tablename__ = "message_measure"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True, index=True)
    number: Mapped[int]
    occasion: Mapped[str] = mapped_column(String(20))


class Told(Base):
    """What somebody was last told of a measure: `facts` as they stood, and the `occasion` that was asked about.

    `day` is the local day on which that was last held against how things stand.
    """

    __tablename__ = "told"

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True, index=True)
    day: Mapped[date]
    occasion: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Inbound(Base):
    """A mail as it came, byte for byte, stored before anything is understood.

    States: new → answered | auto | bounce | calendar | tray (a person is to sort it) | sorted | ignored. `reading` is
    the contract's JSON of how it was read. From `retired_on` on its words are gone.
    """

    __tablename__ = "inbound"
    __table_args__ = (UniqueConstraint("source", "key"), Index("ix_inbound_state", "state", "arrived_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    source: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200))
    mail_id: Mapped[str] = mapped_column(String(500), default="", index=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[bytes] = mapped_column(Packed, deferred=True)
    arrived_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(10), default="new")
    sender: Mapped[str] = mapped_column(String(320), default="")
    subject: Mapped[str] = mapped_column(String(500), default="")
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)
    why: Mapped[str] = mapped_column(default="")
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    retired_on: Mapped[date | None]


class Allowance(Base):
    """The token bucket of one transport, in the database so that several workers share it."""

    __tablename__ = "allowance"

    transport: Mapped[str] = mapped_column(String(60), primary_key=True)
    tokens: Mapped[float]
    filled_at: Mapped[datetime] = mapped_column(Instant)
    day: Mapped[date]
    recipients: Mapped[int] = mapped_column(default=0)


class Disturbance(Base):
    """Something outside us that does not work now, one row for each; gone when it works again.

    `what` is "sending" or "intake". `text` is a Swedish sentence without personal data. `again_at` is when it is worth
    trying anew.
    """

    __tablename__ = "disturbance"

    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    text: Mapped[str] = mapped_column(String(500))
    since: Mapped[datetime] = mapped_column(Instant)
    again_at: Mapped[datetime] = mapped_column(Instant)


class SweepRun(Base):
    """When a sweep last came to its end, for those who watch the service; written down once a minute at most."""

    __tablename__ = "sweep_run"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(Instant)


class Alarm(Base):
    """Whether the service finds something wrong with itself, since when, and the day its operator was last told.

    One row for each `what`. `since` is None when all is well.
    """

    __tablename__ = "alarm"

    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    since: Mapped[datetime | None] = mapped_column(Instant)
    told_on: Mapped[date | None]


class Retirement(Base):
    """How much was removed by rule on a day, of what: proof without anything of what it was."""

    __tablename__ = "retirement"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int]

"""The plan as stored: workbooks as they came, areas, measures, follow-up dates and what was reported."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Computed, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.store.base import Base
from service.store.people import PartyRow
from service.store.types import Instant, Packed


class PlanRow(Base):
    """One organisation's plan for one year."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("organisation_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)


class WorkbookFile(Base):
    """A workbook byte for byte as it was imported; the newest is what export writes into."""

    __tablename__ = "workbook_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(Packed, deferred=True)
    imported_at: Mapped[datetime] = mapped_column(Instant)
    findings: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Upload(Base):
    """A workbook that a coordinator is looking at before it is imported: one each, and gone when that is done."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    content: Mapped[bytes] = mapped_column(Packed, deferred=True)
    uploaded_at: Mapped[datetime] = mapped_column(Instant)


class AreaRow(Base):
    """One priority area, with the counts its tab had at the last import."""

    __tablename__ = "area"
    __table_args__ = (Index("ix_area_plan_id_position", "plan_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    name: Mapped[str] = mapped_column(String(500))
    sheet: Mapped[str] = mapped_column(String(100))
    position: Mapped[int]
    problems: Mapped[int] = mapped_column(default=0)
    causes: Mapped[int] = mapped_column(default=0)
    measures: Mapped[int] = mapped_column(default=0)
    feed_secret: Mapped[str | None] = mapped_column(String(64), unique=True)


def _read(part: str) -> str:
    """Return a part of a measure's reading as text, in words that SQLite (3.38) and PostgreSQL share."""
    return f"when_reading ->> '{part}'"


class MeasureRecord(Base):
    """One measure with a lasting identity.

    `when_reading` and `who_reading` are the readings' JSON; `*_corrected` says that a person decided it, and then a
    new import leaves it be. `when_start`, `when_end` (ISO days), `when_kinds` (a JSON list) and `when_check` are parts of
    `when_reading` that the database itself keeps beside it, for counting and filtering. `status` is the fold of its
    records, kept here so that lists need no join. `when_since` and
    `lead_since` are the days from which its time and its lead are as they are: no reminder is made up for the time
    before.
    """

    __tablename__ = "measure"
    __table_args__ = (
        UniqueConstraint("organisation_id", "code"),
        Index("ix_measure_plan_id_position", "plan_id", "position"),
        Index("ix_measure_lead_id", "lead_id"),
        # Holds all that the overview counts by, so that counting reads none of the words.
        Index(
            "ix_measure_standing",
            "plan_id",
            "gone_at",
            "area_id",
            "status",
            "when_start",
            "when_end",
            "when_kinds",
            "when_corrected",
            "when_check",
            "lead_id",
            "position",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    code: Mapped[str] = mapped_column(String(8))
    position: Mapped[int]
    sheet: Mapped[str] = mapped_column(String(100))
    row: Mapped[int]
    column: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(16))
    text: Mapped[str]
    problem: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    goals: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    when_text: Mapped[str] = mapped_column(default="")
    when_day: Mapped[date | None]
    when_reading: Mapped[dict[str, Any]] = mapped_column(default=dict)
    when_start: Mapped[str | None] = mapped_column(String(10), Computed(_read("start"), True), deferred=True)
    when_end: Mapped[str | None] = mapped_column(String(10), Computed(_read("end"), True), deferred=True)
    when_kinds: Mapped[str | None] = mapped_column(Computed(_read("kinds"), True), deferred=True)
    when_check: Mapped[bool | None] = mapped_column(
        Computed(f"CAST({_read('check')} AS BOOLEAN)", True), deferred=True
    )
    when_corrected: Mapped[bool] = mapped_column(default=False)
    who_text: Mapped[str] = mapped_column(default="")
    who_reading: Mapped[dict[str, Any]] = mapped_column(default=dict)
    who_corrected: Mapped[bool] = mapped_column(default=False)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    status: Mapped[str | None] = mapped_column(String(12))
    status_day: Mapped[date | None]
    snoozed_on: Mapped[date | None]
    snoozed_until: Mapped[date | None]
    when_since: Mapped[date]
    lead_since: Mapped[date]
    gone_at: Mapped[datetime | None] = mapped_column(Instant)

    area: Mapped[AreaRow] = relationship()
    lead: Mapped[PartyRow | None] = relationship(foreign_keys=[lead_id])


class MeasureParty(Base):
    """A party that takes part in a measure beside its lead: gets a copy, and may answer."""

    __tablename__ = "measure_party"

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True, index=True)


class FollowUpDate(Base):
    """A dated meeting at which the plan's measures are followed up."""

    __tablename__ = "follow_up_date"
    __table_args__ = (UniqueConstraint("plan_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    day: Mapped[date]
    source: Mapped[str] = mapped_column(String(20), default="workbook")
    since: Mapped[date]
    summary_sent_at: Mapped[datetime | None] = mapped_column(Instant)


class FollowUpRecord(Base):
    """What one party reported on one measure. Append-only: a later word is a new row.

    `occasion` is the schedule's key of what was asked ("f:2025-03-19", "o:2025-05-31"), empty for a word out of turn.
    `source` says by which road it came (cell, mail, page, coordinator) and `source_ref` where to look it up.
    """

    __tablename__ = "follow_up_record"
    __table_args__ = (
        Index("ix_follow_up_record_measure_id_recorded_at", "measure_id", "recorded_at"),
        # The few that wait for somebody to vouch for them, so that a page need not read all to find none.
        Index(
            "ix_follow_up_record_unconfirmed",
            "source",
            "recorded_at",
            sqlite_where=text("confirmed = 0"),
            postgresql_where=text("NOT confirmed"),
        ),
        UniqueConstraint("source", "source_ref", "measure_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    occasion: Mapped[str] = mapped_column(String(20), default="")
    day: Mapped[date]
    status: Mapped[str | None] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(default="")
    hindrance: Mapped[str] = mapped_column(default="")
    new_date_text: Mapped[str] = mapped_column(default="")
    new_date_handled: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(12))
    source_ref: Mapped[str] = mapped_column(String(200), default="")
    confirmed: Mapped[bool] = mapped_column(default=True)
    withheld: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class Event(Base):
    """One line of a measure's history that is neither a mail nor a follow-up: imported, changed, corrected, moved."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_measure_id_at", "measure_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(String(30))
    text: Mapped[str]

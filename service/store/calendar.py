"""What stands in the calendars of those who want invitations."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base
from service.store.types import Instant


class CalendarEntry(Base):
    """The newest mail that one party has been sent about one occasion (RFC 5546): its SEQUENCE and METHOD decide.

    `occasion` names what the entry is for whatever day it has: a follow-up date by its row, a measure's own day by its
    place among the measure's days. `entry` is the entry as JSON. `partstat` is what the party's calendar answered last
    (RFC 5545 §3.2.12), empty before that. `proposed_day` and `proposed_starts` are another time that the party has asked
    for (RFC 5546 §3.2.7) and the coordinator has not decided on.
    """

    __tablename__ = "calendar_entry"
    __table_args__ = (UniqueConstraint("party_id", "occasion"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"), index=True)
    occasion: Mapped[str] = mapped_column(String(40))
    uid: Mapped[str] = mapped_column(String(300), unique=True)
    sequence: Mapped[int]
    method: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]
    entry: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    partstat: Mapped[str] = mapped_column(String(20), default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    proposed_day: Mapped[date | None]
    proposed_starts: Mapped[time | None]

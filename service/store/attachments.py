"""Files that came with answers: beside the mail they came with, and linked to what they were reported with."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base
from service.store.types import Instant, Packed


class AttachmentRow(Base):
    """One file of an answer. A refused one is remembered by name and reason only.

    `inbound_id` is the mail's that it came with, None when it was sent from the owner's page; `number` is its place there.
    `name` is safe to show and to save under, `content_type` what its ending says.
    `withheld` until a coordinator has looked: the answer seems to name a person by number.
    `size` and `sha256` are of the file as it was sent, and stay when a rule has let `content` and `name` go (`retired_on`).
    """

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("inbound_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inbound_id: Mapped[int | None] = mapped_column(ForeignKey("inbound.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(Packed, deferred=True)
    refused: Mapped[str] = mapped_column(String(200), default="")
    withheld: Mapped[bool] = mapped_column(default=False)
    kept_at: Mapped[datetime] = mapped_column(Instant)
    retired_on: Mapped[date | None]


class AttachmentRecord(Base):
    """A follow-up that a file was sent with. One file may belong to several, when a mail answered several measures."""

    __tablename__ = "attachment_record"

    attachment_id: Mapped[int] = mapped_column(
        ForeignKey("attachment.id", ondelete="CASCADE"), primary_key=True
    )
    record_id: Mapped[int] = mapped_column(
        ForeignKey("follow_up_record.id", ondelete="CASCADE"), primary_key=True, index=True
    )

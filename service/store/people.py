"""Organisations and the people in them: the directory, absences, coordinators' sign-in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.base import Base
from service.store.types import Instant


class Organisation(Base):
    """One municipality or district. `settings` holds what it has changed of the defaults (policy, words)."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    zone: Mapped[str] = mapped_column(String(60), default="Europe/Stockholm")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    feed_secret: Mapped[str | None] = mapped_column(String(64), unique=True)


class PartyRow(Base):
    """A person or a unit that can answer for measures. A coordinator is a person with `coordinator` set.

    `calendar` is "none", "invitation", "feed" or "both"; `calendar_stale` says that the plan may have changed since
    the calendar was last looked at. `weekly_on` is the day of the last weekly mail that was seen to, sent or not.
    """

    __tablename__ = "party"
    __table_args__ = (Index("ix_party_organisation_id_email", "organisation_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10), default="person")
    email: Mapped[str] = mapped_column(String(320), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    unit: Mapped[str] = mapped_column(String(200), default="")
    employer: Mapped[str] = mapped_column(String(200), default="")
    aliases: Mapped[list[str]] = mapped_column(default=list)
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    coordinator: Mapped[bool] = mapped_column(default=False)
    calendar: Mapped[str] = mapped_column(String(10), default="none")
    calendar_stale: Mapped[bool] = mapped_column(default=False, index=True)
    undeliverable_since: Mapped[datetime | None] = mapped_column(Instant)
    undeliverable_why: Mapped[str] = mapped_column(String(500), default="")
    weekly_on: Mapped[date | None]
    feed_secret: Mapped[str | None] = mapped_column(String(64), unique=True)


class Absence(Base):
    """Days when a party does not answer, both inclusive; entered by a person or read from an automatic answer."""

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    known_since: Mapped[date]
    source: Mapped[str] = mapped_column(String(200), default="")


class SignIn(Base):
    """A one-time link, known by the hash of its secret. Used once, within minutes."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class WebSession(Base):
    """A coordinator's signed-in browser. The cookie holds the secret, the row its hash, so it can be revoked."""

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


class Correction(Base):
    """How this organisation reads a När or Vem text: applied whenever the same words come again."""

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("organisation_id", "field", "words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    field: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(2000))
    text: Mapped[str]
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))

"""Coordinators sign in by a one-time link in a mail; what the browser then holds is a secret the database can revoke.

Only hashes of secrets are stored (OWASP ASVS 3.2.3, 2.7.2): a copy of the database opens no door.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.store.people import Organisation, PartyRow, SignIn, WebSession

LINK_LIFE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, where, and the secret that every form must carry."""

    party_id: int
    name: str
    organisation_id: int
    organisation: str
    csrf: str


def hash_of(secret: str) -> str:
    """Return what is stored of a secret. The secrets are random and long, so a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_link_secret(session: Session, party: PartyRow, now: datetime) -> str:
    """Return a new one-time secret for `party`, valid for `LINK_LIFE`."""
    secret = secrets.token_urlsafe(24)
    session.add(SignIn(party_id=party.id, secret_hash=hash_of(secret), expires_at=now + LINK_LIFE))
    return secret


def coordinator_with(session: Session, email: str) -> PartyRow | None:
    """Return the coordinator who has this address, if any."""
    query = select(PartyRow).where(PartyRow.email == email.strip().lower(), PartyRow.coordinator)
    return session.scalars(query.order_by(PartyRow.id)).first()


def open_session(session: Session, link_secret: str, now: datetime) -> str | None:
    """Trade a one-time secret for a session's secret; None when it is unknown, used or too old.

    The link is spent in one UPDATE, so two clicks at once open one session.
    """
    spent = session.execute(
        update(SignIn)
        .where(SignIn.secret_hash == hash_of(link_secret), SignIn.used_at.is_(None), SignIn.expires_at > now)
        .values(used_at=now)
        .returning(SignIn.party_id)
    ).scalar_one_or_none()
    if spent is None:
        return None
    session.execute(delete(WebSession).where(WebSession.expires_at <= now))
    secret = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            party_id=spent,
            secret_hash=hash_of(secret),
            csrf=secrets.token_urlsafe(24),
            created_at=now,
            expires_at=now + SESSION_LIFE,
        )
    )
    return secret


def who_is_signed_in(session: Session, secret: str, now: datetime) -> SignedIn | None:
    """Return who a session's secret belongs to, while it lives and the person still is a coordinator."""
    row = session.execute(
        select(WebSession, PartyRow, Organisation)
        .join(PartyRow, PartyRow.id == WebSession.party_id)
        .join(Organisation, Organisation.id == PartyRow.organisation_id)
        .where(WebSession.secret_hash == hash_of(secret), WebSession.expires_at > now, PartyRow.coordinator)
    ).one_or_none()
    if row is None:
        return None
    web_session, party, organisation = row
    return SignedIn(party.id, party.name, organisation.id, organisation.name, web_session.csrf)


def close_session(session: Session, secret: str) -> None:
    """Sign out: the secret opens nothing any more."""
    session.execute(delete(WebSession).where(WebSession.secret_hash == hash_of(secret)))

"""How much may be sent: a token bucket per transport, in the database, so that every worker draws on the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.store.post import Allowance, Message


@dataclass(frozen=True, slots=True)
class Rate:
    """What a mail server allows (Exchange Online: 30 messages a minute, 10,000 recipients a day, 3 connections)."""

    per_minute: int
    recipients_per_day: int
    connections: int = 3


def draw(session: Session, transport: str, rate: Rate, wanted: int, now: datetime) -> int:
    """Return how many of `wanted` mails may go now, and count them as gone. Every mail has one recipient.

    The bucket fills evenly and holds one minute's mails. The day is UTC's: servers count a moving day, so that which
    midnight is meant matters less than that there is a limit.
    """
    bucket = _bucket(session, transport, rate, now)
    # A clock set back must not empty the bucket for ever, nor fill it.
    passed = max(timedelta(0), now - bucket.filled_at) / timedelta(minutes=1)
    bucket.tokens = min(float(rate.per_minute), bucket.tokens + passed * rate.per_minute)
    bucket.filled_at = now
    if bucket.day != now.date():
        bucket.day, bucket.recipients = now.date(), 0
    granted = max(0, min(wanted, int(bucket.tokens), rate.recipients_per_day - bucket.recipients))
    if _senders(session, now) >= rate.connections:
        return 0
    bucket.tokens -= granted
    bucket.recipients += granted
    return granted


def give_back(session: Session, transport: str, rate: Rate, unused: int, drawn_at: datetime) -> None:
    """Count `unused` mails that were drawn and never handed over as not sent; the bucket never holds more than it may.

    What was drawn at `drawn_at` is taken off that day only: not off a new one that has begun since.
    """
    bucket = _bucket(session, transport, rate, drawn_at)
    bucket.tokens = min(float(rate.per_minute), bucket.tokens + unused)
    if bucket.day == drawn_at.date():
        bucket.recipients = max(0, bucket.recipients - unused)


def _bucket(session: Session, transport: str, rate: Rate, now: datetime) -> Allowance:
    """Return the transport's row, locked: whoever comes next waits until this transaction is over.

    Two workers that both find no row must not both make one; the second insert waits for the first, and does nothing.
    """
    query = select(Allowance).where(Allowance.transport == transport).with_for_update()
    bucket = session.scalar(query)
    if bucket is not None:
        return bucket
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    full = {"transport": transport, "tokens": float(rate.per_minute), "filled_at": now, "day": now.date()}
    session.execute(insert(Allowance).values(**full, recipients=0).on_conflict_do_nothing())
    return session.scalars(query).one()


def _senders(session: Session, now: datetime) -> int:
    """Return how many workers are sending now: each has one connection, and one lease over what it has claimed."""
    query = select(func.count(Message.lease_until.distinct()))
    return session.scalar(query.where(Message.state == "sending", Message.lease_until > now)) or 0

"""How much may be sent: a token bucket per transport, in the database, so that every worker draws on the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.post import Allowance


@dataclass(frozen=True, slots=True)
class Rate:
    """What a mail server allows (Exchange Online: 30 messages a minute, 10,000 recipients a day)."""

    per_minute: int
    recipients_per_day: int


def draw(session: Session, transport: str, rate: Rate, wanted: int, now: datetime) -> int:
    """Return how many of `wanted` mails may go now, and count them as gone.

    The bucket fills evenly and holds one minute's mails. The day is UTC's: servers count a moving day, so that which
    midnight is meant matters less than that there is a limit.
    """
    query = select(Allowance).where(Allowance.transport == transport).with_for_update()
    bucket = session.scalar(query)
    if bucket is None:
        bucket = Allowance(
            transport=transport, tokens=float(rate.per_minute), filled_at=now, day=now.date(), recipients=0
        )
        session.add(bucket)
    # A clock set back must not empty the bucket for ever, nor fill it.
    passed = max(timedelta(0), now - bucket.filled_at) / timedelta(minutes=1)
    bucket.tokens = min(float(rate.per_minute), bucket.tokens + passed * rate.per_minute)
    bucket.filled_at = now
    if bucket.day != now.date():
        bucket.day, bucket.recipients = now.date(), 0
    granted = max(0, min(wanted, int(bucket.tokens), rate.recipients_per_day - bucket.recipients))
    bucket.tokens -= granted
    bucket.recipients += granted
    return granted

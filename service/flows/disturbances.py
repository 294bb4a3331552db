"""What outside us does not work now: remembered once, and forgotten when it works again."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.flows.service import Service
from service.store.post import Disturbance

log = logging.getLogger(__name__)

What = Literal["sending", "intake"]
"""Mail cannot be handed over; or answers cannot be fetched."""


SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)
"""Between tries of what does not work: as long as it has not, within these. Accounts are locked for many tries in vain."""


@dataclass(frozen=True, slots=True)
class Disturbed:
    """Something that does not work, since when, and why, in a Swedish sentence without personal data."""

    what: What
    text: str
    since: datetime


def disturbances(session: Session) -> tuple[Disturbed, ...]:
    """Return what does not work now, the oldest first."""
    rows = session.scalars(select(Disturbance).order_by(Disturbance.since, Disturbance.what))
    return tuple(Disturbed(row.what, row.text, row.since) for row in rows)  # type: ignore[arg-type]


def disturbed(service: Service, what: What, text: str) -> None:
    """Remember that something does not work; one line in the log the first time, for whoever watches that."""
    # Another worker may remember the same at the same moment: then it is remembered.
    with suppress(IntegrityError), service.store.write() as session:
        row = session.get(Disturbance, what)
        if row is None:
            log.warning("%s does not work; arshjul doctor says why", what)
            row = Disturbance(what=what, since=service.clock.now())
            session.add(row)
        now = service.clock.now()
        row.text, row.again_at = text[:500], now + min(max(now - row.since, SHORTEST_WAIT), LONGEST_WAIT)


def is_to_wait(service: Service, what: What) -> bool:
    """Whether something did not work a while ago, and it is too early to try again."""
    with service.store.read() as session:
        row = session.get(Disturbance, what)
        return row is not None and service.clock.now() < row.again_at


def works_again(service: Service, what: What) -> None:
    """Forget that something did not work; nothing is written when it always did."""
    with service.store.read() as session:
        known = session.get(Disturbance, what) is not None
    if known:
        log.warning("%s works again", what)
        with service.store.write() as session:
            session.execute(delete(Disturbance).where(Disturbance.what == what))

"""The states of a message and when one that could not be delivered is tried again."""

from datetime import datetime, timedelta
from typing import Literal

State = Literal["pending", "sending", "sent", "failed", "voided", "held"]
"""pending → sending (leased) → sent | failed, or back to pending to be tried again; held for a person's eye."""

Delivery = Literal["sent", "later", "never", "unknown"]
"""What the mail server said: 250, 4xx or nothing, 5xx, or silence after the content had been handed over."""

NEXT: dict[State, frozenset[State]] = {
    "pending": frozenset({"sending", "voided", "held"}),
    "sending": frozenset({"sent", "failed", "pending"}),
    "held": frozenset({"pending", "voided"}),
    "failed": frozenset({"pending"}),
    "sent": frozenset(),
    "voided": frozenset(),
}

GIVE_UP = timedelta(days=2)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)


def may_become(state: State, new: State) -> bool:
    """Return whether a message may go from one state to another. What was sent stays sent."""
    return new in NEXT[state]


def next_attempt(attempts: int, first_tried: datetime, outcome: Delivery) -> datetime | None:
    """Return when to try again after `attempts` tries, None when there is nothing to try or it is time to give up.

    The waits double from one minute to four hours, counted from the first try; after two days a person is told
    (RFC 5321 §4.5.4.1 asks servers for four to five days: ours is the sender, and a reminder two days late is of no
    use). Silence after the content counts as "later": better a second copy with the same Message-ID than none.
    """
    if outcome in ("sent", "never"):
        return None
    waited = timedelta(0)
    for number in range(attempts):
        waited += min(FIRST_WAIT * 2 ** min(number, 10), LONGEST_WAIT)
        if waited > GIVE_UP:
            return None
    return first_tried + waited

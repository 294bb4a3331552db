"""The ledger held against what should have been: nothing missing, nothing left lying, nothing unexplained.

What is wanted is worked out anew from the stored facts (`plan_reminders`), so the ledger cannot vouch for itself.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Literal, NamedTuple

from service.domain.schedule.model import PENDING, Followed, Reminder, ReminderKey, State
from service.domain.schedule.replan import TOO_LATE

FaultKind = Literal["missing", "waiting", "early", "needless", "unexplained"]

TEXTS: dict[FaultKind, str] = {
    "missing": "Påminnelsen borde finnas men gör det inte.",
    "waiting": "Påminnelsen borde ha gått men ligger kvar.",
    "early": "Påminnelsen gick före sin dag.",
    "needless": "Påminnelsen gick fast svaret redan fanns.",
    "unexplained": "Raden saknar förklaring.",
}


class LedgerRow(NamedTuple):
    """A row of the ledger with what became of it: the local day it was sent, or the day it was voided and why."""

    key: ReminderKey
    due: date
    state: State
    sent_on: date | None = None
    why: str = ""
    voided_on: date | None = None


class Fault(NamedTuple):
    """Something wrong with one row, and a Swedish sentence that says what."""

    kind: FaultKind
    key: ReminderKey
    text: str


def audit(
    followed: Followed,
    ledger: Iterable[LedgerRow],
    wanted: Iterable[Reminder],
    as_of: date,
    written_to: Collection[int] = (),
) -> tuple[Fault, ...]:
    """Return every fault in one measure's ledger as it stands after the local day `as_of`.

    A row sent for what has changed since (another lead, a date that moved) is history and no fault. What waits for
    those who were `written_to` on the last working day about other things is seen to on the next.
    """
    rows = {row.key: row for row in ledger}
    should = {reminder.key for reminder in wanted}
    missing = [_fault("missing", key) for key in sorted(should - rows.keys())]
    looked_at = [
        row for row in rows.values() if row.state not in PENDING or row.key.recipient not in written_to
    ]
    return (*missing, *(fault for row in looked_at for fault in _faults_of(row, followed, should, as_of)))


def _faults_of(row: LedgerRow, followed: Followed, should: set[ReminderKey], as_of: date) -> Iterator[Fault]:
    if row.state in PENDING:
        if row.key not in should:
            yield _fault("unexplained", row.key)
        elif row.due < as_of and row.state != "held":
            yield _fault("waiting", row.key)
    elif row.state == "void":
        if not row.why or (row.key in should and row.why != TOO_LATE):
            yield _fault("unexplained", row.key)
    elif row.sent_on is None:
        yield _fault("unexplained", row.key)
    elif row.sent_on < row.due:
        yield _fault("early", row.key)
    elif row.sent_on > _ended(followed, row.key.occasion):
        yield _fault("needless", row.key)


def _ended(followed: Followed, occasion: str) -> date:
    """Return the day after which nobody was to be asked for the occasion."""
    return min(followed.closed_on or date.max, followed.answered.get(occasion, date.max))


def _fault(kind: FaultKind, key: ReminderKey) -> Fault:
    return Fault(kind, key, TEXTS[kind])

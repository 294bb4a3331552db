"""What has been reported on a measure: append-only records, and how the measure stands as a fold over them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from service.domain.measure import CLOSED, Status

Source = Literal["cell", "mail", "page", "coordinator"]

State = Literal["done", "cancelled", "late", "ongoing", "coming", "not_started", "silent"]
"""How a measure is shown: its status, made sharper by the calendar."""

STATES: tuple[State, ...] = ("done", "ongoing", "late", "not_started", "coming", "cancelled", "silent")


@dataclass(frozen=True, slots=True)
class Record:
    """One report on one measure. `confirmed` is False for words nobody has vouched for: an imported cell's status
    is our reading, a mail from another address than the owner's may be anybody's."""

    measure: int
    occasion: str
    day: date
    status: Status | None
    text: str
    hindrance: str
    source: Source
    source_ref: str
    party: str
    confirmed: bool
    recorded_at: datetime


def status_of(records: Iterable[Record]) -> tuple[Status | None, date | None]:
    """Return how a measure stands and since when: the latest word that says anything.

    An unconfirmed word never closes a measure: to stop asking on a misreading would be the worst of errors.
    """
    status: Status | None = None
    since: date | None = None
    for record in sorted(records, key=lambda record: (record.day, record.recorded_at)):
        if record.status is None or (not record.confirmed and record.status in CLOSED):
            continue
        if record.status != status:
            status, since = record.status, record.day
    return status, since


def state_of(status: Status | None, start: date | None, end: date | None, today: date) -> State:
    """Return how a measure is shown on `today`: the one definition that every page, mail and report counts by.

    A measure whose time has run out without "klart" is late whatever else was said of it. While nobody has said how it
    goes it is coming until its time begins, and silent after that. Who has answered for a date is counted apart.
    """
    if status == "done":
        return "done"
    if status == "cancelled":
        return "cancelled"
    if status == "delayed" or (end is not None and end < today):
        return "late"
    if status == "ongoing":
        return "ongoing"
    if start is not None and start > today:
        return "coming"
    if status == "not_started":
        return "not_started"
    return "silent"

"""Calendar identity: which entry a recipient has, and what mail makes it right (RFC 5546 §3.2.2, §3.2.5).

Every recipient has an entry of their own for an occasion, under a UID that never changes. The ledger of what was sent
decides: nothing sent yet is a request; another day, time or place is a request with a higher SEQUENCE; an occasion
that no longer concerns the recipient is a cancel. One entry for one occasion, never a recurrence: Outlook refuses
some, and every move would be an exception.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

Method = Literal["REQUEST", "CANCEL"]

Choice = Literal["none", "invitation", "feed", "both"]
"""How an owner wants the plan's days: not at all, as invitations, as a feed to subscribe to, or both ways."""

USUAL_LENGTH = timedelta(hours=1)
"""How long an entry with a start but no usable end is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a calendar. `starts` None means the whole day; times are local. The title names no person.

    Entries are equal when they take the same time and place: a reworded title is not worth a mail.
    """

    title: str = field(compare=False)
    day: date
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    text: str = field(default="", compare=False)
    link: str = field(default="", compare=False)

    def span(self) -> tuple[datetime, datetime] | tuple[date, date]:
        """Return start and end: naive local times, or days with the end exclusive (RFC 5545 §3.6.1)."""
        if self.starts is None:
            return self.day, self.day + timedelta(days=1)
        start = datetime.combine(self.day, self.starts)
        if self.ends is None or self.ends <= self.starts:
            return start, start + USUAL_LENGTH
        return start, datetime.combine(self.day, self.ends)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of a feed. `changed` is the aware instant of its last change: it stamps the entry."""

    uid: str
    sequence: int
    entry: Entry
    changed: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of the ledger: what one recipient was last told of one occasion."""

    sequence: int
    method: Method
    entry: Entry


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar mail to be sent. `was` is the day the recipient has now, when it is another."""

    uid: str
    sequence: int
    method: Method
    entry: Entry
    was: date | None = None

    @property
    def action(self) -> Literal["new", "moved", "withdrawn"]:
        """What it means to the recipient, as the letter says it."""
        if self.method == "CANCEL":
            return "withdrawn"
        return "new" if self.sequence == 0 else "moved"

    def as_sent(self) -> Sent:
        """Return the ledger's line for it."""
        return Sent(self.sequence, self.method, self.entry)


def calendar_uid(occasion: str, recipient: str, domain: str) -> str:
    """Return the lasting UID of one recipient's entry for one occasion (RFC 7986 §5.3: nothing personal in it)."""
    digest = hashlib.sha256(f"{occasion}\x00{recipient}".encode()).hexdigest()
    return f"{digest[:32]}@{domain}"


def next_invitation(uid: str, wanted: Entry | None, ledger: Iterable[Sent], today: date) -> Invitation | None:
    """Return the mail that makes the recipient's calendar right; None when it is right already.

    `wanted` is None when the occasion is no longer theirs. What lies in the past is let be, and nobody is invited
    to it; an entry that is moved from a past day to one ahead is sent.
    """
    newest = max(ledger, key=lambda sent: sent.sequence, default=None)
    shown = newest.entry if newest is not None and newest.method == "REQUEST" else None
    if wanted == shown or max(each.day for each in (wanted, shown) if each) < today:
        return None
    sequence = newest.sequence + 1 if newest is not None else 0
    if wanted is not None:
        was = shown.day if shown is not None and shown.day != wanted.day else None
        return Invitation(uid, sequence, "REQUEST", wanted, was)
    return Invitation(uid, sequence, "CANCEL", shown) if shown is not None else None


Point = Literal["begins", "ends", "due"]
"""What happens on a measure's own day: it begins, is to be ready, or has its day in the plan."""

_TITLES: dict[Point, str] = {
    "begins": "{} ska börja",
    "ends": "{} ska vara klar",
    "due": "{}: dags enligt planen",
}


def measure_title(code: str, point: Point) -> str:
    """Return the title of a measure's own day: its code alone, since the measure's words may name a person."""
    return _TITLES[point].format(code)


MEETING_TITLE = "Uppföljning av åtgärdsplanen"
"""The title of a follow-up date."""

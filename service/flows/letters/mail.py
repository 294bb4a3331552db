"""A letter written, what goes with it, and who writes and composes: what the adapters give the flows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from service.domain.invitation import FeedEntry, Invitation
from service.flows.letters.notices import AlarmMail, ChangeNotice, InvitationMail, SelfCheck, SignInLink
from service.flows.letters.parts import Kind
from service.flows.letters.questions import BackAgain, Escalation, OwnDates, Reminder
from service.flows.letters.receipt import Receipt
from service.flows.letters.reports import SummaryMail, Weekly

Facts = (
    Reminder
    | OwnDates
    | Escalation
    | BackAgain
    | Receipt
    | Weekly
    | SummaryMail
    | SignInLink
    | InvitationMail
    | ChangeNotice
    | SelfCheck
    | AlarmMail
)
"""The facts of any kind of mail."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's words: one line of subject, the text part and the HTML part (CSS already inlined)."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox and the name shown before it."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """An iTIP object to go with a mail (RFC 6047 §2.4): the bytes and the METHOD they carry."""

    method: Literal["REQUEST", "CANCEL"]
    content: bytes


class WriteLetter(Protocol):
    """Writes a mail's words from its facts."""

    def __call__(self, facts: Facts) -> Letter:
        """Return the letter; a fact the templates miss is an error."""
        ...


class WriteInvitation(Protocol):
    """Writes the calendar part of an invitation's mail."""

    def __call__(
        self, invitation: Invitation, organizer: Address, attendee: Address, stamp: datetime, zone: ZoneInfo
    ) -> CalendarPart:
        """Return the part. `organizer` is the mail's From; `stamp` is aware."""
        ...


class WriteFeed(Protocol):
    """Writes a feed to subscribe to."""

    def __call__(self, name: str, entries: Iterable[FeedEntry], zone: ZoneInfo) -> bytes:
        """Return the feed; the same entries in any order give the same bytes."""
        ...


class MarkFeed(Protocol):
    """Tells a feed from every other without writing it."""

    def __call__(self, name: str, entries: Iterable[FeedEntry], zone: ZoneInfo) -> str:
        """Return its mark: feeds with the same mark are written with the same bytes."""
        ...


class ComposeMail(Protocol):
    """Turns a letter into the bytes that go on the wire."""

    def __call__(
        self,
        letter: Letter,
        *,
        kind: Kind,
        sender: Address,
        to: Address,
        copies: tuple[Address, ...] = (),
        reply_to: Address | None = None,
        message_id: str,
        date: datetime,
        list_id: str = "",
        in_reply_to: str = "",
        calendar: CalendarPart | None = None,
    ) -> bytes:
        """Return the finished MIME. ValueError: an address or an id cannot stand in a header."""
        ...

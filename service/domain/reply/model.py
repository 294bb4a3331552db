"""What a mail is to us: `IncomingMail`, as the adapter has taken it apart, and `MailReading`, as we understand it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from service.domain.measure import Status

Kind = Literal["reply", "auto", "bounce", "calendar", "empty", "unreadable"]
"""What a mail is (readings.md, "Mail": `class`)."""

Wrapper = Literal["", "smime", "pgp", "tnef"]
"""A wrapper that keeps the words from us: S/MIME (RFC 8551), PGP/MIME (RFC 3156), winmail.dat."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail, as it was sent; when judged, under a safe name.

    `refused` is empty when it may be kept, else a Swedish sentence on why not; then `content` is empty.
    """

    name: str
    content_type: str
    size: int
    content: bytes = b""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """One recipient of a delivery status notification (RFC 3464 §2.3)."""

    recipient: str
    action: str
    status: str
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """What a text/calendar part says (RFC 5546): `method` REPLY or COUNTER is an answer to an invitation.

    `begins` is when the event begins: a whole day, an aware instant, or a local time of a zone that is not told.
    """

    method: str
    uid: str
    attendee: str
    partstat: str
    sequence: int | None = None
    begins: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """A mail taken apart. Addresses are bare and lower case; ids keep their angle brackets.

    `recipients` are all addresses the mail came by (To, Cc, Delivered-To, X-Original-To, Envelope-To). `headers` has
    lower-case names and decoded values; a header that comes several times has its values joined by newlines.
    `text` is the best plain text; `from_html` when it was made from HTML, with quoted parts marked by "> ".
    `reports` and `reported_id` (the Message-ID of the mail that came back) are a delivery report's.
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    sender: str = ""
    sender_name: str = ""
    recipients: tuple[str, ...] = ()
    date: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    from_html: bool = False
    is_report: bool = False
    reports: tuple[DeliveryReport, ...] = ()
    reported_id: str = ""
    calendar: CalendarPart | None = None
    attachments: tuple[Attachment, ...] = ()
    wrapper: Wrapper = ""
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedMeasure:
    """A measure that the answered mail asked about, by its number there."""

    number: int
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the answered mail asked, and its plain text, to tell our words from the answer's."""

    measures: tuple[AskedMeasure, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reply says of one measure, known by its code or number; neither when the whole reply is one answer.

    `date_text` are the words of a proposed new date, `snooze_text` those of "remind me on …".
    """

    measure: str | None
    number: int | None
    text: str
    status: Status | None
    date_text: str | None = None
    snooze_text: str | None = None
    not_mine: bool = False


@dataclass(frozen=True, slots=True)
class Away:
    """What an automatic answer tells: the first day back is the day after `until`; who answers meanwhile."""

    until: date | None
    stand_in: str | None


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that came back: whose address, the enhanced status code (RFC 3463), and whether it is for good."""

    recipient: str | None
    status: str | None
    permanent: bool


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """An answer to an invitation. `proposed` is another time that it asks for, as in `CalendarPart.begins`."""

    uid: str
    attendee: str
    partstat: str
    sequence: int | None = None
    proposed: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class MailReading:
    """How a mail was read. `why` is a plain Swedish sentence whenever `check` asks for a person."""

    kind: Kind
    text: str = ""
    answers: tuple[Answer, ...] = ()
    away: Away | None = None
    bounce: Bounce | None = None
    calendar: CalendarAnswer | None = None
    check: bool = False
    why: str = ""
    personal_number: bool = False

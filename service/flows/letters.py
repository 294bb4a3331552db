"""What each kind of mail says, as facts: one frozen dataclass a kind, and what writing and composing it gives.

The folder `templates/mail/<kind>` holds the words. Days are local dates, never instants; a tuple keeps the order in
which it is to be read. Links are whole addresses. Nothing here may be about another owner than the reader, save the
names of the coordinator and, in an escalation, of the person who was asked.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar, Literal, Protocol

from service.domain.measure import Status

Kind = Literal[
    "reminder",
    "nudge",
    "escalation",
    "receipt",
    "weekly",
    "summary",
    "signin",
    "invitation",
    "change",
    "selfcheck",
]
"""The kinds of mail that exist; each is a folder of templates."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to turn to, as the reader may know them: "Maja Ek (samordnare)". Empty fields are left out."""

    name: str
    role: str = ""
    phone: str = ""
    email: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.role})" if self.role else self.name


@dataclass(frozen=True, slots=True)
class Frame:
    """What every mail has: whom it greets, on which day, for whom it is sent and how answers find their way.

    `to` is the name to greet by, empty for a mailbox of many. `tag` is the reply tag without brackets (K7F3-2M),
    empty where no answer is awaited. `today` decides which dates need a year. `late` when the mail should have
    gone on an earlier day.
    """

    to: str
    today: date
    organisation: str
    contact: Contact
    tag: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered last time, and on which day."""

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Own:
    """A day in the measure's own time, and whether it begins or ends there."""

    day: date
    point: Literal["begins", "ends"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One measure asked about: its number in this mail, its code, what it is, and where to answer for it.

    `note` is one more sentence about the measure alone.
    """

    number: int
    code: str
    title: str
    link: str
    goals: str = ""
    last: Said | None = None
    own: Own | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reminder:
    """The question before a follow-up date, for all the reader's measures at once.

    `step` is "ask" the first time, "remind" after that. `later` are the days of the reminders still to come, and
    `then` whether the contact gets in touch after them. `instead_of` names who is away when a stand-in is asked.
    """

    kind: ClassVar[Kind] = "reminder"

    frame: Frame
    step: Literal["ask", "remind"]
    meeting: date
    deadline: date
    asks: tuple[Ask, ...]
    link: str
    later: tuple[date, ...] = ()
    then: bool = True
    forum: str = "styrgruppen"
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class OwnDates:
    """The question at a measure's own dates: it is to begin, or to be ready. Every ask has its `own` day."""

    kind: ClassVar[Kind] = "nudge"

    frame: Frame
    deadline: date
    asks: tuple[Ask, ...]
    link: str
    later: tuple[date, ...] = ()
    then: bool = True
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Escalation:
    """Nobody has answered: to the one who stands in, to the manager, or to the coordinator as last step.

    `owner` is the one who was asked, `asked_days` the days it was done. `meeting` is None for a measure's own date.
    """

    kind: ClassVar[Kind] = "escalation"

    frame: Frame
    reader: Literal["stand_in", "manager", "coordinator"]
    owner: Contact
    asked_days: tuple[date, ...]
    meeting: date | None
    deadline: date
    asks: tuple[Ask, ...]
    link: str


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """How the answer for one measure was read.

    `status` None: only the words were kept. `proposed` is a new date the coordinator is to look at. `held` hides the
    text until the coordinator has read it, since it seems to hold a personal identity number.
    """

    number: int
    code: str
    title: str
    link: str
    status: Status | None
    text: str
    proposed: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """How an answer was read, with a way to correct it.

    `missing` are the measures of the question that the answer says nothing of. `confirmed` is False while a
    coordinator has to look first. `unread` is True when nothing could be divided and a person is to sort it.
    `refused` are the names of attachments that were not kept.
    """

    kind: ClassVar[Kind] = "receipt"

    frame: Frame
    answers: tuple[ReadAnswer, ...]
    missing: tuple[Ask, ...] = ()
    confirmed: bool = True
    unread: bool = False
    refused: tuple[str, ...] = ()
    meeting: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """Something for the coordinator: what it is, what to do about it, and where. `by_itself`: what happens anyway."""

    text: str
    next_step: str
    link: str
    by_itself: str = ""


@dataclass(frozen=True, slots=True)
class DueList:
    """A heading with its lines; `more` is how many lines were left out, `link` where they all are."""

    heading: str
    lines: tuple[Due, ...]
    link: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A day on which mail goes out by itself, and to how many."""

    day: date
    what: str
    people: int


@dataclass(frozen=True, slots=True)
class Weekly:
    """The coordinator's own list. `meeting` is None when no follow-up date lies ahead."""

    kind: ClassVar[Kind] = "weekly"

    frame: Frame
    meeting: date | None
    answered: int
    measures: int
    lists: tuple[DueList, ...]
    upcoming: tuple[Upcoming, ...]
    link: str


@dataclass(frozen=True, slots=True)
class AreaCount:
    """How many measures of an area are in each state at a follow-up date; `silent` are those nobody spoke of."""

    name: str
    done: int
    ongoing: int
    delayed: int
    not_started: int
    cancelled: int
    silent: int

    @property
    def measures(self) -> int:
        """How many measures the area has."""
        return self.done + self.ongoing + self.delayed + self.not_started + self.cancelled + self.silent


@dataclass(frozen=True, slots=True)
class Raised:
    """A measure to bring up at the meeting, and why, in a few words; `said` is its last answer."""

    code: str
    title: str
    why: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class SummaryMail:
    """The summary for the steering group before a follow-up date."""

    kind: ClassVar[Kind] = "summary"

    frame: Frame
    meeting: date
    areas: tuple[AreaCount, ...]
    raised: tuple[Raised, ...]
    link: str

    @property
    def measures(self) -> int:
        """How many measures the summary covers."""
        return sum(area.measures for area in self.areas)

    @property
    def answered(self) -> int:
        """How many of them somebody has reported on."""
        return sum(area.measures - area.silent for area in self.areas)


@dataclass(frozen=True, slots=True)
class SignInLink:
    """A one-time link for signing in."""

    kind: ClassVar[Kind] = "signin"

    frame: Frame
    link: str
    minutes: int


@dataclass(frozen=True, slots=True)
class InvitationMail:
    """A calendar entry's own mail: new, moved or withdrawn. Times are local; both None means the whole day.

    `was` is the day it had before, when it has moved.
    """

    kind: ClassVar[Kind] = "invitation"

    frame: Frame
    action: Literal["new", "moved", "withdrawn"]
    title: str
    day: date
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    was: date | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """One change to a measure: what was changed (Tid, Ansvarig …), from what, to what."""

    code: str
    title: str
    what: str
    before: str
    after: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """What has changed in the reader's measures, told once. `by` is who changed it, empty for a new import."""

    kind: ClassVar[Kind] = "change"

    frame: Frame
    changes: tuple[Changed, ...]
    by: str = ""


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """A trial mail: it says by which road it went and asks for an answer, so that the way back is tried too.

    `at` is the instant of the trial, in the organisation's zone.
    """

    kind: ClassVar[Kind] = "selfcheck"

    frame: Frame
    at: datetime
    transport: str
    reply_address: str


Facts = (
    Reminder
    | OwnDates
    | Escalation
    | Receipt
    | Weekly
    | SummaryMail
    | SignInLink
    | InvitationMail
    | ChangeNotice
    | SelfCheck
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

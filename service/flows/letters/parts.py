"""What letters of several kinds are made of: the frame around every mail, and the measures it asks about."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal[
    "reminder",
    "nudge",
    "escalation",
    "back",
    "receipt",
    "weekly",
    "summary",
    "signin",
    "invitation",
    "change",
    "selfcheck",
    "alarm",
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

"""The short letters: signing in, a calendar entry, a change, a trial."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar, Literal

from service.flows.letters.parts import Frame, Kind


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


@dataclass(frozen=True, slots=True)
class AlarmMail:
    """What is wrong with the service itself, a sentence each, to whoever runs it; no reasons: it is well again."""

    kind: ClassVar[Kind] = "alarm"

    frame: Frame
    reasons: tuple[str, ...]
    link: str

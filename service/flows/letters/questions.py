"""The letters that ask how a measure stands, to its owner and to others when nobody has answered."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from service.flows.letters.parts import Ask, Contact, Frame, Kind


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
    `several` when the measures have different owners: then `owner` is not named, and each ask's note says whose it is.
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
    several: bool = False


@dataclass(frozen=True, slots=True)
class BackAgain:
    """To an owner who has been away from `first` to `last`: what others were asked meanwhile, and what they said.

    Each ask's note says whom we asked and whether there is an answer.
    """

    kind: ClassVar[Kind] = "back"

    frame: Frame
    first: date
    last: date
    asks: tuple[Ask, ...]

"""The letter that says how an answer was read, measure by measure."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from service.domain.measure import Status
from service.flows.letters.parts import Ask, Frame, Kind


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
class SentFile:
    """A file that came with the answer. `refused` is a sentence on why it was not kept, "" when it was."""

    name: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """How an answer was read, with a way to correct it.

    `missing` are the measures of the question that the answer says nothing of. `confirmed` is False while a
    coordinator has to look first. `unread` is True when nothing could be divided and a person is to sort it.
    `held` leaves the names of the files out.
    """

    kind: ClassVar[Kind] = "receipt"

    frame: Frame
    answers: tuple[ReadAnswer, ...]
    missing: tuple[Ask, ...] = ()
    confirmed: bool = True
    unread: bool = False
    files: tuple[SentFile, ...] = ()
    held: bool = False
    meeting: date | None = None

    @property
    def kept(self) -> tuple[SentFile, ...]:
        """The files that were kept."""
        return tuple(file for file in self.files if not file.refused)

    @property
    def refused(self) -> tuple[SentFile, ...]:
        """The files that were not kept."""
        return tuple(file for file in self.files if file.refused)

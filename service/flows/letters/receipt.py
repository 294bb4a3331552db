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

"""The letters that tell how the plan stands: to the coordinator every week, to the steering group before a meeting."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from service.flows.letters.parts import Frame, Kind


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
    """How many measures of an area are in each state at a follow-up date; `silent`: nobody has said how they go.

    `followed` are those followed up there, and `answered` those of them that somebody has reported on.
    """

    name: str
    done: int
    ongoing: int
    delayed: int
    not_started: int
    cancelled: int
    silent: int
    followed: int
    answered: int


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
        """How many measures are followed up."""
        return sum(area.followed for area in self.areas)

    @property
    def answered(self) -> int:
        """How many of them somebody has reported on."""
        return sum(area.answered for area in self.areas)

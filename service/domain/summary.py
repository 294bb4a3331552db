"""What the steering group reads for one follow-up date: per area what is done, under way, late and silent.

Every line has its source: who said it, when and by which road. What nobody said is said to be silence.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from service.domain.followup import STATES, Record, State, state_of, status_of
from service.domain.measure import CLOSED, Status


@dataclass(frozen=True, slots=True)
class Subject:
    """A measure as the summary needs it; `start` and `end` are its own time, if it has one."""

    id: int
    code: str
    area: str
    title: str
    who: str
    status: Status | None
    start: date | None
    end: date | None
    open_ended: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One measure's line. `said` is the newest record for the date, None for silence; `in_time`: one came by the day."""

    subject: Subject
    state: State
    said: Record | None
    in_time: bool


@dataclass(frozen=True, slots=True)
class AreaSummary:
    """One area's lines, in the plan's order, and how many there are in each state."""

    name: str
    lines: tuple[Line, ...]

    def count(self, state: State) -> int:
        """Return how many lines are in `state`."""
        return sum(line.state == state for line in self.lines)

    @property
    def answered(self) -> int:
        """How many measures somebody has reported on for the date."""
        return sum(line.said is not None for line in self.lines)

    @property
    def followed(self) -> int:
        """How many measures are followed up at the date: open, or reported on."""
        return sum(line.said is not None or line.state not in CLOSED for line in self.lines)

    def in_state(self, state: State) -> tuple[Line, ...]:
        """Return the lines in `state`."""
        return tuple(line for line in self.lines if line.state == state)


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole plan at one follow-up date."""

    day: date
    areas: tuple[AreaSummary, ...]

    @property
    def measures(self) -> int:
        """How many measures the summary covers."""
        return sum(len(area.lines) for area in self.areas)

    @property
    def answered(self) -> int:
        """How many of them somebody has reported on for the date."""
        return sum(area.answered for area in self.areas)

    @property
    def followed(self) -> int:
        """How many of them are followed up at the date: open, or reported on."""
        return sum(area.followed for area in self.areas)

    @property
    def in_time(self) -> int:
        """How many of them somebody reported on by the day itself."""
        return sum(line.in_time for area in self.areas for line in area.lines)

    def count(self, state: State) -> int:
        """Return how many measures are in `state`."""
        return sum(area.count(state) for area in self.areas)


def summarise(
    day: date, subjects: Iterable[Subject], records: Iterable[Record], as_of: date, since: date = date.min
) -> Summary:
    """Return the summary for the follow-up date `day`, as things stand on `as_of`.

    A record belongs to the date when it was asked for there ("f:2025-03-19"), or was given after `since`, the
    follow-up date before, and no later than `day`.
    """
    newest: dict[int, Record] = {}
    in_time: set[int] = set()
    spoken: dict[int, list[Record]] = defaultdict(list)
    for record in sorted(records, key=lambda record: (record.day, record.recorded_at)):
        spoken[record.measure].append(record)
        if _belongs(record, day, since):
            newest[record.measure] = record
            if record.day <= day:
                in_time.add(record.measure)
    areas: dict[str, list[Line]] = {}
    for subject in subjects:
        stood = _as_it_stood(subject, spoken[subject.id], as_of)
        end = None if subject.open_ended else subject.end
        state = state_of(stood.status, subject.start, end, as_of)
        line = Line(stood, state, newest.get(subject.id), subject.id in in_time)
        areas.setdefault(subject.area, []).append(line)
    return Summary(day, tuple(AreaSummary(name, tuple(lines)) for name, lines in areas.items()))


def _as_it_stood(subject: Subject, records: Sequence[Record], as_of: date) -> Subject:
    """Return the measure with the status it had on `as_of`: what was said later does not rewrite an old summary."""
    if not records:
        return subject
    status, _ = status_of(record for record in records if record.day <= as_of)
    return replace(subject, status=status)


def _belongs(record: Record, day: date, since: date) -> bool:
    if record.occasion.startswith("f:"):
        return record.occasion == f"f:{day.isoformat()}"
    # A workbook's note without a date was read on that day, and said nobody knows when.
    return record.source != "cell" and since < record.day <= day


def counts(lines: Sequence[Line]) -> dict[State, int]:
    """Return how many of `lines` are in each state, every state named."""
    return {state: sum(line.state == state for line in lines) for state in STATES}

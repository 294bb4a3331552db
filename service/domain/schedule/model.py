"""What reminders are planned from, and what they are.

`ReminderKey` and `Reminder` are named tuples rather than dataclasses: a replanning makes hundreds of thousands, keeps
them in dictionaries and compares them, and tuples do that three times as fast.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from service.domain.measure import CLOSED, Status

Kind = Literal["follow_up", "own"]
Role = Literal["date", "start", "end", "rhythm"]

State = Literal["planned", "queued", "held", "sent", "void"]
"""A ledger row's: planned → queued (in a mail) → sent; held for a person's eye; void, with the reason."""

PENDING: frozenset[str] = frozenset({"planned", "queued", "held"})
"""States in which a row has not left us, so that it may still be moved or voided."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day for which an account is asked: one of the plan's follow-up dates, or a day of the measure's own.

    `role` says what happens in the measure's own time that day. `known_since` is the day from which the occasion was
    known, so that no earlier step is made up for it. `id` is the follow-up date's.
    """

    kind: Kind
    day: date
    id: int | None
    known_since: date
    role: Role = "date"

    @property
    def key(self) -> str:
        """What names the occasion within a measure: "f:2025-03-19" or "o:2025-05-31"."""
        return f"{'f' if self.kind == 'follow_up' else 'o'}:{self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Followed:
    """A measure as the reminders see it.

    `answered` is the day of the first answer to each occasion, by its key. `snoozed_on` is the day the owner put the
    reminders off, `snoozed_until` the day they come back. `since` is the day from which this measure is asked about
    of this lead; what would have come earlier is not made up. `left` are the days on which reminders left that did so
    later than planned, `lapsed` the days on which rows were withdrawn that still waited then (`as_the_ledger_tells`).
    """

    measure: int
    area: int
    status: Status | None
    status_since: date | None
    lead: int | None
    participants: tuple[int, ...]
    occasions: tuple[Occasion, ...]
    since: date
    answered: Mapping[str, date] = field(default_factory=dict)
    snoozed_until: date | None = None
    snoozed_on: date | None = None
    left: Mapping["ReminderKey", date] = field(default_factory=dict)
    lapsed: Mapping["ReminderKey", date] = field(default_factory=dict)

    @property
    def closed_on(self) -> date | None:
        """The day from which nobody is asked, None while the measure is open."""
        if self.status not in CLOSED:
            return None
        return self.status_since or date.min


@dataclass(frozen=True, slots=True)
class Absence:
    """Days when a party does not answer, both included; `known_since` the day it was told, None: by its first day."""

    party: int
    first: date
    last: date
    known_since: date | None = None

    @property
    def from_day(self) -> date:
        """The first day on which the absence changes anything."""
        return max(self.first, self.known_since or self.first)

    def covers(self, day: date) -> bool:
        """Return whether the party was known to be away on `day`."""
        return self.from_day <= day <= self.last


@dataclass(frozen=True, slots=True)
class People:
    """What is known of those who are asked. `undeliverable` gives the day from which mail does not reach a party."""

    coordinator: int
    absences: Mapping[int, tuple[Absence, ...]] = field(default_factory=dict)
    stand_in: Mapping[int, int] = field(default_factory=dict)
    manager: Mapping[int, int] = field(default_factory=dict)
    undeliverable: Mapping[int, date] = field(default_factory=dict)

    def absence_of(self, party: int, day: date) -> Absence | None:
        """Return the absence that covers the day, the one with the latest return if there are several."""
        away = [absence for absence in self.absences.get(party, ()) if absence.covers(day)]
        return max(away, key=lambda absence: absence.last) if away else None

    def unreachable_from(self, party: int, day: date) -> date | None:
        """Return since when mail has not reached the party on `day`, None when it does."""
        since = self.undeliverable.get(party)
        return since if since is not None and since <= day else None

    def answers(self, party: int, day: date) -> bool:
        """Return whether the party can be asked on `day`."""
        return self.unreachable_from(party, day) is None and self.absence_of(party, day) is None


def by_party(absences: Iterable[Absence]) -> dict[int, tuple[Absence, ...]]:
    """Return the absences of each party, as `People` wants them."""
    found: dict[int, tuple[Absence, ...]] = {}
    for absence in absences:
        found[absence.party] = (*found.get(absence.party, ()), absence)
    return found


class ReminderKey(NamedTuple):
    """What a reminder is unique by: measure, occasion, step and recipient."""

    measure: int
    occasion: str
    step: str
    recipient: int


class Reminder(NamedTuple):
    """A reminder that should exist: when (a working day), to whom, and why, in a plain Swedish sentence.

    `copies` on the question are the participants; each has a row of its own with the step "copy", so that they too
    get one mail a day. It is there to be told, never to be put in a Cc.
    """

    key: ReminderKey
    due: date
    to: int
    copies: tuple[int, ...]
    reason: str


class ExistingReminder(NamedTuple):
    """A row of the ledger as stored."""

    key: ReminderKey
    due: date
    state: State

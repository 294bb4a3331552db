"""The steps of each occasion on their days, before anything is known of who answers.

All measures of a plan share their follow-up dates, so this part is worked out once and remembered.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import NamedTuple

from service.domain.days import WorkCalendar
from service.domain.schedule.model import Occasion
from service.domain.schedule.policy import Ladder, Policy


class Step(NamedTuple):
    """A step on its working day. `first` asks for the first time; `offset` is the distance in working days."""

    name: str
    due: date
    first: bool
    offset: int


@dataclass(frozen=True, slots=True)
class Round:
    """One occasion with its steps in time order.

    `anchor` is the working day the steps are counted from: the occasion's day, or the one before it when nobody works
    then. `until` is the day the next occasion of the same kind begins to be asked about, which ends this one.
    """

    occasion: Occasion
    key: str
    anchor: date
    steps: tuple[Step, ...]
    until: date
    ladder: Ladder

    @property
    def escalates(self) -> bool:
        """Whether silence is told to others: only where a question was put."""
        return bool(self.ladder.first)

    @property
    def hears_from(self) -> date:
        """The day from which an answer for another occasion counts for this one as well.

        Before a follow-up date that is when it has begun to be asked about; at a measure's own date it is the date:
        who said before it that things go well is still asked whether they went.
        """
        return self.begins if self.occasion.kind == "follow_up" else self.occasion.day

    @property
    def begins(self) -> date:
        """The day of the first step."""
        return self.steps[0].due if self.steps else self.anchor


@lru_cache(maxsize=4096)
def rounds_of(occasions: tuple[Occasion, ...], policy: Policy, calendar: WorkCalendar) -> tuple[Round, ...]:
    """Return the steps of every occasion; their lead times fit the time between occasions of the same kind."""
    found: list[Round] = []
    for kind in ("own", "follow_up"):
        same = [occasion for occasion in occasions if occasion.kind == kind]
        rounds = [
            _round(occasion, room, policy, calendar)
            for occasion, room in zip(same, _rooms(same, calendar), strict=True)
        ]
        found += _ended(rounds)
    return tuple(sorted(found, key=lambda each: each.occasion.day))


def _ended(rounds: list[Round]) -> Iterator[Round]:
    for this, following in zip_longest(rounds, rounds[1:]):
        until = following.begins if following is not None else date.max
        yield replace(this, until=max(until, this.anchor))


def _rooms(occasions: list[Occasion], calendar: WorkCalendar) -> Iterator[int | None]:
    """Yield the working days each occasion has to itself: since the one before, or to the one after the first."""
    gaps = [calendar.working_days_between(earlier.day, later.day) for earlier, later in pairwise(occasions)]
    for number, occasion in enumerate(occasions):
        if number:
            yield gaps[number - 1]
        elif (
            gaps and occasion.role != "start" and (occasion.kind == "follow_up" or occasion.role == "rhythm")
        ):
            yield gaps[0]
        else:
            yield None


def _round(occasion: Occasion, room: int | None, policy: Policy, calendar: WorkCalendar) -> Round:
    ladder = ladder_for(occasion, policy)
    anchor = calendar.on_or_before(occasion.day)
    limit = None if room is None else max(1, room // policy.part)
    steps = tuple(
        Step(name, calendar.add_working_days(anchor, count), name == ladder.first, count)
        for name, count in _fitted(ladder, limit, policy.apart)
    )
    return Round(occasion, occasion.key, anchor, steps, date.max, ladder)


def ladder_for(occasion: Occasion, policy: Policy) -> Ladder:
    """Return the ladder that an occasion has by the policy, before it is fitted to the time there is."""
    if occasion.kind == "follow_up":
        return policy.follow_up
    return policy.begins if occasion.role == "start" else policy.own


def _fitted(ladder: Ladder, limit: int | None, apart: int) -> Iterator[tuple[str, int]]:
    """Yield the steps that fit: the question moves nearer, what stands too far away or too near it falls away."""
    asked = dict(ladder.steps).get(ladder.first)
    if limit is not None and asked is not None:
        asked = max(asked, -limit) if asked < 0 else min(asked, limit)
    for name, count in ladder.steps:
        if name == ladder.first and asked is not None:
            yield name, asked
        elif limit is not None and abs(count) > limit:
            continue
        elif asked is None or name == "nudge" or count >= asked + apart:
            yield name, count

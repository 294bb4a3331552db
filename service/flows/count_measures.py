"""One pass over a plan: its measures in groups that stand alike, so that pages cost what they show, not what exists.

The database groups by what is stored; what a group is (late, without date …) is said here, by the domain's words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from service.domain.followup import State, state_of
from service.domain.measure import CLOSED, Status
from service.flows.standing import ends, kinds, living, starts, unsure
from service.store.plan import FollowUpRecord, MeasureRecord, PlanRow

OPEN_KINDS = ("ongoing", "recurring", "on_demand")


@dataclass(frozen=True, slots=True)
class Alike:
    """Measures of one area with the same time, status and standing; `first` and `last` are two of them (or one).

    `start` and `end` are those of the När reading, `kinds` its kinds as stored. `reported`: somebody has reported on
    them for the next follow-up date. `check`: a person should look at the reading.
    """

    area: int
    status: Status | None
    start: date | None
    end: date | None
    kinds: str
    owned: bool
    check: bool
    reported: bool
    count: int
    first: int
    last: int

    @property
    def closed(self) -> bool:
        """Nobody is asked about them any more."""
        return self.status in CLOSED

    @property
    def open_ended(self) -> bool:
        """They run on without an end, and are never late by the calendar."""
        return any(kind in self.kinds for kind in OPEN_KINDS)

    @property
    def undated(self) -> bool:
        """No time is known, and none follows from their kind."""
        timeless = self.start is None and self.end is None and "done" not in self.kinds
        return timeless and not self.open_ended and not self.closed

    @property
    def unowned(self) -> bool:
        """Nobody in the directory answers for them."""
        return not self.owned and not self.closed

    @property
    def doubted(self) -> bool:
        """Their reading is to be looked at; one without any time is counted as undated instead."""
        return self.check and not self.closed and not self.undated

    @property
    def followed(self) -> bool:
        """They are followed up at the next date: open, or reported on."""
        return self.reported or not self.closed

    @property
    def examples(self) -> tuple[int, ...]:
        """One or two of the measures."""
        return (self.first,) if self.first == self.last else (self.first, self.last)

    def state(self, today: date) -> State:
        """How they are shown on `today`."""
        end = None if self.open_ended else self.end
        return state_of(self.status, self.start, end, today)


def count_measures(session: Session, plan: PlanRow, meeting: date, since: date) -> tuple[Alike, ...]:
    """Return the plan's living measures, grouped. Reports count for `meeting`, out of turn those after `since`."""
    owned = MeasureRecord.lead_id.is_not(None)
    alike = (
        MeasureRecord.area_id.label("area"),
        MeasureRecord.status.label("status"),
        starts.label("start"),
        ends.label("end"),
        kinds.label("kinds"),
        owned.label("owned"),
        unsure.label("check"),
        reported_for(meeting, since).label("reported"),
    )
    rows = session.execute(
        select(
            *alike,
            func.count().label("measures"),
            func.min(MeasureRecord.id).label("first"),
            func.max(MeasureRecord.id).label("last"),
        )
        .where(living(plan.id))
        .group_by(*alike)
        .order_by(func.min(MeasureRecord.position))
    )
    return tuple(
        Alike(
            row.area,
            row.status,
            _day(row.start),
            _day(row.end),
            row.kinds,
            bool(row.owned),
            bool(row.check),
            bool(row.reported),
            row.measures,
            row.first,
            row.last,
        )
        for row in rows
    )


def reported_for(meeting: date, since: date) -> ColumnElement[bool]:
    """Whether somebody has reported on a measure for a follow-up date: asked there, or out of turn since the last."""
    out_of_turn = and_(
        FollowUpRecord.occasion.not_like("f:%"),
        FollowUpRecord.source != "cell",  # an old note in the workbook was read that day, not said
        FollowUpRecord.day > since,
        FollowUpRecord.day <= meeting,
    )
    asked_there = FollowUpRecord.occasion == f"f:{meeting.isoformat()}"
    return (
        select(FollowUpRecord.id)
        .where(FollowUpRecord.measure_id == MeasureRecord.id, or_(asked_there, out_of_turn))
        .exists()
    )


def total(alike: Iterable[Alike]) -> int:
    """Return how many measures the groups hold."""
    return sum(each.count for each in alike)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

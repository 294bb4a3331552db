"""How measures stand, asked of the database itself, so that a page about 5,000 measures costs like one about 50.

`state_at` is the domain's `state_of` as SQL; a test holds the two together. The days of a När reading are ISO text
(the contract's JSON), which sorts as the days do.
"""

from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_

from service.store.plan import MeasureRecord

starts = MeasureRecord.when_start
ends = MeasureRecord.when_end
kinds = func.coalesce(MeasureRecord.when_kinds, "")

unsure = and_(~MeasureRecord.when_corrected, func.coalesce(MeasureRecord.when_check, False))
"""A När reading that says of itself that a person should look at it, and nobody has."""

open_ended = or_(kinds.like("%ongoing%"), kinds.like("%recurring%"), kinds.like("%on_demand%"))
"""Runs on without an end of its own: never late by the calendar."""

closed = func.coalesce(MeasureRecord.status, "").in_(("done", "cancelled"))
"""Done or struck: nobody is asked any more."""

undated = and_(~closed, starts.is_(None), ends.is_(None), ~open_ended, kinds.not_like("%done%"))
"""No time is known, and none follows from the kind."""

unowned = and_(~closed, MeasureRecord.lead_id.is_(None))
"""Nobody in the directory answers for it."""

when_doubted = and_(~closed, unsure)
"""A När reading that a person should look at, also where no time was found in it."""

doubted = and_(when_doubted, ~undated)
"""A När reading with a time in it that a person should look at."""

who_doubted = and_(
    ~closed,
    MeasureRecord.who_corrected.is_(False),
    or_(
        func.coalesce(MeasureRecord.who_reading["check"].as_boolean(), False),
        func.coalesce(MeasureRecord.who_reading["assumed_lead"].as_boolean(), False),
    ),
)
"""A Vem reading that a person should look at: doubtful in itself, or somebody was assumed to lead."""


def living(plan_id: int) -> ColumnElement[bool]:
    """The plan's measures that stand in the newest workbook."""
    return and_(MeasureRecord.plan_id == plan_id, MeasureRecord.gone_at.is_(None))


def late_on(today: date) -> ColumnElement[bool]:
    """Said to be late, or out of time without having been said to be done."""
    out_of_time = and_(~open_ended, ends < today.isoformat())
    return and_(~closed, or_(func.coalesce(MeasureRecord.status, "") == "delayed", out_of_time))


def state_at(today: date) -> ColumnElement[str]:
    """The state a measure is shown in on `today`, without regard to words that carry no status."""
    status = func.coalesce(MeasureRecord.status, "")
    return case(
        (status == "done", "done"),
        (status == "cancelled", "cancelled"),
        (late_on(today), "late"),
        (status == "ongoing", "ongoing"),
        (starts > today.isoformat(), "coming"),
        (status == "not_started", "not_started"),
        else_="silent",
    )

"""Take back what a person has decided about some words: they are read by the machine again, and asked about if in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.measure import plain
from service.flows.history import tell
from service.flows.read_measures import prepare_readings, read_measures
from service.flows.replan import replan
from service.flows.service import Service
from service.flows.show_overview import current_plan
from service.flows.standing import living
from service.store.people import Correction, PartyRow
from service.store.plan import MeasureRecord, PlanRow

MOST = 50
"""How many decisions are listed, the newest first."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What holds for some words of the workbook since a person said so; `lead` is empty for a När."""

    id: int
    field: str
    words: str
    reading: dict[str, Any]
    lead: str
    day: date
    by: str


def corrections_of(session: Session, service: Service, organisation_id: int) -> list[Decided]:
    """Return an organisation's decisions about its workbook's words, the newest first."""
    query = select(Correction).where(Correction.organisation_id == organisation_id)
    rows = session.scalars(query.order_by(Correction.made_at.desc(), Correction.id.desc()).limit(MOST)).all()
    asked = {row.made_by_id for row in rows} | {_lead_of(row.reading) for row in rows}
    named = select(PartyRow.id, PartyRow.name).where(PartyRow.id.in_(asked - {None}))
    names = {row.id: row.name for row in session.execute(named)}
    return [
        Decided(
            row.id,
            row.field,
            row.text,
            row.reading,
            names.get(_lead_of(row.reading) or 0, ""),
            local_day(row.made_at, service.zone),
            names.get(row.made_by_id or 0, ""),
        )
        for row in rows
    ]


def correction_for(service: Service, organisation_id: int, field: str, text: str) -> int | None:
    """Return the decision that holds for a cell's words, None when there is none (an empty cell teaches nothing)."""
    query = select(Correction.id).where(
        Correction.organisation_id == organisation_id,
        Correction.field == field,
        Correction.words == plain(text)[:2000],
    )
    with service.store.read() as session:
        return session.scalar(query)


def withdraw_correction(
    service: Service, organisation_id: int, correction_id: int, by: int | None
) -> int | None:
    """Let the machine read a decision's words again, in one transaction; return for how many measures.

    None: the organisation has no such decision (any more). A measure whose time or owner was changed since, for itself,
    keeps that.
    """
    with service.store.write() as session:
        row = session.get(Correction, correction_id)
        if row is None or row.organisation_id != organisation_id:
            return None
        today = local_day(service.clock.now(), service.zone)
        plan = current_plan(session, organisation_id, today)
        session.delete(row)
        session.flush()
        measures = _ruled_by(session, plan, row) if plan is not None else []
        if plan is not None and measures:
            _read_again(session, service, plan, row, measures, by)
    service.nudge("fill_outbox")
    return len(measures)


def _ruled_by(session: Session, plan: PlanRow, row: Correction) -> list[MeasureRecord]:
    """Return the plan's measures that are as the decision says."""
    rows = session.scalars(select(MeasureRecord).where(living(plan.id)).order_by(MeasureRecord.position))
    if row.field == "when":
        same = [each for each in rows if plain(each.when_text)[:2000] == row.words]
        return [
            each for each in same if not each.when_corrected or _days(each.when_reading) == _days(row.reading)
        ]
    same = [each for each in rows if plain(each.who_text)[:2000] == row.words]
    return [each for each in same if not each.who_corrected or each.lead_id == _lead_of(row.reading)]


def _read_again(
    session: Session,
    service: Service,
    plan: PlanRow,
    row: Correction,
    measures: Sequence[MeasureRecord],
    by: int | None,
) -> None:
    now = service.clock.now()
    today = local_day(now, service.zone)
    before = {each.id: _days(each.when_reading) for each in measures}
    for each in measures:
        if row.field == "when":
            each.when_corrected = False
        else:
            each.who_corrected = False
    readings = prepare_readings(session, service, plan.organisation_id, plan.year)
    read_measures(session, readings, measures, today)
    said = f"Rättelsen av {'När' if row.field == 'when' else 'Vem'} togs tillbaka."
    for each in measures:
        if _days(each.when_reading) != before[each.id]:
            each.when_since = today
        tell(session, each, "corrected", said, now, by)
    replan(session, service, measures)


def _days(reading: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(reading.get(key) for key in ("kinds", "start", "end", "per"))


def _lead_of(reading: dict[str, Any]) -> int | None:
    lead = reading.get("lead")
    return int(lead) if lead else None

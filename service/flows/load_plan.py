"""The stored plan as the domain's values, for the summary, the analysis and the export."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.analysis import AreaCounts
from service.domain.followup import Record
from service.domain.summary import Subject
from service.flows.record_followup import record_of
from service.ports import OutsideError
from service.store.people import PartyRow
from service.store.plan import AreaRow, FollowUpDate, FollowUpRecord, MeasureRecord, PlanRow


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """A plan's living measures with everything reported on them."""

    plan: PlanRow
    areas: tuple[AreaCounts, ...]
    measures: tuple[MeasureRecord, ...]
    subjects: tuple[Subject, ...]
    records: tuple[Record, ...]
    days: tuple[FollowUpDate, ...]

    def before(self, day: date) -> date:
        """Return the follow-up date before `day`, or the day before the plan's year."""
        earlier = [row.day for row in self.days if row.day < day]
        return max(earlier, default=date(self.plan.year - 1, 12, 31))


def newest_plan(session: Session, organisation_id: int, year: int | None = None) -> PlanRow:
    """Return the organisation's plan for `year`, or its newest; OutsideError when there is none."""
    query = select(PlanRow).where(PlanRow.organisation_id == organisation_id).order_by(PlanRow.year.desc())
    if year is not None:
        query = query.where(PlanRow.year == year)
    plan = session.scalars(query).first()
    if plan is None:
        what = f"för {year} " if year else ""
        raise OutsideError(
            "no-plan",
            f"Ingen plan {what}är inläst. Läs in arbetsboken först: arshjul plan import FIL.xlsx",
            permanent=True,
        )
    return plan


def load_plan(session: Session, organisation_id: int, year: int | None = None) -> LoadedPlan:
    """Return the plan with its living measures in the workbook's order."""
    plan = newest_plan(session, organisation_id, year)
    areas = session.scalars(
        select(AreaRow).where(AreaRow.plan_id == plan.id).order_by(AreaRow.position)
    ).all()
    measures = session.scalars(
        select(MeasureRecord)
        .where(MeasureRecord.plan_id == plan.id, MeasureRecord.gone_at.is_(None))
        .order_by(MeasureRecord.position)
    ).all()
    names = {area.id: area.name for area in areas}
    days = session.scalars(
        select(FollowUpDate).where(FollowUpDate.plan_id == plan.id).order_by(FollowUpDate.day)
    )
    return LoadedPlan(
        plan=plan,
        areas=tuple(AreaCounts(row.name, row.sheet, row.problems, row.causes, row.measures) for row in areas),
        measures=tuple(measures),
        subjects=tuple(_subject(measure, names[measure.area_id]) for measure in measures),
        records=_records(session, plan.id),
        days=tuple(days),
    )


def _subject(measure: MeasureRecord, area: str) -> Subject:
    reading = measure.when_reading
    kinds: Sequence[str] = reading.get("kinds", ())
    return Subject(
        id=measure.id,
        code=measure.code,
        area=area,
        title=measure.text,
        who=measure.who_text,
        status=measure.status,  # type: ignore[arg-type]
        start=_day(reading.get("start")),
        end=_day(reading.get("end")),
        open_ended=bool({"ongoing", "recurring", "on_demand"} & set(kinds)),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _records(session: Session, plan_id: int) -> tuple[Record, ...]:
    names: dict[int, str] = {
        row.id: row.name
        for row in session.scalars(
            select(PartyRow)
            .join(PlanRow, PlanRow.organisation_id == PartyRow.organisation_id)
            .where(PlanRow.id == plan_id)
        )
    }
    rows = session.scalars(
        select(FollowUpRecord)
        .join(MeasureRecord, MeasureRecord.id == FollowUpRecord.measure_id)
        .where(MeasureRecord.plan_id == plan_id)
        .order_by(FollowUpRecord.recorded_at, FollowUpRecord.id)
    )
    return tuple(record_of(row, names.get(row.party_id or 0, "")) for row in rows)

"""The yearly analysis: counts as the city's own tab makes them, how the measures stand, and who answered in time."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.analysis import Analysis, Answered, analyse
from service.domain.summary import summarise
from service.flows.load_plan import LoadedPlan, load_plan
from service.flows.service import Service
from service.store.plan import MeasureRecord
from service.store.post import ReminderRow


def analyse_year(service: Service, organisation_id: int, year: int | None = None) -> Analysis:
    """Return the figures of the organisation's plan for `year`, or of its newest."""
    today = service.clock.now().astimezone(service.zone).date()
    with service.store.read() as session:
        loaded = load_plan(session, organisation_id, year)
        return analysis_of(session, loaded, today)


def analysis_of(session: Session, loaded: LoadedPlan, today: date) -> Analysis:
    """Return a loaded plan's figures as they stand on `today`, at the latest on the last day of its year."""
    as_of = min(today, date(loaded.plan.year, 12, 31))
    standing = summarise(
        as_of, loaded.subjects, loaded.records, as_of, since=date(loaded.plan.year - 1, 12, 31)
    )
    return analyse(loaded.plan.year, loaded.areas, standing, _answered(session, loaded, today))


def _answered(session: Session, loaded: LoadedPlan, today: date) -> Iterable[Answered]:
    asked = _asked(session, loaded.plan.id)
    for row in loaded.days:
        if row.day > today:
            continue
        occasion = f"f:{row.day}"
        said = [record for record in loaded.records if record.occasion == occasion]
        in_time = {record.measure for record in said if record.recorded_at.date() <= row.day}
        answered = {record.measure for record in said}
        yield Answered(row.day, max(asked.get(occasion, 0), len(answered)), len(answered), len(in_time))


def _asked(session: Session, plan_id: int) -> dict[str, int]:
    rows = session.execute(
        select(ReminderRow.occasion, func.count(ReminderRow.measure_id.distinct()))
        .join(MeasureRecord, MeasureRecord.id == ReminderRow.measure_id)
        .where(MeasureRecord.plan_id == plan_id, ReminderRow.state == "sent")
        .group_by(ReminderRow.occasion)
    )
    return {occasion: int(count) for occasion, count in rows}

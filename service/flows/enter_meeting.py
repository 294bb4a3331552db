"""Follow-up dates are added, moved and taken away; every reminder of the plan follows at once."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.flows.load_plan import newest_plan
from service.flows.replan import replan
from service.flows.service import Service
from service.ports import OutsideError
from service.store.plan import Event, FollowUpDate, MeasureRecord


def add_meeting(service: Service, organisation_id: int, day: date) -> None:
    """Add a follow-up date to the organisation's plan. OutsideError: it is there already, or lies too far away."""
    with service.store.write() as session:
        plan = newest_plan(session, organisation_id)
        _check(session, plan.id, plan.year, day)
        today = local_day(service.clock.now(), service.zone)
        session.add(FollowUpDate(plan_id=plan.id, day=day, source="entered", since=today))
        _follow(session, service, organisation_id, plan.id, f"Uppföljning {day.isoformat()} tillagd.")


def move_meeting(service: Service, organisation_id: int, meeting_id: int, day: date) -> None:
    """Move a follow-up date. What was said for the old day stays said for it."""
    with service.store.write() as session:
        row = _own(session, organisation_id, meeting_id)
        plan = newest_plan(session, organisation_id)
        _check(session, row.plan_id, plan.year, day)
        before, row.day = row.day, day
        row.since, row.summary_sent_at = local_day(service.clock.now(), service.zone), None
        said = f"Uppföljning {before.isoformat()} flyttad till {day.isoformat()}."
        _follow(session, service, organisation_id, row.plan_id, said)


def remove_meeting(service: Service, organisation_id: int, meeting_id: int) -> None:
    """Take a follow-up date away. Its questions are voided; what was said stays in the history."""
    with service.store.write() as session:
        row = _own(session, organisation_id, meeting_id)
        session.delete(row)
        said = f"Uppföljning {row.day.isoformat()} borttagen."
        _follow(session, service, organisation_id, row.plan_id, said)


def _own(session: Session, organisation_id: int, meeting_id: int) -> FollowUpDate:
    plan = newest_plan(session, organisation_id)
    row = session.get(FollowUpDate, meeting_id)
    if row is None or row.plan_id != plan.id:
        raise OutsideError("no-follow-up-date", "Uppföljningen finns inte längre.", permanent=True)
    return row


def _check(session: Session, plan_id: int, year: int, day: date) -> None:
    if abs(day.year - year) > 1:
        raise OutsideError("far-date", f"Planen gäller {year}. Välj ett datum nära det året.", permanent=True)
    query = select(FollowUpDate.id).where(FollowUpDate.plan_id == plan_id, FollowUpDate.day == day)
    if session.scalar(query) is not None:
        raise OutsideError("same-date", f"Det finns redan en uppföljning {day.isoformat()}.", permanent=True)


def _follow(session: Session, service: Service, organisation_id: int, plan_id: int, said: str) -> None:
    session.add(
        Event(
            organisation_id=organisation_id,
            measure_id=None,
            at=service.clock.now(),
            kind="meeting",
            text=said,
        )
    )
    measures = session.scalars(select(MeasureRecord).where(MeasureRecord.plan_id == plan_id))
    replan(session, service, list(measures))

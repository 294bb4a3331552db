"""The follow-up dates of a plan: how many have answered for each, and who has not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.summary import Line, Summary
from service.flows.load_plan import LoadedPlan, load_plan
from service.flows.make_summary import summary_of
from service.flows.service import Service
from service.flows.show_attachments import ShownFile, files_of_records
from service.store.engine import AT_ONCE
from service.store.plan import FollowUpRecord


@dataclass(frozen=True, slots=True)
class Meeting:
    """One follow-up date: whether it has been, and of how many measures followed up somebody has reported."""

    id: int
    day: date
    passed: bool
    answered: int
    followed: int
    summary_sent: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """A measure that nobody has reported on, and who answers for it ("" when nobody does)."""

    line: Line
    lead: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One follow-up date with its summary and its silence. `files` came with what was last said, by measure."""

    meeting: Meeting
    summary: Summary
    silent: tuple[Silence, ...]
    files: Mapping[int, tuple[ShownFile, ...]]


def show_meetings(service: Service, organisation_id: int) -> tuple[int, tuple[Meeting, ...]]:
    """Return the plan's year and its follow-up dates in time order. OutsideError: there is no plan."""
    today = local_day(service.clock.now(), service.zone)
    with service.store.read() as session:
        loaded = load_plan(session, organisation_id)
        return loaded.plan.year, tuple(_meeting(loaded, row.day, today) for row in loaded.days)


def show_meeting(service: Service, organisation_id: int, day: date) -> MeetingPage | None:
    """Return one follow-up date, None when there is none on that day."""
    today = local_day(service.clock.now(), service.zone)
    with service.store.read() as session:
        loaded = load_plan(session, organisation_id)
        if day not in [row.day for row in loaded.days]:
            return None
        summary = summary_of(loaded, day, as_of=min(today, day))
        leads = {measure.id: measure.lead.name if measure.lead else "" for measure in loaded.measures}
        silent = (line for area in summary.areas for line in area.lines if line.said is None)
        return MeetingPage(
            _meeting(loaded, day, today),
            summary,
            tuple(
                Silence(line, leads[line.subject.id])
                for line in silent
                if line.state not in ("done", "cancelled")
            ),
            _files(session, summary),
        )


def _files(session: Session, summary: Summary) -> Mapping[int, tuple[ShownFile, ...]]:
    """Return the files of the answers that came by mail; what is said otherwise has none."""
    said = [line.said for area in summary.areas for line in area.lines if line.said]
    mailed = {(each.source_ref, each.measure) for each in said if each.source == "mail"}
    found: dict[int, int] = {}
    refs = sorted({ref for ref, _ in mailed})
    for start in range(0, len(refs), AT_ONCE):
        rows = session.execute(
            select(FollowUpRecord.id, FollowUpRecord.measure_id, FollowUpRecord.source_ref).where(
                FollowUpRecord.source == "mail",
                FollowUpRecord.source_ref.in_(refs[start : start + AT_ONCE]),
            )
        )
        found |= {record_id: measure for record_id, measure, ref in rows if (ref, measure) in mailed}
    return {found[record_id]: files for record_id, files in files_of_records(session, list(found)).items()}


def _meeting(loaded: LoadedPlan, day: date, today: date) -> Meeting:
    row = next(row for row in loaded.days if row.day == day)
    summary = summary_of(loaded, day, as_of=min(today, day))
    return Meeting(
        row.id, day, day < today, summary.answered, summary.followed, row.summary_sent_at is not None
    )

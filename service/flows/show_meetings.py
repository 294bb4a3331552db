"""The follow-up dates of a plan: how many have answered for each, and who has not."""

from dataclasses import dataclass
from datetime import date

from service.domain.days import local_day
from service.domain.summary import Line, Summary
from service.flows.load_plan import LoadedPlan, load_plan
from service.flows.make_summary import summary_of
from service.flows.service import Service


@dataclass(frozen=True, slots=True)
class Meeting:
    """One follow-up date: whether it has been, and how many of the measures somebody has reported on for it."""

    id: int
    day: date
    passed: bool
    answered: int
    measures: int
    summary_sent: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """A measure that nobody has reported on, and who answers for it ("" when nobody does)."""

    line: Line
    lead: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One follow-up date with its summary and its silence."""

    meeting: Meeting
    summary: Summary
    silent: tuple[Silence, ...]


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
        )


def _meeting(loaded: LoadedPlan, day: date, today: date) -> Meeting:
    row = next(row for row in loaded.days if row.day == day)
    summary = summary_of(loaded, day, as_of=min(today, day))
    return Meeting(
        row.id, day, day < today, summary.answered, summary.measures, row.summary_sent_at is not None
    )

"""The follow-up summary for the steering group, for one follow-up date."""

from dataclasses import dataclass
from datetime import date

from service.domain.summary import Summary, summarise
from service.flows.load_plan import LoadedPlan, load_plan
from service.flows.service import Service
from service.ports import OutsideError
from service.store.people import Organisation


@dataclass(frozen=True, slots=True)
class SummaryReport:
    """The summary as facts and as the HTML page that is printed and mailed."""

    summary: Summary
    html: str


def make_summary(service: Service, organisation_id: int, day: date | None = None) -> SummaryReport:
    """Return the summary for `day`, or for the follow-up date next to come.

    OutsideError when there is no plan, or no follow-up date on that day: the sentence lists those there are.
    """
    today = service.clock.now().astimezone(service.zone).date()
    with service.store.read() as session:
        organisation = session.get_one(Organisation, organisation_id)
        loaded = load_plan(session, organisation_id, day.year if day else None)
        meeting = _meeting(loaded, day, today)
        summary = summary_of(loaded, meeting, as_of=min(today, meeting))
    html = service.pages.fill(
        "report/summary.html",
        organisation=organisation.name,
        year=loaded.plan.year,
        today=today,
        summary=summary,
    )
    return SummaryReport(summary, html)


def summary_of(loaded: LoadedPlan, day: date, as_of: date) -> Summary:
    """Return the plan's summary for `day`, counting what was said since the follow-up date before it."""
    return summarise(day, loaded.subjects, loaded.records, as_of, since=loaded.before(day))


def _meeting(loaded: LoadedPlan, day: date | None, today: date) -> date:
    days = [row.day for row in loaded.days]
    if day is None:
        return min((each for each in days if each >= today), default=max(days, default=today))
    if day not in days:
        known = ", ".join(each.isoformat() for each in days) or "inga"
        raise OutsideError(
            "no-follow-up-date",
            f"Det finns inget uppföljningstillfälle {day}. De som finns: {known}.",
            permanent=True,
        )
    return day

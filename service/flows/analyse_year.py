"""The yearly analysis: counts as the city's own tab makes them, how the measures stand, and who answered in time."""

from collections.abc import Iterable
from datetime import date

from service.domain.analysis import Analysis, Answered, analyse
from service.domain.summary import summarise
from service.flows.load_plan import LoadedPlan, load_plan
from service.flows.make_summary import summary_of
from service.flows.service import Service


def analyse_year(service: Service, organisation_id: int, year: int | None = None) -> Analysis:
    """Return the figures of the organisation's plan for `year`, or of its newest."""
    today = service.clock.now().astimezone(service.zone).date()
    with service.store.read() as session:
        loaded = load_plan(session, organisation_id, year)
        return analysis_of(loaded, today)


def analysis_of(loaded: LoadedPlan, today: date) -> Analysis:
    """Return a loaded plan's figures as they stand on `today`, at the latest on the last day of its year."""
    as_of = min(today, date(loaded.plan.year, 12, 31))
    standing = summarise(
        as_of, loaded.subjects, loaded.records, as_of, since=date(loaded.plan.year - 1, 12, 31)
    )
    return analyse(loaded.plan.year, loaded.areas, standing, _answered(loaded, today))


def _answered(loaded: LoadedPlan, today: date) -> Iterable[Answered]:
    """Yield how each follow-up date that has come went, by the very summary that its meeting has."""
    for row in loaded.days:
        if row.day <= today:
            summary = summary_of(loaded, row.day, as_of=row.day)
            yield Answered(row.day, summary.followed, summary.answered, summary.in_time)

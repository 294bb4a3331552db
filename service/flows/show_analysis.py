"""The yearly analysis as a page: this year's figures, its wheel, and the years before beside it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.analysis import Analysis
from service.domain.days import local_day
from service.flows.analyse_year import analysis_of
from service.flows.load_plan import load_plan, newest_plan
from service.flows.service import Service
from service.flows.show_wheel import WheelFacts, year_wheel
from service.store.plan import PlanRow


@dataclass(frozen=True, slots=True)
class AnalysisPage:
    """One year's analysis, and all years there are, newest first."""

    analysis: Analysis
    wheel: WheelFacts
    years: tuple[Analysis, ...]


def show_analysis(service: Service, organisation_id: int, year: int | None = None) -> AnalysisPage:
    """Return the analysis of `year`, or of the newest plan. OutsideError: there is no such plan."""
    today = local_day(service.clock.now(), service.zone)
    with service.store.read() as session:
        plan = newest_plan(session, organisation_id, year)
        years = tuple(
            analysis_of(load_plan(session, organisation_id, each), today)
            for each in _years(session, organisation_id)
        )
        this = next(analysis for analysis in years if analysis.year == plan.year)
        return AnalysisPage(this, year_wheel(session, plan, today), years)


def _years(session: Session, organisation_id: int) -> list[int]:
    query = (
        select(PlanRow.year).where(PlanRow.organisation_id == organisation_id).order_by(PlanRow.year.desc())
    )
    return list(session.scalars(query.limit(5)))

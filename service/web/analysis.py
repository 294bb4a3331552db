"""The yearly analysis: the counts as the workbook has them, how the measures stand, and who answered in time."""

from fastapi import APIRouter, Request, Response

from service.flows.show_analysis import show_analysis
from service.ports import OutsideError
from service.web.overview import middle_of, spell_link
from service.web.pages import page
from service.web.visitors import Coordinator, ServiceOf
from service.web.wheel import span_of, wheel_svg

router = APIRouter(include_in_schema=False)

SHOWN = ("done", "ongoing", "late", "silent", "not_started", "coming", "cancelled")
"""The states in the order they are drawn."""


@router.get("/arsanalys")
def show(request: Request, service: ServiceOf, who: Coordinator, ar: str = "") -> Response:
    """Show the analysis of a year, the newest when none is asked for."""
    try:
        facts = show_analysis(
            service, who.organisation_id, int(ar) if ar.isdecimal() and len(ar) == 4 else None
        )
    except OutsideError:
        return page(request, "start.html", who=who)
    return page(
        request,
        "analysis.html",
        who=who,
        facts=facts,
        shown=SHOWN,
        wheel=wheel_svg(facts.wheel, spell_link, middle_of(facts.wheel)),
        spell_link=spell_link,
        span_of=span_of,
    )

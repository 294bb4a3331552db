"""The coordinator's first page: the answer to "where do we stand", and what to do now."""

from fastapi import APIRouter, Request, Response

from service.domain.days.writing import say_short_day
from service.flows.show_overview import overview
from service.flows.show_wheel import Spell, WheelFacts
from service.web.pages import page, today_of
from service.web.visitors import Coordinator, ServiceOf
from service.web.wheel import span_of, wheel_svg

router = APIRouter(include_in_schema=False)


@router.get("/")
def show(request: Request, service: ServiceOf, who: Coordinator) -> Response:
    """Show the overview, or the way to begin when no plan has been imported."""
    facts = overview(service, who.organisation_id, today_of(service))
    if facts is None:
        return page(request, "start.html", who=who)
    return page(
        request,
        "overview.html",
        who=who,
        facts=facts,
        wheel=wheel_svg(facts.wheel, spell_link, middle_of(facts.wheel)),
        spell_link=spell_link,
        span_of=span_of,
    )


def spell_link(spell: Spell) -> str:
    """Return where an arc leads: to the measure, or to its area when several share it."""
    return f"/atgard/{spell.code}" if spell.count == 1 else f"/planen?omrade={spell.area}"


def middle_of(facts: WheelFacts) -> tuple[str, ...]:
    """Return the lines in the middle of the wheel: how long it is until the next follow-up."""
    meeting = facts.next_follow_up
    if meeting is None:
        return ()
    days = (meeting - facts.today).days
    until = {0: "i dag:", 1: "i morgon:"}.get(days, f"{days} dagar till")
    return until, f"uppföljning {say_short_day(meeting, facts.today)}"

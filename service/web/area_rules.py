"""The rules that one area of the plan has of its own, changed as the organisation's are: first shown, then taken."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool

from service.flows.area_rules import area_rules, find_area, with_area_rules
from service.flows.change_rules import Difference, change_rules, preview_rules, rules_in_force
from service.flows.service import Service
from service.store.people import Organisation
from service.store.plan import AreaRow
from service.web.notices import go_to
from service.web.numbers import Number
from service.web.pages import page
from service.web.rules_form import LONGEST_FIELD, RHYTHMS, Fields, area_rules_from, fields_of
from service.web.visitors import Coordinator, Posting, ServiceOf

router = APIRouter(include_in_schema=False)


@router.get("/installningar/omrade/{area_id}")
def show_area(request: Request, service: ServiceOf, who: Coordinator, area_id: Number) -> Response:
    """Show the rules as they hold in one area of the plan."""
    return _area_page(request, service, who, area_id)


@router.post("/installningar/omrade/{area_id}")
async def save_area_rules(request: Request, service: ServiceOf, who: Posting, area_id: Number) -> Response:
    """Show what an area's own rules would change, let them hold, or take them away."""
    form = await request.form()
    fields = {key: str(value)[:LONGEST_FIELD] for key, value in form.items()}
    return await run_in_threadpool(_save_area_rules, request, service, who, area_id, fields)


def _save_area_rules(
    request: Request, service: Service, who: Coordinator, area_id: int, fields: Fields
) -> Response:
    area, rules = _area_and_rules(service, who, area_id)
    if fields.get("gor") == "gemensamma":
        change_rules(service, who.organisation_id, with_area_rules(rules, area_id, {}))
        return go_to("/installningar", f"{area.name} följer de gemensamma reglerna igen.")
    own, errors = area_rules_from(fields, area_rules(rules, area_id))
    if errors:
        return _area_page(request, service, who, area_id, fields=fields, errors=errors, status=400)
    wanted = with_area_rules(rules, area_id, own)
    if fields.get("gor") == "spara":
        change_rules(service, who.organisation_id, wanted)
        return go_to(
            "/installningar",
            f"Reglerna för {area.name} är sparade, och påminnelserna är planerade efter dem.",
        )
    difference = preview_rules(service, who.organisation_id, wanted)
    return _area_page(request, service, who, area_id, fields=fields, difference=difference)


def _area_page(
    request: Request,
    service: Service,
    who: Coordinator,
    area_id: int,
    *,
    fields: Fields | None = None,
    errors: dict[str, str] | None = None,
    difference: Difference | None = None,
    status: int = 200,
) -> Response:
    area, rules = _area_and_rules(service, who, area_id)
    return page(
        request,
        "area_rules.html",
        status=status,
        who=who,
        area=area,
        own=str(area_id) in rules.get("areas", {}),
        rhythms=RHYTHMS,
        fields=fields or fields_of(area_rules(rules, area_id)),
        errors=errors or {},
        difference=difference,
    )


def _area_and_rules(service: Service, who: Coordinator, area_id: int) -> tuple[AreaRow, dict[str, Any]]:
    """Return an area of the coordinator's own plans and the organisation's rules; 404 when there is no such area."""
    with service.store.read() as session:
        area = find_area(session, who.organisation_id, area_id)
        if area is None:
            raise HTTPException(404)
        rules = rules_in_force(service, session.get_one(Organisation, who.organisation_id))
    return area, rules

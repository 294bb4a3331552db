"""The settings: how people are reminded, with what a change would do shown before it is taken, and who is told."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import select

from service.flows.area_rules import areas_now
from service.flows.change_rules import (
    Difference,
    change_contact,
    change_rules,
    change_steering,
    preview_rules,
    rules_in_force,
)
from service.flows.coordinators import CoordinatorError, let_go, let_in
from service.flows.service import Service
from service.store.people import Organisation, PartyRow
from service.web.notices import go_to
from service.web.numbers import FormNumber
from service.web.pages import page, today_of
from service.web.person_form import is_address
from service.web.rules_form import LONGEST_FIELD, RHYTHMS, WEEKLY_DAYS, Fields, fields_of, rules_from
from service.web.visitors import Coordinator, Posting, ServiceOf

router = APIRouter(include_in_schema=False)

LONGEST_NAME = 200
LONGEST_PHONE = 60
LONGEST_ADDRESS = 320

Words = Annotated[str, Form()]


@router.get("/installningar")
def show(request: Request, service: ServiceOf, who: Coordinator) -> Response:
    """Show the rules as they hold, and who is told."""
    return _page(request, service, who)


@router.post("/installningar/regler")
async def save_rules(request: Request, service: ServiceOf, who: Posting) -> Response:
    """Show what the rules in the form would change, or let them hold."""
    form = await request.form()
    fields = {key: str(value)[:LONGEST_FIELD] for key, value in form.items()}
    return await run_in_threadpool(_save_rules, request, service, who, fields)


def _save_rules(request: Request, service: Service, who: Coordinator, fields: Fields) -> Response:
    with service.store.read() as session:
        in_force = rules_in_force(service, session.get_one(Organisation, who.organisation_id))
    rules, errors = rules_from(fields, in_force)
    if errors:
        return _page(request, service, who, fields=fields, errors=errors, status=400)
    if fields.get("gor") == "spara":
        change_rules(service, who.organisation_id, rules)
        return go_to("/installningar", "Reglerna är sparade, och påminnelserna är planerade efter dem.")
    difference = preview_rules(service, who.organisation_id, rules)
    return _page(request, service, who, fields=fields, difference=difference)


@router.post("/installningar/samordnare")
def save_contact(
    request: Request,
    service: ServiceOf,
    who: Posting,
    name: Words = "",
    phone: Words = "",
    email: Words = "",
) -> Response:
    """Change how the coordinator is named and reached."""
    given = {
        "name": " ".join(name.split())[:LONGEST_NAME],
        "phone": phone.strip()[:LONGEST_PHONE],
        "email": email.strip()[:LONGEST_ADDRESS],
    }
    errors = {}
    if not given["name"]:
        errors["name"] = "Skriv ditt namn, så att de som får mejl vet vem de kan fråga."
    if not is_address(given["email"]):
        errors["email"] = "Skriv en e-postadress, till exempel namn@kommun.se."
    if not errors and not change_contact(service, who.party_id, **given):
        errors["email"] = "En annan samordnare loggar in med den adressen."
    if errors:
        return _page(request, service, who, contact=given, errors=errors, status=400)
    return go_to("/installningar", "Dina uppgifter är sparade.")


@router.post("/installningar/samordnare/till")
def add_coordinator(request: Request, service: ServiceOf, who: Posting, till: FormNumber = 0) -> Response:
    """Let somebody of the directory sign in as a coordinator."""
    try:
        name = let_in(service, who.organisation_id, till)
    except CoordinatorError as problem:
        return _page(request, service, who, errors={"till": str(problem)}, status=400)
    return go_to("/installningar", f"{name} är samordnare nu och kan logga in med sin e-postadress.")


@router.post("/installningar/samordnare/bort")
def remove_coordinator(request: Request, service: ServiceOf, who: Posting, bort: FormNumber = 0) -> Response:
    """Let another coordinator sign in no more."""
    if bort == who.party_id:
        return _page(
            request, service, who, errors={"bort": "Be en annan samordnare ta bort dig."}, status=400
        )
    try:
        name = let_go(service, who.organisation_id, bort)
    except CoordinatorError as problem:
        return _page(request, service, who, errors={"bort": str(problem)}, status=400)
    return go_to("/installningar", f"{name} är inte samordnare längre.")


@router.post("/installningar/styrgrupp")
def save_steering(
    service: ServiceOf, who: Posting, till: Annotated[list[int] | None, Form()] = None
) -> Response:
    """Say who gets the summary before each follow-up."""
    told = change_steering(service, who.organisation_id, (till or [])[:500])
    many = "en person" if told == 1 else f"{told} personer"
    said = f"Sammanställningen går till dig och {many}." if told else "Sammanställningen går bara till dig."
    return go_to("/installningar", said)


def _page(
    request: Request,
    service: Service,
    who: Coordinator,
    *,
    fields: Fields | None = None,
    errors: dict[str, str] | None = None,
    difference: Difference | None = None,
    contact: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    with service.store.read() as session:
        organisation = session.get_one(Organisation, who.organisation_id)
        me = session.get_one(PartyRow, who.party_id)
        query = select(PartyRow).where(PartyRow.organisation_id == who.organisation_id, PartyRow.email != "")
        people = session.scalars(query.order_by(PartyRow.name)).all()
        chosen = set(organisation.settings.get("steering", ()))
        areas = areas_now(session, who.organisation_id, today_of(service))
    rules = rules_in_force(service, organisation)
    return page(
        request,
        "rules.html",
        status=status,
        who=who,
        fields=fields or fields_of(rules),
        rhythms=RHYTHMS,
        weekly_days=WEEKLY_DAYS,
        areas=areas,
        coordinators=[each for each in people if each.coordinator],
        could=[each for each in people if not each.coordinator],
        own_areas=set(rules.get("areas", ())),
        errors=errors or {},
        difference=difference,
        contact=contact or {"name": me.name, "phone": me.phone, "email": me.email},
        people=sorted(people, key=lambda each: each.id not in chosen),
        chosen=chosen,
    )

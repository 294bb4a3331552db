"""Calendars: what each owner gets, and the secret addresses that the plan and its areas can be subscribed to at."""

from typing import Annotated, cast, get_args

from fastapi import APIRouter, Form, HTTPException, Request, Response

from service.domain.invitation import Choice
from service.flows.choose_calendar import Change, change_feed, choose_calendar, feeds_of, renew_personal_feed
from service.flows.signals import keep_the_day
from service.web.notices import go_to
from service.web.numbers import Number
from service.web.pages import page, today_of
from service.web.visitors import Coordinator, Posting, ServiceOf

router = APIRouter(include_in_schema=False)

CHOICES: dict[Choice, tuple[str, str]] = {
    "invitation": ("Inbjudningar", "Varje dag kommer som en inbjudan i mejlen och flyttas av sig själv."),
    "feed": ("Prenumeration", "En adress att lägga in i kalendern en gång."),
    "both": ("Båda", ""),
    "none": ("Inget i kalendern", ""),
}

DONE: dict[Change, str] = {
    "make": "Kalendern för {} har fått en adress.",
    "renew": "Kalendern för {} har fått en ny adress. Den gamla slutade gälla nu.",
    "take": "Kalendern för {} går inte att läsa längre.",
}


@router.post("/personer/{party_id}/kalender")
def choose(
    service: ServiceOf,
    who: Posting,
    party_id: Number,
    val: Annotated[str, Form()] = "",
    gor: Annotated[str, Form()] = "",
) -> Response:
    """Say how somebody gets the plan's days, or give their feed a new address."""
    here = f"/personer/{party_id}"
    if gor == "ny":
        if not renew_personal_feed(service, who.organisation_id, party_id):
            raise HTTPException(404)
        return go_to(here, "Prenumerationen har fått en ny adress. Den gamla slutade gälla nu.")
    if val not in get_args(Choice):
        raise HTTPException(400)
    name = choose_calendar(service, who.organisation_id, party_id, cast(Choice, val))
    if name is None:
        raise HTTPException(404)
    return go_to(here, f"{name} får nu: {CHOICES[cast(Choice, val)][0].lower()}.")


@router.post("/kalendrar/forslag/{entry_id}")
def keep(service: ServiceOf, who: Posting, entry_id: Number) -> Response:
    """Let a day stand that somebody has proposed another for."""
    name = keep_the_day(service, who.organisation_id, entry_id)
    if name is None:
        raise HTTPException(404)
    return go_to("/inkorg", f"Dagen står kvar. {name} har den redan i sin kalender.")


@router.get("/kalendrar")
def show(request: Request, service: ServiceOf, who: Coordinator) -> Response:
    """Show the feeds of the plan and its areas."""
    feeds = feeds_of(service, who.organisation_id, today_of(service))
    return page(request, "calendars.html", who=who, feeds=feeds)


@router.post("/kalendrar")
def change(
    service: ServiceOf,
    who: Posting,
    gor: Annotated[str, Form()] = "",
    omrade: Annotated[int | None, Form()] = None,
) -> Response:
    """Make, renew or take away one of them."""
    if gor not in get_args(Change):
        raise HTTPException(400)
    name = change_feed(service, who.organisation_id, omrade, cast(Change, gor))
    if name is None:
        raise HTTPException(404)
    return go_to("/kalendrar", DONE[cast(Change, gor)].format(name))

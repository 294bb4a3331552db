"""The owner's own choice of calendar, behind the link of a mail: invitations, a feed, both, or nothing.

As on the page of questions, opening the link changes nothing, and a form carries a nonce sealed to the link.
"""

import secrets
from typing import Annotated, Literal, cast, get_args

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from service.domain.invitation import Choice
from service.flows.choose_calendar import OwnCalendar, choose_calendar, own_calendar, renew_personal_feed
from service.web.answer import Opened, dead_link
from service.web.calendars import CHOICES
from service.web.pages import page
from service.web.visitors import ServiceOf, is_sealed, seal

router = APIRouter(include_in_schema=False)

Done = Literal["", "val", "adress"]


def opened(service: ServiceOf, link: Opened) -> OwnCalendar | None:
    """Return the calendar of whoever the link was sent to; None for a dead link."""
    return own_calendar(service, link.party_id) if link and link.party_id is not None else None


Own = Annotated[OwnCalendar | None, Depends(opened)]


@router.get("/svar/{token}/kalender")
def show(request: Request, service: ServiceOf, link: Opened, own: Own, sparat: Done = "") -> Response:
    """Show what the owner has chosen; `sparat` says what was just done."""
    if link is None or own is None:
        return dead_link(request, service)
    nonce = secrets.token_urlsafe(9)
    csrf = f"{nonce}.{seal(service, 'calendar', link.token, nonce)}"
    return page(request, "own_calendar.html", link=link, own=own, csrf=csrf, saved=sparat, choices=CHOICES)


@router.post("/svar/{token}/kalender")
def choose(
    request: Request,
    service: ServiceOf,
    link: Opened,
    own: Own,
    csrf: Annotated[str, Form()] = "",
    val: Annotated[str, Form()] = "",
    gor: Annotated[str, Form()] = "",
) -> Response:
    """Keep the owner's choice, or give the feed a new address; 403 for a form that is not ours."""
    if link is None or own is None:
        return dead_link(request, service)
    nonce, _, mac = csrf.partition(".")
    if not nonce or not is_sealed(service, mac, "calendar", link.token, nonce):
        raise HTTPException(403)
    here = f"/svar/{link.token}/kalender"
    if gor == "ny":
        if not renew_personal_feed(service, own.organisation_id, own.party_id):
            raise HTTPException(404)
        return RedirectResponse(f"{here}?sparat=adress", 303)
    if val not in get_args(Choice):
        raise HTTPException(400)
    choose_calendar(service, own.organisation_id, own.party_id, cast(Choice, val))
    return RedirectResponse(f"{here}?sparat=val", 303)

"""Sign in by a one-time link in a mail, and out. Opening the link changes nothing: mail scanners open every link."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, BackgroundTasks, Form, Request, Response
from fastapi.responses import RedirectResponse

from service.flows.send_sign_in import send_sign_in
from service.flows.sign_in import close_session, open_session
from service.web.onward import take_onward
from service.web.pages import page
from service.web.visitors import (
    COOKIE,
    Posting,
    ServiceOf,
    Visitor,
    check_form,
    forget,
    form_nonce,
    remember,
    remember_form,
    seal,
)

router = APIRouter(include_in_schema=False)

LONGEST_ADDRESS = 320


@router.get("/logga-in")
def ask_for_address(request: Request, service: ServiceOf, who: Visitor) -> Response:
    """Show the form, or the overview to one who is signed in."""
    if who is not None:
        return RedirectResponse("/", 303)
    nonce = form_nonce(request)
    response = page(request, "sign_in.html", csrf=seal(service, "sign-in", nonce), email="", error="")
    remember_form(response, service, nonce)
    return response


@router.post("/logga-in")
def send_link(
    request: Request,
    service: ServiceOf,
    later: BackgroundTasks,
    email: Annotated[str, Form()] = "",
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Answer the same, and as fast, whether or not somebody has the address: the mail is written afterwards."""
    check_form(request, service, csrf)
    address = email.strip()[:LONGEST_ADDRESS]
    if "@" not in address:
        error = "Skriv din e-postadress, till exempel namn@kommun.se."
        return page(request, "sign_in.html", status=400, csrf=csrf, email=address, error=error)
    later.add_task(send_sign_in, service, address)
    return page(request, "sign_in_sent.html", email=address)


@router.get("/in/{secret}")
def show_button(request: Request, service: ServiceOf, secret: str) -> Response:
    """Show a button; only pressing it uses the link up."""
    nonce = form_nonce(request)
    response = page(request, "sign_in_link.html", csrf=seal(service, "sign-in", nonce), secret=secret)
    remember_form(response, service, nonce)
    return response


@router.post("/in/{secret}")
def sign_in(request: Request, service: ServiceOf, secret: str, csrf: Annotated[str, Form()] = "") -> Response:
    """Trade the link for a session."""
    check_form(request, service, csrf)
    with service.store.write() as session:
        session_secret = open_session(session, secret, service.clock.now())
    if session_secret is None:
        return page(request, "sign_in_spent.html", status=410)
    response = RedirectResponse("/", 303)
    response.headers["location"] = quote(take_onward(response, request), safe="/?=&%")
    remember(response, service, session_secret)
    return response


@router.post("/logga-ut")
def sign_out(request: Request, service: ServiceOf, _who: Posting) -> Response:
    """Close the session here and in the database."""
    with service.store.write() as session:
        close_session(session, request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/logga-in", 303)
    forget(response)
    return response

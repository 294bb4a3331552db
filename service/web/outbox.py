"""The outbox: what goes out by itself, what went, what did not and what to do about it; each mail as it looks."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from service.flows.retry_message import hold_message, let_go, retry_message
from service.flows.show_outbox import MessagePage, Pile, show_coming, show_message, show_outbox
from service.web.guard import HEADERS
from service.web.letter import letter_of
from service.web.notices import go_to
from service.web.numbers import Number, number_in
from service.web.pages import page
from service.web.visitors import Coordinator, Posting, ServiceOf

router = APIRouter(include_in_schema=False)

PILES: Mapping[str, tuple[Pile, str]] = {
    "vantar": ("waiting", "På väg"),
    "skickade": ("sent", "Skickade"),
    "misslyckade": ("failed", "Kom inte fram"),
    "stoppade": ("stopped", "Stoppade"),
}

FRAMED = HEADERS["Content-Security-Policy"] + "; frame-src 'self'"
"""A page that shows a mail in a frame."""

IN_A_FRAME = {
    # The mail's own styles, nothing else: no script, no pictures, nothing fetched, an origin of its own.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'self'; sandbox"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}

KIND_WORDS: Mapping[str, str] = {
    "reminder": "Fråga eller påminnelse",
    "nudge": "Om åtgärdens egen tid",
    "escalation": "Besked om uteblivet svar",
    "receipt": "Kvitto på svar",
    "back": "Medan du var borta",
    "weekly": "Veckobrev",
    "summary": "Sammanställning",
    "signin": "Inloggningslänk",
    "invitation": "Kalender",
    "change": "Besked om ändring",
    "selfcheck": "Egenkontroll",
    "alarm": "Besked till driften",
}


@router.get("/utskick")
def show(request: Request, service: ServiceOf, who: Coordinator, visa: str = "", sida: str = "") -> Response:
    """Show what is planned, or one of the piles."""
    visa = visa if visa in PILES else ""
    wanted = number_in(sida) or 1
    facts = (
        show_outbox(service, who.organisation_id, PILES[visa][0], wanted)
        if visa
        else show_coming(service, who.organisation_id)
    )
    return page(request, "outbox.html", who=who, facts=facts, visa=visa, piles=PILES, kinds=KIND_WORDS)


def message_of(service: ServiceOf, who: Coordinator, message_id: Number) -> MessagePage:
    """Return a mail of the signed-in organisation's; 404 otherwise."""
    facts = show_message(service, who.organisation_id, message_id)
    if facts is None:
        raise HTTPException(404)
    return facts


Facts = Annotated[MessagePage, Depends(message_of)]


@router.get("/utskick/{message_id}")
def show_one(request: Request, who: Coordinator, facts: Facts) -> Response:
    """Show one mail."""
    response = page(
        request, "outbox_mail.html", who=who, facts=facts, letter=letter_of(facts.content), kinds=KIND_WORDS
    )
    response.headers["Content-Security-Policy"] = FRAMED
    return response


@router.get("/utskick/{message_id}/html")
def html(facts: Facts) -> Response:
    """Answer with the mail's HTML, for the frame."""
    letter = letter_of(facts.content)
    if not letter.has_html:
        raise HTTPException(404)
    return Response(letter.html, media_type="text/html; charset=utf-8", headers=IN_A_FRAME)


@router.post("/utskick/{message_id}/igen")
def again(service: ServiceOf, _who: Posting, facts: Facts) -> Response:
    """Send a mail that failed once more."""
    refused = retry_message(service, facts.message.id)
    return go_to(f"/utskick/{facts.message.id}", refused or "Mejlet ligger i kön igen och går inom en minut.")


@router.post("/utskick/{message_id}/stoppa")
def hold(service: ServiceOf, who: Posting, facts: Facts) -> Response:
    """Hold back a mail that has not gone."""
    held = hold_message(service, facts.message.id, who.party_id)
    said = (
        "Mejlet är stoppat. Du kan släppa det under Planerat."
        if held
        else "Det var för sent: mejlet är på väg."
    )
    return go_to(f"/utskick/{facts.message.id}", said)


@router.post("/utskick/slapp/{party_id}")
def free(service: ServiceOf, who: Posting, party_id: Number) -> Response:
    """Let what is held for somebody go out."""
    number = let_go(service, who.organisation_id, party_id)
    return go_to("/utskick", "Mejlet går ut av sig självt." if number else "Det fanns inget att släppa.")

"""The inbox: sort what the machine could not place, look at what it read, decide on proposed times.

A mail's HTML is never shown: its text is, as it was read, and the original as text.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool

from service.domain.measure import STATUSES
from service.domain.reply import has_personal_number
from service.flows.find_measure import find_measure
from service.flows.place_mail import Placement, place_mail, set_aside, take_back
from service.flows.service import Service
from service.flows.show_tray import MailPage, Pile, find_mail, show_mail, show_tray
from service.web.notices import go_to
from service.web.numbers import Number, number_in
from service.web.pages import page, today_of
from service.web.visitors import Coordinator, Posting, ServiceOf

router = APIRouter(include_in_schema=False)

LONGEST_TEXT = 5000
LONGEST_WHY = 300
MOST_PLACED = 60

PILES: Mapping[str, tuple[Pile, str]] = {
    "": ("tray", "Att sortera"),
    "lasta": ("read", "Lästa"),
    "undanlagda": ("aside", "Lagda åt sidan"),
}

ORIGINAL = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Content-Disposition": 'inline; filename="original.txt"',
}


@router.get("/inkorg")
def show(request: Request, service: ServiceOf, who: Coordinator, visa: str = "", sida: str = "") -> Response:
    """Show one of the piles, and the times that have been proposed."""
    visa = visa if visa in PILES else ""
    wanted = number_in(sida) or 1
    facts = show_tray(service, who.organisation_id, PILES[visa][0], wanted)
    return page(request, "tray.html", who=who, facts=facts, visa=visa, piles=PILES, back="/inkorg")


def known_mail(service: ServiceOf, who: Coordinator, inbound_id: Number) -> int:
    """Return the mail's number when the organisation may see it; 404 otherwise."""
    with service.store.read() as session:
        row = find_mail(session, who.organisation_id, inbound_id)
    if row is None:
        raise HTTPException(404)
    return row.id


Mail = Annotated[int, Depends(known_mail)]
Words = Annotated[str, Form()]


@router.get("/inkorg/{inbound_id}")
def show_one(
    request: Request, service: ServiceOf, who: Coordinator, inbound_id: Mail, sok: str = ""
) -> Response:
    """Show one mail with the measures it may be about; `sok` finds others."""
    return _page(request, service, who, inbound_id, words=sok.strip()[:200])


@router.post("/inkorg/{inbound_id}/visa")
def open_it(request: Request, service: ServiceOf, who: Posting, inbound_id: Mail) -> Response:
    """Show a mail whose words are held back."""
    return _page(request, service, who, inbound_id, open_it=True)


@router.get("/inkorg/{inbound_id}/original")
def original(service: ServiceOf, who: Coordinator, inbound_id: Mail) -> Response:
    """Answer with the mail as it came, as text."""
    with service.store.read() as session:
        row = find_mail(session, who.organisation_id, inbound_id)
    content = row.content if row else b""
    return Response(
        content.decode("utf-8", "replace"), media_type="text/plain; charset=utf-8", headers=ORIGINAL
    )


@router.post("/inkorg/{inbound_id}/placera")
async def place(request: Request, service: ServiceOf, who: Posting, inbound_id: Mail) -> Response:
    """Record what the mail says on the measures that were ticked."""
    form = await request.form()
    given = {key: str(value) for key, value in form.items()}
    codes = [str(code)[:8] for code in form.getlist("atgard")][:MOST_PLACED]
    return await run_in_threadpool(_place, request, service, who, inbound_id, codes, given)


def _place(
    request: Request,
    service: Service,
    who: Coordinator,
    inbound_id: int,
    codes: list[str],
    given: Mapping[str, str],
) -> Response:
    placements = [each for code in dict.fromkeys(codes) if (each := _placement(service, who, code, given))]
    if not placements:
        error = "Kryssa för vilken åtgärd mejlet gäller, och skriv eller välj vad det säger."
    elif any(has_personal_number(each.text) for each in placements):
        error = "Texten innehåller ett personnummer. Ta bort det innan du sparar."
    else:
        place_mail(service, inbound_id, placements, who.party_id)
        many = "en åtgärd" if len(placements) == 1 else f"{len(placements)} åtgärder"
        return go_to("/inkorg", f"Mejlet är placerat på {many}.")
    return _page(request, service, who, inbound_id, typed=given, ticked=codes, error=error, status=400)


def _placement(service: Service, who: Coordinator, code: str, given: Mapping[str, str]) -> Placement | None:
    """Return what the form says of one measure; None when it says nothing, or the measure is not ours."""
    with service.store.read() as session:
        measure = find_measure(session, who.organisation_id, code)
    if measure is None:
        return None
    text = "\n".join(given.get(f"text-{code}", "").strip()[:LONGEST_TEXT].splitlines())
    status = next((each for each in STATUSES if each == given.get(f"status-{code}")), None)
    occasion = given.get(f"tillfalle-{code}", "")[:20]
    return Placement(measure.id, text, status, occasion) if text or status else None


@router.post("/inkorg/{inbound_id}/lagg-undan")
def lay_aside(service: ServiceOf, who: Posting, inbound_id: Mail, why: Words = "") -> Response:
    """Take the mail out of the pile, with the reason."""
    set_aside(service, inbound_id, why.strip()[:LONGEST_WHY], who.party_id)
    return go_to("/inkorg", "Mejlet är lagt åt sidan. Du hittar det under ”Lagda åt sidan”.")


@router.post("/inkorg/{inbound_id}/ta-tillbaka")
def bring_back(service: ServiceOf, _who: Posting, inbound_id: Mail) -> Response:
    """Put the mail back into the pile."""
    take_back(service, inbound_id)
    return go_to(f"/inkorg/{inbound_id}", "Mejlet ligger bland det som ska sorteras igen.")


def _page(
    request: Request,
    service: Service,
    who: Coordinator,
    inbound_id: int,
    *,
    words: str = "",
    open_it: bool = False,
    typed: Mapping[str, str] | None = None,
    ticked: list[str] | None = None,
    error: str = "",
    status: int = 200,
) -> Response:
    today = today_of(service)
    facts = show_mail(
        service, who.organisation_id, inbound_id, words, today, open_it=open_it or typed is not None
    )
    if facts is None:
        raise HTTPException(404)
    return page(
        request,
        "tray_mail.html",
        status=status,
        who=who,
        facts=facts,
        words=words,
        typed=typed or {},
        ticked=_ticked(facts) if ticked is None else ticked,
        error=error,
    )


def _ticked(facts: MailPage) -> list[str]:
    """What is ticked from the start: what the machine is fairly sure of, or the only one found."""
    likely = [each for each in facts.candidates if each.likely]
    if not facts.candidates and len(facts.found) == 1:
        likely = [facts.found[0]]
    return [each.measure.code for each in likely]

"""The plan as a table with its filters, and the corrections to När, Vem and status where the text stands.

A correction is a small page of its own; with htmx the same form opens in the cell.
"""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response

from service.domain.measure import Status
from service.domain.timing import say_when
from service.flows.correct_reading import confirm_when, correct_when, correct_who, set_status
from service.flows.export_plan import export_plan
from service.flows.find_measure import find_measure
from service.flows.service import Service
from service.flows.show_choices import chosen_parties, try_when, who_choices
from service.flows.show_plan import PlanFilter, Which, show_line, show_plan
from service.store.plan import MeasureRecord
from service.web.notices import go_to, way_back
from service.web.numbers import number_in
from service.web.pages import page, today_of
from service.web.visitors import Coordinator, Posting, ServiceOf
from service.web.words import STATUS_CHOICES

router = APIRouter(include_in_schema=False)

LONGEST_WORDS = 500
LONGEST_TEXT = 5000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

SHOWN: Mapping[str, tuple[Which, str]] = {
    "": ("all", "Alla åtgärder"),
    "forsenade": ("late", "Försenade"),
    "utan-svar": ("unanswered", "Utan svar inför nästa uppföljning"),
    "utan-datum": ("undated", "Utan datum"),
    "utan-ansvarig": ("unowned", "Utan ansvarig"),
    "se-over": ("doubted", "Läsningen behöver ses över"),
    "klara": ("done", "Klara"),
    "pagar": ("ongoing", "Pågår"),
    "inte-paborjade": ("not_started", "Inte påbörjade"),
    "kommer": ("coming", "Kommer längre fram"),
    "inget-svar": ("silent", "Inget svar än"),
    "strukna": ("cancelled", "Strukna"),
    "borta": ("gone", "Borta ur arbetsboken"),
}
"""The filter's words in the address, what they ask for, and how a person reads them."""


@router.get("/planen")
def show(
    request: Request,
    service: ServiceOf,
    who: Coordinator,
    visa: str = "",
    omrade: str = "",
    sok: str = "",
    sida: str = "",
    ar: str = "",
) -> Response:
    """Show the part of the plan that is asked for; an unknown filter shows everything."""
    visa = visa if visa in SHOWN else ""
    wanted = PlanFilter(
        which=SHOWN[visa][0],
        area=number_in(omrade),
        words=sok.strip()[:200],
        piece=number_in(sida) or 1,
        year=number_in(ar),
    )
    facts = show_plan(service, who.organisation_id, today_of(service), wanted)
    if facts is None:
        return page(request, "start.html", who=who)
    asked = {"visa": visa, "omrade": omrade, "sok": wanted.words, "ar": ar}
    return page(
        request,
        "plan.html",
        who=who,
        facts=facts,
        wanted=wanted,
        visa=visa,
        shown=SHOWN,
        asked=urlencode({key: value for key, value in asked.items() if value}),
        here=_here(request),
    )


@router.get("/planen/arbetsbok.xlsx")
def workbook(service: ServiceOf, who: Coordinator) -> Response:
    """Answer with the workbook as it came, its Uppföljning columns and its analysis filled in."""
    result = export_plan(service, who.organisation_id)
    named = f'attachment; filename="atgardsplan-{today_of(service).isoformat()}.xlsx"'
    return Response(result.data, media_type=XLSX, headers={"Content-Disposition": named})


def measure_of(service: ServiceOf, who: Coordinator, code: str) -> MeasureRecord:
    """Return the signed-in organisation's measure with the code; 404 otherwise."""
    with service.store.read() as session:
        measure = find_measure(session, who.organisation_id, code)
    if measure is None:
        raise HTTPException(404)
    return measure


Measure = Annotated[MeasureRecord, Depends(measure_of)]
Words = Annotated[str, Form()]


@router.get("/planen/{code}/rad")
def line(
    request: Request, service: ServiceOf, who: Coordinator, measure: Measure, fran: str = ""
) -> Response:
    """Answer with the measure's row of the table, for htmx to put back."""
    return _line(request, service, who, measure, way_back(fran, "/planen"))


@router.get("/planen/{code}/nar")
def when(
    request: Request, service: ServiceOf, who: Coordinator, measure: Measure, ord: str = "", fran: str = ""
) -> Response:
    """Show how the time was read, and how the words in `ord` would be."""
    words = ord.strip()[:LONGEST_WORDS]
    return page(
        request,
        _edit(request),
        who=who,
        form="plan_form_when.html",
        heading="Tid",
        measure=measure,
        words=words,
        tried=try_when(service, measure, words) if words else None,
        back=way_back(fran, f"/atgard/{measure.code}"),
    )


@router.post("/planen/{code}/nar")
def save_when(
    request: Request, service: ServiceOf, who: Posting, measure: Measure, ord: Words = "", fran: Words = ""
) -> Response:
    """Let the words decide the time; without words, confirm the reading as it stands."""
    words = ord.strip()[:LONGEST_WORDS]
    if words:
        reading = correct_when(service, measure.id, words, who.party_id)
        said = f"Tiden för {measure.code} är nu {say_when(reading, today_of(service))}."
    else:
        confirm_when(service, measure.id, who.party_id)
        said = f"Läsningen av tiden för {measure.code} är bekräftad."
    return _done(request, service, who, measure, way_back(fran, f"/atgard/{measure.code}"), said)


@router.get("/planen/{code}/vem")
def owner(
    request: Request, service: ServiceOf, who: Coordinator, measure: Measure, fran: str = ""
) -> Response:
    """Show who is named, who was found, and whom to choose from."""
    with service.store.read() as session:
        choices = who_choices(session, measure)
    return page(
        request,
        _edit(request),
        who=who,
        form="plan_form_who.html",
        heading="Ansvarig",
        measure=measure,
        choices=choices,
        back=way_back(fran, f"/atgard/{measure.code}"),
    )


@router.post("/planen/{code}/vem")
def save_owner(
    request: Request,
    service: ServiceOf,
    who: Posting,
    measure: Measure,
    lead: Words = "",
    deltar: Annotated[list[int] | None, Form()] = None,
    fran: Words = "",
) -> Response:
    """Give the measure to somebody, and say who takes part."""
    lead_id, others = chosen_parties(service, who.organisation_id, number_in(lead), deltar or ())
    correct_who(service, measure.id, lead_id, others, who.party_id)
    fresh = measure_of(service, who, measure.code)
    said = (
        f"{fresh.lead.name} är ansvarig för {measure.code}."
        if fresh.lead
        else (f"Ingen är ansvarig för {measure.code}, så ingen får frågan.")
    )
    return _done(request, service, who, measure, way_back(fran, f"/atgard/{measure.code}"), said)


@router.get("/planen/{code}/lage")
def standing(request: Request, who: Coordinator, measure: Measure, fran: str = "") -> Response:
    """Show the choices of status."""
    back = way_back(fran, f"/atgard/{measure.code}")
    return page(
        request,
        _edit(request),
        who=who,
        form="plan_form_status.html",
        heading="Läge",
        measure=measure,
        back=back,
    )


@router.post("/planen/{code}/lage")
def save_standing(
    request: Request,
    service: ServiceOf,
    who: Posting,
    measure: Measure,
    status: Words = "",
    text: Words = "",
    fran: Words = "",
) -> Response:
    """Record the coordinator's own word on how the measure stands."""
    chosen: Status | None = next((each for each in STATUS_CHOICES if each == status), None)
    if chosen is None:
        raise HTTPException(400)
    set_status(service, measure.id, chosen, who.party_id, text.strip()[:LONGEST_TEXT])
    said = f"{measure.code}: {STATUS_CHOICES[chosen].lower()}."
    return _done(request, service, who, measure, way_back(fran, f"/atgard/{measure.code}"), said)


def _done(
    request: Request, service: Service, who: Coordinator, measure: MeasureRecord, back: str, said: str
) -> Response:
    """Give htmx the row anew; send everybody else back with a notice."""
    if is_in_place(request):
        return _line(request, service, who, measure_of(service, who, measure.code), back, "Sparat")
    return go_to(back, said)


def _line(
    request: Request, service: Service, who: Coordinator, measure: MeasureRecord, back: str, saved: str = ""
) -> Response:
    fresh = show_line(service, measure, today_of(service))
    here = back.partition("#")[0]
    return page(request, "plan_line.html", who=who, line=fresh, here=here, saved=saved)


def is_in_place(request: Request) -> bool:
    """Whether htmx asks, to put the answer into the page."""
    return request.headers.get("hx-request") == "true"


def _edit(request: Request) -> str:
    return "plan_edit.html" if is_in_place(request) else "plan_edit_page.html"


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")

"""One measure's page: all there is to know of it, its history as proof, and a word out of turn."""

import secrets
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response

from service.domain.measure import Status
from service.flows.confirm_answer import confirm_answer
from service.flows.correct_reading import settle_new_date
from service.flows.record_followup import Report, record_followup
from service.flows.service import Service
from service.flows.settle_withheld import find_record, look_at_withheld, settle_withheld
from service.flows.show_choices import known_party
from service.flows.show_measure import MeasurePage, show_measure
from service.ports import OutsideError
from service.store.plan import FollowUpRecord
from service.web.notices import go_to, way_back
from service.web.numbers import Number, number_in
from service.web.pages import page, today_of
from service.web.visitors import Coordinator, Posting, ServiceOf
from service.web.words import STATUS_CHOICES

router = APIRouter(include_in_schema=False)

LONGEST_TEXT = 5000
LONGEST_LINE = 400
NAMED = 60
"""Letters of a nonce that names a form."""

Words = Annotated[str, Form()]


def facts_of(service: ServiceOf, who: Coordinator, code: str) -> MeasurePage:
    """Return the measure's page; 404 when the signed-in organisation has no such measure."""
    facts = show_measure(service, who.organisation_id, code, today_of(service))
    if facts is None:
        raise HTTPException(404)
    return facts


Facts = Annotated[MeasurePage, Depends(facts_of)]


@router.get("/atgard/{code}")
def show(request: Request, who: Coordinator, facts: Facts) -> Response:
    """Show everything about the measure."""
    return _page(request, who, facts)


@router.post("/atgard/{code}/besked")
def tell(
    request: Request,
    service: ServiceOf,
    who: Posting,
    facts: Facts,
    status: Words = "",
    text: Words = "",
    hindrance: Words = "",
    new_date: Words = "",
    tillfalle: Words = "",
    enligt: Words = "",
    form: Words = "",
) -> Response:
    """Record a word that came another way than by mail or page: a telephone call, a meeting."""
    typed = {
        "status": status,
        "text": text.strip()[:LONGEST_TEXT],
        "hindrance": hindrance.strip()[:LONGEST_TEXT],
        "new_date": new_date.strip()[:LONGEST_LINE],
        "tillfalle": tillfalle,
        "enligt": enligt,
    }
    chosen: Status | None = next((each for each in STATUS_CHOICES if each == status), None)
    if chosen is None and not typed["text"]:
        error = "Välj hur det står till, eller skriv vad som har hänt."
        return _page(request, who, facts, typed=typed, error=error, status=400)
    report = Report(
        measure_id=facts.measure.id,
        party_id=_said_by(service, who, enligt),
        occasion=_occasion(facts, tillfalle),
        status=chosen,
        text=typed["text"],
        source="coordinator",
        source_ref=f"{who.party_id}:{form[:NAMED] or secrets.token_urlsafe(9)}",
        hindrance=typed["hindrance"],
        new_date_text=typed["new_date"],
    )
    record_followup(service, report)
    return go_to(f"/atgard/{facts.measure.code}#historik", "Beskedet är sparat.")


def _said_by(service: Service, who: Coordinator, given: str) -> int:
    return known_party(service, who.organisation_id, number_in(given)) or who.party_id


def _occasion(facts: MeasurePage, given: str) -> str:
    return f"f:{given}" if given in {day.isoformat() for day in facts.days} else ""


def record_of(service: ServiceOf, who: Coordinator, record_id: Number) -> FollowUpRecord:
    """Return a report on one of the organisation's measures; 404 otherwise."""
    with service.store.read() as session:
        record = find_record(session, who.organisation_id, record_id)
    if record is None:
        raise HTTPException(404)
    return record


Record = Annotated[FollowUpRecord, Depends(record_of)]


@router.post("/atgard/{code}/ny-tid/{record_id}")
def settle_date(
    service: ServiceOf, who: Posting, facts: Facts, record: Record, val: Words = "", fran: Words = ""
) -> Response:
    """Take the proposed time, or leave the time as it was."""
    code = facts.measure.code
    _same(facts, record)
    taken = val == "ta"
    try:
        settle_new_date(service, record.id, record.new_date_text if taken else "", who.party_id)
    except OutsideError as problem:
        return go_to(f"/atgard/{code}#nar", problem.text)
    said = (
        f"{code} har fått ny tid: ”{record.new_date_text}”." if taken else f"Tiden för {code} är som förut."
    )
    return go_to(way_back(fran, f"/atgard/{code}#nar"), said)


@router.post("/atgard/{code}/svar/{record_id}/bekrafta")
def confirm(service: ServiceOf, who: Posting, facts: Facts, record: Record, fran: Words = "") -> Response:
    """Vouch for an answer that came from another address than the owner's."""
    code = facts.measure.code
    _same(facts, record)
    confirmed = confirm_answer(service, record, who.party_id)
    said = f"Svaret om {code} är bekräftat." if confirmed else f"Svaret om {code} är redan bekräftat."
    return go_to(way_back(fran, f"/atgard/{code}#historik"), said)


@router.post("/atgard/{code}/text/{record_id}/visa")
def look(request: Request, service: ServiceOf, who: Posting, facts: Facts, record: Record) -> Response:
    """Show the words that are held back, in a form to release or rewrite them."""
    _same(facts, record)
    opened = look_at_withheld(service, record.id, who.party_id)
    files = next((each.files for each in facts.history if each.record_id == record.id), ())
    return page(request, "measure_withheld.html", who=who, facts=facts, record=opened, files=files)


@router.post("/atgard/{code}/text/{record_id}")
def settle_text(
    service: ServiceOf,
    who: Posting,
    facts: Facts,
    record: Record,
    text: Words = "",
    hindrance: Words = "",
    bilaga: Annotated[tuple[int, ...], Form()] = (),
) -> Response:
    """Let the words be seen as they stand in the form, and the files that are ticked."""
    _same(facts, record)
    given = ["\n".join(words.strip()[:LONGEST_TEXT].splitlines()) for words in (text, hindrance)]
    settle_withheld(service, record.id, given[0], given[1], who.party_id, files=bilaga)
    return go_to(f"/atgard/{facts.measure.code}#historik", "Texten är sparad och syns nu i historiken.")


def _same(facts: MeasurePage, record: FollowUpRecord) -> None:
    if record.measure_id != facts.measure.id:
        raise HTTPException(404)


def _page(
    request: Request,
    who: Coordinator,
    facts: MeasurePage,
    *,
    typed: dict[str, str] | None = None,
    error: str = "",
    status: int = 200,
) -> Response:
    return page(
        request,
        "measure.html",
        status=status,
        who=who,
        facts=facts,
        measure=facts.measure,
        choices=facts.choices,
        words="",
        tried=None,
        in_place=False,
        back=f"/atgard/{facts.measure.code}",
        typed=typed or {},
        error=error,
        form_name=secrets.token_urlsafe(9),
        day_of=day_of,
    )


def day_of(occasion: str) -> date | None:
    """Return the day of an occasion ("f:2025-03-19")."""
    return date.fromisoformat(occasion[2:]) if occasion else None

"""The readings that want a look: the cell's own words, what they were taken to mean, and one press or a few words."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response

from service.domain.timing import CHOICES, say_when
from service.flows.correct_reading import decide_when, decide_who
from service.flows.find_measure import find_measure
from service.flows.service import Service
from service.flows.show_choices import chosen_parties, try_when
from service.flows.show_readings import Field, alike, show_readings
from service.flows.withdraw_correction import correction_for, corrections_of, withdraw_correction
from service.store.plan import MeasureRecord, PlanRow
from service.web.notices import go_to
from service.web.numbers import Number, number_in
from service.web.pages import page, today_of
from service.web.plan import LONGEST_WORDS
from service.web.visitors import Coordinator, Posting, ServiceOf
from service.web.when_form import UNIT_WORDS, WhenForm, when_form
from service.web.year_line import year_line

router = APIRouter(include_in_schema=False)

Words = Annotated[str, Form()]

NOBODY = "ingen"
"""What the form says for nobody yet."""


@router.get("/lasningar")
def show(
    request: Request, service: ServiceOf, who: Coordinator, kod: str = "", ord: str = "", angra: str = ""
) -> Response:
    """Show what is to be decided; with `kod` and `ord` also how those words would be read for that measure.

    `angra` is the decision that was just taken: it can be taken back with one press.
    """
    return _page(request, service, who, kod, ord, undo=number_in(angra))


@router.post("/lasningar/{code}/nar")
def decide_time(
    request: Request,
    service: ServiceOf,
    who: Posting,
    code: str,
    form: Annotated[WhenForm, Depends(when_form)],
    ord: Words = "",
    valj: Words = "",
) -> Response:
    """Let the reading stand, or let the words or the form decide; for every measure with the same words in its cell."""
    words = ord.strip()[:LONGEST_WORDS]
    measures = _same(service, who, code, "when")
    chosen = None
    if valj:
        chosen, errors = form.read(_year_of(service, measures[0]))
        if chosen is None:
            return _page(request, service, who, code, form=form, errors=errors)
    ids = [measure.id for measure in measures]
    reading = decide_when(service, ids, who.party_id, words=words, chosen=chosen)
    said = f"{_named(measures)}: tiden är {say_when(reading, today_of(service))}."
    return _back(service, who, "when", measures[0].when_text, said)


@router.post("/lasningar/{code}/vem")
def decide_owner(
    service: ServiceOf,
    who: Posting,
    code: str,
    lead: Words = "",
    valj: Words = "",
    deltar: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Let somebody be responsible, or nobody yet, for every measure with the same words.

    With `valj` the form also says who takes part; otherwise those stay as they were read.
    """
    measures = _same(service, who, code, "who")
    chosen, others = chosen_parties(service, who.organisation_id, number_in(lead), deltar or ())
    if chosen is None and lead != NOBODY:
        raise HTTPException(400, "Välj vem som ansvarar.")
    ids = [measure.id for measure in measures]
    decide_who(service, ids, chosen, who.party_id, others if valj else None)
    said = f"{_named(measures)}: {'ansvarig är vald' if chosen else 'ingen ansvarig än'}."
    return _back(service, who, "who", measures[0].who_text, said)


@router.post("/lasningar/rattelser/{number}/ta-tillbaka")
def withdraw(service: ServiceOf, who: Posting, number: Number) -> Response:
    """Let the machine read a decision's words again."""
    count = withdraw_correction(service, who.organisation_id, number, who.party_id)
    if count is None:
        return go_to("/lasningar", "Rättelsen är redan borttagen.")
    return go_to("/lasningar", "Ångrat. Orden läses igen som de gjorde förut.")


def _page(
    request: Request,
    service: Service,
    who: Coordinator,
    kod: str = "",
    ord: str = "",
    *,
    undo: int | None = None,
    form: WhenForm | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    code = kod.strip().upper()[:8]
    facts = show_readings(service, who.organisation_id, today_of(service), code)
    words, tried = ord.strip()[:LONGEST_WORDS], None
    if facts is not None and words:
        measure = next((each.first for each in facts.doubts if each.first.code == code), None)
        tried = try_when(service, measure, words) if measure is not None else None
    with service.store.read() as session:
        decided = corrections_of(session, service, who.organisation_id)
    return page(
        request,
        "readings.html",
        who=who,
        status=422 if errors else 200,
        facts=facts,
        year_line=year_line,
        kod=code,
        words=words,
        tried=tried,
        form=form or WhenForm(),
        errors=errors or {},
        choices=CHOICES,
        units=UNIT_WORDS,
        decided=decided,
        undo=next((each for each in decided if each.id == undo), None),
    )


def _back(service: Service, who: Coordinator, field: Field, text: str, said: str) -> Response:
    """Return to the next of what is left (the reader's place too), where the decision can be taken back."""
    made = correction_for(service, who.organisation_id, field, text)
    return go_to(f"/lasningar?angra={made}#nasta" if made else "/lasningar#nasta", said)


def _year_of(service: Service, measure: MeasureRecord) -> int:
    with service.store.read() as session:
        return session.get_one(PlanRow, measure.plan_id).year


def _same(service: Service, who: Coordinator, code: str, field: Field) -> list[MeasureRecord]:
    with service.store.read() as session:
        measure = find_measure(session, who.organisation_id, code)
        if measure is None:
            raise HTTPException(404)
        return list(alike(session, who.organisation_id, measure, field))


def _named(measures: list[MeasureRecord]) -> str:
    return measures[0].code if len(measures) == 1 else f"{len(measures)} åtgärder"

"""The readings that want a look: the cell's own words, what they were taken to mean, and one press or a few words."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from service.domain.timing import say_when
from service.flows.correct_reading import confirm_when, correct_when, correct_who
from service.flows.find_measure import find_measure
from service.flows.read_measures import taking_part_in
from service.flows.service import Service
from service.flows.show_choices import known_parties, try_when
from service.flows.show_readings import Field, alike, show_readings
from service.store.plan import MeasureRecord
from service.web.notices import go_to
from service.web.pages import page, today_of
from service.web.plan import LONGEST_WORDS
from service.web.visitors import Coordinator, Posting, ServiceOf
from service.web.year_line import year_line

router = APIRouter(include_in_schema=False)

Words = Annotated[str, Form()]


@router.get("/lasningar")
def show(request: Request, service: ServiceOf, who: Coordinator, kod: str = "", ord: str = "") -> Response:
    """Show what is to be decided; with `kod` and `ord` also how those words would be read for that measure."""
    code = kod.strip().upper()[:8]
    facts = show_readings(service, who.organisation_id, today_of(service), code)
    words, tried = ord.strip()[:LONGEST_WORDS], None
    if facts is not None and words:
        measure = next((each.first for each in facts.doubts if each.first.code == code), None)
        tried = try_when(service, measure, words) if measure is not None else None
    return page(
        request,
        "readings.html",
        who=who,
        facts=facts,
        year_line=year_line,
        kod=code,
        words=words,
        tried=tried,
    )


@router.post("/lasningar/{code}/nar")
def decide_when(service: ServiceOf, who: Posting, code: str, ord: Words = "") -> Response:
    """Let the reading stand, or let the words decide; for every measure with the same words in its cell."""
    words = ord.strip()[:LONGEST_WORDS]
    measures = _same(service, who, code, "when")
    for measure in measures:
        if words:
            reading = correct_when(service, measure.id, words, who.party_id)
        else:
            confirm_when(service, measure.id, who.party_id)
            reading = measure.when_reading
    said = say_when(reading, today_of(service))
    return go_to("/lasningar", f"{_named(measures)}: tiden är {said}. Det kan du ändra under Planen.")


@router.post("/lasningar/{code}/vem")
def decide_who(service: ServiceOf, who: Posting, code: str, lead: Words = "") -> Response:
    """Let somebody be responsible, for every measure with the same words; those taking part stay as they were read."""
    measures = _same(service, who, code, "who")
    with service.store.read() as session:
        chosen = known_parties(session, who.organisation_id, [int(lead)] if lead.isdecimal() else [])
    if not chosen:
        raise HTTPException(400)
    for measure in measures:
        correct_who(service, measure.id, chosen[0], _taking_part(service, measure, chosen[0]), who.party_id)
    return go_to("/lasningar", f"{_named(measures)} har en ansvarig nu. Det kan du ändra under Planen.")


def _same(service: Service, who: Coordinator, code: str, field: Field) -> list[MeasureRecord]:
    with service.store.read() as session:
        measure = find_measure(session, who.organisation_id, code)
        if measure is None:
            raise HTTPException(404)
        return list(alike(session, who.organisation_id, measure, field))


def _taking_part(service: Service, measure: MeasureRecord, lead: int) -> list[int]:
    """Whoever was assumed to lead still takes part when somebody else is chosen."""
    with service.store.read() as session:
        named = [measure.lead_id] if measure.lead_id else []
        from_cell = taking_part_in(session, [measure.id])[measure.id]
    return [each for each in (*named, *from_cell) if each != lead]


def _named(measures: list[MeasureRecord]) -> str:
    return measures[0].code if len(measures) == 1 else f"{len(measures)} åtgärder"

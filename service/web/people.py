"""The directory: who can be asked, who is away, who stands in, and names in the plan that mean nobody yet."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, HTTPException, Request, Response, UploadFile

from service.adapters.people import read_people
from service.flows.edit_party import (
    Facts,
    add_absence,
    add_party,
    address_is_right,
    also_called,
    change_party,
    facts_in_plan,
    hand_over,
    remove_absence,
)
from service.flows.feed_address import feed_address
from service.flows.import_directory import import_directory, preview_directory
from service.flows.keep_upload import drop_upload, find_upload, keep_upload
from service.flows.service import Service
from service.flows.show_choices import known_parties, known_party
from service.flows.show_people import PersonPage, Which, everybody, show_people, show_person
from service.store.people import PartyRow
from service.store.plan import Upload
from service.web.calendars import CHOICES
from service.web.notices import go_to, way_back
from service.web.numbers import Number, number_in
from service.web.pages import page, today_of
from service.web.person_form import PersonForm, read_days
from service.web.visitors import Coordinator, Posting, ServiceOf, service_of

router = APIRouter(include_in_schema=False)

SHOWN: Mapping[str, tuple[Which, str]] = {
    "": ("all", "Alla"),
    "studsar": ("undeliverable", "Adresser som studsar"),
    "utan-adress": ("unaddressed", "Utan adress"),
    "borta": ("away", "Borta i dag"),
}

MOST_FINDINGS = 200

Words = Annotated[str, Form()]


@router.get("/personer")
def show(
    request: Request, service: ServiceOf, who: Coordinator, visa: str = "", sok: str = "", sida: str = ""
) -> Response:
    """Show a piece of the directory, and the names that mean nobody in it."""
    visa = visa if visa in SHOWN else ""
    wanted = number_in(sida) or 1
    words = sok.strip()[:200]
    facts = show_people(service, who.organisation_id, SHOWN[visa][0], words, wanted, today_of(service))
    return page(request, "people.html", who=who, facts=facts, visa=visa, words=words, shown=SHOWN)


@router.get("/personer/ny")
def new(
    request: Request, service: ServiceOf, who: Coordinator, namn: str = "", atgard: str = "", fran: str = ""
) -> Response:
    """Show the form for somebody new, filled in with what the plan says: the name, and how the measure's cell reaches it."""
    facts = facts_in_plan(service, who.organisation_id, atgard[:8], namn.strip()[:200])
    return _form(request, service, who, PersonForm.of(facts), code=atgard[:8], back=fran)


@router.post("/personer/ny")
async def save_new(request: Request, service: ServiceOf, who: Posting) -> Response:
    """Put somebody into the directory."""
    return await PersonForm.answer(request, lambda form: _save_new(request, service, who, form))


def _save_new(request: Request, service: Service, who: Coordinator, form: PersonForm) -> Response:
    code, back = form.fields.get("atgard", "")[:8], form.fields.get("fran", "")
    facts = _facts(service, who, form)
    if form.errors:
        return _form(request, service, who, form, code=code, back=back, status=400)
    number = add_party(service, who.organisation_id, facts)
    said = f"{facts.name} finns nu i personregistret."
    return go_to(way_back(back, f"/atgard/{code}#vem" if code.isalnum() else f"/personer/{number}"), said)


@router.get("/personer/las-in")
def choose(request: Request, who: Coordinator) -> Response:
    """Show the form for a file of people."""
    return page(request, "people_import.html", who=who, findings=(), error="")


@router.post("/personer/las-in")
def send_up(
    request: Request, service: ServiceOf, who: Posting, fil: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Keep the file and lead on to what it would change."""
    content = fil.file.read() if fil is not None else b""
    if fil is None or not content:
        error = "Välj en fil först."
        return page(request, "people_import.html", status=400, who=who, findings=(), error=error)
    name = PurePath((fil.filename or "personer").replace("\\", "/")).name
    reading = read_people(content, name)
    if not reading.entries:
        return page(
            request,
            "people_import.html",
            status=400,
            who=who,
            findings=reading.findings[:MOST_FINDINGS],
            error="Filen innehåller inga personer som går att läsa in. Inget är ändrat.",
        )
    with service.store.write() as session:
        number = keep_upload(session, who.organisation_id, who.party_id, name, content, service.clock.now())
    return go_to(f"/personer/las-in/{number}")


def upload_of(service: ServiceOf, who: Coordinator, upload_id: Number) -> Upload:
    """Return the coordinator's file; 404 when it is gone."""
    with service.store.read() as session:
        row = find_upload(session, who.organisation_id, who.party_id, upload_id)
    if row is None:
        raise HTTPException(404, "Filen ligger inte kvar. Välj den igen under Läs in personer.")
    return row


Kept = Annotated[Upload, Depends(upload_of)]


@router.get("/personer/las-in/{upload_id}")
def look(request: Request, service: ServiceOf, who: Coordinator, upload: Kept) -> Response:
    """Show what the file would change; nothing is stored."""
    reading = read_people(upload.content, upload.name)
    brought = preview_directory(service, who.organisation_id, reading.entries, reading.rows)
    by_outcome = {
        outcome: [each for each in brought if each.outcome == outcome]
        for outcome in ("new", "changed", "unchanged", "refused")
    }
    return page(
        request,
        "people_import_look.html",
        who=who,
        upload=upload,
        found=by_outcome,
        findings=reading.findings[:MOST_FINDINGS],
        unknown=[each for each in brought if each.unknown],
    )


@router.post("/personer/las-in/{upload_id}")
def take_in(service: ServiceOf, who: Posting, upload: Kept) -> Response:
    """Take the people of the file in."""
    reading = read_people(upload.content, upload.name)
    report = import_directory(service, who.organisation_id, reading.entries, reading.rows)
    with service.store.write() as session:
        drop_upload(session, upload.id)
    return go_to("/personer", report.as_text())


@router.post("/personer/las-in/{upload_id}/avbryt")
def leave(service: ServiceOf, _who: Posting, upload: Kept) -> Response:
    """Let go of the file; nothing is imported."""
    with service.store.write() as session:
        drop_upload(session, upload.id)
    return go_to("/personer", "Inget är inläst. Personregistret är som förut.")


def person_of(service: ServiceOf, who: Coordinator, party_id: Number) -> PersonPage:
    """Return the page of somebody in the signed-in organisation's directory; 404 otherwise."""
    facts = show_person(service, who.organisation_id, party_id)
    if facts is None:
        raise HTTPException(404)
    return facts


Person = Annotated[PersonPage, Depends(person_of)]


@router.get("/personer/{party_id}")
def show_one(request: Request, who: Coordinator, facts: Person) -> Response:
    """Show one person."""
    return _person(request, who, facts)


@router.post("/personer/{party_id}")
async def change(request: Request, service: ServiceOf, who: Posting, facts: Person) -> Response:
    """Change what is known of a person."""
    return await PersonForm.answer(request, lambda form: _change(request, service, who, facts, form))


def _change(
    request: Request, service: Service, who: Coordinator, facts: PersonPage, form: PersonForm
) -> Response:
    given = _facts(service, who, form, facts.party)
    if form.errors:
        return _person(request, who, facts, form=form, status=400)
    change_party(service, facts.party.id, given)
    return go_to(f"/personer/{facts.party.id}", "Uppgifterna är sparade.")


@router.post("/personer/{party_id}/adressen-stammer")
def reach(service: ServiceOf, _who: Posting, facts: Person) -> Response:
    """Write to the address again."""
    address_is_right(service, facts.party.id)
    return go_to(f"/personer/{facts.party.id}", f"Mejl går till {facts.party.email} igen.")


@router.post("/personer/{party_id}/kallas")
def call(service: ServiceOf, _who: Posting, facts: Person, ord: Words = "") -> Response:
    """Let words of the plan mean this person."""
    words = " ".join(ord.split())[:200]
    if words:
        also_called(service, facts.party.id, words)
    return go_to("/personer#okanda", f"”{words}” betyder nu {facts.party.name}, överallt i planen.")


@router.post("/personer/{party_id}/borta")
def be_away(
    request: Request, service: ServiceOf, who: Posting, facts: Person, forsta: Words = "", sista: Words = ""
) -> Response:
    """Add days when the person does not answer."""
    days, error = read_days(forsta, sista, today_of(service))
    if days is None:
        return _person(request, who, facts, away=(forsta[:20], sista[:20], error), status=400)
    add_absence(service, facts.party.id, days[0], days[1], who.name)
    return go_to(f"/personer/{facts.party.id}#borta", "Frånvaron är sparad. Påminnelserna är planerade om.")


@router.post("/personer/{party_id}/borta/{absence_id}/ta-bort")
def be_back(service: ServiceOf, _who: Posting, facts: Person, absence_id: Number) -> Response:
    """Take an absence away."""
    remove_absence(service, facts.party.id, absence_id)
    return go_to(f"/personer/{facts.party.id}#borta", "Frånvaron är borttagen.")


@router.post("/personer/{party_id}/lamna-over")
def give_all(service: ServiceOf, who: Posting, facts: Person, till: Words = "") -> Response:
    """Hand everything open over to somebody else."""
    new = known_party(service, who.organisation_id, number_in(till))
    if new is None or new == facts.party.id:
        raise HTTPException(400, "Välj vem som tar över.")
    number = hand_over(service, facts.party.id, new, who.name)
    many = "En åtgärd" if number == 1 else f"{number} åtgärder"
    return go_to(f"/personer/{new}", f"{many} är överlämnade från {facts.party.name}.")


def _facts(service: Service, who: Coordinator, form: PersonForm, before: PartyRow | None = None) -> Facts:
    """Return the form's facts; stand-in and manager only when they are others in the same directory."""
    with service.store.read() as session:
        known = set(known_parties(session, who.organisation_id, form.chosen))
    return form.facts(known - {before.id if before else 0}, sign_in=bool(before and before.coordinator))


def _form(
    request: Request,
    service: Service,
    who: Coordinator,
    form: PersonForm,
    *,
    code: str = "",
    back: str = "",
    status: int = 200,
) -> Response:
    with service.store.read() as session:
        others = everybody(session, who.organisation_id)
    return page(
        request, "person_new.html", status=status, who=who, form=form, others=others, code=code, back=back
    )


def _person(
    request: Request,
    who: Coordinator,
    facts: PersonPage,
    *,
    form: PersonForm | None = None,
    away: tuple[str, str, str] = ("", "", ""),
    status: int = 200,
) -> Response:
    party = facts.party
    known = Facts(
        party.name,
        party.email,
        party.phone,
        party.unit,
        party.kind,
        tuple(party.aliases),
        party.stand_in_id,
        party.manager_id,
    )
    return page(
        request,
        "person.html",
        status=status,
        who=who,
        facts=facts,
        party=party,
        others=facts.others,
        calendar_choices=CHOICES,
        feed=feed_address(service_of(request), party),
        form=form or PersonForm.of(known),
        away=away,
    )

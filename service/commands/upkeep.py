"""`arshjul summary | doctor | organisation`: what a coordinator's IT colleague does now and then."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from service.commands.options import Organisation
from service.commands.speak import progress_done, stop

app = typer.Typer()


@app.command()
def summary(
    day: Annotated[str, typer.Argument(metavar="DAG", help="Uppföljningstillfället, ÅÅÅÅ-MM-DD.")],
    out: Annotated[Path | None, typer.Option("--out", help="Fil att skriva. Annars standard ut.")] = None,
    organisation: Organisation = None,
) -> None:
    """Sammanställ uppföljningen för styrgruppen som HTML."""
    from service.commands.opened import open_service, organisation_id
    from service.commands.written import write_whole
    from service.flows.make_summary import make_summary
    from service.ports import OutsideError

    try:
        meeting = date.fromisoformat(day)
    except ValueError:
        stop(f"{day} är inte ett datum. Skriv det som 2025-03-19.")
    service = open_service()
    try:
        report = make_summary(service, organisation_id(service, organisation), meeting)
    except OutsideError as problem:
        stop(problem.text)
    if out is None:
        print(report.html)
        return
    write_whole(out, report.html.encode())
    print(f"Skrev {out}: {report.summary.answered} av {report.summary.measures} åtgärder har fått svar.")


@app.command()
def organisation(
    name: Annotated[str, typer.Argument(metavar="NAMN", help="Organisationens namn.")],
    coordinator: Annotated[str, typer.Option("--coordinator", help="Samordnarens namn.")],
    email: Annotated[str, typer.Option("--email", help="Samordnarens e-post.")],
) -> None:
    """Lägg till en organisation med sin samordnare, när flera kommuner delar på en installation."""
    from service.commands.opened import check_sign_in_address, checked_settings, open_service
    from service.flows.found_organisation import found_organisation, is_founded

    check_sign_in_address(email)
    name, coordinator = name.strip(), coordinator.strip()
    if not name or not coordinator:
        stop("Organisationen och samordnaren behöver namn.")
    settings = checked_settings()
    service = open_service(settings)
    with service.store.write() as session:
        if is_founded(session, name):
            stop(f"{name} finns redan. Lägg till en samordnare med arshjul coordinator add --organisation.")
        made = found_organisation(session, name, settings.zone, coordinator, email)
    print(f"{made.name} finns nu. {coordinator} loggar in med {email}.")


@app.command()
def retention(organisation: Organisation = None) -> None:
    """Visa hur länge saker sparas, och hur mycket som gallras nu. Själva gallringen sker av sig själv."""
    from service.commands.opened import open_service, organisation_id
    from service.domain.schedule import PolicyError
    from service.flows.retention import count_due

    service = open_service()
    try:
        found = count_due(service, organisation_id(service, organisation))
    except PolicyError as problem:
        stop(f"retention.{problem.place}: {problem.text}")
    for rule, days, number in found:
        kept = f"{days} dygn" if days else "alltid"
        print(f"{rule.name:<34} sparas {kept:<10} att gallra nu: {number}")
    print("Planen, uppföljningarna och liggaren gallras aldrig av sig själva.")


@app.command()
def doctor(
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Pröva bara detta, till exempel databas.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Svara med JSON.")] = False,
) -> None:
    """Säg vad som är inställt, nåbart och saknas."""
    from service.commands.checkup import TITLES, check, named
    from service.commands.opened import checked_settings

    for name in only or ():
        if named(name) is None:
            stop(f"Det finns ingen del som heter {name}. Välj bland: {', '.join(TITLES.values())}.")
    findings = []
    for item in check(checked_settings(), [named(name) or name for name in only or ()]):
        findings.append(item)
        if not as_json:
            progress_done()
            print(f"{item.mark} {item.title:<12} {item.text}", flush=True)
    if as_json:
        print(json.dumps([item.as_json() for item in findings], ensure_ascii=False, indent=1))
    if any(item.state == "broken" for item in findings):
        raise typer.Exit(1)

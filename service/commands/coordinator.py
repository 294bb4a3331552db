"""`arshjul coordinator list | add | remove | link`: who signs in, also when mail does not work."""

from typing import Annotated

import typer

from service.commands.options import Organisation
from service.commands.speak import stop

app = typer.Typer(help="Samordnarna: vilka som loggar in.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(metavar="ADRESS", help="Samordnarens e-postadress.")]


@app.command("list")
def list_them(organisation: Organisation = None) -> None:
    """Visa samordnarna."""
    from service.commands.opened import open_service, organisation_id
    from service.flows.found_organisation import coordinators_of

    service = open_service()
    with service.store.read() as session:
        for row in coordinators_of(session, organisation_id(service, organisation)):
            print(f"{row.name:<30} {row.email}")


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAMN", help="Samordnarens namn.")],
    email: Email,
    organisation: Organisation = None,
) -> None:
    """Släpp in en samordnare till."""
    from service.commands.opened import check_sign_in_address, open_service, organisation_id
    from service.flows.coordinators import CoordinatorError, let_in_by_address

    check_sign_in_address(email)
    if not name.strip():
        stop("Samordnaren behöver ett namn.")
    service = open_service()
    try:
        named = let_in_by_address(service, organisation_id(service, organisation), name, email)
    except CoordinatorError as problem:
        stop(str(problem))
    print(f"{named} är samordnare nu och loggar in med {email}.")


@app.command()
def remove(email: Email, organisation: Organisation = None) -> None:
    """Låt någon sluta vara samordnare. Personen står kvar i personregistret."""
    from service.commands.opened import open_service, organisation_id
    from service.flows.coordinators import CoordinatorError, let_go
    from service.flows.found_organisation import coordinators_of

    service = open_service()
    where = organisation_id(service, organisation)
    with service.store.read() as session:
        found = [row.id for row in coordinators_of(session, where) if row.email == email.strip().lower()]
    if not found:
        stop(f"Ingen samordnare har adressen {email}. Se arshjul coordinator list.")
    try:
        print(f"{let_go(service, where, found[0])} är inte samordnare längre.")
    except CoordinatorError as problem:
        stop(str(problem))


@app.command()
def link(email: Email) -> None:
    """Skriv en engångslänk att logga in med, om mejlen inte fungerar."""
    from service.commands.opened import open_service
    from service.flows.coordinators import sign_in_link

    found = sign_in_link(open_service(), email)
    if found is None:
        stop(f"Ingen samordnare har adressen {email}. Se arshjul coordinator list.")
    print(f"Gäller en gång, i 30 minuter:\n  {found}")

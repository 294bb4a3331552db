"""`arshjul mail …`: try the mail's whole way with one's own mailbox."""

from typing import Annotated

import typer

from service.commands.options import Organisation
from service.commands.speak import stop

app = typer.Typer(help="Pröva utskicken.", no_args_is_help=True)


@app.callback()
def about() -> None:
    """Pröva utskicken."""


@app.command()
def test(
    address: Annotated[str, typer.Argument(help="Din egen adress. Dit går ett mejl av varje slag.")],
    organisation: Organisation = None,
) -> None:
    """Skicka ett mejl av varje slag till dig själv."""
    from service.commands.opened import open_service, organisation_id
    from service.flows.send_samples import send_samples

    service = open_service()
    try:
        outcomes = send_samples(service, organisation_id(service, organisation), address)
    except ValueError:
        stop(f"{address} är inte en e-postadress.")
    for kind, outcome in outcomes:
        print(f"{kind:<12} {outcome}")
    service.mailer.close()

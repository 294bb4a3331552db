"""`arshjul mail …`: try the mail's whole way with one's own mailbox."""

from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.options import Organisation
from service.commands.speak import stop

if TYPE_CHECKING:
    from service.ports import Outcome

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
    from service.commands.opened import checked_settings, open_service, organisation_id
    from service.flows.send_samples import send_samples

    settings = checked_settings()
    service = open_service(settings)
    try:
        samples = send_samples(service, organisation_id(service, organisation), address)
    except ValueError:
        stop(f"{address} är inte en e-postadress.")
    if samples[-1].unreachable:
        stop(f"Inget skickades. {samples[-1].outcome.text} Se ARSHJUL_SMTP_*, eller kör arshjul doctor.", 1)
    for sample in samples:
        print(f"{_said(sample.outcome, service.mailer.name):<14} {sample.subject}")
    sent = sum(sample.outcome.delivery == "sent" for sample in samples)
    if service.mailer.name == "eml":
        print(f"Det finns ingen e-postserver: {sent} mejl lades i {settings.var / 'mail'}.")
    if sent < len(samples):
        raise typer.Exit(1)


def _said(outcome: "Outcome", transport: str) -> str:
    """Return in a few words what the transport said."""
    said = f"{outcome.code} {outcome.text}".strip()
    return {
        "sent": "lagt som fil" if transport == "eml" else "skickat",
        "later": f"togs inte emot nu: {said}",
        "never": f"nekades: {said}",
        "unknown": f"kanske skickat: {said}",
    }[outcome.delivery]

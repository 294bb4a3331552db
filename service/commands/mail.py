"""`arshjul mail …`: try the mail's whole way with one's own mailbox."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.options import Organisation
from service.commands.speak import stop

if TYPE_CHECKING:
    from service.flows.send_samples import Sample
    from service.ports import Outcome

app = typer.Typer(help="Pröva utskicken.", no_args_is_help=True)


@app.callback()
def about() -> None:
    """Pröva utskicken."""


@app.command()
def test(
    address: Annotated[
        str, typer.Argument(metavar="ADRESS", help="Din egen adress. Dit går ett mejl av varje slag.")
    ],
    organisation: Organisation = None,
    as_json: Annotated[bool, typer.Option("--json", help="Svara med JSON.")] = False,
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
    if as_json:
        print(json.dumps([_as_json(sample) for sample in samples], ensure_ascii=False, indent=1))
        raise typer.Exit(0 if all(sample.sent for sample in samples) else 1)
    if not samples[0].sent:
        stop(_why_nothing(address, samples[0].outcome), 1)
    for sample in samples:
        print(f"{_said(sample.outcome, service.mailer.name):<14} {sample.subject}")
    sent = sum(sample.sent for sample in samples)
    if service.mailer.name == "eml":
        print(f"Det finns ingen e-postserver: {sent} mejl lades i {settings.var / 'mail'}.")
    if sent < len(samples):
        raise typer.Exit(1)


def _as_json(sample: "Sample") -> dict[str, str]:
    outcome = sample.outcome
    return {
        "kind": sample.kind,
        "subject": sample.subject,
        "delivery": outcome.delivery,
        "code": outcome.code,
        "text": outcome.text,
    }


def _why_nothing(address: str, outcome: "Outcome") -> str:
    """Return in a sentence or two why the first mail did not go, and what to do."""
    said = f"{outcome.code} {outcome.text}".strip()
    if outcome.delivery == "never":
        return f"Inget skickades. E-postservern nekar mejlet till {address}: {said}"
    if outcome.code:
        return f"Inget skickades. E-postservern tar inte emot mejl nu: {said}"
    return f"Inget skickades. {outcome.text} Se ARSHJUL_SMTP_*, eller kör arshjul doctor."


def _said(outcome: "Outcome", transport: str) -> str:
    """Return in a few words what the transport said."""
    said = f"{outcome.code} {outcome.text}".strip()
    return {
        "sent": "lagt som fil" if transport == "eml" else "skickat",
        "later": f"togs inte emot nu: {said}",
        "never": f"nekades: {said}",
        "unknown": f"kanske skickat: {said}",
    }[outcome.delivery]

"""`arshjul ledger …`: proof that every reminder that should exist does, once, with its reason."""

import json
from typing import Annotated

import typer

from service.commands.options import Organisation

app = typer.Typer(help="Liggaren över påminnelser.", no_args_is_help=True)


@app.command()
def verify(
    as_json: Annotated[bool, typer.Option("--json", help="Svara med JSON.")] = False,
    organisation: Organisation = None,
) -> None:
    """Räkna om vad som skulle ha skickats till nu, och jämför med vad som finns."""
    from service.commands.opened import open_service, organisation_id
    from service.flows.verify_ledger import verify_ledger

    service = open_service()
    findings = verify_ledger(service, organisation_id(service, organisation))
    if as_json:
        print(
            json.dumps(
                [{"kind": each.kind, "text": str(each)} for each in findings], ensure_ascii=False, indent=1
            )
        )
    else:
        for each in findings:
            print(each)
        print("Liggaren går ihop." if not findings else f"{len(findings)} rader att titta på.")
    if findings:
        raise typer.Exit(1)

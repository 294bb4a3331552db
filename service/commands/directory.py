"""`arshjul directory …`: who the names in Vem are, and where they get their mail."""

import json
from pathlib import Path
from typing import Annotated

import typer

from service.commands.speak import because, stop

app = typer.Typer(help="Personer och enheter som ansvarar för åtgärder.", no_args_is_help=True)

Organisation = Annotated[
    str | None, typer.Option("--organisation", help="Organisationens namn, om det finns flera.")
]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Personer som .csv, .xlsx eller .vcf.")],
    as_json: Annotated[bool, typer.Option("--json", help="Svara med JSON.")] = False,
    organisation: Organisation = None,
) -> None:
    """Läs in personer: namn, e-post, enhet, alias. Den som redan finns uppdateras."""
    from service.adapters.people import read_people
    from service.commands.opened import open_service, organisation_id
    from service.flows.import_directory import import_directory

    try:
        reading = read_people(file.read_bytes(), file.name)
    except OSError as problem:
        stop(f"{file}: filen går inte att läsa ({because(problem)}).")
    if not reading.entries:
        stop(f"{file.name}: " + (reading.findings[0].text if reading.findings else "inga personer hittades."))
    service = open_service()
    report = import_directory(service, organisation_id(service, organisation), reading.entries)
    if as_json:
        findings = [{"row": finding.row, "text": finding.text} for finding in reading.findings]
        print(json.dumps({**report.as_json(), "findings": findings}, ensure_ascii=False))
        return
    for finding in reading.findings:
        print(f"{file.name}, rad {finding.row}: {finding.text}")
    print(report.as_text())

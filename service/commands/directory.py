"""`arshjul directory …`: who the names in Vem are, and where they get their mail."""

import json
from pathlib import Path
from typing import Annotated

import typer

from service.commands.options import Organisation
from service.commands.speak import stop
from service.ports import because

app = typer.Typer(help="Personer och enheter som ansvarar för åtgärder.", no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Personer som .csv, .xlsx eller .vcf.")],
    preview: Annotated[
        bool, typer.Option("--preview", help="Visa vad som skulle ändras. Inget sparas.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Svara med JSON.")] = False,
    organisation: Organisation = None,
) -> None:
    """Läs in personer: namn, e-post, enhet, alias. Den som redan finns uppdateras."""
    from service.adapters.people import read_people
    from service.commands.opened import open_service, organisation_id
    from service.flows.import_directory import DirectoryReport, import_directory, preview_directory

    try:
        reading = read_people(file.read_bytes(), file.name)
    except OSError as problem:
        stop(f"{file}: filen går inte att läsa ({because(problem)}).")
    if not reading.entries:
        stop(f"{file.name}: " + (reading.findings[0].text if reading.findings else "inga personer hittades."))
    service = open_service()
    where = organisation_id(service, organisation)
    if preview:
        brought = preview_directory(service, where, reading.entries, reading.rows)
        report = DirectoryReport(brought, 0, 0)
    else:
        report = import_directory(service, where, reading.entries, reading.rows)
    if as_json:
        findings = [{"row": finding.row, "text": finding.text} for finding in reading.findings]
        print(json.dumps({**report.as_json(), "findings": findings}, ensure_ascii=False))
        return
    for finding in reading.findings:
        print(f"{file.name}, rad {finding.row}: {finding.text}")
    for each in report.brought:
        if each.outcome == "refused":
            print(f"{file.name}, rad {each.row}: {each.why}")
        elif each.outcome != "unchanged":
            print(f"{'Ny' if each.outcome == 'new' else 'Ändras'}: {' – '.join((each.name, *each.changes))}")
        for unknown in each.unknown:
            print(f"{file.name}, rad {each.row}: {unknown}.")
    print("Inget är sparat." if preview else report.as_text())

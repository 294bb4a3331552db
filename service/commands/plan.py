"""`arshjul plan …`: the workbook in and out, and what is about to be sent."""

import json
from pathlib import Path
from typing import Annotated

import typer

from service.commands.options import Organisation
from service.commands.speak import stop
from service.ports import because

app = typer.Typer(
    help="Läs in åtgärdsplanen, skriv tillbaka uppföljningen, se vad som går ut.", no_args_is_help=True
)

Year = Annotated[
    int | None, typer.Option("--year", min=2000, max=2100, help="Planens år, om filen inte säger det.")
]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Arbetsboken, .xlsx.")],
    year: Year = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Visa vad som skulle ändras. Spara inget.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Svara med JSON.")] = False,
    organisation: Organisation = None,
) -> None:
    """Läs in en arbetsbok. Det som redan finns behåller sin historik."""
    from service.commands.opened import open_service, organisation_id
    from service.flows.import_plan import import_plan, preview_import
    from service.ports import OutsideError

    try:
        data = file.read_bytes()
    except OSError as problem:
        stop(f"{file}: filen går inte att läsa ({because(problem)}).")
    service = open_service()
    where = organisation_id(service, organisation)
    try:
        report = (
            preview_import(service, where, data, year)
            if dry_run
            else import_plan(service, where, data, file.name, year)
        )
    except OutsideError as problem:
        stop(f"{file.name}: {problem.text}")
    if not report.reading.areas:
        stop(
            f"{file.name}: {report.findings[0]}"
            if report.findings
            else f"{file.name}: ingen åtgärdsplan hittades."
        )
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        return
    print(report.as_text(dry_run))


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Filen att skriva, .xlsx.")],
    year: Year = None,
    organisation: Organisation = None,
) -> None:
    """Skriv uppföljningen och årsanalysen i den arbetsbok som lästes in."""
    from service.commands.opened import open_service, organisation_id
    from service.commands.written import write_whole
    from service.flows.export_plan import export_plan
    from service.ports import OutsideError

    service = open_service()
    try:
        result = export_plan(service, organisation_id(service, organisation), year)
    except OutsideError as problem:
        stop(problem.text)
    write_whole(file, result.data)
    for finding in result.findings:
        print(finding)
    print(f"Skrev {file}: {result.cells} uppföljningar i cellerna, {result.columns} nya kolumner.")


@app.command()
def preview(
    days: Annotated[int, typer.Option("--days", min=1, max=400, help="Hur många dagar framåt.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Svara med JSON.")] = False,
    organisation: Organisation = None,
) -> None:
    """Visa vad som går ut de närmaste dagarna, per dag och person."""
    from service.commands.opened import open_service, organisation_id
    from service.flows.preview_schedule import preview_schedule, why_nothing

    service = open_service()
    where = organisation_id(service, organisation)
    coming = preview_schedule(service, where, days)
    if as_json:
        print(json.dumps([line.as_json() for line in coming], ensure_ascii=False, indent=1))
        return
    for line in coming:
        print(f"{line.day}  {line.person:<28}  {line.what}")
    if not any(line.measures for line in coming):
        print(f"Inga påminnelser går ut de närmaste {days} dagarna. {why_nothing(service, where)}")

"""`arshjul demo | simulate`: a year lived through in a minute."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.speak import progress, progress_done, stop
from service.ports import because

if TYPE_CHECKING:
    from socket import socket

    from config.settings import Settings

app = typer.Typer()


@app.command()
def demo(
    serve: Annotated[
        bool,
        typer.Option("--serve", help="Visa en majmorgon i webbläsaren, från det år som redan är spelat."),
    ] = False,
) -> None:
    """Visa ett helt år i en påhittad stadsdel. Resultatet läggs i var/demo."""
    from service.commands.opened import checked_settings
    from service.commands.run import open_port

    settings = checked_settings()
    port = open_port(settings) if serve else None
    folder = settings.var / "demo"
    if not (serve and (folder / "morgon").exists()):
        _live_the_year(folder)
    if port is not None:
        _serve_the_morning(folder, settings, port)


def _live_the_year(folder: Path) -> None:
    from service.rehearsal.demo import run_demo

    if folder.exists():
        shutil.rmtree(folder)
    print(f"Stadsdelen Norrvik, 2025: planen läses in, ansvariga påminns och svarar. Allt läggs i {folder}.")
    story = run_demo(folder, progress)
    progress_done()
    print(story)


def _serve_the_morning(folder: Path, settings: "Settings", port: "socket") -> None:
    from service.adapters.clock import ShiftedClock
    from service.commands.run import serve
    from service.rehearsal.morning import MORNING, morning_settings

    print("Klockan går från måndag 12 maj 2025. Mejlen läggs i filer, inget skickas.")
    serve(morning_settings(folder, settings), port, ShiftedClock(MORNING))


@app.command()
def simulate(
    year: Annotated[int, typer.Option("--year", min=2000, max=2100, help="Året att leva igenom.")] = 2025,
    plan: Annotated[
        Path | None, typer.Option("--plan", help="Arbetsbok. Annars den påhittade stadsdelens.")
    ] = None,
    owners: Annotated[
        str, typer.Option("--owners", help="Hur de ansvariga svarar: vanliga, snabba, tysta.")
    ] = "vanliga",
    faults: Annotated[bool, typer.Option("--faults", help="Låt servrar krångla under året.")] = False,
    organisations: Annotated[
        int, typer.Option("--organisations", min=1, help="Antal kommuner med samma plan.")
    ] = 1,
    measures: Annotated[
        int | None,
        typer.Option("--measures", min=1, max=5000, help="Antal åtgärder i varje plan. Annars planens egna."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="MAPP", help="Mapp att lägga resultatet i.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Svara med JSON.")] = False,
) -> None:
    """Lev igenom ett år med en plan: vad som går ut, vem som får hur mycket, och om liggaren går ihop."""
    from service.commands.written import make_folder
    from service.ports import OutsideError
    from service.rehearsal.simulation import Simulation, run_simulation

    if out is not None:
        make_folder(out)
    try:
        data = plan.read_bytes() if plan else None
    except OSError as problem:
        stop(f"{plan}: filen går inte att läsa ({because(problem)}).")
    wanted = Simulation(year, data, plan.name if plan else "", owners, faults, organisations, out, measures)
    try:
        result = run_simulation(wanted, progress)
    except OutsideError as problem:
        stop(problem.text)
    progress_done()
    print(json.dumps(result.as_json(), ensure_ascii=False, indent=1) if as_json else result.as_text())
    if result.trouble:
        raise typer.Exit(1)

"""`make demo`: the year in Norrvik, and what it leaves behind in a folder."""

from collections.abc import Callable
from pathlib import Path

from service.flows.export_plan import export_plan
from service.flows.load_plan import load_plan
from service.flows.make_summary import make_summary
from service.flows.service import Service
from service.rehearsal.morning import keep_morning
from service.rehearsal.owners import OwnerModel
from service.rehearsal.story import month_table
from service.rehearsal.year import Rehearsal, rehearse

NORRVIK = Path(__file__).parent / "norrvik"


def norrvik(owners: OwnerModel) -> Rehearsal:
    """Return the fictional district's year."""
    return Rehearsal(
        organisation="Norrviks stadsdelsförvaltning",
        coordinator_name="Maja Ek",
        coordinator_email="maja.ek@norrvik.example",
        workbook=(NORRVIK / "atgardsplan.xlsx").read_bytes(),
        workbook_name="atgardsplan.xlsx",
        people=(NORRVIK / "personer.csv").read_bytes(),
        people_name="personer.csv",
        year=2025,
        owners=owners,
    )


def run_demo(folder: Path, tell: Callable[[str], None]) -> str:
    """Live through the year, write the summaries and the workbook, and return what to print."""
    owners = OwnerModel(bouncing=("styrelsen@hamnforeningen.example",))
    service, (where, *_), year = rehearse(norrvik(owners), folder, keep_morning(folder, tell))
    tell("Skriver sammanställningarna och arbetsboken")
    summaries = _write_summaries(service, where, folder)
    exported = export_plan(service, where)
    (folder / "atgardsplan-med-uppfoljning.xlsx").write_bytes(exported.data)
    service.store.close()
    counts = year.imported.as_json()
    lines = [
        f"Planen: {sum(area['measures'] > 0 for area in counts['areas'])} områden, {counts['measures']} åtgärder, "
        f"{len(counts['findings'])} saker att titta på i arbetsboken.",
        year.directory.as_text(),
        "",
        month_table(year.months),
        "",
        f"Kvar i {folder}:",
        "  mail/                              mejlen som gick ut, som .eml",
        *(f"  {name:<34} sammanställningen till styrgruppen" for name in summaries),
        f"  atgardsplan-med-uppfoljning.xlsx   arbetsboken: {exported.cells} celler och {exported.columns} "
        "kolumner ifyllda, med årsanalys",
        "",
        "Se en majmorgon i webbläsaren: make look",
    ]
    return "\n".join(lines)


def _write_summaries(service: Service, where: int, folder: Path) -> list[str]:
    with service.store.read() as session:
        days = [row.day for row in load_plan(session, where).days]
    names = []
    for day in days:
        name = f"uppfoljning-{day.isoformat()}.html"
        (folder / name).write_text(make_summary(service, where, day).html, encoding="utf-8")
        names.append(name)
    return names

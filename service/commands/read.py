"""`arshjul read when|who|mail`: how would you read this? The contracts of readings.md, one JSON line an answer."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from service.commands.options import Organisation
from service.commands.speak import stop
from service.ports import because

app = typer.Typer(help="Visa hur en text skulle läsas.", no_args_is_help=True)

Text = Annotated[str | None, typer.Argument(metavar="TEXT", help="Texten, som den står i cellen.")]
Jsonl = Annotated[
    str | None, typer.Option("--jsonl", help="Fil med en JSON-rad per text, eller - för standard in.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Svara med JSON.")]


@app.command()
def when(
    text: Text = None,
    year: Annotated[int | None, typer.Option("--year", min=2000, max=2100, help="Planens år.")] = None,
    jsonl: Jsonl = None,
    as_json: AsJson = False,
) -> None:
    """Läs en När-cell."""
    from config.tables import compiled
    from config.vocabulary import load
    from service.domain.timing import TimeWords, read_when, to_json

    words = compiled("time", load("time"), TimeWords.from_data)
    if jsonl is not None:
        _answer_lines(jsonl, lambda row: to_json(read_when(row.get("when"), int(row["plan_year"]), words)))
        return
    reading = to_json(read_when(_given(text), year or _this_year(), words))
    print(_line({"id": None, **reading}) if as_json else _say_when(reading))


@app.command()
def who(text: Text = None, jsonl: Jsonl = None, as_json: AsJson = False) -> None:
    """Läs en Vem-cell."""
    from config.tables import compiled
    from config.vocabulary import load
    from service.domain.parties import PartyWords, read_who, to_json

    words = compiled("party", load("party"), PartyWords.from_data)
    if jsonl is not None:
        _answer_lines(jsonl, lambda row: to_json(read_who(row.get("who"), words), None))
        return
    reading = to_json(read_who(_given(text), words), None)
    print(_line(reading) if as_json else _say_who(reading))


@app.command()
def corrections(
    organisation: Organisation = None,
) -> None:
    """Skriv det som folk har rättat, en JSON-rad var, att mäta läsningen mot."""
    from service.commands.opened import open_service, organisation_id
    from service.flows.correct_reading import corrections_as_corpus

    service = open_service()
    for row in corrections_as_corpus(service, organisation_id(service, organisation)):
        print(_line(row))


@app.command()
def mail(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FIL", help="Mejl som .eml-filer.")] = None,
    folder: Annotated[
        Path | None, typer.Option("--dir", metavar="MAPP", help="Läs alla .eml-filer i mappen.")
    ] = None,
    _jsonl: Annotated[
        bool, typer.Option("--jsonl", help="En JSON-rad per mejl (så svarar kommandot alltid).")
    ] = False,
) -> None:
    """Läs mejl: vad är nyskrivet, vilket slags mejl är det?"""
    from config.tables import compiled
    from config.vocabulary import load
    from service.adapters.mime import parse
    from service.domain.reply import MailWords, read_mail, to_json

    words = compiled("mail", load("mail"), MailWords.from_data)
    if folder is not None and not folder.is_dir():
        stop(f"{folder}: mappen går inte att läsa (den finns inte).")
    paths = [*(files or []), *(sorted(folder.glob("*.eml")) if folder else [])]
    if not paths:
        stop("Ange minst en .eml-fil, eller --dir MAPP med .eml-filer.")
    for path in paths:
        try:
            raw = path.read_bytes()
        except OSError as problem:
            stop(f"{path}: filen går inte att läsa ({because(problem)}).")
        print(_line(to_json(read_mail(parse(raw), words), path.name)))


def _given(text: str | None) -> str:
    if text is None:
        stop("Skriv texten som ska läsas inom citattecken, eller ange --jsonl FIL.")
    return text


def _this_year() -> int:
    from service.adapters.clock import SystemClock

    return SystemClock().now().year


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _answer_lines(source: str, read: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    for number, line in enumerate(_lines(source), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            reading = read(row)
        except (ValueError, KeyError, TypeError, AttributeError):
            stop(f"{source}, rad {number}: raden är inte ett JSON-objekt med de fält som behövs.")
        print(_line({"id": row.get("id"), **reading}))


def _lines(source: str) -> Iterator[str]:
    try:
        if source == "-":
            yield from sys.stdin
            return
        with Path(source).open(encoding="utf-8") as file:
            yield from file
    except OSError as problem:
        stop(f"{source}: filen går inte att läsa ({because(problem)}).")
    except UnicodeDecodeError:
        stop(f"{source}: filen är inte text i UTF-8.")


KINDS = {
    "date": "ett datum",
    "window": "en period",
    "recurring": "återkommande",
    "ongoing": "löpande",
    "on_demand": "vid behov",
    "undetermined": "inte bestämt",
    "done": "redan gjort",
}


def _say_when(reading: dict[str, Any]) -> str:
    lines = ["Läses som: " + (", ".join(KINDS[kind] for kind in reading["kinds"]) or "ingenting")]
    if reading["start"] or reading["end"]:
        lines.append(f"Från {reading['start'] or '–'} till {reading['end'] or '–'}")
    if reading["per"]:
        per = reading["per"]
        lines.append(f"{per['count']} gång(er) per {per['interval']} {per['unit']}")
    if reading["check"]:
        lines.append(f"Titta på den: {reading['why']}")
    return "\n".join(lines)


def _say_who(reading: dict[str, Any]) -> str:
    lines = [
        f"Personer: {', '.join(reading['persons']) or '–'}",
        f"Roller och enheter: {', '.join(reading['roles_or_units']) or '–'}",
        f"Huvudansvar: {reading['lead'] or '–'}",
    ]
    if reading["check"]:
        lines.append(f"Titta på den: {reading.get('why', '')}")
    return "\n".join(lines)

"""`arshjul run | web | worker | beat | listen`: the service itself, in one process or in many."""

from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.speak import stop
from service.ports import because

if TYPE_CHECKING:
    from socket import socket

    from fastapi import FastAPI

    from config.settings import Settings
    from service.flows.service import Service
    from service.ports import Clock, Nudge
    from tasks.intake import Intake

app = typer.Typer()

RedirectAll = Annotated[
    str | None, typer.Option("--redirect-all-to", help="Vid prov: skicka alla mejl till den här adressen.")
]


@app.command()
def run(redirect_all_to: RedirectAll = None) -> None:
    """Starta allt i en process: webben och det som sker av sig självt."""
    settings = _settings(redirect_all_to)
    serve(settings, open_port(settings))


def serve(settings: "Settings", port: "socket", clock: "Clock | None" = None) -> None:
    """Run everything in this process until it is told to end; under another `clock` for a look at another day."""
    from service.web.app import create_app
    from tasks.app import configure, use_service
    from tasks.ticker import nudge_ticker, start_ticker

    service = _service(settings, nudge_ticker, clock)
    configure("", settings.sweep_seconds)
    use_service(service)
    ticker = start_ticker()
    intake = _intake(service, settings)
    _welcome(service, settings)
    try:
        _answer(create_app(service), port)
    finally:
        intake.stop()
        ticker.stop()
        service.mailer.close()


@app.command()
def web() -> None:
    """Starta bara webben (flera processer, med PostgreSQL och Redis)."""
    from service.web.app import create_app
    from tasks.app import configure, nudge

    settings = _settings(None)
    configure(_broker(settings), settings.sweep_seconds)
    port = open_port(settings)
    service = _service(settings, nudge)
    _welcome(service, settings)
    _answer(create_app(service), port)


@app.command()
def worker(
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="Antal samtidiga jobb.")] = 2,
) -> None:
    """Starta en arbetare som skickar och läser mejl."""
    from tasks.app import configure

    settings = _settings(None)
    celery = configure(_broker(settings), settings.sweep_seconds)
    celery.worker_main(["worker", "--loglevel=warning", f"--concurrency={concurrency}", "--without-mingle"])


@app.command()
def listen() -> None:
    """Ta emot svar direkt från en e-postserver (ARSHJUL_LISTEN_PORT) och vaka över IMAP-brevlådan."""
    from threading import Event

    from tasks.app import configure, nudge

    settings = _settings(None)
    if not settings.listen_port and not settings.imap_host:
        stop("Det finns inget att lyssna på. Ange ARSHJUL_LISTEN_PORT eller ARSHJUL_IMAP_HOST.")
    configure(_broker(settings), settings.sweep_seconds)
    intake = _intake(_service(settings, nudge), settings)
    print("Lyssnar efter svar. Avsluta med Ctrl+C.", flush=True)
    try:
        Event().wait()
    except KeyboardInterrupt:
        intake.stop()


@app.command()
def beat() -> None:
    """Starta klockan som säger till arbetarna. En räcker; två gör ingen skada."""
    from celery.apps.beat import Beat

    from tasks.app import configure

    settings = _settings(None)
    celery = configure(_broker(settings), settings.sweep_seconds)
    celery.loader.import_default_modules()
    Beat(app=celery, loglevel="WARNING", quiet=True, scheduler="tasks.ticker:Ticker").run()


def _settings(redirect_all_to: str | None) -> "Settings":
    from config.settings import SettingsError, changed
    from service.commands.opened import checked_settings

    settings = checked_settings()
    if redirect_all_to is None:
        return settings
    try:
        return changed(settings, redirect_all_to=redirect_all_to)
    except SettingsError:
        stop(f"--redirect-all-to: {redirect_all_to} är inte en e-postadress.")


def open_port(settings: "Settings") -> "socket":
    """Return the web's port, ours from now on, or end with one sentence: before anything says that it runs."""
    import socket

    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((settings.host, settings.port), family=family)
    except (OSError, UnicodeError) as problem:
        why = because(problem) if isinstance(problem, OSError) else "namnet går inte att slå upp"
        stop(
            f"Det går inte att lyssna på {settings.host}:{settings.port} ({why}). "
            "Ange en annan ARSHJUL_PORT eller ARSHJUL_HOST."
        )


def _answer(app: "FastAPI", port: "socket") -> None:
    """Answer what comes to the port until Ctrl+C or a signal."""
    from contextlib import suppress

    import uvicorn

    with suppress(KeyboardInterrupt):
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[port])


def _service(settings: "Settings", nudge: "Nudge", clock: "Clock | None" = None) -> "Service":
    from service.commands.opened import open_service

    return open_service(settings, clock=clock, nudge=nudge)


def _intake(service: "Service", settings: "Settings") -> "Intake":
    from service.bootstrap import make_listener, open_imap
    from tasks.intake import Intake

    listener, mailbox = make_listener(settings, service), open_imap(settings)
    try:
        return Intake(listener, mailbox, service.nudge, settings.sweep_seconds)
    except OSError as problem:
        where = f"{settings.listen_host}:{settings.listen_port}"
        stop(f"Det går inte att lyssna på {where} ({because(problem)}). Ange en annan ARSHJUL_LISTEN_PORT.")


def _broker(settings: "Settings") -> str:
    if not settings.broker_url:
        stop(
            "Det här kommandot är för flera processer och behöver ARSHJUL_BROKER_URL. För en process: arshjul run."
        )
    return settings.broker_url


def _welcome(service: "Service", settings: "Settings") -> None:
    """Say where the pages are and how to get in: a one-time link, since there are no passwords."""
    from service.flows.send_sign_in import first_link

    print(f"Årshjul är igång: {settings.address}")
    link = first_link(service)
    if link:
        print(f"Logga in med den här länken (gäller en gång, i 30 minuter):\n  {link}")
    if settings.transport == "eml":
        print(
            f"Ingen SMTP-server är inställd: mejlen läggs i {settings.var / 'mail'} och syns under Utskick."
        )
    print("Avsluta med Ctrl+C.", flush=True)

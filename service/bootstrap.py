"""Settings → one `Service`. Wiring happens here and nowhere else."""

import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from config.defaults import load as load_defaults
from config.settings import Settings
from config.tables import compiled
from config.vocabulary import load as load_words
from service.adapters.clock import SystemClock
from service.adapters.compose import compose, readdress
from service.adapters.emlfolder import EmlFolder
from service.adapters.graph import GraphAccount, GraphMailer
from service.adapters.ics import feed, feed_mark, invitation_part
from service.adapters.imap import ImapMailbox, ImapServer
from service.adapters.lmtp import MailListener
from service.adapters.maildir import Maildir
from service.adapters.mime import parse, words_of_letter
from service.adapters.oauth import (
    EXCHANGE_SCOPE,
    GRAPH_SCOPE,
    Application,
    ClientCredentials,
    microsoft_url,
)
from service.adapters.render import Letters, Templates
from service.adapters.smtp import SmtpMailer, SmtpServer
from service.adapters.xlsx.patching import patch_workbook
from service.adapters.xlsx.reading import read_workbook
from service.domain.parties import PartyWords
from service.domain.reply import MailWords
from service.domain.schedule import Policy, PolicyError
from service.domain.timing import TimeWords
from service.domain.workbook import WorkbookWords
from service.flows.allowance import Rate
from service.flows.found_organisation import found_organisation
from service.flows.service import Identity, Service, Watch, Words
from service.flows.take_in_mail import is_for_us, store_arrival
from service.ports import Arrived, Clock, Mailbox, Mailer, Nudge
from service.store.engine import Store
from service.store.migrate import upgrade
from service.store.people import Organisation

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def nothing(_sweep: str) -> None:
    """The nudge of a process that has nobody to nudge: the next sweep comes by itself."""


def build_service(
    settings: Settings,
    *,
    clock: Clock | None = None,
    mailer: Mailer | None = None,
    mailbox: Mailbox | None = None,
    nudge: Nudge = nothing,
) -> Service:
    """Return the service that the settings describe, its database at the newest schema and its organisation founded.

    ValueError: the settings contradict one another; the text is a sentence that says what to change.
    """
    settings.var.mkdir(parents=True, exist_ok=True)
    store = Store(settings.database)
    upgrade(store)
    pages = Templates(TEMPLATES)
    service = Service(
        store=store,
        clock=clock or SystemClock(),
        mailer=mailer or choose_mailer(settings),
        mailbox=mailbox or choose_mailbox(settings),
        pages=pages,
        nudge=nudge,
        words=read_vocabulary(),
        identity=_identity(settings),
        policy=read_policy(),
        rate=Rate(settings.mails_per_minute, settings.recipients_per_day, settings.connections),
        zone=ZoneInfo(settings.zone),
        read_workbook=read_workbook,
        patch_workbook=patch_workbook,
        parse_mail=parse,
        words_of_letter=words_of_letter,
        write_letter=Letters(pages),
        compose=compose,
        readdress=readdress,
        write_invitation=invitation_part,
        write_feed=feed,
        mark_feed=feed_mark,
        watch=Watch(
            settings.operator_email,
            settings.silent_days,
            settings.late_minutes,
            settings.metrics_token.get_secret_value(),
        ),
    )
    _found_first(store, settings)
    return service


def _found_first(store: Store, settings: Settings) -> None:
    """Found the settings' organisation at the very first start. A database that has one keeps what it has."""
    with store.read() as session:
        if session.scalar(select(Organisation.id).limit(1)) is not None:
            return
    with store.write() as session:
        found_organisation(
            session,
            settings.organisation,
            settings.zone,
            settings.coordinator_name,
            settings.coordinator_email,
        )


def read_policy() -> dict[str, Any]:
    """Return the defaults of the rules, looked at before anything follows them. ValueError: see `build_service`."""
    policy = load_defaults("policy")
    try:
        Policy.from_data(policy)
    except PolicyError as problem:
        raise ValueError(f"config/defaults/policy.toml, {problem.place}: {problem.text}") from None
    return policy


@cache
def read_vocabulary() -> Words:
    """Return the compiled words of every reading; they change with the release only, and are compiled once a process."""
    return Words(
        compiled("time", load_words("time"), TimeWords.from_data),
        compiled("party", load_words("party"), PartyWords.from_data),
        compiled("mail", load_words("mail"), MailWords.from_data),
        compiled("workbook", load_words("workbook"), WorkbookWords.from_data),
    )


def choose_mailer(settings: Settings) -> Mailer:
    """Return the transport that the settings describe. ValueError: see `build_service`."""
    if settings.transport == "eml":
        return EmlFolder(settings.var / "mail")
    if settings.transport == "graph":
        if not settings.uses_oauth:
            raise ValueError("ARSHJUL_MAIL_TRANSPORT=graph behöver ARSHJUL_OAUTH_TENANT.")
        return GraphMailer(
            GraphAccount(settings.mail_from, credentials(settings, GRAPH_SCOPE), settings.graph_url)
        )
    if not settings.smtp_host:
        raise ValueError("ARSHJUL_MAIL_TRANSPORT=smtp behöver ARSHJUL_SMTP_HOST.")
    return open_smtp(settings)


def open_smtp(settings: Settings, timeout: float = 60.0) -> SmtpMailer:
    """Return the SMTP transport, its line not yet opened. Without a user there is no logging in, whatever else is set.

    ValueError: see `build_service`. `timeout` is in seconds, for each answer.
    """
    with_token = settings.uses_oauth and settings.smtp_user
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
        token=credentials(settings, EXCHANGE_SCOPE) if with_token else None,
        allow_plain=settings.smtp_allow_plain,
        timeout=timeout,
    )
    try:
        return SmtpMailer(server)
    except ValueError as problem:
        advice = "Välj ARSHJUL_SMTP_SECURITY=starttls, eller ARSHJUL_SMTP_ALLOW_PLAIN=true i ett slutet nät."
        raise ValueError(f"{problem} {advice}") from None


def credentials(settings: Settings, scope: str) -> ClientCredentials:
    """Return what fetches tokens for the application. ValueError: it is not named, or its address is unsafe."""
    if not settings.oauth_client_id or not settings.oauth_client_secret.get_secret_value():
        raise ValueError("OAuth behöver ARSHJUL_OAUTH_CLIENT_ID och ARSHJUL_OAUTH_CLIENT_SECRET.")
    return ClientCredentials(
        Application(
            url=settings.oauth_token_url or microsoft_url(settings.oauth_tenant),
            client_id=settings.oauth_client_id,
            secret=settings.oauth_client_secret.get_secret_value(),
            scope=scope,
        )
    )


def choose_mailbox(settings: Settings) -> Mailbox:
    """Return the place where answers arrive. ValueError: see `build_service`."""
    return open_imap(settings) or Maildir(Path(settings.maildir or settings.var / "inkorg"))


def open_imap(settings: Settings) -> ImapMailbox | None:
    """Return a line of its own to the IMAP folder, None when there is no IMAP. ValueError: see `build_service`."""
    if not settings.imap_host:
        return None
    server = ImapServer(
        host=settings.imap_host,
        port=settings.imap_port,
        security=settings.imap_security,
        user=settings.imap_user,
        password=settings.imap_password.get_secret_value(),
        token=credentials(settings, EXCHANGE_SCOPE) if settings.uses_oauth else None,
        folder=settings.imap_folder,
        done_folder=settings.imap_done_folder,
    )
    try:
        return ImapMailbox(server)
    except ValueError as problem:
        raise ValueError(f"{problem} Välj ARSHJUL_IMAP_SECURITY=tls eller starttls.") from None


def make_listener(settings: Settings, service: Service) -> MailListener | None:
    """Return the listener that a mail server hands answers to, not yet started; None when no port is set."""
    if not settings.listen_port:
        return None

    def take(arrived: Arrived) -> None:
        if store_arrival(service, arrived):
            service.nudge("read_inbox")

    return MailListener(
        take,
        port=settings.listen_port,
        host=settings.listen_host,
        protocol=settings.listen_protocol,
        takes=lambda address: is_for_us(service, address),
    )


def _identity(settings: Settings) -> Identity:
    return Identity(
        mail_from=settings.mail_from,
        replies_to=settings.replies_to,
        plus_addresses=settings.plus_addresses,
        public_url=settings.address.rstrip("/"),
        key=secret_key(settings),
        redirect_all_to=settings.redirect_all_to,
    )


def secret_key(settings: Settings) -> bytes:
    """Return the key that signs links: the one given, or one made at the first start and kept for the owner only.

    ValueError: see `build_service`.
    """
    given = settings.secret_key.get_secret_value()
    if given:
        return given.encode()
    path = settings.var / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_bytes()
        if not key:
            raise ValueError(
                f"Nyckelfilen {path} är tom. Lägg tillbaka den från säkerhetskopian, eller ta bort den om den är ny."
            ) from None
        return key
    key = secrets.token_hex(32).encode()
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
    except OSError:
        path.unlink()  # a full disk must not leave an empty key, with which anybody could sign
        raise
    return key

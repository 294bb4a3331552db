"""Settings → one `Service`. Wiring happens here and nowhere else."""

import os
import secrets
from pathlib import Path
from zoneinfo import ZoneInfo

from config.defaults import load as load_defaults
from config.settings import Settings
from config.vocabulary import load as load_words
from service.adapters.clock import SystemClock
from service.adapters.compose import compose
from service.adapters.emlfolder import EmlFolder
from service.adapters.maildir import Maildir
from service.adapters.mime import parse
from service.adapters.render import Letters, Templates
from service.adapters.smtp import SmtpMailer, SmtpServer
from service.adapters.xlsx.patching import patch_workbook
from service.adapters.xlsx.reading import read_workbook
from service.domain.parties import PartyWords
from service.domain.reply import MailWords
from service.domain.timing import TimeWords
from service.domain.workbook import WorkbookWords
from service.flows.allowance import Rate
from service.flows.found_organisation import found_organisation
from service.flows.service import Identity, Service, Words
from service.ports import Clock, Mailbox, Mailer, Nudge
from service.store.engine import Store
from service.store.migrate import upgrade

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
    """Return the service that the settings describe, its database at the newest schema and its organisation founded."""
    settings.var.mkdir(parents=True, exist_ok=True)
    store = Store(settings.database)
    upgrade(store)
    pages = Templates(TEMPLATES)
    service = Service(
        store=store,
        clock=clock or SystemClock(),
        mailer=mailer or _mailer(settings),
        mailbox=mailbox or _mailbox(settings),
        pages=pages,
        nudge=nudge,
        words=read_vocabulary(),
        identity=_identity(settings),
        policy=load_defaults("policy"),
        rate=Rate(settings.mails_per_minute, settings.recipients_per_day),
        zone=ZoneInfo(settings.zone),
        read_workbook=read_workbook,
        patch_workbook=patch_workbook,
        parse_mail=parse,
        write_letter=Letters(pages),
        compose=compose,
    )
    with store.write() as session:
        found_organisation(
            session,
            settings.organisation,
            settings.zone,
            settings.coordinator_name,
            settings.coordinator_email,
        )
    return service


def read_vocabulary() -> Words:
    """Return the compiled words of every reading."""
    return Words(
        TimeWords.from_data(load_words("time")),
        PartyWords.from_data(load_words("party")),
        MailWords.from_data(load_words("mail")),
        WorkbookWords.from_data(load_words("workbook")),
    )


def _mailer(settings: Settings) -> Mailer:
    if not settings.smtp_host:
        return EmlFolder(settings.var / "mail")
    return SmtpMailer(
        SmtpServer(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            user=settings.smtp_user,
            password=settings.smtp_password.get_secret_value(),
            allow_plain=settings.smtp_allow_plain,
        )
    )


def _mailbox(settings: Settings) -> Mailbox:
    return Maildir(Path(settings.maildir or settings.var / "inkorg"))


def _identity(settings: Settings) -> Identity:
    return Identity(
        mail_from=settings.mail_from,
        replies_to=settings.replies_to,
        plus_addresses=settings.plus_addresses,
        public_url=settings.public_url.rstrip("/"),
        key=secret_key(settings),
        redirect_all_to=settings.redirect_all_to,
    )


def secret_key(settings: Settings) -> bytes:
    """Return the key that signs links: the one given, or one made at the first start and kept for the owner only."""
    given = settings.secret_key.get_secret_value()
    if given:
        return given.encode()
    path = settings.var / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        key = secrets.token_hex(32).encode()
        file.write(key)
    return key

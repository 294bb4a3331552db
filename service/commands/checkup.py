"""What `arshjul doctor` looks at: each part says whether it is in order, and if not, what to do."""

import smtplib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy.exc import SQLAlchemyError

from config.settings import Settings
from service.store.engine import Store
from service.store.migrate import current, newest

State = Literal["ok", "absent", "broken"]
MARKS: dict[State, str] = {"ok": "✓", "absent": "–", "broken": "✗"}
SECONDS = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One part of the service: in order, not used, or broken."""

    name: str
    state: State
    text: str

    @property
    def mark(self) -> str:
        """The state as a sign that also says something in print."""
        return MARKS[self.state]

    def as_json(self) -> dict[str, Any]:
        """Return the check for a machine."""
        return {"name": self.name, "state": self.state, "text": self.text}


def check(settings: Settings) -> Iterator[Check]:
    """Yield every part's check, in the order they depend on one another."""
    yield _folder(settings)
    yield _database(settings)
    yield _broker(settings)
    yield _web(settings)
    yield _smtp(settings)
    yield _imap(settings)
    yield _addresses(settings)


def _folder(settings: Settings) -> Check:
    folder = settings.var.resolve()
    probe = folder / ".prov"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        return Check(
            "folder", "broken", f"Det går inte att skriva i {folder} ({problem.strerror}). Ange ARSHJUL_VAR."
        )
    return Check("folder", "ok", f"Skriver i {folder}.")


def _database(settings: Settings) -> Check:
    kind = settings.database.partition(":")[0]
    try:
        store = Store(settings.database)
        revision = current(store)
        store.close()
    except SQLAlchemyError as problem:
        reason = str(problem.__cause__ or problem).splitlines()[0]
        return Check(
            "database", "broken", f"Databasen ({kind}) svarar inte: {reason}. Se ARSHJUL_DATABASE_URL."
        )
    if revision != newest():
        return Check(
            "database", "absent", f"Databasen ({kind}) är tom eller äldre; den uppdateras vid nästa start."
        )
    return Check("database", "ok", f"Databasen ({kind}) svarar och är uppdaterad.")


def _broker(settings: Settings) -> Check:
    if not settings.broker_url:
        return Check("broker", "absent", "Ingen Redis: allt sker i en process (arshjul run).")
    import redis

    try:
        redis.Redis.from_url(settings.broker_url, socket_timeout=SECONDS).ping()
    except redis.RedisError:
        return Check("broker", "broken", "Redis svarar inte. Se ARSHJUL_BROKER_URL.")
    return Check("broker", "ok", "Redis svarar.")


def _web(settings: Settings) -> Check:
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 (a comparison)
    address = f"http://{host}:{settings.port}/healthz"
    try:
        with urlopen(address, timeout=SECONDS) as answer:
            return Check("web", "ok" if answer.status == 200 else "broken", f"Webben svarar på {address}.")
    except (URLError, OSError):
        return Check(
            "web", "broken", f"Webben svarar inte på {address}. Starta den med arshjul run eller arshjul web."
        )


def _smtp(settings: Settings) -> Check:
    if not settings.smtp_host:
        return Check("smtp", "absent", f"Ingen SMTP-server: mejlen läggs i {settings.var / 'mail'}.")
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    make = smtplib.SMTP_SSL if settings.smtp_security == "tls" else smtplib.SMTP
    try:
        with make(settings.smtp_host, settings.smtp_port, timeout=SECONDS) as server:
            server.ehlo()
            if settings.smtp_security == "starttls" and not server.has_extn("starttls"):
                return Check("smtp", "broken", f"{where} erbjuder inte STARTTLS. Se ARSHJUL_SMTP_SECURITY.")
    except (OSError, smtplib.SMTPException) as problem:
        return Check("smtp", "broken", f"SMTP-servern {where} svarar inte ({problem}). Se ARSHJUL_SMTP_HOST.")
    return Check("smtp", "ok", f"SMTP-servern {where} svarar.")


def _imap(settings: Settings) -> Check:
    if not settings.imap_host:
        return Check(
            "imap",
            "absent",
            f"Ingen IMAP-server: svaren läses ur {settings.maildir or settings.var / 'inkorg'}.",
        )
    where = f"{settings.imap_host}:{settings.imap_port}"
    try:
        with socket.create_connection((settings.imap_host, settings.imap_port), timeout=SECONDS):
            return Check("imap", "ok", f"IMAP-servern {where} svarar.")
    except OSError as problem:
        return Check("imap", "broken", f"IMAP-servern {where} svarar inte ({problem}). Se ARSHJUL_IMAP_HOST.")


def _addresses(settings: Settings) -> Check:
    if settings.mail_from.endswith("@localhost"):
        return Check(
            "addresses", "absent", "Avsändaren är inte inställd. Ange ARSHJUL_MAIL_FROM före skarp drift."
        )
    trial = f" Prov: allt går till {settings.redirect_all_to}." if settings.redirect_all_to else ""
    return Check(
        "addresses", "ok", f"Skickar från {settings.mail_from}, svar till {settings.replies_to}.{trial}"
    )

"""What `arshjul doctor` looks at: each part says whether it is in order, and if not, what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy.exc import SQLAlchemyError

from config.settings import Settings
from service.commands.mail_checkup import (
    check_disturbances,
    check_dns,
    check_intake,
    check_round_trip,
    check_sending,
)
from service.commands.speak import because
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
    """Yield every part's check, in the order they depend on one another. Without a folder to write in there is no more."""
    folder = _folder(settings)
    yield folder
    if folder.state == "broken":
        return
    yield _database(settings)
    yield _broker(settings)
    yield _web(settings)
    yield Check("smtp", *check_sending(settings))
    yield Check("imap", *check_intake(settings))
    yield _addresses(settings)
    yield Check("reply", *check_round_trip(settings))
    yield Check("dns", *check_dns(settings))
    for finding in check_disturbances(settings):
        yield Check("trouble", *finding)


def _folder(settings: Settings) -> Check:
    folder = settings.var.resolve()
    probe = folder / ".prov"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        return Check(
            "folder", "broken", f"Det går inte att skriva i {folder} ({because(problem)}). Ange ARSHJUL_VAR."
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
    address = _alive_at(settings)
    if answers(settings):
        return Check("web", "ok", f"Webben svarar på {address}.")
    return Check(
        "web", "broken", f"Webben svarar inte på {address}. Starta den med arshjul run eller arshjul web."
    )


def answers(settings: Settings) -> bool:
    """Whether a service of ours runs at the settings' address."""
    try:
        with urlopen(_alive_at(settings), timeout=SECONDS) as answer:  # noqa: S310 (our own address, http)
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _alive_at(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 (a comparison)
    return f"http://{host}:{settings.port}/healthz"


def _addresses(settings: Settings) -> Check:
    if settings.mail_from.endswith("@localhost"):
        return Check(
            "addresses", "absent", "Avsändaren är inte inställd. Ange ARSHJUL_MAIL_FROM före skarp drift."
        )
    trial = f" Prov: allt går till {settings.redirect_all_to}." if settings.redirect_all_to else ""
    return Check(
        "addresses", "ok", f"Skickar från {settings.mail_from}, svar till {settings.replies_to}.{trial}"
    )

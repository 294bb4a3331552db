"""What `arshjul doctor` looks at: each part says whether it is in order, and if not, what to do."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from sqlalchemy.exc import SQLAlchemyError

from config.settings import Settings
from service.commands.mail_checkup import (
    Finding,
    State,
    check_disturbances,
    check_dns,
    check_intake,
    check_reply_address,
    check_sending,
)
from service.commands.opened import kept_key
from service.commands.round_trip import check_round_trip
from service.flows.service import MARK_HEADER, mark_of
from service.ports import because
from service.store.engine import Store
from service.store.migrate import NEWER, current, is_newer, newest

MARKS: dict[State, str] = {"ok": "✓", "absent": "–", "broken": "✗"}
SECONDS = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One part of the service: in order, not used, or broken."""

    name: str
    state: State
    text: str

    @property
    def title(self) -> str:
        """What a person calls the part; `name` is what a program does, and stays."""
        return TITLES[self.name]

    @property
    def mark(self) -> str:
        """The state as a sign that also says something in print."""
        return MARKS[self.state]

    def as_json(self) -> dict[str, Any]:
        """Return the check for a machine."""
        return {"name": self.name, "state": self.state, "text": self.text}


def check(settings: Settings, only: Collection[str] = ()) -> Iterator[Check]:
    """Yield each part's check as it is made, in the order they depend on one another; only those named, if any are.

    Without a folder to write in there is no more. The mail's round trip is tried when both its servers are in order.
    """
    sound: set[str] = set()
    for name, needs, look in PARTS:
        if (only and name not in only) or not sound.issuperset(needs if not only else ()):
            continue
        found = Check(name, *look(settings))
        yield found
        if found.state == "ok":
            sound.add(name)
        if name == "folder" and found.state == "broken":
            return
    if not only or "trouble" in only:
        for finding in check_disturbances(settings):
            yield Check("trouble", *finding)


def _folder(settings: Settings) -> Finding:
    folder = settings.var.resolve()
    probe = folder / ".prov"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        return "broken", f"Det går inte att skriva i {folder} ({because(problem)}). Ange ARSHJUL_VAR."
    return "ok", f"Skriver i {folder}."


def _database(settings: Settings) -> Finding:
    kind = settings.database.partition(":")[0]
    try:
        store = Store(settings.database)
        revision = current(store)
        store.close()
    except SQLAlchemyError as problem:
        reason = str(problem.__cause__ or problem).splitlines()[0]
        return "broken", f"Databasen ({kind}) svarar inte: {reason}. Se ARSHJUL_DATABASE_URL."
    except OSError as problem:
        return "broken", f"Databasen ({kind}) går inte att öppna ({because(problem)}). Se ARSHJUL_VAR."
    if is_newer(revision):
        return "broken", NEWER
    if revision != newest():
        return "absent", f"Databasen ({kind}) är tom eller äldre; den uppdateras vid nästa start."
    return "ok", f"Databasen ({kind}) svarar och är uppdaterad."


def _broker(settings: Settings) -> Finding:
    if not settings.broker_url:
        return "absent", "Ingen Redis: allt sker i en process (arshjul run)."
    import redis

    try:
        redis.Redis.from_url(settings.broker_url, socket_timeout=SECONDS).ping()
    except (redis.RedisError, ValueError):
        return "broken", "Redis svarar inte. Se ARSHJUL_BROKER_URL."
    return "ok", "Redis svarar."


def _web(settings: Settings) -> Finding:
    address = _alive_at(settings)
    try:
        with urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 (our own address, http)
            said, mark = answer.read(100), answer.headers.get(MARK_HEADER, "")
        ours = kept_key(settings)
    except HTTPError:
        said, mark, ours = b"", "", b""
    except (OSError, HTTPException):
        return "broken", f"Webben svarar inte på {address}. Starta den med arshjul run eller arshjul web."
    if said != b"ok\n":
        return "broken", f"Något annat än Årshjul svarar på {address}. Ange en annan ARSHJUL_PORT."
    if mark and mark != mark_of(ours):
        return (
            "broken",
            f"På {address} svarar ett Årshjul med en annan mapp än {settings.var.resolve()}. Se ARSHJUL_VAR.",
        )
    return "ok", f"Webben svarar på {address}."


def _alive_at(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 (a comparison)
    return f"http://{host}:{settings.port}/healthz"


def _addresses(settings: Settings) -> Finding:
    if settings.mail_from.endswith("@localhost"):
        return "absent", "Avsändaren är inte inställd. Ange ARSHJUL_MAIL_FROM före skarp drift."
    trial = f" Prov: allt går till {settings.redirect_all_to}." if settings.redirect_all_to else ""
    return "ok", f"Skickar från {settings.mail_from}, svar till {settings.replies_to}.{trial}"


PARTS: tuple[tuple[str, tuple[str, ...], Callable[[Settings], Finding]], ...] = (
    ("folder", (), _folder),
    ("database", (), _database),
    ("broker", (), _broker),
    ("web", (), _web),
    ("smtp", (), check_sending),
    ("imap", (), check_intake),
    ("addresses", (), _addresses),
    ("reply", (), check_reply_address),
    ("roundtrip", ("smtp", "imap", "reply"), check_round_trip),
    ("dns", (), check_dns),
)
"""Each part's name, the parts that must be in order before it is worth a look, and the look."""

TITLES = {
    "folder": "mapp",
    "database": "databas",
    "broker": "redis",
    "web": "webb",
    "smtp": "utskick",
    "imap": "inkorg",
    "addresses": "adresser",
    "reply": "svarsadress",
    "roundtrip": "svarsväg",
    "dns": "dns",
    "trouble": "störningar",
}
"""What a person calls each part."""


def named(word: str) -> str | None:
    """Return the part's name from its name or its title, None when there is none."""
    return next((name for name, title in TITLES.items() if word.lower() in (name, title)), None)

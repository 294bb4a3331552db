"""What the flows need from the outside, as small Protocols; the adapters fill them, bootstrap chooses."""

import errno
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Literal, Protocol

REASONS = {
    errno.ENOENT: "den finns inte",
    errno.EACCES: "rättigheter saknas",
    errno.EPERM: "rättigheter saknas",
    errno.EISDIR: "det är en mapp",
    errno.ENOTDIR: "en del av sökvägen är ingen mapp",
    errno.ENOSPC: "disken är full",
    errno.EROFS: "disken går bara att läsa",
    errno.EADDRINUSE: "adressen används redan",
    errno.EADDRNOTAVAIL: "adressen finns inte på maskinen",
    errno.ECONNREFUSED: "ingen svarar på den porten",
    errno.ECONNRESET: "förbindelsen bröts",
    errno.EPIPE: "förbindelsen bröts",
    errno.ETIMEDOUT: "inget svar i tid",
    errno.EHOSTUNREACH: "maskinen går inte att nå",
    errno.ENETUNREACH: "nätet går inte att nå",
    socket.EAI_NONAME: "namnet går inte att slå upp",
    socket.EAI_AGAIN: "namnet går inte att slå upp nu",
}
"""What the usual error numbers (errno, and getaddrinfo's) mean, in Swedish."""


def because(problem: OSError) -> str:
    """Return in Swedish why the machine would not."""
    if isinstance(problem, TimeoutError):
        return REASONS[errno.ETIMEDOUT]
    return REASONS.get(problem.errno or 0, problem.strerror or str(problem))


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine: the only one to which a line may be in the clear unasked."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Clock(Protocol):
    """The only source of the present. Aware UTC."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail ready for the wire: SMTP's envelope (RFC 5321 §2.3.1) and the finished MIME bytes."""

    envelope_from: str
    envelope_to: tuple[str, ...]
    content: bytes
    message_id: str


Delivery = Literal["sent", "later", "never", "unknown"]
"""sent: 250. later: 4xx or no connection. never: 5xx. unknown: the line broke after DATA, before the answer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a transport says of one mail; `refused` are the recipients the server did not take."""

    delivery: Delivery
    code: str = ""
    text: str = ""
    refused: tuple[str, ...] = ()


def nothing() -> None:
    """What there is to do when there is nothing."""


class Mailer(Protocol):
    """A transport. It keeps its connection between mails and never raises for what the server answers."""

    name: str

    def send(self, mail: Outgoing, meanwhile: Callable[[], None] = nothing) -> Outcome:
        """Hand over one mail and say what came of it.

        `meanwhile` may be called while the server works on the mail, once, several times or not at all; what it raises
        comes through, and what came of the mail is then not known.
        """
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


@dataclass(frozen=True, slots=True)
class Arrived:
    """Raw bytes from one place; (source, key) is what the intake ledger knows them by.

    For IMAP: source `imap:FOLDER:UIDVALIDITY`, key the UID (RFC 9051 §2.3.1.1). For a maildir: the folder and the
    unique part of the file name.
    """

    source: str
    key: str
    content: bytes


class Mailbox(Protocol):
    """A place where answers arrive. Nothing is marked or moved before the caller has said that it is stored."""

    def arrivals(self, limit: int) -> Iterator[Arrived]:
        """Yield at most `limit` mails that have not been put away."""
        ...

    def put_away(self, arrived: Arrived) -> None:
        """Mark or move one mail that is safely stored."""
        ...


class AccessToken(Protocol):
    """An OAuth access token, fetched when it is needed."""

    def __call__(self) -> str:
        """Return a token that is still good. OSError: there is none to be had, and the text says why."""
        ...

    def forget(self) -> None:
        """Fetch a new one next time, because this one was refused."""
        ...


class Watch(Protocol):
    """A mailbox that can tell when something has come."""

    def wait(self, seconds: float) -> bool:
        """Wait at most so long for mail; return whether it is worth looking. ConnectionError: out of reach."""
        ...

    def close(self) -> None:
        """Let go of the line."""
        ...


class Nudge(Protocol):
    """Shortens the waiting after a commit: a hint to run a sweep now. May be lost without harm."""

    def __call__(self, sweep: str, /) -> None:
        """Ask for `sweep` to run soon."""
        ...


class Pages(Protocol):
    """Fills a template with facts. Templates are strict: a missing fact is an error."""

    def fill(self, template: str, **facts: object) -> str:
        """Return the template's text."""
        ...


class OutsideError(Exception):
    """Something outside us is not as it must be. `text` is one Swedish sentence that says what and where.

    `permanent` says whether trying the same again can help.
    """

    def __init__(self, code: str, text: str, *, permanent: bool) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.permanent = permanent

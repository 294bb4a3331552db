"""A real SMTP server on loopback that keeps every mail it is given: the owners' mailboxes of a rehearsed year."""

import re
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class _AnyPort(Controller):
    """aiosmtpd's controller on a port of the system's choosing; it is known once the server listens."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Delivered:
    """One mail as the server took it."""

    recipients: tuple[str, ...]
    content: bytes


class Sink:
    """Keeps what is delivered as .eml files in `folder`, if there is one, named by number and first recipient, and in
    memory until it has been asked for: the mails of many municipalities' year are more than a machine should hold.

    With `faults`, one mail in ten is deferred, and one in forty is kept but the line breaks before the answer: then the
    sender cannot know, and the same mail comes again.
    """

    def __init__(self, folder: Path | None, *, faults: bool = False) -> None:
        self.folder = folder
        self.faults = faults
        self._tries = 0
        self._seen: set[bytes] = set()
        self.doubles = 0
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._fresh: deque[Delivered] = deque()
        self._count = 0
        self._trouble: OSError | None = None
        self._controller = _AnyPort(self, hostname="127.0.0.1", port=0, decode_data=False)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail, then say so (RFC 5321 §4.2.5: 250 means that we have it)."""
        content: Any = envelope.original_content or b""
        self._tries += 1
        if self.faults and self._tries % 10 == 3:
            return "451 4.3.0 not now"
        try:
            self._keep(envelope, content)
        except OSError as problem:  # told by `fresh`: here it would only reach the server's own log
            problem.filename = problem.filename or str(self.folder)
            self._trouble = problem
            return "452 4.3.1 no room"
        if self.faults and self._tries % 40 == 7:
            transport: Any = server.transport
            transport.abort()
        return "250 2.0.0 kept"

    def _keep(self, envelope: Envelope, content: bytes) -> None:
        """Keep one mail, unless it has come before: then it is counted and thrown away, as a mailbox would show it."""
        found = re.search(rb"^Message-ID:\s*(\S+)", content, re.IGNORECASE | re.MULTILINE)
        known_by = found[1] if found else content
        if known_by in self._seen:
            self.doubles += 1
            return
        if self.folder is not None:
            mailbox = re.sub(r"[^\w.@-]", "_", envelope.rcpt_tos[0])
            (self.folder / f"{self._count + 1:04d}-{mailbox}.eml").write_bytes(content)
        self._seen.add(known_by)
        self._count += 1
        self._fresh.append(Delivered(tuple(envelope.rcpt_tos), content))

    def start(self) -> None:
        """Listen on a free port of loopback."""
        self._controller.start()

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop()

    @property
    def port(self) -> int:
        """The port the server listens on."""
        return int(self._controller.port)

    @property
    def count(self) -> int:
        """How many mails have been delivered."""
        return self._count

    @property
    def known(self) -> frozenset[str]:
        """The Message-IDs of all that has come."""
        return frozenset(each.decode("ascii", "replace") for each in self._seen)

    def fresh(self) -> list[Delivered]:
        """Return what has been delivered since the last time this was asked. OSError: something could not be kept."""
        if self._trouble is not None:
            raise self._trouble
        # Taken one by one: the server may put a mail there meanwhile.
        return [self._fresh.popleft() for _ in range(len(self._fresh))]

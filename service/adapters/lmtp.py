"""A listener that a mail server hands answers to: LMTP (RFC 2033) or SMTP (RFC 5321), over aiosmtpd.

"250" is said when the bytes are stored, never before; when storing fails the server hears 451 and tries again. What
is stored begins with Return-Path and Delivered-To, which a last mail server adds (RFC 5321 §4.4): the null sender
tells a bounce, and the address may carry the token. The key is a digest of the bytes, so a server that never heard
our answer and hands the mail over again makes no double.
"""

import asyncio
import logging
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from service.ports import Arrived

STORED = "250 2.0.0 Stored"
NOT_STORED = "451 4.3.0 Could not be stored now, try again later"
UNKNOWN = "550 5.1.1 No such mailbox here"

LONGEST_LINE = 2**16
"""Octets. RFC 5321 says 1000; real mails have longer lines, and none may bounce for that."""

# aiosmtpd writes every command, and so every address, to its log.
logging.getLogger("mail.log").setLevel(logging.ERROR)


class MailListener:
    """Listens on one port in a thread of its own, from `start` to `stop`."""

    def __init__(
        self,
        store: Callable[[Arrived], None],
        *,
        port: int,
        host: str = "127.0.0.1",
        protocol: Literal["lmtp", "smtp"] = "lmtp",
        takes: Callable[[str], bool] = lambda _address: True,
        largest: int = 32 * 2**20,
    ) -> None:
        """`store` is called outside the listening thread and may block; `takes` says whose mail is accepted."""
        self._controller = _Controller(_Inbox(store, takes, protocol), host, port, protocol, largest)

    def start(self) -> None:
        """Begin to listen. OSError: the port is taken."""
        self._controller.start()

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop()


class _Inbox:
    """aiosmtpd's handler: its method names are fixed."""

    def __init__(self, store: Callable[[Arrived], None], takes: Callable[[str], bool], source: str) -> None:
        self._store = store
        self._takes = takes
        self._source = source

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if not self._takes(address):
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        content = _trace(envelope.mail_from, envelope.rcpt_tos) + envelope.original_content
        arrived = Arrived(self._source, sha256(content).hexdigest(), content)
        try:
            await asyncio.get_running_loop().run_in_executor(None, self._store, arrived)
        except Exception:
            logging.getLogger(__name__).exception("a mail could not be stored")
            return NOT_STORED
        return STORED


class _OneReplyForEach(LMTP):
    """LMTP as RFC 2033 §4.2 has it: after the last dot one reply for every recipient that was taken."""

    line_length_limit = LONGEST_LINE
    _replies = 1

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        self._replies = max(1, len(self.envelope.rcpt_tos)) if self.envelope else 1
        try:
            await super().smtp_DATA(arg)
        finally:
            self._replies = 1

    async def push(self, status: Any) -> None:
        text = status.decode() if isinstance(status, bytes) else status
        # 354 asks for the mail, 501 and 503 refuse the command itself: one reply each.
        times = 1 if text.startswith(("354", "501", "503")) else self._replies
        await super().push("\r\n".join([text] * times))


class _Smtp(SMTP):
    line_length_limit = LONGEST_LINE


class _Controller(Controller):
    def __init__(self, inbox: _Inbox, host: str, port: int, protocol: str, largest: int) -> None:
        super().__init__(inbox, hostname=host, port=port)
        self._protocol = _OneReplyForEach if protocol == "lmtp" else _Smtp
        self._largest = largest

    def factory(self) -> SMTP:
        """Return the server for one connection; aiosmtpd calls it."""
        return self._protocol(
            self.handler, data_size_limit=self._largest, ident="Arshjul", hostname="arshjul", timeout=60
        )


def _trace(sender: str | None, receivers: list[str]) -> bytes:
    # aiosmtpd gives the null sender with its brackets, and every other without.
    lines = [
        f"Return-Path: <{(sender or '').strip('<>')}>",
        *(f"Delivered-To: {receiver}" for receiver in receivers),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii", errors="replace")

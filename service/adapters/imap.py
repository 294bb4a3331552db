"""An IMAP folder as a mailbox (RFC 9051; IDLE RFC 2177, MOVE RFC 6851, UIDPLUS RFC 4315).

Nothing is changed on the server before the caller has stored the mail: fetching peeks. A mail is known by folder,
UIDVALIDITY and UID; when the server numbers a folder anew the mails come once more, under another source, and the
caller's ledger knows them by their bytes. A lost line is opened again, once; if that fails too, ConnectionError.
"""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from service.ports import Arrived, Mailbox, because, is_loopback

LONGEST_IDLE = 28 * 60
"""Seconds; a server may hang up after 29 minutes of IDLE (RFC 2177)."""

_LOST = (OSError, IMAPClientError)


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Where the answers lie. `token` gives an OAuth access token (XOAUTH2) and goes before `password`.

    With `done_folder` stored mails are moved there, and made if it is missing; without it they are marked as read,
    and only unread ones are taken. `timeout` is in seconds. `largest` is how many octets are read of one mail.
    """

    host: str
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str = ""
    password: str = ""
    token: Callable[[], str] | None = None
    folder: str = "INBOX"
    done_folder: str = ""
    timeout: float = 60.0
    tls: ssl.SSLContext | None = None
    largest: int = 64 * 2**20


class ImapMailbox(Mailbox):
    """One folder on one server, over one line that is kept open."""

    def __init__(self, server: ImapServer) -> None:
        """ValueError: the line would be in the clear to another machine."""
        if server.security == "none" and not is_loopback(server.host):
            raise ValueError("Okrypterad IMAP tillåts bara till den egna maskinen.")
        self._server = server
        self._line: Any = None
        self._source = ""

    def arrivals(self, limit: int) -> Iterator[Arrived]:
        """Yield at most `limit` mails, oldest first. ConnectionError: the server is out of reach or refuses us."""
        given: set[tuple[str, str]] = set()
        for last_try in (False, True):
            try:
                for arrived in self._waiting(limit):
                    if (arrived.source, arrived.key) not in given and len(given) < limit:
                        given.add((arrived.source, arrived.key))
                        yield arrived
                return
            except _LOST as error:
                self._lost(error, last_try)

    def put_away(self, arrived: Arrived) -> None:
        """Move or mark one stored mail. Nothing is done when the folder has been numbered anew since.

        ConnectionError: the server is out of reach or refuses us.
        """
        for last_try in (False, True):
            try:
                line = self._open()
                if self._source == arrived.source:
                    self._finish(line, int(arrived.key))
                return
            except _LOST as error:
                self._lost(error, last_try)

    def wait(self, seconds: float) -> bool:
        """Wait until mail comes (IDLE), at most so long; return whether it is worth looking.

        True at once when something waits already. A server without IDLE is waited out. ConnectionError as above.
        """
        for last_try in (False, True):
            try:
                return self._look_and_idle(seconds)
            except _LOST as error:
                self._lost(error, last_try)
        return False

    def count(self) -> int:
        """Return how many mails wait. ConnectionError: the server is out of reach or refuses us."""
        try:
            return len(self._uids(self._select()))
        except _LOST as error:
            self._lost(error, last_try=True)
            return 0

    def take_away(self, message_id: str) -> bool:
        """Remove a mail of ours, wherever it lies by now; return whether it was there. ConnectionError as above."""
        try:
            line = self._open()
            folders = [each for each in (self._server.folder, self._server.done_folder) if each]
            found = any(_remove(line, folder, message_id) for folder in folders)
            self._select()
        except _LOST as error:
            self._lost(error, last_try=True)
            return False
        return found

    def close(self) -> None:
        """Log out and let go of the line."""
        if self._line is not None:
            with suppress(*_LOST):
                self._line.logout()
            self._line = None

    def _look_and_idle(self, seconds: float) -> bool:
        line = self._select()
        if self._uids(line):
            return True
        if not line.has_capability("IDLE"):
            time.sleep(seconds)
            return True
        line.idle()
        news = line.idle_check(timeout=min(seconds, LONGEST_IDLE))
        line.idle_done()
        return any(len(each) > 1 and each[1] == b"EXISTS" for each in news)

    def _waiting(self, limit: int) -> Iterator[Arrived]:
        line = self._select()
        source = self._source
        for uid in self._uids(line)[:limit]:
            line = self._open()  # another one, if putting away has lost the first
            if self._source != source:
                return
            content = self._fetch(line, uid)
            if content is not None:
                yield Arrived(source, str(uid), content)

    def _fetch(self, line: Any, uid: int) -> bytes | None:
        """Return the mail's bytes without marking it as read; None when it has gone meanwhile."""
        answer = line.fetch([uid], [f"BODY.PEEK[]<0.{self._server.largest}>"])
        content = answer.get(uid, {}).get(b"BODY[]<0>")
        return content if isinstance(content, bytes) else None

    def _uids(self, line: Any) -> list[int]:
        wanted = ["UNDELETED"] if self._server.done_folder else ["UNSEEN", "UNDELETED"]
        return sorted(int(uid) for uid in line.search(wanted))

    def _finish(self, line: Any, uid: int) -> None:
        done = self._server.done_folder
        if not done:
            line.add_flags([uid], [rb"\Seen"], silent=True)
        elif line.has_capability("MOVE"):
            line.move([uid], done)
        else:
            line.copy([uid], done)
            line.add_flags([uid], [rb"\Deleted"], silent=True)
            if line.has_capability("UIDPLUS"):
                line.uid_expunge([uid])

    def _open(self) -> Any:
        """Return the open line, its folder selected."""
        if self._line is None:
            self._line = line = _connect(self._server)
            _log_in(line, self._server)
            done = self._server.done_folder
            if done and not line.folder_exists(done):
                line.create_folder(done)
            self._select()
        return self._line

    def _select(self) -> Any:
        """Select the folder anew, so that its newest mails and its UIDVALIDITY are known; return the line."""
        if self._line is None:
            return self._open()
        said = self._line.select_folder(self._server.folder)
        self._source = f"imap:{self._server.folder}:{said[b'UIDVALIDITY']}"
        return self._line

    def _lost(self, error: Exception, last_try: bool) -> None:
        """Let go of a line that has failed; ConnectionError if it was the last try.

        A refused login is not tried twice: accounts are locked for that.
        """
        if self._line is not None:
            with suppress(*_LOST):
                self._line.shutdown()
            self._line = None
        if last_try or isinstance(error, LoginError):
            said = because(error) if isinstance(error, OSError) else str(error)
            raise ConnectionError(f"IMAP-servern går inte att använda: {said}") from error


def _remove(line: Any, folder: str, message_id: str) -> bool:
    line.select_folder(folder)
    uids = line.search(["UNDELETED", "HEADER", "Message-ID", message_id])
    if uids:
        line.add_flags(uids, [rb"\Deleted"], silent=True)
        if line.has_capability("UIDPLUS"):
            line.uid_expunge(uids)
    return bool(uids)


@cache
def _system_authorities() -> ssl.SSLContext:
    """Read once: the system's list takes longer to read than an inbox to look into."""
    return ssl.create_default_context()


def _connect(server: ImapServer) -> Any:
    tls = server.tls or _system_authorities()
    line = IMAPClient(
        server.host,
        server.port,
        ssl=server.security == "tls",
        ssl_context=tls if server.security == "tls" else None,
        timeout=server.timeout,
    )
    if server.security == "starttls":
        try:
            line.starttls(tls)
        except BaseException:
            line.shutdown()
            raise
    return line


def _log_in(line: Any, server: ImapServer) -> None:
    if server.token is not None:
        line.oauth2_login(server.user, server.token())
    else:
        line.login(server.user, server.password)

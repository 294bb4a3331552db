"""A folder of .eml files as a transport: for trials, and until there is a mail server.

A file's name begins with the mail's own Date, so the folder sorts as the mails were written; the same Message-ID
gives the same name, so sending again makes no double. The envelope stands in X-Envelope-From and X-Envelope-To.
"""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

from service.ports import Mailer, Outcome, Outgoing, nothing


class EmlFolder(Mailer):
    """Writes each mail as one file, whole or not at all."""

    name = "eml"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, mail: Outgoing, meanwhile: Callable[[], None] = nothing) -> Outcome:  # noqa: ARG002, it is done at once
        """Write the mail; "later" when the folder cannot be written."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(self._folder / file_name(mail), _envelope(mail) + mail.content)
        except OSError as error:
            return Outcome("later", text=f"Mejlmappen går inte att skriva i ({error.strerror}).")
        return Outcome("sent", "250")

    def close(self) -> None:
        """Nothing is kept open."""


def file_name(mail: Outgoing) -> str:
    """Return the file's name: the mail's Date in UTC, then a digest of its Message-ID."""
    said = BytesHeaderParser().parsebytes(mail.content)["Date"]
    stamp = parsedate_to_datetime(said).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") if said else "undated"
    return f"{stamp}-{sha256(mail.message_id.encode()).hexdigest()[:12]}.eml"


def _envelope(mail: Outgoing) -> bytes:
    receivers = ",\r\n ".join(mail.envelope_to)
    return f"X-Envelope-From: {mail.envelope_from}\r\nX-Envelope-To: {receivers}\r\n".encode()


def _write(target: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise

"""A mail from Robin Sand, read."""

from datetime import UTC, datetime

from service.domain.reply import IncomingMail, MailReading, read_mail
from tests.domain.reply.words import WORDS

JULY = datetime(2025, 7, 1, 9, 0, tzinfo=UTC)
ROBIN = "robin.sand@norrvik.example"


def read(text: str, subject: str = "Sv: Uppföljning", **more: object) -> MailReading:
    """Read a mail of 1 July 2025 from Robin Sand."""
    fields: dict[str, object] = {"sender": ROBIN, "date": JULY, **more}
    return read_mail(IncomingMail(text=text, subject=subject, **fields), WORDS)  # type: ignore[arg-type]

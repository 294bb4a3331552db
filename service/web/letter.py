"""A mail of ours as its reader sees it, without what is for the reader alone.

Links that open a door (an owner's answers, a calendar) are cut: a coordinator sees the mail, not the key.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

SECRET_LINK = re.compile(r"(/(?:svar|in|kalender)/)[\w.~%-]+(?:/\d+)?")


@dataclass(frozen=True, slots=True)
class Letter:
    """The mail's two forms; `has_html` says whether the second is there."""

    text: str
    html: str

    @property
    def has_html(self) -> bool:
        """Whether there is a form with pictures and buttons."""
        return bool(self.html)


def letter_of(content: bytes) -> Letter:
    """Return the text and the HTML of a finished mail (RFC 2046 §5.1.4), links to doors cut."""
    mail = message_from_bytes(content, policy=policy.default)
    return Letter(_body(mail, "plain"), _body(mail, "html"))


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,)) if mail else None
    if part is None:
        return ""
    try:
        return SECRET_LINK.sub(r"\1…", str(part.get_content()))
    except (LookupError, ValueError):
        return ""

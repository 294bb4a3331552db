"""Which of our mails does this one answer? The first that fits: token, reference, tag in the subject, tag in the text.

The token says which mail is answered, never who answers; the tag is short enough to guess.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.message import address_token, read_token, tags_in, token_prefix
from service.domain.reply import IncomingMail
from service.flows.service import Service
from service.store.post import Message

Road = Literal["token", "reference", "subject", "text"]


@dataclass(frozen=True, slots=True)
class Question:
    """The mail that is answered, and by which road it was found."""

    message: Message
    road: Road

    @property
    def is_sure(self) -> bool:
        """Whether the road cannot be guessed by somebody who never had the mail."""
        return self.road in ("token", "reference")


def find_question(session: Session, service: Service, mail: IncomingMail) -> Question | None:
    """Return the mail of ours that `mail` answers, None when nothing in it says which."""
    for address in mail.recipients:
        detail = address_token(address, service.identity.replies_to)
        token_id = read_token(detail, service.identity.key) if detail else None
        if token_id and (found := session.scalar(select(Message).where(Message.token == token_id))):
            return Question(found, "token")
    referred = [each for each in (mail.in_reply_to, *reversed(mail.references)) if each]
    if referred:
        known = {
            row.message_id: row
            for row in session.scalars(select(Message).where(Message.message_id.in_(referred)))
        }
        found = next((known[each] for each in referred if each in known), None)
        if found is not None:
            return Question(found, "reference")
    return _by_tag(session, mail.subject, "subject") or _by_tag(session, mail.text, "text")


def _by_tag(session: Session, text: str, road: Road) -> Question | None:
    for tag in tags_in(text):
        rows = session.scalars(
            select(Message).where(Message.token.startswith(token_prefix(tag))).limit(2)
        ).all()
        if len(rows) == 1:
            return Question(rows[0], road)
    return None

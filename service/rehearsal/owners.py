"""How owners behave in a rehearsed year: a stated model, so that the figures that come out can be judged.

The same mail always gets the same reaction: chance is drawn from the mail itself and the model's seed.
"""

import hashlib
import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.header import Header, decode_header, make_header
from email.message import Message
from email.mime.text import MIMEText
from email.utils import format_datetime, parseaddr

from service.rehearsal.sink import Delivered
from service.rehearsal.words import ANSWERS, AWAY, GREETINGS, UNCLEAR


@dataclass(frozen=True, slots=True)
class OwnerModel:
    """Shares (0–1) of what happens to a mail that asks something; the rest get no reaction.

    `prompt` answer within a working day, `slow` after three to nine days. Of the answers, `unclear` say something
    that nobody can place, `done` report a measure as done, `late` as delayed; the rest say that it is under way.
    `away` mails meet an automatic answer, `foreign` are answered from another address. `bouncing` mailboxes do not
    exist: every mail to them comes back.
    """

    prompt: float = 0.40
    slow: float = 0.25
    away: float = 0.05
    unclear: float = 0.04
    foreign: float = 0.03
    done: float = 0.16
    late: float = 0.10
    bouncing: tuple[str, ...] = ()
    seed: int = 2025


@dataclass(frozen=True, slots=True)
class Reaction:
    """A mail that comes back, and when."""

    at: datetime
    content: bytes


ASKED = re.compile(r"^\s*(\d{1,2})\s+([A-HJ-NP-Z2-9]{4})\s", re.MULTILINE)

RECEIPT = re.compile(rb"\A(?:[^\r]+\r\n)*?Auto-Submitted: auto-replied\r\n")
"""In the header of a mail that answers another: nobody answers that."""


def react(model: OwnerModel, delivered: Delivered, now: datetime) -> Reaction | None:
    """Return what the owner does with a mail delivered at `now`, None for nothing."""
    owner = delivered.recipients[0]
    if owner not in model.bouncing and RECEIPT.search(delivered.content):
        return None
    mail = _Mail(message_from_bytes(delivered.content))
    if owner in model.bouncing:
        return Reaction(now + timedelta(minutes=1), _bounce(mail, owner, now))
    found = ASKED.findall(mail.text)
    if not found:
        return None
    asked = [int(number) for number, _ in found]
    chance = random.Random(f"{model.seed}|{owner}|{found}|{now.date()}")  # noqa: S311 (a model, no secret)
    draw = chance.random()
    if draw < model.away:
        return Reaction(now + timedelta(minutes=2), _automatic(mail, owner, now, chance))
    if draw < model.away + model.prompt:
        at = now + timedelta(hours=chance.uniform(0.2, 8))
    elif draw < model.away + model.prompt + model.slow:
        at = now + timedelta(days=chance.uniform(3, 9))
    else:
        return None
    sender = f"privat.{owner.partition('@')[0]}@epost.example" if chance.random() < model.foreign else owner
    words = chance.choice(UNCLEAR) if chance.random() < model.unclear else _answer(model, asked, chance)
    return Reaction(at, _reply(mail, sender, words, at))


class _Mail:
    """A mail of ours as its reader's mail program sees it."""

    def __init__(self, message: Message) -> None:
        self.subject = str(make_header(decode_header(" ".join(str(message["Subject"]).split()))))
        self.from_ = str(message["From"])
        self.to = str(message["To"])
        self.sent = str(message["Date"])
        self.id = str(message["Message-ID"])
        self.reply_to = parseaddr(str(message["Reply-To"] or message["From"]))[1]
        part = next(part for part in message.walk() if part.get_content_type() == "text/plain")
        payload = part.get_payload(decode=True)
        self.text = payload.decode() if isinstance(payload, bytes) else ""


def _answer(model: OwnerModel, asked: list[int], chance: random.Random) -> str:
    lines = []
    for number in asked:
        draw = chance.random()
        status = "done" if draw < model.done else "delayed" if draw < model.done + model.late else "ongoing"
        words = chance.choice(ANSWERS[status])
        lines.append(f"{number}: {words}" if len(asked) > 1 else words)
    return f"{chance.choice(GREETINGS)}\n\n" + "\n".join(lines)


def _written(sender: str, to: str, subject: str, at: datetime, in_reply_to: str, text: str) -> MIMEText:
    mail = MIMEText(text, "plain", "utf-8")
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = Header(subject, "utf-8").encode()
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = _mail_id(sender, subject, at.isoformat())
    mail["In-Reply-To"] = mail["References"] = in_reply_to
    return mail


def _mail_id(sender: str, *facts: str) -> str:
    digest = hashlib.sha256("|".join((sender, *facts)).encode()).hexdigest()[:20]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def _reply(asked: _Mail, sender: str, words: str, at: datetime) -> bytes:
    """An answer as Outlook writes it: the new words on top, the whole question below its header block."""
    name = sender.partition("@")[0].replace(".", " ").title()
    block = f"Från: {asked.from_}\nSkickat: den {asked.sent}\nTill: {asked.to}\nÄmne: {asked.subject}"
    text = f"{words}\n\nMed vänlig hälsning\n{name}\n\n{'_' * 32}\n{block}\n\n{asked.text}"
    return _written(sender, asked.reply_to, f"Sv: {asked.subject}", at, asked.id, text).as_bytes()


def _automatic(asked: _Mail, owner: str, now: datetime, chance: random.Random) -> bytes:
    back = now + timedelta(days=chance.randint(3, 14))
    text = chance.choice(AWAY).format(day=back.date())
    mail = _written(owner, asked.reply_to, f"Automatiskt svar: {asked.subject}", now, asked.id, text)
    mail["Auto-Submitted"] = "auto-replied"
    return mail.as_bytes()


def _bounce(asked: _Mail, owner: str, now: datetime) -> bytes:
    """A delivery status notification as RFC 3464 has it."""
    sender = f"MAILER-DAEMON@{owner.rpartition('@')[2]}"
    boundary = "=_rapport"
    lines = [
        f"From: Mail Delivery System <{sender}>",
        f"To: {asked.reply_to}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Date: {format_datetime(now)}",
        f"Message-ID: {_mail_id(owner, asked.id)}",
        f"In-Reply-To: {asked.id}",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"',
        "",
        f"--{boundary}",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        f"The mail could not be delivered. <{owner}>: user unknown.",
        "",
        f"--{boundary}",
        "Content-Type: message/delivery-status",
        "",
        f"Reporting-MTA: dns; {owner.rpartition('@')[2]}",
        "",
        f"Final-Recipient: rfc822; {owner}",
        "Action: failed",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 user unknown",
        "",
        f"--{boundary}--",
        "",
    ]
    return "\r\n".join(lines).encode()

"""How owners behave in a rehearsed year: a stated model, so that the figures that come out can be judged.

The same mail always gets the same reaction: chance is drawn from the mail itself and the model's seed.
"""

import hashlib
import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
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


def react(model: OwnerModel, delivered: Delivered, now: datetime) -> Reaction | None:
    """Return what the owner does with a mail delivered at `now`, None for nothing."""
    mail = message_from_bytes(delivered.content, policy=policy.default)
    owner = delivered.recipients[0]
    reply_to = parseaddr(str(mail["Reply-To"] or mail["From"]))[1]
    if owner in model.bouncing:
        return Reaction(now + timedelta(minutes=1), _bounce(mail, owner, now))
    text = _text(mail)
    asked = [int(number) for number, _ in ASKED.findall(text)]
    if not asked:
        return None
    chance = random.Random(f"{model.seed}|{owner}|{mail['Subject']}|{now.date()}")  # noqa: S311 (a model, no secret)
    draw = chance.random()
    if draw < model.away:
        return Reaction(now + timedelta(minutes=2), _automatic(mail, owner, reply_to, now, chance))
    if draw < model.away + model.prompt:
        at = now + timedelta(hours=chance.uniform(0.2, 8))
    elif draw < model.away + model.prompt + model.slow:
        at = now + timedelta(days=chance.uniform(3, 9))
    else:
        return None
    sender = f"privat.{owner.partition('@')[0]}@epost.example" if chance.random() < model.foreign else owner
    words = chance.choice(UNCLEAR) if chance.random() < model.unclear else _answer(model, asked, chance)
    return Reaction(at, _reply(mail, sender, reply_to, words, text, at))


def _answer(model: OwnerModel, asked: list[int], chance: random.Random) -> str:
    lines = []
    for number in asked:
        draw = chance.random()
        status = "done" if draw < model.done else "delayed" if draw < model.done + model.late else "ongoing"
        words = chance.choice(ANSWERS[status])
        lines.append(f"{number}: {words}" if len(asked) > 1 else words)
    return f"{chance.choice(GREETINGS)}\n\n" + "\n".join(lines)


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return str(part.get_content()) if part is not None else ""


def _head(sender: str, to: str, subject: str, at: datetime, in_reply_to: str) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = _mail_id(sender, subject, at.isoformat())
    mail["In-Reply-To"] = mail["References"] = in_reply_to
    return mail


def _mail_id(sender: str, *facts: str) -> str:
    digest = hashlib.sha256("|".join((sender, *facts)).encode()).hexdigest()[:20]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def _reply(asked: EmailMessage, sender: str, reply_to: str, words: str, text: str, at: datetime) -> bytes:
    """An answer as Outlook writes it: the new words on top, the whole question below its header block."""
    mail = _head(sender, reply_to, f"Sv: {asked['Subject']}", at, str(asked["Message-ID"]))
    name = sender.partition("@")[0].replace(".", " ").title()
    block = (
        f"Från: {asked['From']}\nSkickat: den {asked['Date']}\nTill: {asked['To']}\nÄmne: {asked['Subject']}"
    )
    mail.set_content(f"{words}\n\nMed vänlig hälsning\n{name}\n\n{'_' * 32}\n{block}\n\n{text}")
    return mail.as_bytes()


def _automatic(asked: EmailMessage, owner: str, reply_to: str, now: datetime, chance: random.Random) -> bytes:
    mail = _head(owner, reply_to, f"Automatiskt svar: {asked['Subject']}", now, str(asked["Message-ID"]))
    mail["Auto-Submitted"] = "auto-replied"
    back = now + timedelta(days=chance.randint(3, 14))
    mail.set_content(chance.choice(AWAY).format(day=back.date()))
    return mail.as_bytes()


def _bounce(asked: EmailMessage, owner: str, now: datetime) -> bytes:
    """A delivery status notification as RFC 3464 has it."""
    sender = f"MAILER-DAEMON@{owner.rpartition('@')[2]}"
    to = parseaddr(str(asked["Reply-To"] or asked["From"]))[1]
    boundary = "=_rapport"
    lines = [
        f"From: Mail Delivery System <{sender}>",
        f"To: {to}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Date: {format_datetime(now)}",
        f"Message-ID: {_mail_id(owner, str(asked['Message-ID']))}",
        f"In-Reply-To: {asked['Message-ID']}",
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

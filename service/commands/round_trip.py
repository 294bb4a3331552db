"""Whether an answer really comes back: a mail to the address for answers, sent as answers are and fetched as they are."""

import time
from email.message import EmailMessage
from email.policy import SMTP
from uuid import uuid4

from config.settings import Settings
from service.bootstrap import choose_mailer, open_imap, secret_key
from service.commands.mail_checkup import Finding
from service.commands.speak import progress
from service.domain.message import make_token, new_token_id, reply_address
from service.ports import Outgoing

PATIENCE = 60.0
"""Seconds a mail may be under way."""


def check_round_trip(settings: Settings, patience: float = PATIENCE) -> Finding:
    """Send a mail to the address for answers and see it arrive; it is taken away again.

    It says that it is automatic (RFC 3834), so a service that finds it first answers nothing and troubles nobody.
    `patience` is in seconds.
    """
    to = _answers_to(settings)
    try:
        mailbox, mailer = open_imap(settings), choose_mailer(settings)
    except ValueError as problem:
        return "broken", str(problem)
    if mailbox is None or settings.transport == "eml":
        return "absent", "Svarets väg prövas när både SMTP och IMAP är inställda."
    probe = _probe(settings, to)
    try:
        outcome = mailer.send(probe)
        if outcome.delivery != "sent":
            return "broken", f"Ett mejl till {to} togs inte emot: {outcome.code} {outcome.text}".rstrip(
                ". "
            ) + "."
        until = time.monotonic() + patience
        while not mailbox.take_away(probe.message_id):
            if time.monotonic() > until:
                return "broken", _lost(settings, to, patience)
            progress(f"Väntar på ett mejl till {to} …")
            time.sleep(1)
    except ConnectionError as problem:
        return "broken", f"{str(problem).rstrip('.')}. Se ARSHJUL_IMAP_*."
    finally:
        mailer.close()
        mailbox.close()
    return "ok", f"Ett mejl till {to} kom fram till brevlådan."


def _answers_to(settings: Settings) -> str:
    if not settings.plus_addresses:
        return settings.replies_to
    return reply_address(
        settings.replies_to, make_token(new_token_id(b"arshjul doctor"), secret_key(settings))
    )


def _probe(settings: Settings, to: str) -> Outgoing:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = settings.mail_from, to
    mail["Subject"] = "[Prov] Årshjul prövar vägen för svar"
    mail["Message-ID"] = f"<doctor.{uuid4().hex}@{settings.mail_from.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content("Det här mejlet skickades av arshjul doctor och går att slänga.\n")
    return Outgoing(settings.mail_from, (to,), mail.as_bytes(), mail["Message-ID"])


def _lost(settings: Settings, to: str, patience: float) -> str:
    advice = "Skickas allt till den adressen till samma brevlåda?"
    if settings.plus_addresses:
        advice = "Tar servern emot adresser med +kod? Annars: ARSHJUL_PLUS_ADDRESSES=false."
    return f"Ett mejl till {to} togs emot, men låg inte i brevlådan efter {patience:.0f} sekunder. {advice}"

"""Mails that came back: delivery reports (RFC 3464) and what mail servers wrote before and beside that standard."""

import re

from service.domain.reply.automatic import ANSWERED, is_automatic_subject
from service.domain.reply.model import Bounce, DeliveryReport, IncomingMail
from service.domain.reply.phrases import words_of
from service.domain.reply.words import MailWords

_ENHANCED = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_SMTP_CODE = re.compile(r"(?<![\d.@-])([45]\d\d)[ \-:#]")
_ADDRESS = re.compile(r"[\w.+%=~'#&/-]{1,80}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_COPIED_FIELD = re.compile(r"(?:received|return-path): ", re.IGNORECASE)
_LEAST_OWN = 200
"""Letters that a mail server writes at the least before such a copy."""
_DELIVERY = re.compile(r"report-type\s*=\s*\"?delivery-status", re.IGNORECASE)
_LOOKED_AT = 6000
_FIRST = 60
"""Words in which a mail from nobody must tell that it came back."""
_ONLY_BOUNCES = frozenset(
    {"bounce", "bounces", "mailer-daemon", "mailerdaemon", "mailer_daemon", "maildaemon"}
)
_DAEMONS = ("mailer-daemon", "postmaster", "microsoftexchange")
_FAILED = ("failed", "failure")


def bounce_in(mail: IncomingMail, words: MailWords) -> Bounce | None:
    """Return what a mail that came back says of its reader's address, or None when it is no such mail."""
    if mail.reports:
        return _reported(mail)
    if not _is_bounce(mail, words):
        return None
    body = _own_words(mail.text, words)
    status = _status_in(f"{mail.headers.get('subject', mail.subject)}\n{body}")
    return Bounce(_recipient(mail, body), status, _is_permanent(f"{mail.subject}\n{body}", status, words))


def _reported(mail: IncomingMail) -> Bounce | None:
    """Return the report that weighs most: a failure before a delay; one that only tells of delivery is no bounce."""
    failed = [each for each in mail.reports if each.action.lower() in _FAILED]
    delayed = [each for each in mail.reports if each.action.lower() == "delayed"]
    others = [each for each in mail.reports if each.status[:1] in ("4", "5")]
    for report in (*failed, *delayed, *others):
        status = report.status if _ENHANCED.fullmatch(report.status) else _status_in(report.diagnostic)
        return Bounce(report.recipient or None, status, _is_final(report, status))
    return None


def _is_final(report: DeliveryReport, status: str | None) -> bool:
    return report.action.lower() != "delayed" and not (status or "5").startswith("4")


def _is_bounce(mail: IncomingMail, words: MailWords) -> bool:
    content_type = mail.headers.get("content-type", "")
    if mail.headers.get("x-failed-recipients") or _DELIVERY.search(content_type):
        return True
    local = mail.sender.partition("@")[0].partition("+")[0]
    by_daemon = local in words.bounce_senders or local.startswith(_DAEMONS)
    by_system = by_daemon or words.bounces["names"].within(words_of(mail.sender_name))
    by_subject = _says_so(mail, words)
    to_nobody = mail.headers.get("return-path", "").strip() == "<>"
    is_report = mail.is_report and "disposition" not in content_type
    if local in _ONLY_BOUNCES or (by_subject and (by_system or to_nobody or is_report)):
        return True
    if by_system or is_report:
        return (is_report and by_daemon) or words.bounces["bodies"].within(
            words_of(_own_words(mail.text, words))
        )
    return (by_subject and _tells_why(mail, words)) or (to_nobody and _begins_so(mail, words))


def _says_so(mail: IncomingMail, words: MailWords) -> bool:
    """Whether a subject is one of a mail that came back: a person who answers such a mail has it, too."""
    subject = mail.subject[:300]
    answers = ANSWERED.match(subject) is not None and bool(mail.in_reply_to or mail.references)
    return not answers and words.bounces["subjects"].in_text(subject)


def _tells_why(mail: IncomingMail, words: MailWords) -> bool:
    """Whether a mail with such a subject is a mail server's: a person may write of an unknown user, too.

    A server begins with it, or tells which address it was, or with which code it was refused.
    """
    body, subject = _own_words(mail.text, words), mail.subject[:300]
    if not words.bounces["bodies"].within(words_of(body)):
        return False
    subjects = words.bounces["subjects"]
    begins = bool(subjects.at(words_of(subject))) or subjects.unspaced_in(subject)
    return begins or bool(_recipient(mail, body) or _status_in(f"{subject}\n{body}"))


def _begins_so(mail: IncomingMail, words: MailWords) -> bool:
    """Whether the first words of a mail that nobody is to answer tell that another was not delivered."""
    said = words_of(_own_words(mail.text, words))
    is_away = words.automatic["bodies"].within(said) or is_automatic_subject(mail.subject[:300], words)
    return not is_away and words.bounces["bodies"].within(said[:_FIRST])


def _own_words(text: str, words: MailWords) -> str:
    """Return what the mail server wrote, without the copy of the mail that came back."""
    text, place = text[:_LOOKED_AT], 0
    for line in text.splitlines(keepends=True):
        is_copy = _COPIED_FIELD.match(line) or words.bounces["copies"].within(words_of(line))
        if place > _LEAST_OWN and is_copy:
            return text[:place]
        place += len(line)
    return text


def _recipient(mail: IncomingMail, body: str) -> str | None:
    failed = _ADDRESS.search(mail.headers.get("x-failed-recipients", ""))
    if failed:
        return failed.group().lower()
    for match in _ADDRESS.finditer(body):
        address = match.group().strip("'.").lower().removeprefix("smtp=")
        own = address == mail.sender or address in mail.recipients
        if not own and not address.startswith(("mailer-daemon@", "postmaster@")):
            return address
    return None


def _status_in(text: str) -> str | None:
    """Return the enhanced status code (RFC 3463), or the one that an SMTP reply code (RFC 5321 §4.2) amounts to."""
    enhanced = _ENHANCED.search(text)
    if enhanced:
        return enhanced.group(1)
    code = _SMTP_CODE.search(text)
    return _AS_ENHANCED.get(code.group(1), f"{code.group(1)[0]}.0.0") if code else None


_AS_ENHANCED = {
    "550": "5.1.1",
    "551": "5.1.6",
    "552": "5.2.2",
    "553": "5.1.3",
    "450": "4.2.0",
    "452": "4.2.2",
    "421": "4.3.2",
}


def _is_permanent(text: str, status: str | None, words: MailWords) -> bool:
    said = words_of(text)
    if words.bounces["delayed"].within(said) and not (status or "").startswith("5"):
        return False
    if status:
        return status.startswith("5")
    return words.bounces["bodies"].within(said) or words.bounces["subjects"].within(said)

"""A whole mail, taken apart."""

import re

from service.adapters.mime.addresses import mailboxes, message_ids, sent_at
from service.adapters.mime.attachments import read_attachments
from service.adapters.mime.charsets import clean, decode
from service.adapters.mime.fields import Fields, readable
from service.adapters.mime.invitations import read_calendar
from service.adapters.mime.parts import Limits, Part, cut_parts
from service.adapters.mime.reports import STATUS_KINDS, read_reports, reported_id
from service.adapters.mime.wording import best_words, every_word
from service.domain.reply.model import IncomingMail, Wrapper

LARGEST = 25 * 2**20
"""Octets of a mail that are read; the original is kept whole by whoever calls."""

RECIPIENTS = (
    "to",
    "cc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-forwarded-to",
    "apparently-to",
    "resent-to",
)
_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_ARMOUR = re.compile(r"-----BEGIN PGP MESSAGE-----.*?(?:-----END PGP MESSAGE-----|\Z)", re.DOTALL)
_MBOX = re.compile(rb">?From [^\r\n]{0,500}(?:\r\n|\n|\r)")


def parse(raw: bytes) -> IncomingMail:
    """Return the mail that `raw` holds. Never raises: what defies reading is noted in `defects`.

    A mail larger than `LARGEST` octets is read that far, with the defect "too-large".
    """
    try:
        return _parse(raw)
    except (Exception, RecursionError):
        return IncomingMail(text=clean(decode(raw[:100_000])), defects=("unreadable",))


def words_of_letter(raw: bytes) -> str:
    """Return what a mail of our own says, in each form it was sent in. Never raises."""
    try:
        return every_word(cut_parts(_begun(raw[:LARGEST]), Limits()))
    except (Exception, RecursionError):
        return ""


def _parse(raw: bytes) -> IncomingMail:
    limits = Limits()
    if len(raw) > LARGEST:
        limits.note("too-large")
    root = cut_parts(_begun(raw[:LARGEST]), limits)
    fields = root.fields
    if not fields.values:
        limits.note("no-header")
    words = best_words(root)
    wrapper, text = _unwrapped(root, words.text)
    sender_name, sender = _sender(fields)
    is_report = root.kind == "multipart/report" or any(part.kind in STATUS_KINDS for part in root.leaves())
    date = sent_at(fields.first("date"))
    if fields.first("date") and date is None:
        limits.note("bad-date")
    return IncomingMail(
        message_id=next(iter(message_ids(fields.first("message-id"))), ""),
        in_reply_to=next(iter(message_ids(fields.first("in-reply-to"))), ""),
        references=message_ids(" ".join(fields.all("references"))),
        subject=readable(fields.first("subject")),
        sender=sender,
        sender_name=sender_name,
        recipients=tuple(dict.fromkeys(address for _, address in mailboxes(fields.all(*RECIPIENTS)))),
        date=date,
        headers=fields.decoded(),
        text=text,
        from_html=words.from_html,
        is_report=is_report,
        reports=read_reports(root) if is_report else (),
        reported_id=reported_id(root, text) if is_report or _may_have_come_back(fields, sender) else "",
        calendar=read_calendar(root, sender),
        attachments=read_attachments(root, words.used, is_report),
        wrapper=wrapper,
        defects=tuple(limits.defects),
    )


def _begun(raw: bytes) -> bytes:
    """Return the bytes from where the header begins: after empty lines, a byte order mark, a mailbox file's From line.

    The line ends of old Macs become ours where there are no others: those of quoted-printable would be lost.
    """
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    head = raw[:2000].lstrip(b"\r\n")
    if re.match(rb"[!-9;-~]+[ \t]*:|>?From ", head):
        raw = raw[len(raw[:2000]) - len(head) :]
    start = _MBOX.match(raw)
    return raw[start.end() :] if start else raw


def _sender(fields: Fields) -> tuple[str, str]:
    for name in ("from", "sender", "reply-to"):
        found = mailboxes(fields.all(name))
        if found:
            return found[0]
    return readable(fields.first("from"))[:200], ""


def _may_have_come_back(fields: Fields, sender: str) -> bool:
    """Whether a mail without RFC 3464 is one that came back: nobody to answer, or a mail system that writes."""
    robot = sender.partition("@")[0] in ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon")
    null = any(value.strip() == "<>" for value in fields.all("return-path"))
    return null or robot or "x-failed-recipients" in fields.values


def _unwrapped(root: Part, text: str) -> tuple[Wrapper, str]:
    """Return the wrapper that keeps the words from us, and the text that stands outside it."""
    outside = _ARMOUR.sub("", text).strip() if "-----BEGIN PGP MESSAGE-----" in text else text
    if outside.strip():
        return "", text
    kinds = {part.kind for part in root.leaves()}
    names = {part.name.lower() for part in root.leaves()}
    if kinds & _SMIME or any(name.endswith((".p7m", ".p7c")) for name in names):
        return "smime", ""
    if root.kind == "multipart/encrypted" or "application/pgp-encrypted" in kinds or outside != text:
        return "pgp", ""
    if kinds & _TNEF or "winmail.dat" in names:
        return "tnef", ""
    return "", text

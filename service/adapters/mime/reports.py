"""Delivery reports (RFC 3464): the fields of each recipient, and which mail of ours came back."""

import re
from collections.abc import Iterator
from dataclasses import replace

from service.adapters.mime.addresses import bare, message_ids
from service.adapters.mime.charsets import clean, decode
from service.adapters.mime.fields import Fields, cut_head, readable
from service.adapters.mime.parts import Part
from service.domain.reply.model import DeliveryReport

MOST_RECIPIENTS = 200
LARGEST = 500_000

STATUS_KINDS = frozenset({"message/delivery-status", "message/global-delivery-status"})
RETURNED_KINDS = frozenset(
    {
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/global-headers",
        "message/partial",
    }
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_ID_LINE = re.compile(
    r"^[> \t]{0,40}message-id:[ \t]*(?:\n[ \t]+)?(<[^<>\n]{1,500}>)", re.IGNORECASE | re.MULTILINE
)
_BLANK = re.compile(rb"^[ \t]*\r?$", re.MULTILINE)


def read_reports(root: Part) -> tuple[DeliveryReport, ...]:
    """Return one report for each recipient of each status part."""
    found: list[DeliveryReport] = []
    for part in root.leaves():
        if part.kind in STATUS_KINDS:
            found += _joined([report for block in _blocks(part) if (report := _report(block))])
    return tuple(found[:MOST_RECIPIENTS])


def _joined(reports: list[DeliveryReport]) -> list[DeliveryReport]:
    """Put together what some systems tell of one recipient in two blocks: the action, then who it was and why."""
    result: list[DeliveryReport] = []
    for report in reports:
        last = result[-1] if result else None
        if last and not last.recipient and report.recipient and not report.action:
            status, diagnostic = report.status or last.status, report.diagnostic or last.diagnostic
            result[-1] = replace(report, action=last.action, status=status, diagnostic=diagnostic)
        else:
            result.append(report)
    return result


def _blocks(part: Part) -> Iterator[Fields]:
    content = part.content()[:LARGEST]
    for block in _BLANK.split(content)[: MOST_RECIPIENTS * 3]:
        if block.strip():
            yield cut_head(block.strip(b"\r\n") + b"\n")[0]


def _report(fields: Fields) -> DeliveryReport | None:
    # The address as we wrote it (RFC 3464 §2.3.1): the final one may be where a server forwarded the mail.
    told = ("original-recipient", "final-recipient", "x-actual-recipient")
    recipient = next((each for name in told if (each := _address(fields.first(name)))), "")
    action = re.match(r"[a-z]+", fields.first("action").lower())
    if not recipient and not action:
        return None
    diagnostic = readable(fields.first("diagnostic-code")).partition(";")[2].strip() or readable(
        fields.first("diagnostic-code")
    )
    status = _STATUS.search(fields.first("status")) or _STATUS.search(diagnostic)
    return DeliveryReport(
        recipient=recipient,
        action=action[0] if action else "",
        status=status[1] if status else "",
        diagnostic=" ".join(diagnostic.split())[:1000],
    )


def _address(value: str) -> str:
    """Return the address of "rfc822; anna@exempel.example" (RFC 3464 §2.3.2)."""
    return bare(readable(value.rpartition(";")[2])) or bare(readable(value))


def reported_id(root: Part, text: str) -> str:
    """Return the Message-ID of the mail that came back: of the part that holds it, else as the text repeats it."""
    for part in root.leaves():
        if part.kind in RETURNED_KINDS:
            ids = message_ids(cut_head(part.content()[:LARGEST].lstrip(b"\r\n"))[0].first("message-id"))
            if ids:
                return ids[0]
    found = _ID_LINE.search(text[:LARGEST]) or _ID_LINE.search(_status_text(root))
    return found[1] if found else ""


def _status_text(root: Part) -> str:
    return "\n".join(
        clean(decode(part.content()[:LARGEST])) for part in root.leaves() if part.kind in STATUS_KINDS
    )

"""The files that came with a mail, as they were sent: whether they may be kept is for others to judge.

What only decorates is no file: signatures' logotypes, calling cards, cryptographic signatures, delivery reports.
"""

import re
from collections.abc import Iterable

from service.adapters.mime.parts import Part
from service.adapters.mime.reports import RETURNED_KINDS, STATUS_KINDS
from service.domain.reply.model import Attachment

MOST_FILES = 100

LARGEST_LOGOTYPE = 20_000
LARGEST_SHOWN = 200_000
"""Octets. A picture that the text shows is a logotype up to here; above it is a photograph that somebody pasted."""

_SILENT = frozenset(
    [
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
        "application/pgp-encrypted",
        "application/applefile",
        "text/x-amp-html",
        "text/watch-html",
        "text/vcard",
        "text/x-vcard",
        "text/directory",
        "message/disposition-notification",
        "message/feedback-report",
        "text/rfc822-headers",
    ]
)
_CID = re.compile(r"cid:([^\"'\s<>)]{1,200})", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:image|bild|picture|outlook|logo|logga|logotyp|icon|oledata)[\w.@ -]{0,60}\.(?:png|gif|jpe?g|bmp|emz|wmz|mso)$",
    re.IGNORECASE,
)
"""Names that mail programs and signature systems give to the pictures of a signature."""


def read_attachments(root: Part, used: Iterable[Part], is_report: bool) -> tuple[Attachment, ...]:
    """Return the files of a mail with their content. `used` are the parts that the text stands in."""
    spoken = {id(part) for part in used}
    shown = _shown_pictures(root)
    found: list[Attachment] = []
    for part in root.leaves():
        if (
            id(part) in spoken
            or (part is root and part.kind in ("text/plain", "text/html"))
            or not _is_file(part, shown, is_report)
        ):
            continue
        if len(found) >= MOST_FILES:
            part.limits.note("too-many-files")
            break
        content = part.content()
        found.append(Attachment(part.name, part.kind, len(content), content))
    return tuple(found)


def _shown_pictures(root: Part) -> set[str]:
    """Return the Content-IDs that the HTML shows."""
    if not any(part.fields.first("content-id") for part in root.leaves()):
        return set()
    return {
        found for part in root.leaves() if part.kind == "text/html" for found in _CID.findall(part.text())
    }


def _is_file(part: Part, shown: set[str], is_report: bool) -> bool:
    kind = part.kind
    if (
        kind in _SILENT
        or kind in STATUS_KINDS
        or kind.startswith("multipart/")
        or part.name.lower().endswith((".p7s", ".vcf"))
    ):
        return False
    if is_report and (kind in RETURNED_KINDS or not part.name):
        return False
    if kind == "text/calendar" and not part.name:
        return False
    if kind in ("text/plain", "text/html") and not part.name and part.disposition != "attachment":
        return False
    if _is_decoration(part, shown):
        return False
    return bool(part.body.strip()) or bool(part.name)


def _is_decoration(part: Part, shown: set[str]) -> bool:
    """Whether a part is a picture of a signature: shown in the text, or small and named as such pictures are."""
    is_shown = part.fields.first("content-id").strip(" <>") in shown
    if not is_shown and not _NUMBERED.match(part.name):
        return False
    # In transfer encoding a third larger at most: near enough to tell a logotype from a photograph.
    size = len(part.body) * 3 // 4
    if is_shown and part.disposition != "attachment":
        return size <= LARGEST_SHOWN
    return size <= LARGEST_LOGOTYPE

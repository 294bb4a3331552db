"""The files that came with a mail: kept within limits, refused with a sentence beyond them, never at the text's cost."""

import re
from collections.abc import Iterable

from service.adapters.mime.parts import Part
from service.adapters.mime.reports import RETURNED_KINDS, STATUS_KINDS
from service.domain.reply.model import Attachment

LARGEST_FILE = 10 * 2**20
LARGEST_TOGETHER = 20 * 2**20
MOST_FILES = 50

ALLOWED = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "csv": "text/csv",
    "ics": "text/calendar",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "heif": "image/heif",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
}
"""Endings that are kept. Office files with macros, web pages, drawings with scripts (svg) and programs are not among them."""

_ENDINGS = {kind: ending for ending, kind in reversed(ALLOWED.items())} | {
    "application/ics": "ics",
    "image/jpg": "jpg",
}
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
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_CID = re.compile(r"cid:([^\"'\s<>)]{1,200})", re.IGNORECASE)


def read_attachments(root: Part, used: Iterable[Part], is_report: bool) -> tuple[Attachment, ...]:
    """Return the files of a mail, the content of refused ones left out. `used` are the parts that the text stands in."""
    spoken = {id(part) for part in used}
    shown = _shown_pictures(root)
    kept: list[Attachment] = []
    total = 0
    for part in root.leaves():
        if (
            id(part) in spoken
            or (part is root and part.kind in ("text/plain", "text/html"))
            or not _is_file(part, shown, is_report)
        ):
            continue
        if len(kept) >= MOST_FILES:
            part.limits.note("too-many-files")
            break
        each = _attachment(part, len(kept) + 1, total)
        total += len(each.content)
        kept.append(each)
    return tuple(kept)


def _shown_pictures(root: Part) -> set[str]:
    """Return the Content-IDs that the HTML shows: logotypes and the like, no files of their own."""
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
    if part.fields.first("content-id").strip(" <>") in shown and part.disposition != "attachment":
        return False
    if kind in ("text/plain", "text/html") and not part.name and part.disposition != "attachment":
        return False
    return bool(part.body.strip()) or bool(part.name)


def _attachment(part: Part, number: int, total: int) -> Attachment:
    content = part.content()
    name = part.name or _name_for(part, number)
    refused = _refusal(name, part.kind, len(content), total)
    return Attachment(name, part.kind, len(content), b"" if refused else content, refused)


def _name_for(part: Part, number: int) -> str:
    ending = "eml" if part.kind == "message/rfc822" else _ENDINGS.get(part.kind, "")
    return f"bilaga-{number}.{ending}" if ending else f"bilaga-{number}"


def _refusal(name: str, kind: str, size: int, total: int) -> str:
    """Return why a file may not be kept, "" when it may."""
    if kind in _TNEF or name.lower() == "winmail.dat":
        return "Filen är Outlooks eget format (winmail.dat) och går inte att läsa."
    stem, dot, ending = name.lower().rpartition(".")
    if (ending if dot and stem else _ENDINGS.get(kind, "")) not in ALLOWED:
        return "Filtypen tas inte emot."
    if size > LARGEST_FILE:
        return f"Filen är större än {LARGEST_FILE // 2**20} MB."
    if total + size > LARGEST_TOGETHER:
        return f"Bilagorna är tillsammans större än {LARGEST_TOGETHER // 2**20} MB."
    return ""

"""Whether a file's content is what its name says, looked for in its first bytes and its list of parts; nothing is opened.

Signatures are those of the formats' own specifications: PDF (ISO 32000 §7.5.2), OOXML and its content types
(ECMA-376 part 2), ODF packages (ODF 1.3 part 2 §3.3), OLE (MS-CFB §2.2), PNG (RFC 2083 §3.1), HEIF (ISO/IEC 23008-12).
"""

import io
import zipfile
from collections.abc import Callable, Mapping

OTHER = "Innehållet stämmer inte med filens namn."
MACROS = "Filer med makron tas inte emot."
LOCKED = "Filen är låst med lösenord."
OBJECTS = "Filer med inbäddade objekt tas inte emot."

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = b"PK\x01\x02"
_MOST_ENTRIES = 5_000
_LARGEST_LIST = 1_000_000
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_NO_TEXT = (b"MZ", b"\x7fELF", b"%PDF-", b"PK\x03\x04", b"#!", _OLE)
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<?php", b"<iframe")

_Look = Callable[[bytes], str]


def what_is_wrong(ending: str, content: bytes) -> str:
    """Return why the content may not pass under a name with this ending, "" when nothing is wrong with it."""
    look = _LOOKS.get(ending)
    return OTHER if look is None else look(content)


def _begins(*signatures: bytes) -> _Look:
    return lambda content: "" if content.startswith(signatures) else OTHER


def _pdf(content: bytes) -> str:
    """Readers take a header anywhere in the first 1024 bytes (ISO 32000-1, annex H)."""
    return "" if b"%PDF-" in content[:1024] else OTHER


def _webp(content: bytes) -> str:
    return "" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else OTHER


def _heif(content: bytes) -> str:
    return "" if content[4:8] == b"ftyp" and content[8:12] in _HEIF else OTHER


def _office(family: bytes) -> _Look:
    """A package of Office's own: of the right family, without macros, whatever its parts are called."""

    def look(content: bytes) -> str:
        if content.startswith(_OLE):
            return LOCKED if _wide("EncryptedPackage") in content else OTHER
        kinds = _part(content, "[Content_Types].xml").lower()
        if b"macroenabled" in kinds or b"vbaproject" in kinds:
            return MACROS
        return "" if family in kinds else OTHER

    return look


def _open_document(kind: bytes) -> _Look:
    """A package of OpenDocument: says its kind in the first part, and carries no macros."""

    def look(content: bytes) -> str:
        if any(name.startswith(("Basic/", "Scripts/")) for name in _parts(content)):
            return MACROS
        said = _part(content, "mimetype").strip()
        return "" if said == b"application/vnd.oasis.opendocument." + kind else OTHER

    return look


def _old_office(content: bytes) -> str:
    if not content.startswith(_OLE):
        return OTHER
    return MACROS if _wide("_VBA_PROJECT") in content else ""


def _rich_text(content: bytes) -> str:
    if not content.startswith(b"{\\rtf"):
        return OTHER
    return OBJECTS if b"\\objdata" in content or b"\\objemb" in content else ""


def _text(content: bytes) -> str:
    """Words, in whatever charset: no program, no page, no zeros but those of UTF-16."""
    bare = content[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if bare.startswith(_NO_TEXT) or bare.lower().startswith(_MARKUP):
        return OTHER
    return OTHER if b"\x00" in content and not wide else ""


def _calendar(content: bytes) -> str:
    bare = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    return "" if bare.upper().startswith(b"BEGIN:VCALENDAR") else OTHER


def _wide(word: str) -> bytes:
    """Names inside an OLE file are UTF-16."""
    return word.encode("utf-16-le")


def _opened(content: bytes) -> zipfile.ZipFile | None:
    """Return the package, None when it is none or its list of parts is made to cost."""
    if not content.startswith(b"PK") or content.count(_ENTRY) > _MOST_ENTRIES:
        return None
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except Exception:  # a hostile list of parts raises more than it is said to
        return None


def _parts(content: bytes) -> list[str]:
    package = _opened(content)
    return package.namelist() if package else []


def _part(content: bytes, name: str) -> bytes:
    """Return the beginning of one part, nothing when it cannot be had."""
    package = _opened(content)
    if package is None:
        return b""
    try:
        with package.open(name) as part:
            return part.read(_LARGEST_LIST)
    except Exception:  # absent, locked, packed another way, broken: the list of ways is long
        return b""


_jpeg = _begins(b"\xff\xd8\xff")
_tiff = _begins(b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")

_LOOKS: Mapping[str, _Look] = {
    "pdf": _pdf,
    "docx": _office(b"wordprocessingml"),
    "xlsx": _office(b"spreadsheetml"),
    "pptx": _office(b"presentationml"),
    "odt": _open_document(b"text"),
    "ods": _open_document(b"spreadsheet"),
    "odp": _open_document(b"presentation"),
    "doc": _old_office,
    "xls": _old_office,
    "rtf": _rich_text,
    "txt": _text,
    "csv": _text,
    "ics": _calendar,
    "jpg": _jpeg,
    "jpeg": _jpeg,
    "png": _begins(b"\x89PNG\r\n\x1a\n"),
    "gif": _begins(b"GIF87a", b"GIF89a"),
    "webp": _webp,
    "heic": _heif,
    "heif": _heif,
    "tif": _tiff,
    "tiff": _tiff,
    "bmp": _begins(b"BM"),
}

"""Which of the files that came with an answer are kept: by name and by content, within an organisation's limits.

A file that may not be kept is refused with one Swedish sentence, and is still told of; its content is let go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from service.domain.reply.contents import what_is_wrong
from service.domain.reply.file_names import ending_of, endings_within, safe_name
from service.domain.reply.model import Attachment
from service.domain.reply.personal import has_personal_number
from service.domain.schedule import PolicyError

MEGABYTE = 2**20

KINDS: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
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
"""Every ending whose content we can look at, and its type: what the sender says of the type decides nothing."""

_ENDINGS = {kind: ending for ending, kind in reversed(KINDS.items())} | {
    "application/ics": "ics",
    "application/x-pdf": "pdf",
    "image/jpg": "jpg",
    "message/rfc822": "eml",
}

_WITH_MACROS = frozenset(
    ["docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam", "sldm", "mdb", "accdb"]
)
_RUNNING = frozenset(
    [
        "exe",
        "scr",
        "pif",
        "bat",
        "cmd",
        "com",
        "msi",
        "msp",
        "dll",
        "cpl",
        "jar",
        "js",
        "jse",
        "mjs",
        "vbs",
        "vbe",
        "wsf",
        "wsh",
        "ps1",
        "psm1",
        "sh",
        "py",
        "hta",
        "lnk",
        "url",
        "reg",
        "apk",
        "app",
        "html",
        "htm",
        "xhtml",
        "xht",
        "mht",
        "mhtml",
        "svg",
        "svgz",
        "xml",
        "xsl",
        "swf",
        "php",
        "asp",
        "aspx",
        "jsp",
        "chm",
        "iso",
        "img",
        "vhd",
        "one",
    ]
)
_PACKED = frozenset(["zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "tar", "cab", "ace", "arj", "zst"])
_MISLEADING = _WITH_MACROS | (_RUNNING - {"com", "one", "app", "py", "sh", "url", "img", "xml"})
"""Endings that stand before another one only to deceive; the others are also words, or part of an address."""

_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


@dataclass(frozen=True, slots=True)
class FileRules:
    """An organisation's limits: octets of each file and of all together, how many, and which endings."""

    each: int
    together: int
    most: int
    endings: frozenset[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "FileRules":
        """Compile the policy's table `attachments`. PolicyError: it cannot be followed."""
        return cls(
            each=_count(data, "each_mb") * MEGABYTE,
            together=_count(data, "together_mb") * MEGABYTE,
            most=_count(data, "most"),
            endings=_endings(data),
        )


def _count(data: Mapping[str, Any], key: str) -> int:
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1000:
        raise PolicyError(f"attachments.{key}", "Ange ett heltal från 0 till 1000.")
    return value


def _endings(data: Mapping[str, Any]) -> frozenset[str]:
    value = data.get("kinds")
    if not isinstance(value, list) or not all(isinstance(each, str) and each in KINDS for each in value):
        raise PolicyError("attachments.kinds", f"Välj bland {', '.join(KINDS)}.")
    return frozenset(value)


def judge_files(files: Iterable[Attachment], rules: FileRules) -> tuple[Attachment, ...]:
    """Return the files under safe names, each to be kept or with why it is refused and without its content.

    The same content twice is one file, unless the names tell of different kinds. What is refused takes no room from the others.
    """
    judged: list[Attachment] = []
    seen: set[tuple[str, bytes]] = set()
    total = kept = 0
    for number, file in enumerate(files, 1):
        named = _named(file, number)
        key = (ending_of(named.name), named.content)
        if named.content and key in seen:
            continue
        seen.add(key)
        refused = _refusal(named, rules, total, kept)
        if not refused:
            total, kept = total + len(named.content), kept + 1
        judged.append(replace(named, refused=refused, content=b"" if refused else named.content))
    return tuple(judged)


def names_a_person(files: Iterable[Attachment]) -> bool:
    """Whether a file as it was sent has a personal identity number in its name."""
    return any(has_personal_number(file.name) for file in files)


def _named(file: Attachment, number: int) -> Attachment:
    """Give the file a name that may be shown, and the type of its ending; one without an ending gets its type's."""
    told = file.content_type.lower()
    name = safe_name(file.name) if file.name.strip() else f"bilaga-{number}"
    if not ending_of(name) and told in _ENDINGS:
        name = f"{name}.{_ENDINGS[told]}"
    if has_personal_number(name):
        name = f"bilaga-{number}.{ending_of(name)}".rstrip(".")
    kind = KINDS.get(ending_of(name), "application/octet-stream")
    return replace(file, name=name, content_type=told if told in _TNEF else kind)


def _refusal(file: Attachment, rules: FileRules, total: int, kept: int) -> str:
    """Return why a file may not be kept, "" when it may."""
    if file.content_type in _TNEF or file.name.lower() == "winmail.dat":
        return "Filen är Outlooks eget format (winmail.dat) och går inte att läsa."
    ending = ending_of(file.name)
    if ending not in rules.endings:
        return _not_taken(ending)
    if any(each in _MISLEADING for each in endings_within(file.name)):
        return "Filnamnet har dubbla filändelser."
    if not file.content:
        return "Filen är tom."
    if len(file.content) > rules.each:
        return f"Filen är större än {rules.each // MEGABYTE} MB."
    if total + len(file.content) > rules.together:
        return f"Bilagorna är tillsammans större än {rules.together // MEGABYTE} MB."
    if kept >= rules.most:
        return f"Fler än {rules.most} bilagor på en gång tas inte emot."
    return what_is_wrong(ending, file.content)


def _not_taken(ending: str) -> str:
    if ending in _WITH_MACROS:
        return "Filer med makron tas inte emot."
    if ending in _RUNNING:
        return "Program och webbsidor tas inte emot."
    if ending in _PACKED:
        return "Packade filer tas inte emot, skicka filerna var för sig."
    if ending in ("eml", "msg"):
        return "Mejl tas inte emot som bilaga."
    return "Filtypen tas inte emot."

"""The tree of parts (RFC 2045, RFC 2046), cut with limits on depth and number.

Every level of nesting reads its bytes once, so that the time is at most size × `DEEPEST`. A part's transfer encoding is undone
when its content is asked for, and then as far as it goes.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from service.adapters.mime.charsets import clean, decode, is_known
from service.adapters.mime.fields import Fields, cut_head, parameters, readable

DEEPEST = 24
MOST_PARTS = 1_000
LARGEST_TEXT = 4_000_000
"""Characters of one text part that are read."""

_GUESSED = re.compile(rb"^--(\S[^\r\n]{0,99}?)[ \t]*\r?$", re.MULTILINE)
_AFTER_MARK = re.compile(rb"(--)?[ \t]*(?:\r\n|\n|\r|\Z)")
_SOFT_BREAK = re.compile(rb"=[ \t]+(\r?\n)")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
_EXTENSION = re.compile(r"\.\w{1,8}$")


@dataclass(slots=True)
class Limits:
    """What is left to spend on one mail, and what was seen to be wrong with it."""

    parts: int = MOST_PARTS
    defects: dict[str, None] = field(default_factory=dict)

    def note(self, defect: str) -> None:
        """Remember a defect, once."""
        self.defects[defect] = None


@dataclass(slots=True)
class Part:
    """A part: its own header, what it says it is, and either children or a body still in its transfer encoding."""

    fields: Fields
    kind: str
    told: dict[str, str]
    disposition: str
    name: str
    body: bytes
    limits: Limits
    children: list["Part"] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        """Whether it has been cut into parts; a multipart without boundaries has not."""
        return bool(self.children)

    def content(self) -> bytes:
        """Return the bytes with the transfer encoding undone."""
        return _untransferred(self.body, self.fields.first("content-transfer-encoding"), self.limits)

    def text(self) -> str:
        """Return the words of a text part, lines ended by newlines."""
        charset = self.told.get("charset", "")
        if not is_known(charset):
            self.limits.note("unknown-charset")
        data = self.content()
        if len(data) > LARGEST_TEXT:
            self.limits.note("text-cut")
        return clean(decode(data[:LARGEST_TEXT], charset))

    def leaves(self) -> Iterator["Part"]:
        """Yield every part that is not cut further, in order."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            if part.children:
                waiting.extend(reversed(part.children))
            else:
                yield part


def cut_parts(raw: bytes, limits: Limits, depth: int = 0, default: str = "text/plain") -> Part:
    """Return the tree of a mail or a part. `default` is what a part is that does not say (RFC 2046 §5.1.5)."""
    fields, body = cut_head(raw)
    if fields.broken:
        limits.note("broken-header")
    kind, told = parameters(fields.first("content-type"))
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind):
        kind = {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(kind, default)
    disposition, named = parameters(fields.first("content-disposition"))
    name = file_name(named.get("filename") or told.get("name", ""))
    part = Part(fields, kind, told, disposition, name, body, limits)
    if kind.startswith("multipart/"):
        _cut_children(part, depth)
    return part


def _cut_children(part: Part, depth: int) -> None:
    if depth >= DEEPEST:
        part.limits.note("too-deep")
        return
    encoding = part.fields.first("content-transfer-encoding").lower()
    body = (
        part.content()
        if encoding.startswith(("base64", "quoted")) and b"\n--" not in part.body[:2000]
        else part.body
    )
    boundary = part.told.get("boundary", "").rstrip().encode("utf-8", "replace")
    pieces = _between(body, boundary) if boundary else []
    if not pieces:
        guessed = _GUESSED.search(body[:20_000])
        part.limits.note("bad-boundary")
        pieces = _between(body, guessed[1]) if guessed else []
    default = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
    for piece in pieces:
        if part.limits.parts <= 0:
            part.limits.note("too-many-parts")
            break
        part.limits.parts -= 1
        part.children.append(cut_parts(piece, part.limits, depth + 1, default))


def _between(body: bytes, boundary: bytes) -> list[bytes]:
    """Return what stands between the boundary's lines; the end is the last line's, or the body's when that was cut off."""
    mark = b"--" + boundary
    pieces: list[bytes] = []
    begin = -1
    at = body.find(mark)
    while at >= 0 and len(pieces) <= MOST_PARTS:
        line = _AFTER_MARK.match(body, at + len(mark)) if at == 0 or body[at - 1] in b"\r\n" else None
        if line:
            if begin >= 0:
                pieces.append(_without_last_break(body[begin:at]))
            begin = -1 if line[1] else line.end()
            if line[1] and pieces:
                break
        at = body.find(mark, at + len(mark))
    if begin >= 0 and body[begin:].strip():
        pieces.append(body[begin:])
    return pieces


def _without_last_break(piece: bytes) -> bytes:
    """Leave out the line end that belongs to the boundary (RFC 2046 §5.1.1)."""
    return piece[:-2] if piece.endswith(b"\r\n") else piece[:-1]


def _untransferred(body: bytes, encoding: str, limits: Limits) -> bytes:
    named = encoding.strip(" \t\"';").lower()
    if named.startswith("quoted"):
        return binascii.a2b_qp(_SOFT_BREAK.sub(rb"=\1", body))
    if named.startswith("base64"):
        return _from_base64(body, limits)
    if named in ("x-uuencode", "uuencode", "x-uue"):
        return _from_uuencode(body)
    if named not in ("", "7bit", "8bit", "binary", "7-bit", "8-bit", "none"):
        limits.note("unknown-encoding")
    return body


def _from_base64(body: bytes, limits: Limits) -> bytes:
    first = body.lstrip()[:1000].partition(b"\n")[0].strip()
    if b" " in first or not first.isascii():
        # Words under a false name: they were never encoded.
        limits.note("bad-base64")
        return body
    letters = _NOT_BASE64.sub(b"", body)
    end = letters.find(b"=")
    if end >= 0:
        letters = letters[:end]
    if len(letters) % 4 == 1:
        limits.note("bad-base64")
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _from_uuencode(body: bytes) -> bytes:
    data = bytearray()
    for line in body.splitlines():
        if line.startswith(b"begin ") or line.strip() in (b"end", b"`", b""):
            continue
        try:
            data += binascii.a2b_uu(line)
        except binascii.Error:
            continue
    return bytes(data)


def file_name(text: str) -> str:
    """Return a file's name without folders and signs that mislead, at most 200 characters, its ending kept."""
    name = readable(text) if "=?" in text else clean(text)
    name = re.sub("[\x00-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", name.replace("\\", "/"))
    name = " ".join(name.rpartition("/")[2].split()).strip(". ") if name.strip("./ ") else ""
    ending = _EXTENSION.search(name)
    return name if len(name) <= 200 else name[:190] + (ending[0] if ending else "")

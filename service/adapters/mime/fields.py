"""The header block of a mail or a part: names, values unfolded and decoded (RFC 5322 §2.2, RFC 2047), parameters (RFC 2231)."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from service.adapters.mime.charsets import clean, decode

MOST_FIELDS = 2_000
LONGEST_VALUE = 65_536
MOST_PARAMETERS = 200
MOST_BROKEN = 20
"""Lines that are no fields, within a header."""

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*(.*)", re.DOTALL)
_LINES = re.compile(rb"\r\n|\n|\r")
_END = re.compile(rb"(?:\r\n|\n|\r(?!\n))[ \t]*(?:\r\n|\n|\r)")
_COMMON = re.compile(
    rb"(?i)(?:received|from|to|cc|subject|date|message-id|mime-version|content-[\w-]+|x-[\w-]+):"
)
_WORDS = re.compile(r"(?:=\?[^?\s]{1,80}\?[bBqQ]\?[^?]*\?=[ \t]*)+")
_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")
_PARAMETER = re.compile(r';\s{0,100}([^\s=;"]{1,80})\s{0,100}=\s{0,100}("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)


@dataclass(slots=True)
class Fields:
    """Header fields as they came: lower-case names, unfolded values with raw bytes made text, in order."""

    values: dict[str, list[str]] = field(default_factory=dict)
    broken: bool = False

    def first(self, name: str) -> str:
        """Return the first value of a field as it stands, empty when it is missing."""
        values = self.values.get(name)
        return values[0] if values else ""

    def all(self, *names: str) -> list[str]:
        """Return every value of the fields, as they stand."""
        return [value for name in names for value in self.values.get(name, ())]

    def decoded(self) -> dict[str, str]:
        """Return all fields readable, several values of one name joined by newlines."""
        return {name: "\n".join(map(readable, values)) for name, values in self.values.items()}


def cut_head(raw: bytes) -> tuple[Fields, bytes]:
    """Return the header fields and the body that follows them.

    A line that is no field ends the header, as if the empty line had been forgotten, unless known fields follow it.
    """
    if raw[:1] in (b"\r", b"\n") and not raw.startswith((b"\r\n ", b"\n ")):
        return Fields(), raw[2:] if raw.startswith(b"\r\n") else raw[1:]
    end = _END.search(raw)
    block, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    fields = Fields()
    count = broken = 0
    for start, line in _unfolded(block):
        found = _FIELD.fullmatch(line)
        if found and count < MOST_FIELDS:
            count += 1
            name = found[1].decode("ascii").lower()
            fields.values.setdefault(name, []).append(_text(found[2][:LONGEST_VALUE]))
        elif not found and not line.startswith((b"From ", b">From ")):
            fields.broken = True
            broken += 1
            following = block[start + len(line) :][:20_000]
            if broken > MOST_BROKEN or not any(_COMMON.match(each) for _, each in _unfolded(following)):
                return fields, raw[start:]
    return fields, body


def _unfolded(block: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each field with where it begins; a continued line belongs to the one before (RFC 5322 §2.2.3)."""
    held: list[bytes] = []
    begin = at = 0
    for line in _LINES.split(block):
        if held and line[:1] in (b" ", b"\t"):
            held.append(b" " + line.lstrip(b" \t"))
        else:
            if held and held[0]:
                yield begin, b"".join(held)
            held, begin = [line], at
        at += len(line) + (2 if block[at + len(line) : at + len(line) + 2] == b"\r\n" else 1)
    if held and held[0]:
        yield begin, b"".join(held)


def _text(value: bytes) -> str:
    return value.decode("ascii").strip() if value.isascii() else decode(value).strip()


def readable(value: str) -> str:
    """Return a value with its encoded words decoded, on one line. What is not decodable stays as it is written."""
    if "=?" in value:
        value = _WORDS.sub(_run, value)
    if not value.isprintable():
        value = clean(value).replace("\n", " ").replace("\t", " ")
    return value


def _run(run: re.Match[str]) -> str:
    """Decode neighbouring words together: some programs cut in the middle of a letter."""
    pieces: list[tuple[str, bytes]] = []
    for charset, how, content in _WORD.findall(run[0]):
        charset = charset.partition("*")[0].lower()
        data = _from_base64(content) if how in "bB" else _from_q(content)
        if pieces and pieces[-1][0] == charset:
            pieces[-1] = (charset, pieces[-1][1] + data)
        else:
            pieces.append((charset, data))
    space = " " if run[0].endswith((" ", "\t")) else ""
    return "".join(decode(data, charset) for charset, data in pieces) + space


def _from_q(content: str) -> bytes:
    return binascii.a2b_qp(content.replace("_", " ").encode("utf-8", "replace"))


def _from_base64(content: str) -> bytes:
    letters = re.sub(r"[^A-Za-z0-9+/]", "", content)
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """Return the value before the first ";", lower case, and the parameters after it, decoded (RFC 2231, RFC 2047)."""
    main, _, _ = value.partition(";")
    plain: dict[str, str] = {}
    extended: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, found in enumerate(_PARAMETER.finditer(value)):
        if count >= MOST_PARAMETERS:
            break
        name, text = found[1].lower(), _unquoted(found[2])
        base, star, rest = name.partition("*")
        number = rest.rstrip("*")
        if not star:
            plain.setdefault(base, text)
        elif not number or number.isdecimal():
            extended.setdefault(base, {}).setdefault(int(number[:4] or 0), (text, name.endswith("*")))
    told = {name: readable(text) for name, text in plain.items()}
    told.update({name: _continued(pieces) for name, pieces in extended.items()})
    return main.strip().lower(), told


def _unquoted(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        text = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
        return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
    return text


def _continued(pieces: dict[int, tuple[str, bool]]) -> str:
    """Join the pieces of a value cut in several (RFC 2231 §3, §4): charset'language'percent-encoded."""
    charset = ""
    data = b""
    for number in sorted(pieces):
        text, encoded = pieces[number]
        if encoded and number == min(pieces) and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    return clean(decode(data, charset))

"""TXT records by DNS over UDP (RFC 1035), for looking at SPF, DKIM and DMARC; nothing more of DNS than that needs.

What a resolver says is shown to an administrator and decides nothing, so neither DNSSEC nor TCP is spoken.
"""

import secrets
import socket
import struct
from pathlib import Path

TXT, CNAME, INTERNET = 16, 5, 1
LARGEST = 4096
NOT_FOUND = 3

RESOLVERS = Path("/etc/resolv.conf")


class NoResolverError(OSError):
    """No resolver answers, or what it answers cannot be read."""


def resolver(path: Path = RESOLVERS) -> str | None:
    """Return the address of this machine's first resolver, None when it names none."""
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        return None
    named = (line.split() for line in lines)
    return next((words[1] for words in named if len(words) > 1 and words[0] == "nameserver"), None)


def txt_records(name: str, server: str, port: int = 53, timeout: float = 3.0) -> list[str]:
    """Return the TXT records of a name, none when it has none. `timeout` is in seconds. NoResolverError."""
    asked = secrets.randbelow(1 << 16)
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as line:
            line.settimeout(timeout)
            line.connect((server, port))
            line.send(question(name, asked))
            said = line.recv(LARGEST)
        return answers(said, asked)
    except (OSError, UnicodeError, ValueError, IndexError, struct.error) as error:
        raise NoResolverError(f"{server} svarar inte på frågan om {name}") from error


def question(name: str, asked: int) -> bytes:
    """Return a query for TXT (RFC 1035 §4.1), with room for a large answer (RFC 6891). UnicodeError: no such name."""
    labels = name.rstrip(".").encode("idna").split(b".")
    wanted = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    head = struct.pack(">6H", asked, 0x0100, 1, 0, 0, 1)
    room = b"\0" + struct.pack(">HHIH", 41, LARGEST, 0, 0)
    return head + wanted + struct.pack(">HH", TXT, INTERNET) + room


def answers(said: bytes, asked: int) -> list[str]:
    """Return the texts of an answer. ValueError: it is cut off, an error, or another question's."""
    identity, flags, questions, count = struct.unpack_from(">4H", said)
    if identity != asked or not flags & 0x8000 or flags & 0x0200 or flags & 0xF not in (0, NOT_FOUND):
        raise ValueError("not an answer to use")
    place = 12
    for _ in range(questions):
        place = _after_name(said, place) + 4
    texts = []
    for _ in range(count):
        place = _after_name(said, place)
        kind, _class, _ttl, length = struct.unpack_from(">HHIH", said, place)
        place += 10
        if kind == TXT:
            texts.append(_text(said[place : place + length]))
        place += length
    return texts


def _after_name(said: bytes, place: int) -> int:
    """Return where a name ends; a pointer (§4.1.4) ends it at once, so none is followed and none can go round."""
    while said[place]:
        if said[place] & 0xC0:
            return place + 2
        place += said[place] + 1
    return place + 1


def _text(data: bytes) -> str:
    """Return a record's character strings as one text (RFC 7208 §3.3)."""
    parts, place = [], 0
    while place < len(data):
        parts.append(data[place + 1 : place + 1 + data[place]])
        place += data[place] + 1
    return b"".join(parts).decode("ascii", errors="replace")

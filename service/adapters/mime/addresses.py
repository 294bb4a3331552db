"""Mailboxes, message ids and dates in header values, read as they are sent rather than as they should be."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from service.adapters.mime.fields import readable

MOST_MAILBOXES = 500
MOST_IDS = 200

_TOKEN = re.compile(r'"((?:[^"\\]|\\.){0,200})"|<([^<>]*)>|([,;])|([^",;<>]+)|.', re.DOTALL)
_BARE = re.compile(r"[^\s<>\"',:;()\[\]\\@]{1,128}@[^\s<>\"',:;()\[\]\\@]{1,255}")
_QUOTED_LOCAL = re.compile(r'("[^"\s]{1,64}")@([^\s<>",;]+)')
_ID = re.compile(r"<([^<>]{1,990})>")
_BARE_ID = re.compile(r"[^\s<>,;()\"]+@[^\s<>,;()\"]+")


def mailboxes(values: Iterable[str]) -> list[tuple[str, str]]:
    """Return (name, bare lower-case address) of each mailbox; what holds no address is left out."""
    found: list[tuple[str, str]] = []
    for value in values:
        read = _read(value)
        if not read and "=?" in value:
            # Some relays encode the whole field, address and all.
            read = _read(readable(value))
        found += read
    return found[:MOST_MAILBOXES]


def _read(value: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    name: list[str] = []
    angle = ""

    def close() -> None:
        words = "".join(name)
        address = bare(angle) or bare(words)
        if address and len(found) < MOST_MAILBOXES:
            found.append((_name(words) if angle else _comment(words), address))

    for token in _TOKEN.finditer(value):
        quoted, inside, separator, other = token.groups()
        if separator:
            close()
            name, angle = [], ""
        elif inside is not None and not bare(angle):
            angle = inside or angle
        elif quoted is not None:
            name.append(
                f'"{quoted}"' if value[token.end() : token.end() + 1] == "@" else quoted.replace("\\", "")
            )
        elif other:
            name.append(other)
    close()
    return found


def _name(words: str) -> str:
    return " ".join(readable(words.strip()).split()).strip("\"' ")


def _comment(words: str) -> str:
    """Return the name of "anna@exempel.example (Anna Ek)", the form of old."""
    _, opened, rest = words.partition("(")
    return _name(rest.rstrip(" )")) if opened else ""


def bare(text: str) -> str:
    """Return the first address in a text, lower case, without brackets; empty when there is none."""
    if "@" not in text:
        return ""
    quoted = _QUOTED_LOCAL.search(text)
    if quoted:
        return f"{quoted[1]}@{quoted[2]}".lower()
    plain = _BARE.search(text)
    return plain[0].strip(".").lower() if plain else ""


def message_ids(value: str) -> tuple[str, ...]:
    """Return the ids of a field in order, each once, with angle brackets; folding within an id is undone."""
    text = readable(value) if "=?" in value else value
    found = ["".join(each.split()) for each in _ID.findall(text)]
    if not found:
        found = _BARE_ID.findall(text)
    return tuple(dict.fromkeys(f"<{each}>" for each in found if each))[-MOST_IDS:]


def sent_at(value: str) -> datetime | None:
    """Return when a mail says it was sent; a zone that is not told is UTC (RFC 5322 §3.3). None when it is no date."""
    try:
        moment = parsedate_to_datetime(value[:200])
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        aware.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return aware

"""A letter and its addresses → the bytes that go on the wire (RFC 5322, 2045–2047), written by hand.

The parts are quoted-printable, where "=_" cannot occur (RFC 2045 §6.7); a boundary that holds it therefore never
stands in a part, and the same letter always gives the same bytes. Python's EmailMessage would cost more than the
sending. An address, an id or a header value that could break a header is refused with ValueError.
"""

import re
from binascii import b2a_base64, b2a_qp
from datetime import datetime
from email.utils import format_datetime, quote
from functools import lru_cache
from hashlib import sha256
from string import ascii_letters, digits

from service.flows.letters import Address, CalendarPart, Kind, Letter

LONGEST_ID = 76
"""Octets of an id: longer ones do not fit on one folded line, and threads break."""

_LINE = 76

_ASKING: frozenset[Kind] = frozenset({"reminder", "nudge", "escalation"})

_DOT_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_ADDRESS = re.compile(rf"({_DOT_ATOM})@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_QUOTED = {char: char for char in f"{ascii_letters}{digits}!*+-/"} | {" ": "_"}
"""What an encoded word shows as it is: the least that every header allows (RFC 2047 §5, rule 3)."""
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def compose(
    letter: Letter,
    *,
    kind: Kind,
    sender: Address,
    to: Address,
    copies: tuple[Address, ...] = (),
    reply_to: Address | None = None,
    message_id: str,
    date: datetime,
    list_id: str = "",
    in_reply_to: str = "",
    calendar: CalendarPart | None = None,
) -> bytes:
    """Return the finished MIME with CRLF line ends: text, HTML and, last, the calendar part (RFC 6047 §2.4).

    `date` is aware; `message_id` and `in_reply_to` have their angle brackets; `list_id` is a bare domain-like name.
    ValueError: something cannot stand in a header (RFC 5322 §2.2), or an id is longer than `LONGEST_ID`.
    """
    headers = [
        ("From", mailbox("From", sender)),
        ("To", mailbox("To", to)),
        ("Cc", ",\r\n ".join(mailbox("Cc", copy) for copy in copies)),
        ("Reply-To", mailbox("Reply-To", reply_to) if reply_to else ""),
        ("Subject", unstructured("Subject", letter.subject)),
        ("Date", format_datetime(_aware(date))),
        ("Message-ID", checked_id(message_id)),
        ("In-Reply-To", checked_id(in_reply_to) if in_reply_to else ""),
        ("References", checked_id(in_reply_to) if in_reply_to else ""),
        ("List-Id", f"<{_name(list_id)}>" if list_id else ""),
        *automatic(kind),
        ("MIME-Version", "1.0"),
    ]
    boundary = f"=_{sha256(message_id.encode()).hexdigest()[:24]}"
    parts = [_part("text/plain", letter.text.encode(errors="replace"))]
    parts.append(_part("text/html", letter.html.encode(errors="replace")))
    if calendar is not None:
        parts.append(_part("text/calendar", calendar.content, f"; method={calendar.method}"))
    head = "".join(f"{name}: {value}\r\n" for name, value in headers if value)
    kind_line = f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n'
    mark = f"--{boundary}".encode()
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts)
    return (head + kind_line).encode("ascii") + b"\r\n" + body + mark + b"--\r\n"


def readdress(content: bytes, to: Address) -> bytes:
    """Return a mail of ours with another mailbox in its To header. ValueError: no usable address."""
    head, blank, body = content.partition(b"\r\n\r\n")
    line = b"To: " + mailbox("To", to).encode("ascii")
    fields = re.split(rb"\r\n(?![ \t])", head)
    return b"\r\n".join(line if field[:3].lower() == b"to:" else field for field in fields) + blank + body


def automatic(kind: Kind) -> tuple[tuple[str, str], ...]:
    """Return the headers that say a machine wrote it (RFC 3834 §5; MS-OXCMAIL 2.2.3.2.14).

    A question wants to hear of absence and of a dead address, so it only turns off delivery and read receipts. A
    receipt answers a person's mail and must never start a conversation between two machines: everything is off.
    The others want the bounce, and nothing else.
    """
    if kind == "receipt":
        return (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"))
    off = "DR, RN, NRN" if kind in _ASKING else "DR, RN, NRN, OOF, AutoReply"
    return (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", off))


@lru_cache(maxsize=64)
def mailbox(header: str, address: Address) -> str:
    """Return "name <address>" for a header, encoded and folded (RFC 2047 §5). ValueError: no usable address.

    The last ones are kept: all mails of an organisation come from the same.
    """
    email = checked_address(address.email)
    name = _one_line(address.name)
    if not name:
        return email
    if name.isascii() and "=?" not in name and len(name) <= _LINE - len(header) - 4:
        shown = f'"{quote(name)}"' if re.search(r"[^A-Za-z0-9 !#$%&\'*+/=?^_`{|}~-]", name) else name
    else:
        shown = _encoded(header, name)
    last = shown.rpartition("\r\n")[2]
    first_line = len(header) + 2 if "\r\n" not in shown else 0
    return f"{shown}{' ' if first_line + len(last) + len(email) + 3 <= _LINE else chr(13) + chr(10) + ' '}<{email}>"


def unstructured(header: str, text: str) -> str:
    """Return the text for a header such as Subject: on one line, encoded words where needed, folded."""
    line = _one_line(text)
    if line.isascii() and "=?" not in line and len(line) <= _LINE - len(header) - 2:
        return line
    return _encoded(header, line)


def checked_address(email: str) -> str:
    """Return an address fit for the envelope, its domain in ASCII (RFC 5890). ValueError: it is not an address."""
    local, at, domain = email.strip().rpartition("@")
    try:
        plain = f"{local}{at}{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        raise ValueError("the domain cannot be written in ASCII") from None
    if len(plain) > 254 or len(local) > 64 or not _ADDRESS.fullmatch(plain):
        raise ValueError("not an address that can stand in a header")
    return plain


def checked_id(message_id: str) -> str:
    """Return the id if it can stand on one line of a header (RFC 5322 §3.6.4). ValueError otherwise."""
    if len(message_id) > LONGEST_ID or not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("not a message id that can stand in a header")
    return message_id


def _encoded(header: str, text: str) -> str:
    """Return the text in encoded words of UTF-8, "Q" or "B" as is shorter, one to a line (RFC 2047 §2, §4, §5).

    No word is longer than 75 octets, and none begins or ends inside a character. The stdlib's Header does the same,
    and would cost as much as the rest of the mail.
    """
    quoted = [_QUOTED.get(char) or "".join(f"={octet:02X}" for octet in char.encode()) for char in text]
    plain = sum(map(len, quoted)) <= _base64_length(len(text.encode()))
    sizes = [len(each) for each in quoted] if plain else [len(char.encode()) for char in text]
    words = []
    start = used = 0
    room = _room(_LINE - len(header) - 2, plain)
    for place, size in enumerate(sizes):
        if used + size > room:
            words.append((start, place))
            start, used, room = place, 0, _room(_LINE - 1, plain)
        used += size
    words.append((start, len(text)))
    if plain:
        return "\r\n ".join(f"=?utf-8?q?{''.join(quoted[first:last])}?=" for first, last in words)
    coded = (b2a_base64(text[first:last].encode(), newline=False).decode() for first, last in words)
    return "\r\n ".join(f"=?utf-8?b?{word}?=" for word in coded)


def _room(columns: int, plain: bool) -> int:
    """Return how many characters ("Q") or octets ("B") one encoded word holds in so many columns."""
    inside = columns - len("=?utf-8?q??=")
    return inside if plain else inside // 4 * 3


def _base64_length(octets: int) -> int:
    return (octets + 2) // 3 * 4


def _one_line(text: str) -> str:
    """Return the text with every control character and line break as a blank: nothing can begin a new header."""
    return " ".join(_CONTROLS.sub(" ", _SURROGATES.sub("\ufffd", text)).split())


def _name(list_id: str) -> str:
    if not re.fullmatch(_DOT_ATOM, list_id) or len(list_id) > 200:
        raise ValueError("not a list name (RFC 2919 §3)")
    return list_id


def _aware(date: datetime) -> datetime:
    if date.utcoffset() is None:
        raise ValueError("the date has no zone")
    return date


def _part(kind: str, content: bytes, parameters: str = "") -> bytes:
    lines = b"\n".join(content.splitlines()) + b"\n"
    encoded = b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")
    head = f'Content-Type: {kind}; charset="utf-8"{parameters}\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    return head.encode("ascii") + b"\r\n" + encoded

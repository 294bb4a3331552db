"""People on address cards: vCard 3.0 (RFC 2426) and 4.0 (RFC 6350), and what telephones still write of 2.1."""

import binascii
import quopri
import re
from collections.abc import Iterator

from service.adapters.people.entry import MOST_ROWS, PeopleFinding, PeopleReading, entry_of
from service.domain.parties import Party

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_UNESCAPED_SEMICOLON = re.compile(r"(?<!\\);")
_FIELDS = {"FN": "name", "EMAIL": "email", "TEL": "phone"}
_SEVERAL = {"NICKNAME": "aliases", "TITLE": "aliases", "ROLE": "aliases"}

Line = tuple[int, str, str, str]  # (row, property, parameters, raw value)


def read_cards(data: bytes) -> PeopleReading:
    """Read every card; a card without name and address is a finding on the row where it begins."""
    entries: list[Party] = []
    numbers: list[int] = []
    findings: list[PeopleFinding] = []
    card: dict[str, str] | None = None
    begun = 1
    for row, name, parameters, raw in _lines(data):
        if name == "BEGIN" and raw.strip().upper() == "VCARD":
            card, begun = {}, row
        elif name == "END" and card is not None:
            party, problems = entry_of(card, begun)
            findings += problems
            if party is not None:
                entries.append(party)
                numbers.append(begun)
            card = None
            if len(entries) >= MOST_ROWS:
                findings.append(PeopleFinding(row, f"Bara de första {MOST_ROWS} korten lästes."))
                break
        elif card is not None:
            _keep(card, name, _value(raw, parameters))
    if card is not None:
        findings.append(PeopleFinding(begun, "Kortet saknar slut (END:VCARD) och togs inte med."))
    if not entries and not findings:
        findings.append(PeopleFinding(1, "Filen har inga adresskort."))
    return PeopleReading(tuple(entries), tuple(findings), tuple(numbers))


def _keep(card: dict[str, str], name: str, value: str) -> None:
    if name in _FIELDS:
        card.setdefault(_FIELDS[name], _plain(value).removeprefix("mailto:").removeprefix("tel:"))
    elif name in _SEVERAL:
        field = _SEVERAL[name]
        card[field] = f"{card[field]}\n{_plain(value)}" if field in card else _plain(value)
    elif name == "N":
        parts = [_plain(part) for part in _UNESCAPED_SEMICOLON.split(value)]
        card["surname"], card["given"] = parts[0], parts[1] if len(parts) > 1 else ""
    elif name == "ORG":
        parts = [_plain(part) for part in _UNESCAPED_SEMICOLON.split(value)]
        card["organisation"] = parts[0]
        card["unit"] = parts[-1] if len(parts) > 1 else ""
    elif name == "KIND":
        card["kind"] = {"group": "unit", "org": "unit", "individual": "person"}.get(value.strip().lower(), "")


def _lines(data: bytes) -> Iterator[Line]:
    """Yield the cards' lines, unfolded: a line that begins with a blank goes on the one before (RFC 6350 §3.2)."""
    whole, begun = "", 1
    for row, line in enumerate(_decoded(data).splitlines(), 1):
        if line[:1] in {" ", "\t"}:
            whole += line[1:]
        elif whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper():
            whole = whole[:-1] + line
        else:
            if whole:
                yield _split(whole, begun)
            whole, begun = line, row
    if whole:
        yield _split(whole, begun)


def _split(line: str, row: int) -> Line:
    head, _, value = line.partition(":")
    name, _, parameters = head.partition(";")
    return row, name.rpartition(".")[2].strip().upper(), parameters.upper(), value


def _value(raw: str, parameters: str) -> str:
    """Return the value as text: vCard 2.1 wraps it in quoted-printable with a charset of its own."""
    if "QUOTED-PRINTABLE" not in parameters:
        return raw
    charset = re.search(r"CHARSET=\"?([\w-]+)", parameters)
    try:
        octets = quopri.decodestring(raw.encode("latin-1", errors="replace"))
        return octets.decode(charset[1] if charset else "utf-8", errors="replace")
    except (LookupError, ValueError, binascii.Error):
        return raw


def _plain(value: str) -> str:
    """Undo the escapes of RFC 6350 §3.4."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _decoded(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")

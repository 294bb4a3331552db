"""One entry on its way into the directory: cleaned fields, and what was wrong with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.domain.parties import Party

LARGEST = 5_000_000  # bytes
MOST_ROWS = 20_000
_LONGEST = 200  # characters in a field
_MAIL = re.compile(r"[^\s@<>,;\"()]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_BETWEEN_ALIASES = re.compile(r"[;,|/\n]")
_UNITS = re.compile(
    r"^(?:enhet|unit|funktion|function|grupp|avdelning|förvaltning|nämnd|group|org|roll|role|department|team|bolag|råd|verksamhet|delad|shared)",
    re.IGNORECASE,
)
_PERSONS = re.compile(r"^(?:person|people|individ|individual|anställd|medarbetare|human)", re.IGNORECASE)
_FUNCTION_ADDRESS = re.compile(
    r"^(?:info|registrator|diarium|diariet|kontakt|contact|reception|receptionen|vaxel|växel|kansli|kansliet|kundtjanst|"
    r"kundtjänst|servicecenter|kontaktcenter|kommun|kommunen|stad|post|funktion|support|noreply|no-reply)[.@+-]",
)
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class PeopleFinding:
    """Something in row `row` (1 = the first line of the file) that a person should know, in plain Swedish."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class PeopleReading:
    """The entries that can be used, what was found on the way, and the row of the file where each entry begins."""

    entries: tuple[Party, ...]
    findings: tuple[PeopleFinding, ...]
    rows: tuple[int, ...] = field(default=(), compare=False)


def entry_of(fields: Mapping[str, str], row: int) -> tuple[Party | None, list[PeopleFinding]]:
    """Make an entry of cleaned fields (named as in `Party`, plus `given` and `surname`); no name and no address: none."""
    known = {name: clean(value) for name, value in fields.items()}
    findings: list[PeopleFinding] = []
    email = _address(known.get("email", ""), row, findings)
    unit = known.get("unit", "")
    name = known.get("name") or f"{known.get('given', '')} {known.get('surname', '')}".strip()
    said_kind = known.get("kind", "")
    split_name = bool(known.get("given") and known.get("surname"))
    only_unit = not name and bool(unit)
    name = _turned(name) or unit
    if not name and email:
        name = email
        findings.append(PeopleFinding(row, "Namnet saknas. Adressen används som namn."))
    if not name:
        findings.append(PeopleFinding(row, "Raden har varken namn eller e-postadress och togs inte med."))
        return None, findings
    if _PERSONS.match(said_kind):
        is_unit = False
    else:
        is_unit = (
            bool(_UNITS.match(said_kind)) or only_unit or (not split_name and looks_like_unit(name, email))
        )
    party = Party(
        id="",
        name=name,
        email=email,
        phone=known.get("phone") or None,
        unit=unit or None,
        kind="unit" if is_unit else "person",
        organisation=known.get("organisation") or None,
        aliases=_aliases(fields.get("aliases", ""), name),
        stand_in=known.get("stand_in") or None,
        manager=known.get("manager") or None,
    )
    return party, findings


def looks_like_unit(name: str, email: str | None) -> bool:
    """Tell whether a name without a kind is a unit's or a role's rather than a person's.

    Persons have a first and a last name. A single name is a unit's ("Skolledarrådet") unless the address says that it
    is somebody's first name ("Peter", peter.ek@…). Of several words a unit's end in a small letter ("Norrviks
    fritidsgård"), and an address for a function (info@, registrator@) is a unit's unless the name is written as a
    person's: two or three words, each with a capital.
    """
    words = name.split()
    if "@" in name:
        return bool(email and _FUNCTION_ADDRESS.match(email))
    if len(words) == 1:
        local = (email or "").partition("@")[0]
        return re.split(r"[._-]", local)[0] != name.casefold() or local == name.casefold()
    if name != name.lower() and words[-1][:1].islower():
        return True
    written_as_person = len(words) in {2, 3} and all(
        word[:1].isupper() and not word.isupper() for word in words
    )
    return bool(email and _FUNCTION_ADDRESS.match(email)) and not written_as_person


def clean(value: str) -> str:
    """Return the field on one line, within bounds, without control characters and hyphens that do not break."""
    short = value[: _LONGEST * 2].translate(_HYPHENS)
    printable = "".join(letter if letter.isprintable() else " " for letter in short)
    return _SPACE.sub(" ", printable).strip()[:_LONGEST]


def _turned(name: str) -> str:
    """Turn "Ek, Maja" round."""
    surname, comma, given = name.partition(",")
    return f"{given.strip()} {surname.strip()}" if comma and given.strip() and "," not in given else name


def _address(written: str, row: int, findings: list[PeopleFinding]) -> str | None:
    if not written:
        return None
    found = _MAIL.search(written)
    if found is None:
        findings.append(PeopleFinding(row, f"”{written}” är ingen e-postadress. Raden tas med utan adress."))
        return None
    return found.group().lower().removeprefix("mailto:")


def _aliases(written: str, name: str) -> tuple[str, ...]:
    kept = (clean(alias) for alias in _BETWEEN_ALIASES.split(written[: _LONGEST * 5]))
    return tuple(dict.fromkeys(alias for alias in kept if alias and alias != name))

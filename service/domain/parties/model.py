"""What a Vem cell says (`Who`), who there is to ask (`Party`), and how the two meet (`Responsibility`)."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Mention:
    """One person, role or unit as it stands in the cell: `text == cell[begin:finish]`.

    `lead` is true for the mention that carries the main responsibility. Mentions with the same `party` number are one
    and the same party: a title and its holder, a person and the unit he or she answers for.
    """

    kind: Literal["person", "role"]
    text: str
    begin: int
    finish: int
    lead: bool = False
    party: int = 0


@dataclass(frozen=True, slots=True)
class Who:
    """A Vem cell as read. `check` asks for a person's eye, and `why` says why in plain Swedish (empty otherwise)."""

    persons: tuple[str, ...]
    roles_or_units: tuple[str, ...]
    lead: str | None
    check: bool
    why: str
    mentions: tuple[Mention, ...] = ()
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """One entry of the directory: a person, or a unit or function with an address of its own.

    `unit` is the unit's name as the organisation writes it; `stand_in` is the id or the name of whoever answers when
    the party cannot.
    """

    id: str
    name: str
    email: str | None = None
    phone: str | None = None
    unit: str | None = None
    kind: Literal["person", "unit"] = "person"
    organisation: str | None = None
    aliases: tuple[str, ...] = ()
    stand_in: str | None = None
    manager: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """ "Perhaps these words mean this party": shown to the coordinator with the reason in Swedish, never assumed."""

    words: str
    party_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who in the directory a Vem cell names.

    `unmatched` holds the words nobody in the directory answers to; `without_address` the ids of matched parties that
    cannot be written to.
    """

    lead: str | None
    parties: tuple[str, ...]
    unmatched: tuple[str, ...] = ()
    without_address: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()


def to_json(who: Who, responsibility: Responsibility | None = None) -> dict[str, Any]:
    """Return the reading as the contract's line (without `id`); `why` is there only when `check` is true."""
    line: dict[str, Any] = {
        "persons": list(who.persons),
        "roles_or_units": list(who.roles_or_units),
        "lead": who.lead,
        "check": who.check,
    }
    if who.why:
        line["why"] = who.why
    line["parties"] = list(responsibility.parties) if responsibility else []
    return line

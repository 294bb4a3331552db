"""The directory: those an organisation can ask, indexed by every way a plan may name them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.domain.parties.keys import is_close, person_key, role_key, sound_key
from service.domain.parties.model import Party

Ids = tuple[str, ...]
_LONGEST_NAME = 80  # characters compared for likeness


@dataclass(frozen=True, slots=True)
class Directory:
    """Parties by id, and their ids by full name or alias, given name, unit or role, mail address and sound."""

    parties: Mapping[str, Party]
    _by_name: Mapping[str, Ids]
    _by_given: Mapping[str, Ids]
    _by_role: Mapping[str, Ids]
    _by_unit: Mapping[str, Ids]
    _by_address: Mapping[str, Ids]
    _by_surname: Mapping[str, Ids]
    _by_sound: Mapping[tuple[bool, str], Mapping[str, Ids]]

    @classmethod
    def of(cls, parties: Iterable[Party]) -> "Directory":
        """Index the parties; of two with the same id the last one counts."""
        kept = {party.id: party for party in parties}
        names, given, surnames, roles, units, addresses = (
            defaultdict[str, list[str]](list) for _ in range(6)
        )
        sounds = defaultdict[tuple[bool, str], dict[str, list[str]]](dict)
        for party in kept.values():
            is_person = party.kind == "person"
            for written in (party.name, *party.aliases):
                if is_person:
                    names[person_key(written)].append(party.id)
                if not is_person or written != party.name or " " not in written.strip():
                    roles[role_key(written)].append(party.id)
                _add_sounds(sounds, is_person, written, party.id)
            if is_person and party.name.strip():
                given[person_key(party.name.split()[0])].append(party.id)
                surnames[person_key(party.name.split()[-1])].append(party.id)
            if is_person and party.unit:
                units[role_key(party.unit)].append(party.id)
            if party.email:
                addresses[party.email.casefold()].append(party.id)
        return cls(
            parties=kept,
            _by_name=_frozen(names),
            _by_given=_frozen(given),
            _by_role=_frozen(roles),
            _by_unit=_frozen(units),
            _by_address=_frozen(addresses),
            _by_surname=_frozen(surnames),
            _by_sound={key: _frozen(found) for key, found in sounds.items()},
        )

    def persons(self, written: str) -> Ids:
        """Return the persons who may be meant: by full name or alias, by given name alone, or by initials."""
        key = person_key(written)
        named = self._by_name.get(key, ())
        called = self._by_given.get(key, ())
        if " " not in key or called:
            return tuple(dict.fromkeys((*named, *called)))
        return named or self._by_initials(key)

    def units(self, written: str) -> Ids:
        """Return the units, and the persons with that role among their aliases, that are called so."""
        return self._by_role.get(role_key(written), ())

    def working_at(self, written: str) -> Ids:
        """Return the persons whose unit is called so."""
        return self._by_unit.get(role_key(written), ())

    def at_address(self, address: str) -> Ids:
        """Return whoever has the mail address."""
        return self._by_address.get(address.casefold(), ())

    def alike(self, written: str, *, persons: bool) -> Ids:
        """Return those whose name sounds or is spelt nearly so; for proposals only."""
        key = sound_key(written[:_LONGEST_NAME])
        if len(key) < 3:
            return ()
        likely = self._by_sound.get((persons, key[0]), {})
        return tuple(
            dict.fromkeys(
                party_id for sound, ids in likely.items() if is_close(key, sound) for party_id in ids
            )
        )

    def _by_initials(self, key: str) -> Ids:
        """Find "anna k" and "p lindh"."""
        first, _, last = key.partition(" ")
        if len(last) > 1 and len(first) > 1:
            return ()
        candidates = (
            self._by_given.get(first, ())
            if len(first) > 1
            else self._by_surname.get(last.rpartition(" ")[2], ())
        )
        return tuple(
            party_id for party_id in candidates if _has_initials(self.parties[party_id], first, last)
        )


def _has_initials(party: Party, first: str, last: str) -> bool:
    given, _, rest = person_key(party.name).partition(" ")
    surname = rest.rpartition(" ")[2]
    if party.kind != "person" or not surname or not given.startswith(first):
        return False
    return surname.startswith(last) if len(last) == 1 else last in {surname, rest}


def _add_sounds(
    sounds: defaultdict[tuple[bool, str], dict[str, list[str]]], is_person: bool, written: str, party_id: str
) -> None:
    whole = sound_key(written[:_LONGEST_NAME])
    for sound in {whole, *(whole.split() if is_person else ())}:
        if sound:
            sounds[is_person, sound[0]].setdefault(sound, []).append(party_id)


def _frozen(index: Mapping[str, list[str]]) -> Mapping[str, Ids]:
    return {key: tuple(dict.fromkeys(ids)) for key, ids in index.items() if key}

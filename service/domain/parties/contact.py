"""How somebody named in a Vem cell is reached, when the cell itself says so: "Maja Ek, maja.ek@norrvik.se, 08-123 45 67"."""

from service.domain.parties.keys import person_key, without_accents
from service.domain.parties.model import Who

_IN_ADDRESSES = str.maketrans("åäö", "aao")


def contact_in(who: Who, name: str) -> tuple[str, str]:
    """Return the address and the telephone number that the cell gives for `name`; empty where it is not clear whose they are.

    An address that spells the name is that person's. Otherwise both count only when nobody else is named.
    """
    words = without_accents(person_key(name)).translate(_IN_ADDRESSES).split()
    spelled = [each for each in who.addresses if words and _spells(each, words)]
    alone = len(who.persons) + len(who.roles_or_units) <= 1 or list(who.persons) == [name]
    addresses = spelled or (list(who.addresses) if alone else [])
    phones = who.phones if alone else ()
    return addresses[0] if len(addresses) == 1 else "", phones[0] if len(phones) == 1 else ""


def _spells(address: str, words: list[str]) -> bool:
    local = address.partition("@")[0].casefold()
    return all(word in local for word in words)

"""Doubts: what makes a sensible colleague ask before relying on how a Vem cell was read.

A wrong reading that nobody asked about is the worst outcome there is: an unknown name, a title that may end in a surname,
a thing where a party should stand, many at once, somebody who only stands in for another.
"""

from collections.abc import Sequence
from itertools import pairwise

from service.domain.parties.clauses import ClauseReader
from service.domain.parties.naming import Found, Part
from service.domain.parties.tokens import Token
from service.domain.parties.words import Sort

NOBODY = "Ingen är utpekad."
_UNKNOWN = frozenset({Sort.NAME, Sort.SURNAME})
_TITLE_AND_NAME = 2  # tokens
_PAIR = 2
_RESPONSIBLE = frozenset({Sort.LEAD, Sort.LEAD_VERB})
_WITHIN = ("enhet", "enheten", "avdelning", "avdelningen", "sektion", "sektionen")
_DOING = ("ning", "ring", "tion")


def why_ask(reader: ClauseReader, found: Sequence[Found], lead: Found | None, *, named: bool) -> str:
    """Return the plain Swedish reason why a person should look, or nothing; `named`: a party or an address stands there."""
    if not named:
        return NOBODY
    if reader.nobody or reader.doubt:
        return "Texten säger att det inte är klart vem."
    return _about_names(reader, found) or _about_the_lead(reader, found, lead)


def _about_names(reader: ClauseReader, found: Sequence[Found]) -> str:
    guesses = [one for one in found if not one.sure]
    phrases = [one for one in found if one.last - one.first >= _TITLE_AND_NAME and not one.is_person]
    if not guesses and not phrases:
        return ""
    initials = any(reader.tokens[one.first].sort is Sort.CAPITALS for one in guesses)
    if (
        initials
        or any(one.is_person for one in guesses)
        or any(_may_hold_a_name(one, reader) for one in phrases)
    ):
        return "Det är osäkert om det är ett namn på en person."
    if any(reader.tokens[one.first].sort in _UNKNOWN for one in guesses):
        return "Ett namn känns inte igen."
    if any(_may_be_a_thing(one, reader.tokens) for one in phrases):
        return "Det är osäkert vem som menas."
    return ""


def _about_the_lead(reader: ClauseReader, found: Sequence[Found], lead: Found | None) -> str:
    if lead is not None and not lead.sure:
        return "Det är osäkert vem som menas."
    if reader.through:
        return "Någon agerar genom någon annan: vem ska få frågan?"
    if reader.composed:
        return "En grupp räknas upp: vem ska få frågan?"
    if lead is not None and not lead.is_person:
        if _is_anybody(lead, reader):
            return "Många nämns på en gång: vem ska få frågan?"
        if _is_unfamiliar(lead, found, reader.tokens):
            return "Det är osäkert vem som menas."
    if reader.pronoun:
        return "Texten säger inte vem som menas."
    if reader.clauses > (1 if lead is None else 2):
        return "Flera har olika uppgifter: vem har huvudansvaret?"
    if lead is not None and reader.clauses > 1 and _acts_first(found[0], lead):
        return "Flera har olika uppgifter: vem har huvudansvaret?"
    if lead is None and _are_told_apart(found, reader.tokens):
        return "Flera har olika uppgifter: vem har huvudansvaret?"
    if lead is None and _is_person_beside_unit(found):
        return "En person och en enhet nämns: vem ska få frågan?"
    if lead is None and _may_all_be_of_one(found):
        return "Det är osäkert vem som menas."
    if lead is None and found and (not any(one.sure for one in found) or _may_be_one(found, reader.tokens)):
        return "Det är osäkert vem som menas."
    if lead is None and found and all(one.part is Part.PARTNER for one in found):
        return "Det står vilka som medverkar, men inte vem som ansvarar."
    if lead is None and len({one.party for one in found}) == 1:
        return "Många nämns på en gång: vem ska få frågan?"
    return ""


def _acts_first(first: Found, lead: Found) -> bool:
    """Tell whether somebody else does something before the one who leads: "Anna Ek bjuder in, Bo Ros håller i mötet"."""
    return first.part is Part.MAIN and first.party != lead.party and not lead.strong


def _are_told_apart(found: Sequence[Found], tokens: Sequence[Token]) -> bool:
    """Tell whether each has a word of responsibility of its own: "Sammankallande: Anna Ek. Ansvarig för lokalen: Bo Ros"."""
    claiming = [one for one in found if one.claims]
    for one, other in pairwise(claiming):
        between = tokens[one.last : other.first]
        if one.party != other.party and any(token.sort in _RESPONSIBLE for token in between):
            return True
    return False


def _is_person_beside_unit(found: Sequence[Found]) -> bool:
    """Tell whether one person stands among units, and may answer for them all: "Anna Ek/polisen"."""
    leading = [one for one in found if one.part <= Part.LEAD]
    return len(leading) > 1 and sum(one.is_person for one in leading) == 1


def _may_all_be_of_one(found: Sequence[Found]) -> bool:
    """Tell whether all that follows may be about the one person: "Anna Ek, planerare, parkenheten, projektledare"."""
    if len(found) <= _PAIR + 1 or not found[0].is_person or found[1].party != found[0].party:
        return False
    return all(one.joint is Sort.COMMA and not one.is_person for one in found[1:])


def _may_be_one(found: Sequence[Found], tokens: Sequence[Token]) -> bool:
    """Tell whether the second may only narrow the unit down: "Polisen - LPO Norrvik", "Kultur och fritid, enheten"."""
    if len(found) != _PAIR or any(one.is_person for one in found):
        return False
    if found[1].first - found[0].last != 1 or found[0].part is not found[1].part:
        return False
    whole, part = tokens[found[0].last - 1].text, tokens[found[1].last - 1].text
    within = found[1].joint is Sort.COMMA and part.endswith(_WITHIN) and not whole.endswith(_WITHIN)
    return found[1].joint is Sort.DASH or (within and part[0].islower())


def _is_anybody(lead: Found, reader: ClauseReader) -> bool:
    """Tell whether the lead is many, or nobody in particular: "alla chefer", "respektive nämnd", "fastighetsägarna"."""
    tokens, words = reader.tokens[lead.first : lead.last], reader.words
    if tokens[0].text.lower() in words.crowd:
        return True
    if any(token.sort is Sort.EACH for token in tokens[:2]) or (
        len(tokens) == 1 and tokens[0].text.lower() in words.vague
    ):
        return True
    return any(token.text.lower() in words.distributive for token in tokens)


def _may_hold_a_name(one: Found, reader: ClauseReader) -> bool:
    """Tell whether a role ends in what may be a surname: "Polisassistent Ruiz" (but "Områdeschef Norr")."""
    if one.last - one.first != _TITLE_AND_NAME:
        return False
    title, name = reader.tokens[one.first : one.last]
    return title.sort is Sort.ROLE and name.sort in _UNKNOWN and name.text.lower() not in reader.words.area


def _may_be_a_thing(one: Found, tokens: Sequence[Token]) -> bool:
    """Tell whether an unknown word only stands in some relation to the party: "Beslut i styrgruppen"."""
    if one.last - one.first == _TITLE_AND_NAME:
        return False
    return tokens[one.first].sort in {Sort.NAME, Sort.LOWER} and tokens[one.first + 1].sort is Sort.LINK


def _is_unfamiliar(lead: Found, found: Sequence[Found], tokens: Sequence[Token]) -> bool:
    """Tell whether the lead may be a thing ("Rapportering till nämnden"), or a person is named apart from its unit."""
    first = tokens[lead.first]
    if first.sort in {Sort.NAME, Sort.LOWER} and lead.last > lead.first + 1 and first.text.endswith(_DOING):
        return True
    return any(one.is_person and one.part is Part.MAIN and one.party != lead.party for one in found)

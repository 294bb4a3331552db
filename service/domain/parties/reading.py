"""The reading of a Vem cell: what was found becomes persons, roles and units, a lead, and perhaps a question.

The lead is, in this order: whoever the text singles out ("… med Norrvik som samordnande"), whoever it says is responsible, the
only one in the leading part ("A i samarbete med B"), or the only one there is. Two who share it leave the lead open.
"""

from service.domain.parties.clauses import ClauseReader
from service.domain.parties.doubts import NOBODY, why_ask
from service.domain.parties.keys import person_key, role_key
from service.domain.parties.model import Mention, Who
from service.domain.parties.naming import Found, Part
from service.domain.parties.tokens import Token, plainly, tokens_of, without_short_forms
from service.domain.parties.words import PartyWords, Sort

_APPOSED = frozenset({Sort.COMMA, Sort.DASH, Sort.BREAK, None})
_OF_A_UNIT = frozenset({Sort.UNIT, Sort.LOWER, Sort.LINK})
_PERSON_AND_UNITS = 3
_PAIR = 2
_SEVERAL = 2  # clauses, each with its own subject and verb
_LONGEST_ODD_NAME = 6  # letters; "Stadsmissionen" is no pet name
_DEFINITE = ("en", "et", "an", "na")


def read_who(text: str | None, words: PartyWords) -> Who:
    """Read a Vem cell: who is named, and who leads. Never raises; time is linear in the text's length."""
    if not text or not text.strip():
        return Who((), (), None, check=True, why=NOBODY)
    text = plainly(text)
    tokens, addresses, phones = tokens_of(text, words)
    if "(" in text:
        tokens = without_short_forms(tokens)
    reader = ClauseReader(tokens, words)
    reader.read()
    found = [one for one in reader.found if one.is_person or one.part < Part.OBJECT]
    if reader.nobody:
        found = [one for one in found if one.sure]  # "Ännu ej bestämt"
    if len(found) > 1:
        found = _related(found, reader)
    lead = None if reader.nobody and _is_open(found, tokens) else _lead_of(found, tokens)
    mentions = tuple(_mention(one, one is lead, text, tokens) for one in found)
    persons: list[str] = []
    roles: list[str] = []
    for mention, one in zip(mentions, found, strict=True):
        if not one.again:
            (persons if one.is_person else roles).append(mention.text)
    lead_text = next((mention.text for mention in mentions if mention.lead), None)
    if not mentions and len(addresses) == 1:
        lead_text = addresses[0]
    why = why_ask(reader, found, lead, named=bool(mentions or addresses))
    return Who(tuple(persons), tuple(roles), lead_text, bool(why), why, mentions, addresses, phones)


def _related(found: list[Found], reader: ClauseReader) -> list[Found]:
    """Settle what the parties are to one another: the same kind, a person and the unit, twice the same."""
    tokens, words = reader.tokens, reader.words
    _guess_names(found, tokens, words)
    if len(found) > _PAIR:
        leading = [one for one in found if one.part is Part.LEAD] or [
            one for one in found if one.part is Part.MAIN
        ]
        if 1 < len(leading) < len(found):  # "Gruppen leds av Anna Ek, socialtjänsten"
            kept = _settled(leading, tokens, words)
            if len(kept) < len(leading):
                found = [*kept, *(one for one in found if one.part is not leading[0].part)]
    if reader.clauses < _SEVERAL:
        parties = len({one.party for one in found})
        found = _settled(found, tokens, words)
        beyond = len(found) == _PERSON_AND_UNITS and found[0].party == found[-1].party
        if beyond and not found[0].is_person and tokens[found[0].last - 1].sort is Sort.UNIT:
            reader.through = reader.through or parties > 1  # "Trygghetsrådet, ledamot Anna Ek"
    return _merged(found, tokens)


def _mention(one: Found, lead: bool, text: str, tokens: list[Token]) -> Mention:
    begin, finish = tokens[one.first].begin, tokens[one.last - 1].finish
    return Mention("person" if one.is_person else "role", text[begin:finish], begin, finish, lead, one.party)


def _text(one: Found, tokens: list[Token]) -> str:
    return " ".join([token.text for token in tokens[one.first : one.last]])


def _guess_names(found: list[Found], tokens: list[Token], words: PartyWords) -> None:
    """Take an unknown word with a capital for a person where all others are persons ("Bibbo och Sara"); not surely."""
    if all(one.sure for one in found):
        return
    explained = {one.party for one in found if one.is_person and one.bracketed}  # "Xantab (Anna Ek)"
    unknown = [
        one
        for one in found
        if not one.is_person
        and not one.sure
        and one.last - one.first == 1
        and not (one.first and tokens[one.first - 1].sort is Sort.LINK)
        and one.party not in explained
        and not (
            len(tokens[one.first].text) > _LONGEST_ODD_NAME and tokens[one.first].text.endswith(_DEFINITE)
        )
    ]
    if unknown and len(unknown) + sum(one.is_person for one in found) == len(found) > len(unknown):
        for one in unknown:
            token = tokens[one.first]
            one.is_person = token.sort is Sort.NAME or token.text in words.given


def _merged(found: list[Found], tokens: list[Token]) -> list[Found]:
    """Give the same party number to what names the same party twice ("polis … Ansvar polisen")."""
    if len({tokens[one.first].text[:2].casefold() for one in found}) == len(found):
        return found  # no two begin alike, so none is named twice
    first_of: dict[str, Found] = {}
    party_of: dict[int, int] = {}
    for one in found:
        text = _text(one, tokens)
        key = person_key(text) if one.is_person else role_key(text)
        earlier = first_of.get(key)
        if earlier is None:
            first_of[key] = one
            if one.is_person:
                first_of.setdefault(key.partition(" ")[0], one)
        elif earlier.is_person == one.is_person:
            one.again = True
            if one.is_person and one.joint is Sort.AND:
                earlier.sure = False  # "Anna och Anna"
            party_of[one.party] = party_of.get(earlier.party, earlier.party)
            if one.part > earlier.part and not one.claims:
                one.part = earlier.part
    for one in found:
        one.party = party_of.get(one.party, one.party)
    return found


def _settled(found: list[Found], tokens: list[Token], words: PartyWords) -> list[Found]:
    """Join what a comma only explains: "SDF, Tor Ek" and "Ansvarig: Förvaltningen, fältenheten" name one party each."""
    if len(found) == _PAIR and found[0].is_person and found[1].is_person and found[1].joint is Sort.COMMA:
        given = [any(token.sort is Sort.GIVEN for token in tokens[one.first : one.last]) for one in found]
        found[0].sure = found[0].sure and not (given == [False, True] and found[1].last - found[1].first == 1)
    if len({one.party for one in found}) != 2 or len(found) > _PERSON_AND_UNITS:
        return found
    first = found[0]
    second = next(one for one in found if one.party != first.party)
    if second.joint not in _APPOSED or len({one.part for one in found}) > 1:
        return found
    persons = sum(one.is_person for one in found)
    if (
        persons == 1
        and not _have_titles(found, tokens)
        and (first.part is Part.LEAD or len({one.claims for one in found}) == 1)
    ):
        for one in found:
            one.party = first.party
    elif not persons and (
        (second.joint is Sort.COMMA and first.part is Part.LEAD and _is_unit_of(second, first, tokens, words))
        or (second.joint is Sort.DASH and _is_branch_of(second, first, tokens, words))
    ):
        first.last = second.last
        return [first]
    return found


def _is_unit_of(small: Found, large: Found, tokens: list[Token], words: PartyWords) -> bool:
    """Tell whether `small` only narrows `large` down: not an actor of its own, nor of the same sort."""
    part, whole = tokens[small.first : small.last], tokens[large.first : large.last]
    if whole[-1].sort is not Sort.UNIT or not {token.sort for token in part} <= _OF_A_UNIT:
        return False
    if any(token.text.lower() in words.units for token in part) or part[-1].text[-6:] == whole[-1].text[-6:]:
        return False
    return whole[0].text[0].isupper() and part[0].text[0].islower()


def _is_branch_of(subject: Found, unit: Found, tokens: list[Token], words: PartyWords) -> bool:
    """Tell whether a dash only says with what the unit works: "IFO - barn och familj"."""
    named = [token for token in tokens[subject.first : subject.last] if token.sort is not Sort.AND]
    by_dash = subject.first - unit.last == 1 and tokens[unit.last - 1].sort in {Sort.UNIT, Sort.CAPITALS}
    return by_dash and named[0].text[0].islower() and all(one.text.lower() in words.topics for one in named)


def _have_titles(found: list[Found], tokens: list[Token]) -> bool:
    """Tell whether both parties are people with titles: "elevombud, lärarombud Wei Chen"."""
    roles = [one for one in found if not one.is_person]
    return len({one.party for one in roles}) > 1 and all(
        tokens[one.last - 1].sort is Sort.ROLE for one in roles
    )


def _is_open(found: list[Found], tokens: list[Token]) -> bool:
    """Tell whether the text begins with that nobody is chosen yet: "Utses av styrelsen", "Oklart, ev. soc"."""
    return tokens[0].sort is Sort.NOBODY and not any(one.claims for one in found)


def _lead_of(found: list[Found], tokens: list[Token]) -> Found | None:
    """Return the mention that leads, if one does."""
    chosen = (
        [one for one in found if one.strong]
        or [one for one in found if one.claims]
        or [one for one in found if one.part <= Part.LEAD]
    )
    if not chosen or any(one.party != chosen[0].party for one in chosen):
        return None
    return _face(found, chosen, tokens)


def _face(found: list[Found], chosen: list[Found], tokens: list[Token]) -> Found | None:
    """Return the mention that stands for the party: its person, else the words that were chosen."""
    if chosen[-1].strong:
        return chosen[-1]
    if len(found) == 1 and found[0].is_person:
        return found[0]
    party = [one for one in found if one.party == chosen[0].party]
    persons = [one for one in party if one.is_person]
    if len(persons) > 1 and len({person_key(_text(one, tokens)).partition(" ")[0] for one in persons}) > 1:
        return None
    face = persons[0] if persons else chosen[0]
    everybody = not face.is_person and tokens[face.first].sort is Sort.EACH
    return None if everybody and not face.claims else face

"""Personal names: where one begins and ends among the words of a noun phrase, and whether that is sure.

Anna-Karin von Essen        by a given name that is listed
Xantippa Lagerlöf           by the shape of a surname
Nguyen Thi Hoa              the surname first
Karl Johansgymnasiet        no person: a school
SAM                         a name or a short form: not sure
"""

from collections.abc import Sequence

from service.domain.parties.tokens import Token
from service.domain.parties.words import PartyWords, Sort

NAMES = frozenset({Sort.GIVEN, Sort.SURNAME, Sort.NAME, Sort.INITIAL})
_UNLISTED = frozenset({Sort.NAME, Sort.SURNAME})
_LONGEST_NAME = 5  # words
_SHORT_WORD = 4  # letters
_NAMED_AFTER = (
    "sskolan",
    "sskola",
    "-skolan",
    "sgymnasiet",
    "sgymnasium",
    "-gymnasiet",
)  # "Karl Johansskolan"


def person_end(
    tokens: Sequence[Token], here: int, first: int, last: int, words: PartyWords
) -> tuple[int, bool]:
    """Return where the personal name beginning at `here` ends (`here`: none begins), and whether that is sure."""
    sort = tokens[here].sort
    if sort is Sort.GIVEN:
        finish = _name_end(tokens, here, last, words)
        if here > first and finish == here + 1 and tokens[here - 1].text.lower() in words.named_unit:
            return here, True
        sure = not (finish == here + 1 and _is_hardly_given(tokens, here, last))
        return (here, True) if _names_a_place(tokens, finish, last, words) else (finish, sure)
    if sort is Sort.INITIAL:
        after = here + 1
        while after < min(last, here + _LONGEST_NAME) and tokens[after].sort is Sort.INITIAL:
            after += 1
        named = after < last and tokens[after].sort in NAMES
        return (_name_end(tokens, after, last, words), True) if named else (here, True)
    if sort not in _UNLISTED:
        return here, True
    return _unlisted_person(tokens, here, first, last, words)


def _is_hardly_given(tokens: Sequence[Token], here: int, last: int) -> bool:
    """Tell whether a given name alone may be something else ("SAM") or go on with what looks like a role ("Linn Vakt")."""
    if len(tokens) == 1:
        return tokens[here].text.isupper() and len(tokens[here].text) < _SHORT_WORD
    if here + 1 == last:
        return False
    after = tokens[here + 1]
    long_role = after.sort is Sort.ROLE and len(after.text) > _SHORT_WORD
    return after.sort in {Sort.UNIT, Sort.ROLE} and after.text[0].isupper() and not long_role


def _unlisted_person(
    tokens: Sequence[Token], here: int, first: int, last: int, words: PartyWords
) -> tuple[int, bool]:
    """Read a name whose given name no list holds: by its surname, its title, or its two capitals."""
    titled = here > first and tokens[here - 1].sort is Sort.ROLE
    if here > first and not titled:
        return here, True
    finish = _name_end(tokens, here, last, words)
    if _names_a_place(tokens, finish, last, words):
        return here, True
    second = tokens[here + 1] if finish - here >= 2 else None
    untitled = tokens[here].sort is Sort.SURNAME or second is None or second.text.lower() in words.surnames
    if second is not None and second.sort is Sort.GIVEN and not untitled:
        return here, True  # a title with a capital: "Prefekt Anna Ek"
    if second is not None:
        surname = words.is_surname(tokens[finish - 1].text)
        if surname and not titled and words.may_be_a_town(tokens[finish - 1].text):
            surname = False  # "Friskis Norrvik"
            alone = True
        alone = finish == last
        if second.sort is Sort.GIVEN and words.is_surname(tokens[here].text):
            surname = True  # "Nguyen Thi Hoa"
        return (finish, surname) if surname or alone else (here, True)
    if titled and words.may_be_a_town(tokens[here].text):
        return here, True  # "Kommunpolis Norrvik"
    lone_surname = tokens[here].sort is Sort.SURNAME and (titled or last - first == 1)
    listed = tokens[here].text.casefold() in words.surnames or tokens[here].text.endswith("son")
    return (finish, titled and listed) if lone_surname else (here, True)


def _name_end(tokens: Sequence[Token], here: int, last: int, words: PartyWords) -> int:
    shouting = tokens[here].text.isupper() and len(tokens[here].text) > 1
    quiet = tokens[here].text[0].islower()
    end = here + 1
    while end < last and end - here < _LONGEST_NAME:
        sort = tokens[end].sort
        if sort not in NAMES and tokens[end].text.lower() in words.particles:
            if not any(token.sort in NAMES for token in tokens[end + 1 : min(end + 3, last)]):
                break
        elif sort in NAMES:
            begins_another = sort is Sort.GIVEN and tokens[end - 1].sort in _UNLISTED
            if begins_another and end + 1 < last and tokens[end + 1].sort in _UNLISTED:
                break
        elif not (shouting and sort is Sort.CAPITALS) and not (
            quiet and sort is Sort.LOWER and last == end + 1 == here + 2
        ):
            break
        end += 1
    return end


def _names_a_place(tokens: Sequence[Token], finish: int, last: int, words: PartyWords) -> bool:
    """Tell whether the name only names a school, a firm or a place, or owns what follows ("Svenssons grupp")."""
    if finish >= last:
        return False
    after = tokens[finish]
    if after.text.lower() in words.facilities or after.text.endswith(_NAMED_AFTER):
        return True
    owner = tokens[finish - 1]
    return (
        owner.sort is Sort.NAME
        and owner.text.endswith("s")
        and after.sort in {Sort.UNIT, Sort.LOWER, Sort.ROLE}
    )

"""Noun phrases: how far a party reaches in the tokens, and which of its words are a person's name.

rektor på respektive skola          one role
Myndigheten för vård och omsorg     one unit, in spite of its "och"
kommunpolis Lena Öst                a title and its holder
Sofia skola                         a unit, in spite of its given name
"""

from collections.abc import Sequence
from typing import NamedTuple

from service.domain.parties.persons import NAMES, person_end
from service.domain.parties.tokens import Token
from service.domain.parties.words import PartyWords, Sort

_KNOWN = frozenset({Sort.ROLE, Sort.UNIT, Sort.CATEGORY, Sort.FACILITY, Sort.EACH})
_SURE = _KNOWN | {Sort.CAPITALS}
_EMPTY = frozenset({Sort.NUMBER, Sort.PARTICLE})
_BARE = frozenset({Sort.FILL, Sort.LINK, Sort.AND, Sort.NUMBER})
_HEADS = frozenset({Sort.ROLE, Sort.UNIT, Sort.CATEGORY, Sort.CAPITALS, Sort.GIVEN, Sort.SURNAME})
_CLOSED = frozenset(
    {
        Sort.ROLE,
        Sort.UNIT,
        Sort.GIVEN,
        Sort.SURNAME,
        Sort.NAME,
        Sort.CAPITALS,
        Sort.PARTICLE,
        Sort.FACILITY,
        Sort.SUSPENDED,
        Sort.INITIAL,
        Sort.CATEGORY,
    }
)
_PLAIN_WORDS = frozenset({Sort.NAME, Sort.LOWER})
_JOINS = frozenset({Sort.AND, Sort.COMMA, Sort.SLASH})
_PLACES = ("delen", "kommunen", "området", "staden", "länet", "regionen", "distriktet")
_SAME_SORT = 6  # letters that two units of a sort end in
_MOST_COUNTIES = 30  # tokens
_ADVERBS = frozenset({"upp", "fram", "ut", "in", "ihop", "till"})
_FIRMS = frozenset({"ab", "hb", "kb", "co", "son", "söner"})
_YEAR = 4  # digits
_INITIALS = 2  # letters


class Piece(NamedTuple):
    """Tokens `first` to `last` (exclusive) that name a person, or a role or unit; `sure` is false for a guess."""

    is_person: bool
    first: int
    last: int
    sure: bool


def extent(tokens: Sequence[Token], at: int, words: PartyWords, *, tight: bool = False) -> int:
    """Return where the noun phrase that begins at `at` ends (exclusive) when every word may belong to a party.

    `tight`: after a verb, an unknown word in lower case does not go on with the party before it.
    """
    here, headed, about, linked = at, False, False, False
    while here < len(tokens):
        sort = tokens[here].sort
        if sort is Sort.SUSPENDED or (here == at and _is_suspended(tokens, here)):
            here += 2 if here + 1 < len(tokens) and tokens[here + 1].sort in _JOINS else 1
        elif sort >= Sort.EACH:
            if (tight and headed and sort is Sort.LOWER) or (here > at and _is_label(tokens, here, words)):
                break
            if sort is Sort.UNIT and here > at and _is_next_of_a_list(tokens[here - 1], tokens[here]):
                break
            about = about or (sort is Sort.LOWER and here > at and tokens[here - 1].sort is Sort.ROLE)
            headed = headed or sort in _HEADS
            here += 1
        elif sort is Sort.LEAD and here > at and _is_within_title(tokens, here):
            here += 1
        elif sort is Sort.VERBISH and here > at and done_by(tokens, here):
            break
        elif sort is Sort.VERBISH and (
            not headed or (linked and tokens[here - 1].sort in {Sort.LINK, Sort.LOWER})
        ):
            here += 1
        elif tokens[here].text == "från" and _next_sort(tokens, here) is Sort.NUMBER:
            break  # a date
        elif sort is Sort.LINK and headed and (counties := _counties(tokens, here)):
            here += counties
        elif (sort is Sort.LINK or (sort is Sort.FILL and here > at)) and _goes_on(tokens, here + 1):
            linked = linked or (headed and sort is Sort.LINK)
            about = about or (headed and tokens[here].text in {"för", "inom", "av"})
            here += 1
        elif (
            sort is Sort.DASH
            and here > at
            and tokens[here - 1].sort is _next_sort(tokens, here) is Sort.NUMBER
        ):
            here += 2
        elif sort in _JOINS and here > at and (joined := _joined_subject(tokens, here, about, words)):
            here += joined
        else:
            break
    return here


def done_by(tokens: Sequence[Token], at: int) -> int:
    """Return where the "av" stands of "drivs gemensamt av", "skickas ut av" when `at` is such a verb, or 0."""
    if not tokens[at].text.partition(" ")[0].endswith("s"):
        return 0
    for here in range(at + 1, min(at + 4, len(tokens))):
        token = tokens[here]
        if token.text == "av":
            return here
        if token.sort is not Sort.FILL and token.text not in _ADVERBS:
            break
    return 0


def _is_next_of_a_list(before: Token, after: Token) -> bool:
    """Tell whether two units of a sort stand side by side: "skolnämnden fritidsnämnden"."""
    ending = after.text[-_SAME_SORT:]
    return before.sort is Sort.UNIT and before.text.endswith(ending) and len(before.text) > _SAME_SORT


def _is_within_title(tokens: Sequence[Token], here: int) -> bool:
    """Tell whether the responsibility only belongs to a title: "Medicinskt ansvarig sjuksköterska"."""
    of_a_field = tokens[here - 1].sort in _PLAIN_WORDS and tokens[here - 1].text.endswith("t")
    return of_a_field and tokens[here].text == "ansvarig" and _next_sort(tokens, here) is Sort.ROLE


def _is_suspended(tokens: Sequence[Token], here: int) -> bool:
    """Tell whether the word lacks only its hyphen: "Kurs och lokalansvarig"."""
    if here + 2 >= len(tokens) or tokens[here].sort not in _PLAIN_WORDS:
        return False
    joint, after = tokens[here + 1], tokens[here + 2]
    return joint.text == "och" and after.sort is Sort.ROLE and after.text.endswith("ansvarig")


def closed_extent(tokens: Sequence[Token], at: int) -> int:
    """Return where the party that begins at `at` ends when only known words count (`at` itself: there is none)."""
    if tokens[at].sort not in {Sort.ROLE, Sort.UNIT, Sort.GIVEN, Sort.SUSPENDED}:
        return at
    here = at
    while here < len(tokens) and tokens[here].sort in _CLOSED:
        suspended = tokens[here].sort is Sort.SUSPENDED
        here += 2 if suspended and here + 1 < len(tokens) and tokens[here + 1].sort in _JOINS else 1
        here += _place_after(tokens, here)
        here += _owned_after(tokens, here)
    return min(here, len(tokens))


def _owned_after(tokens: Sequence[Token], here: int) -> int:
    """Return 1 where a word in between leads on to what the unit before `here` owns: "socialtjänstens nya enhet"."""
    if here + 1 >= len(tokens) or tokens[here].sort is not Sort.LOWER or here == 0:
        return 0
    owner, owned = tokens[here - 1], tokens[here + 1]
    return int(owner.sort is Sort.UNIT and owner.text.endswith("s") and owned.sort in {Sort.UNIT, Sort.ROLE})


def _place_after(tokens: Sequence[Token], here: int) -> int:
    """Return how many tokens of "… i Norrviks län", "… i stadsdelen" follow the name of an authority at `here`."""
    if here >= len(tokens) or tokens[here].text not in {"i", "på"} or tokens[here - 1].sort is not Sort.UNIT:
        return 0
    end = here + 1
    if end < len(tokens) and tokens[end].sort is Sort.UNIT and tokens[end].text.endswith(_PLACES):
        return 2
    if counties := _counties(tokens, here):
        return counties
    while end < min(len(tokens), here + 4) and tokens[end].sort in NAMES:
        end += 1
    ends_well = end < len(tokens) and tokens[end].sort in {Sort.FACILITY, Sort.UNIT}
    return end - here if end > here + 1 and ends_well else 0


def _counties(tokens: Sequence[Token], here: int) -> int:
    """Return how many tokens "i Skåne, Kronobergs och Blekinge län" takes at `here`, or 0."""
    end = here + 1
    while end < min(len(tokens), here + _MOST_COUNTIES) and (
        tokens[end].sort in NAMES or tokens[end].sort in _JOINS
    ):
        end += 1
    listed = end > here + 1 and end < len(tokens) and tokens[end].text == "län"
    return end + 1 - here if listed else 0


def pieces(tokens: Sequence[Token], first: int, last: int, words: PartyWords) -> list[Piece]:
    """Divide a noun phrase into the persons it names and the role or unit before, between and after them."""
    if (
        last - first == 1
        and (alone := tokens[first].sort) >= Sort.EACH
        and alone not in NAMES
        and alone not in _EMPTY
    ):
        unsure = alone is Sort.CAPITALS and _may_be_initials(tokens, first)
        return [Piece(False, first, last, alone in _SURE and not unsure)]
    first, last = _bare(tokens, first, last)
    for here in range(last - 2, first - 1, -1):
        if tokens[here].sort is Sort.CATEGORY:
            return [Piece(False, here + 1, last, True)]
    found: list[Piece] = []
    start = here = first
    while here < last:
        finish, sure = (
            person_end(tokens, here, first, last, words) if tokens[here].sort in NAMES else (here, True)
        )
        if finish > here:
            if start < here and (is_known(tokens, start, here) or tokens[here - 1].sort is not Sort.LOWER):
                _add_role(tokens, start, here, found, words)
            found.append(Piece(True, here, finish, sure))
            start = here = finish
        else:
            here += 1
    _add_role(tokens, start, last, found, words)
    return found


def _may_be_initials(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether an unknown short form may be a person's initials ("AK/PJ"); a bracket only tells where one belongs."""
    return len(tokens[at].text) == _INITIALS and not (at and tokens[at - 1].sort is Sort.OPEN)


def is_known(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether some word says that this is a role or a unit."""
    return any(token.sort in _KNOWN for token in tokens[first:last])


def _add_role(tokens: Sequence[Token], first: int, last: int, found: list[Piece], words: PartyWords) -> None:
    first, last = _bare(tokens, first, last)
    if first < last:
        sorts = {token.sort for token in tokens[first:last]}
        if not sorts <= _EMPTY:
            sure = not sorts.isdisjoint(_SURE) or _is_subject(tokens, first, last, words)
            found.append(Piece(False, first, last, sure))


def _is_subject(tokens: Sequence[Token], first: int, last: int, words: PartyWords) -> bool:
    """Tell whether the phrase is the subjects that make a unit's name ("Barn och utbildning")."""
    named = [token.text.lower().rstrip("-") for token in tokens[first:last] if token.sort is not Sort.AND]
    return 1 < len(named) < last - first and words.topics.issuperset(named)


def _bare(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    while (
        first < last
        and tokens[first].sort in _BARE
        and not (
            tokens[first].sort is Sort.NUMBER and last - first > 1 and tokens[first + 1].sort is not Sort.LINK
        )
    ):
        first += 1
    while last > first and tokens[last - 1].sort in _BARE:
        if tokens[last - 1].sort is Sort.NUMBER and len(tokens[last - 1].text) < _YEAR and last - first > 1:
            break
        last -= 1
    return first, last


def _is_label(tokens: Sequence[Token], here: int, words: PartyWords) -> bool:
    """Tell whether the word begins a label of its own: "Kommunstyrelsen Medverkan: …"."""
    if _next_sort(tokens, here) is not Sort.COLON:
        return False
    return tokens[here].sort is Sort.NAME or tokens[here].text.lower() in words.partner_labels


def _next_sort(tokens: Sequence[Token], here: int) -> Sort | None:
    return tokens[here + 1].sort if here + 1 < len(tokens) else None


def _is_firm(tokens: Sequence[Token], here: int) -> bool:
    """Tell whether the words after "&" end the name of a firm: "Norrvik Vatten & Avfall AB", "Nilsson & Söner"."""
    return any(token.text.lower() in _FIRMS for token in tokens[here : here + 3])


def _goes_on(tokens: Sequence[Token], here: int) -> bool:
    """Tell whether the noun phrase continues after a linking or filling word."""
    if here < len(tokens) and tokens[here].sort in {Sort.FILL, Sort.LINK}:
        here += 1
    return here < len(tokens) and tokens[here].sort >= Sort.EACH


def _joined_subject(tokens: Sequence[Token], here: int, about: bool, words: PartyWords) -> int:
    """Return how many tokens of "… och fritid" belong to the name of the unit before it."""
    if here + 1 >= len(tokens):
        return 0
    before, after = tokens[here - 1].text.lower(), tokens[here + 1]
    if tokens[here].text == "&" and _is_firm(tokens, here + 1):
        return 2
    topics = before in words.topics and after.text.lower() in words.topics
    if tokens[here].sort is Sort.SLASH:
        return 2 if topics and about else 0
    if tokens[here].sort is Sort.AND and tokens[here].text in {"och", "&", "o"}:
        return 2 if topics or (about and after.sort is Sort.LOWER) else 0
    if tokens[here].sort is Sort.COMMA and (about or before in words.topics):
        end = here + 1
        while end < min(here + 4, len(tokens)) and tokens[end].sort is Sort.LOWER:
            end += 1
        is_list = (
            end + 1 < len(tokens) and tokens[end].sort is Sort.AND and tokens[end + 1].sort is Sort.LOWER
        )
        topics = about or (tokens[end - 1].text.lower() in words.topics)
        return end - here if is_list and end > here + 1 and topics and about else 0
    return 0

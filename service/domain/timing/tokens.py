"""A När cell cut into tokens, each with the roles it can play and its place in the text.

Phrases of the vocabulary ("i avvaktan på") become one token, full stops after short forms disappear into them, and what
begins a line as a bullet or its number ("1." "b)" "•") becomes a bullet.
"""

from collections.abc import Mapping
from typing import NamedTuple

from service.domain.timing.shapes import Piece, pieces
from service.domain.timing.words import NO_ROLES, Phrase, Roles, TimeWords


class Token(NamedTuple):
    """A piece of the text: `roles` maps each role it can play to the value it then has."""

    word: str
    roles: Roles
    begin: int
    finish: int


LONGEST_NUMBER = 9
_END: Roles = {"end": True, "break": True}
_MARKS: dict[str, Roles] = {
    ".": {"stop": True, "break": True},
    "!": {"stop": True, "break": True},
    ";": {"stop": True, "break": True},
    "…": {"stop": True, "break": True},
    "?": {"doubt": True, "break": True},
    ":": {"colon": True, "plain": 0},
    "(": {"open": True, "plain": 0},
    ")": {"close": True, "plain": 0},
    "•": {"bullet": True, "plain": 0},
    "·": {"bullet": True, "plain": 0},
    "●": {"bullet": True, "plain": 0},
    "*": {"bullet": True, "plain": 0},
    "|": {"stop": True, "break": True},
}
_LINE: Roles = {"line": True, "break": True}
_UNTIL: Roles = {"edge": "by"}
_BULLET: Roles = {"bullet": True, "plain": 0}
_AHEAD = 16
_LONGEST_ITEM = 60  # pieces: a bound, so that the time stays linear in the text's length
_OF_SOMEBODY = ("av", "för", "och", "med")
_DATED = ("number", "ordinal", "iso", "ym", "dm")
_NO_PIECE: Piece = ("", None, -1, -1)


def scan(text: str, words: TimeWords) -> list[Token]:
    """Return the tokens of the text, followed by enough end marks for the grammar to look ahead without asking."""
    found = pieces(text)
    if "-" in text and "\n" in text:
        found = _unbroken(found, words)
    tokens: list[Token] = []
    add = tokens.append
    lexicon, abbreviations, phrases = words.lexicon, words.abbreviations, words.phrases
    at, size, numbered = 0, len(found), 0
    found.append(_NO_PIECE)
    while at < size:
        word, shape, begin, finish = found[at]
        at += 1
        if word in phrases:
            merged = _phrase(found, at, phrases[word])
            if merged:
                roles, after = merged
                phrase = " ".join(each for each, *_ in found[at - 1 : after] if each != ".")
                at, finish = after, found[after - 1][3]
                add(Token(phrase, roles, begin, finish))
                continue
        if shape == "word":
            if word in abbreviations and found[at][0] == "." and found[at][2] == finish:
                finish += 1
                at += 1
            roles = lexicon.get(word) or words.roles_of(word)
            if "given_names" in roles and text[begin].isupper() and found[at - 1][0] != ".":
                roles = _month_or_name(text, found, at, lexicon)
        elif shape == "mark":
            roles = _mark(word, lexicon)
            if word in "-–—*•" and _starts_line(tokens) and at < size:
                roles = _UNTIL if _is_tied_year(found, at) else _BULLET
        elif shape == "line":
            roles = _LINE
        elif shape == "number" and _is_item_number(found, at, tokens, words, numbered):
            numbered, finish = int(word), found[at][3]
            roles = _BULLET
            at += 1
        elif numbered and shape == "number" and _is_next_item(found, at, numbered):
            numbered, finish = numbered + 1, found[at][3]
            roles = _MARKS[";"]
            at += 1
        else:
            roles = _shaped(word, shape, lexicon)
        add(Token(word, roles, begin, finish))
    end = len(text)
    tokens.extend([Token("", _END, end, end)] * _AHEAD)
    return tokens


def _unbroken(found: list[Piece], words: TimeWords) -> list[Piece]:
    """Put together what was divided at the end of a line: "okto-⏎ber", "vår-⏎och höstterminen", not "september-⏎oktober"."""
    whole: list[Piece] = []
    for piece in found:
        if len(whole) > 2 and whole[-1][0] == "\n" and whole[-2][0] == "-" and whole[-3][3] == whole[-2][2]:
            first = whole[-3]
            if first[0] + piece[0] in words.lexicon:
                del whole[-3:]
                piece = (first[0] + piece[0], "word", first[2], piece[3])
            elif "joint" in words.lexicon.get(piece[0], NO_ROLES):
                whole.pop()
        whole.append(piece)
    return whole


def _phrase(
    found: list[Piece], at: int, seconds: Mapping[str, tuple[Phrase, ...]]
) -> tuple[Roles, int] | None:
    """Return the longest phrase that goes on from `at` (its first word already seen) and where it ends."""
    second = found[at]
    if second[0] == "." and second[2] == found[at - 1][3]:
        second = found[at + 1] if at + 1 < len(found) else _NO_PIECE
    for rest, roles in seconds.get(second[0], ()):
        here = at
        for word in rest:
            if found[here][0] == "." and found[here - 1][3] == found[here][2]:
                here += 1
            if found[here][0] != word:
                break
            here += 1
        else:
            if found[here][0] == "." and len(rest[-1]) == 1:
                here += 1
            return roles, here
    return None


def _mark(word: str, lexicon: Mapping[str, Roles]) -> Roles:
    return lexicon.get(word) or _MARKS.get(word) or NO_ROLES


def _starts_line(tokens: list[Token]) -> bool:
    return not tokens or "line" in tokens[-1].roles


def _month_or_name(text: str, found: list[Piece], at: int, lexicon: Mapping[str, Roles]) -> Roles:
    """Return the roles of "Jan" before `at`: those of a month, of a name (none), or of a month that may be a name."""
    month = lexicon[found[at - 1][0]]
    before = found[at - 2] if at > 1 else _NO_PIECE
    mark, after = found[at], found[at + 1] if at + 1 < len(found) else _NO_PIECE
    if mark[1] in _DATED or before[1] in _DATED:
        return month
    if mark[0] == "-" and mark[2] == found[at - 1][3] and after[1] == "word" and text[after[2]].isupper():
        return month if "month" in lexicon.get(after[0], NO_ROLES) else NO_ROLES
    follows = mark if mark[1] == "word" else _NO_PIECE
    if follows[0] in ("och", "samt", "eller"):
        follows = after
    unknown = follows[1] == "word" and follows[0] not in lexicon
    if unknown and follows is mark and text[follows[2]].isupper():
        return {"hints": True}
    leads = lexicon.get(before[0], NO_ROLES).keys() & {
        "month",
        "fill",
        "edge",
        "part",
        "starting",
        "dash",
        "joint",
    }
    inside = before[1] == "word" and (not leads or before[0] in _OF_SOMEBODY)
    return {**month, "doubtful": True} if unknown or inside else month


def _is_tied_year(found: list[Piece], at: int) -> bool:
    """Whether a year stands right after the dash before `at`: "–2027", up to that year."""
    word, shape, begin, _ = found[at]
    return shape == "number" and len(word) == 4 and begin == found[at - 1][3]


def _is_item_number(
    found: list[Piece], at: int, tokens: list[Token], words: TimeWords, numbered: int
) -> bool:
    """Whether the number before `at` only numbers what follows on its line: "1. Klart", "2) hösten".

    "1. Mars" is an item only where the items go on: the line before has `numbered`, or one below has the next number.
    """
    mark, _, begin, finish = found[at]
    if mark not in (".", ")") or not _starts_line(tokens):
        return False
    number, following = found[at - 1], found[at + 1]
    apart = begin == number[3] and following[2] > finish and following[1] not in ("line", None)
    if not apart or len(number[0]) > 2:
        return False
    if mark == ")" or "month" not in words.lexicon.get(following[0], NO_ROLES):
        return True
    item = int(number[0])
    return item == numbered + 1 and (item > 1 or _goes_on_below(found, at))


def _goes_on_below(found: list[Piece], at: int) -> bool:
    """Whether a line not far below begins with "2."."""
    return any(
        found[here][0] == "\n" and found[here + 1][0] == "2" and found[here + 2][0] == "."
        for here in range(at, min(len(found) - 3, at + _LONGEST_ITEM))
    )


def _is_next_item(found: list[Piece], at: int, numbered: int) -> bool:
    """Whether the number before `at` goes on with the items of a line: "1) våren 2) hösten"."""
    word, _, _, finish = found[at - 1]
    return word == str(numbered + 1) and found[at][0] == ")" and found[at][2] == finish


def _shaped(word: str, shape: str | None, lexicon: Mapping[str, Roles]) -> Roles:
    if shape == "number":
        if len(word) > LONGEST_NUMBER:
            return NO_ROLES
        number = int("".join(word.split()))
        if len(word) == 4 and 1950 <= number <= 2100:
            return {"number": number, "year": number}
        return {"number": number}
    if shape == "ordinal":
        return {"ordinal": int(word.rstrip(":adej")), "digits": True}
    return lexicon.get(word) or {shape or "mark": word}

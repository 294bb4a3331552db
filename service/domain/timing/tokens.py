"""A När cell cut into tokens, each with the roles it can play and its place in the text.

Phrases of the vocabulary ("i avvaktan på") become one token, full stops after short forms disappear into them, and what
begins a line as a bullet or its number ("1." "b)" "•") becomes a bullet.
"""

from typing import Any, NamedTuple

from service.domain.timing.shapes import Piece, pieces
from service.domain.timing.words import NO_ROLES, Roles, TimeWords


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
    ":": {"colon": True},
    "(": {"open": True},
    ")": {"close": True},
    "•": {"bullet": True},
    "·": {"bullet": True},
    "●": {"bullet": True},
    "*": {"bullet": True},
    "|": {"stop": True, "break": True},
}
_LINE: Roles = {"line": True, "break": True}
_BULLET: Roles = {"bullet": True}
_AHEAD = 16


def scan(text: str, words: TimeWords) -> list[Token]:
    """Return the tokens of the text, followed by enough end marks for the grammar to look ahead without asking."""
    found = list(pieces(text))
    tokens: list[Token] = []
    add = tokens.append
    lexicon, abbreviations, phrases = words.lexicon, words.abbreviations, words.phrases
    at, size = 0, len(found)
    while at < size:
        piece = found[at]
        word, shape, begin, finish = piece
        at += 1
        if word in phrases:
            merged = _phrase(found, at, words)
            if merged:
                roles, at = merged
                add(Token(text[begin : found[at - 1].finish].lower(), roles, begin, found[at - 1].finish))
                continue
        if shape == "word":
            if word in abbreviations and at < size and found[at].word == "." and found[at].begin == finish:
                finish += 1
                at += 1
            roles = lexicon.get(word) or words.roles_of(word)
        elif shape == "mark":
            roles = _mark(word, lexicon)
            if word in "-–—*•" and _starts_line(tokens) and at < size:
                roles = _BULLET
        elif shape == "line":
            roles = _LINE
        else:
            if shape == "number" and _is_item_number(found, at, tokens, words):
                add(Token(word, _BULLET, begin, found[at].finish))
                at += 1
                continue
            roles = _shaped(piece, lexicon)
        add(Token(word, roles, begin, finish))
    end = len(text)
    tokens.extend([Token("", _END, end, end)] * _AHEAD)
    return tokens


def _phrase(found: list[Piece], at: int, words: TimeWords) -> tuple[Roles, int] | None:
    """Return the longest phrase that goes on from `at` (its first word already seen) and where it ends."""
    for rest, roles in words.phrases[found[at - 1].word]:
        here = at
        for word in rest:
            if here < len(found) and found[here].word == "." and found[here - 1].finish == found[here].begin:
                here += 1
            if here >= len(found) or found[here].word != word:
                break
            here += 1
        else:
            if here < len(found) and found[here].word == "." and len(rest[-1]) == 1:
                here += 1
            return roles, here
    return None


def _mark(word: str, lexicon: Any) -> Roles:
    roles: Roles | None = lexicon.get(word) or _MARKS.get(word)
    return roles or NO_ROLES


def _starts_line(tokens: list[Token]) -> bool:
    return not tokens or "line" in tokens[-1].roles


def _is_item_number(found: list[Piece], at: int, tokens: list[Token], words: TimeWords) -> bool:
    """Whether the number before `at` only numbers what follows on its line: "1. Klart", "2) hösten"."""
    if at + 1 >= len(found) or found[at].word not in (".", ")") or not _starts_line(tokens):
        return False
    number, mark, following = found[at - 1], found[at], found[at + 1]
    apart = mark.begin == number.finish and following.begin > mark.finish and following.shape != "line"
    return apart and len(number.word) <= 2 and "month" not in words.lexicon.get(following.word, NO_ROLES)


def _shaped(piece: Piece, lexicon: Any) -> Roles:
    word, shape = piece.word, piece.shape
    if shape == "number":
        if len(word) > LONGEST_NUMBER:
            return NO_ROLES
        number = int(word)
        if len(word) == 4 and 1950 <= number <= 2100:
            return {"number": number, "year": number}
        return {"number": number}
    if shape == "ordinal":
        return {"ordinal": int(word.rstrip(":adej")), "digits": True}
    known: Roles | None = lexicon.get(word)
    return known or {shape: word}

"""A Vem cell cut into tokens, each with its sort and its place in the text.

    Soc. hos polis/ polis planerar in gemensamt. Ansvar polisen.
    UNIT LINK ROLE SLASH ROLE VERB     FILL    STOPPER LEAD UNIT STOPPER

Words that make a phrase of the vocabulary ("i samverkan med") become one token. Every part of the patterns is bounded, so
the time is linear in the text's length.
"""

import re
from typing import NamedTuple

from service.domain.parties.words import PartyWords, Sort


class Token(NamedTuple):
    """A piece of the text: `text == cell[begin:finish]`."""

    sort: Sort
    text: str
    begin: int
    finish: int


_WORD = r"[^\W\d_](?:[^\W_]|-(?=[^\W_])|(?<=\b[fF])–(?=\d)|-\n(?=[a-zåäö]{4})(?!samt\b|eller\b)|[’'´&](?=[^\W\d_])|:(?=[a-zåäö]{1,3}\b)|\.(?=[^\W\d_]{1,2}\b|[a-zåäö]{3,14}\b))*(?:-(?=\s{0,3}(?:och\b|samt\b|eller\b|resp|[&,/+])))?"
_REST = rf"(?P<word>{_WORD})|(?P<number>\d+(?:[.,:]\d+)*(?:%|:[ae]\b)?)|(?P<mark>[^\w\s])|(?P<line>\n\s*+)"
_ITEM = r"(?P<item>(?:(?<=\s)|\A)(?:\d{1,2}[.)](?=\s|[^\W\d])|[a-h]\)(?=\s)))"
_MAIL = r"(?P<mail>(?:mailto:)?[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,8})"
_PHONE = (
    r"(?P<phone>(?<![\w])(?:\+|\(?0)\d{1,4}\)?(?:[ \-–/()]{0,3}\d){4,11}(?!\d)|(?<![\w])114[ -]?14(?!\d))"
)
_BARE = re.compile(_REST)
_PLAIN = re.compile(rf"{_ITEM}|{_REST}")
_FULL = re.compile(rf"{_ITEM}|{_MAIL}|{_PHONE}|{_REST}")
_PASTED = str.maketrans("\u00a0\u2007\u2009\u202f\u200b\ufeff\t\u2010\u2011", "       --")
"""What word processors put in: blanks of every width, and hyphens that do not break. One for one, so that places hold."""
_NUMBERED = re.compile(r"[\d)@]")
_DIGITS = re.compile(r"\d{3}|@")
_MARKS = {
    ",": Sort.COMMA,
    "/": Sort.SLASH,
    "\\": Sort.SLASH,
    "|": Sort.SLASH,
    "+": Sort.AND,
    "&": Sort.AND,
    "-": Sort.DASH,
    "–": Sort.DASH,
    "—": Sort.DASH,
    "−": Sort.DASH,
    ".": Sort.STOPPER,
    "!": Sort.STOPPER,
    ";": Sort.STOPPER,
    "…": Sort.STOPPER,
    ":": Sort.COLON,
    "=": Sort.COLON,
    "→": Sort.DASH,
    ">": Sort.DASH,
    "~": Sort.DASH,
    "(": Sort.OPEN,
    "[": Sort.OPEN,
    ")": Sort.CLOSE,
    "]": Sort.CLOSE,
    "?": Sort.DOUBT,
    "•": Sort.BREAK,
    "●": Sort.BREAK,
    "▪": Sort.BREAK,
    "*": Sort.BREAK,
    "·": Sort.BREAK,
}
_HARDLY_NAMES = frozenset(
    {Sort.LOWER, Sort.PARTNER, Sort.VERB, Sort.INVOLVING, Sort.STOP, Sort.LINK, Sort.FILL, Sort.PRONOUN}
)
_BEFORE_SURNAME = frozenset({Sort.GIVEN, Sort.NAME, Sort.INITIAL})
_OPENERS = frozenset({Sort.BREAK, Sort.STOPPER, Sort.COLON, Sort.COMMA, Sort.OPEN})
_SHORT_UNITS = ("avd", "förv", "enh", "sekr")
_SHORT_FORM = 5  # letters, with the full stop: "soc.tj."
_GOES_ON = frozenset({Sort.AND, Sort.COMMA, Sort.SLASH, Sort.LINK, Sort.SUSPENDED, Sort.FILL, Sort.PARTNER})
_CONTINUES = frozenset(
    {Sort.AND, Sort.LINK, Sort.VERB, Sort.LEAD_VERB, Sort.COPULA, Sort.STOP, Sort.COMMA, Sort.SLASH}
)
_SHORT_FORMS = frozenset({Sort.CAPITALS, Sort.UNIT, Sort.NAME, Sort.LOWER})
_LONGEST_SHORT_FORM = 6  # letters
_LONGEST_SHORTENED = 8  # words
_OF_GROUP = {
    "number": Sort.NUMBER,
    "line": Sort.BREAK,
    "item": Sort.BREAK,
    "mail": Sort.ADDRESS,
    "phone": Sort.ADDRESS,
}


def plainly(text: str) -> str:
    """Return the text of the same length with the blanks and hyphens of a plain keyboard."""
    return text if text.isascii() and "\t" not in text else text.translate(_PASTED)


def tokens_of(text: str, words: PartyWords) -> tuple[list[Token], tuple[str, ...], tuple[str, ...]]:
    """Return the tokens, the mail addresses and the phone numbers of a cell."""
    cut: list[Token] = []
    mails: dict[str, None] = {}
    phones: dict[str, None] = {}
    pattern = _BARE
    if _NUMBERED.search(text):
        pattern = _FULL if _DIGITS.search(text) else _PLAIN
    sort_of = words.sort_of
    may_join, after = False, None
    for found in pattern.finditer(text):
        group = found.lastgroup
        begin, finish = found.span()
        piece = text[begin:finish]
        if group == "word":
            if finish < len(text) and text[finish] == "." and _keeps_stop(piece, text, finish, words):
                finish += 1
                piece = text[begin:finish]
            may_join = may_join or (after is not None and piece.lower() in after)
            sort, after = sort_of(piece)
            if sort in _HARDLY_NAMES and cut and cut[-1].sort in _BEFORE_SURNAME and piece.istitle():
                sort = Sort.SURNAME if text[begin - 1] == " " else sort  # "Özgür Tas"
            elif sort is Sort.AND and piece.lower() in words.distributive and _opens(cut):
                sort = Sort.LOWER  # "Resp. rektor", as "respektive rektor"
            cut.append(Token(sort, piece, begin, finish))
        elif group == "mark":
            mark = _MARKS.get(piece)
            if piece == "*" and begin and not text[begin - 1].isspace():
                continue  # "Anna* (*sammankallande)"
            if mark is not None and not (cut and begin < cut[-1].finish):
                cut.append(Token(mark, piece, begin, finish))
        else:
            may_join = True
            if group == "mail":
                mails[piece.removeprefix("mailto:")] = None
            elif group == "phone":
                phones[piece.strip()] = None
            cut.append(Token(_OF_GROUP[group or "line"], piece, begin, finish))
    return _with_phrases(cut, text, words) if may_join else cut, tuple(mails), tuple(phones)


def _opens(cut: list[Token]) -> bool:
    """Tell whether nothing that a word could join stands before it."""
    return not cut or cut[-1].sort in _OPENERS


def _keeps_stop(piece: str, text: str, finish: int, words: PartyWords) -> bool:
    """Tell whether the full stop after `piece` belongs to it: an initial or an abbreviation."""
    if len(piece) == 1:
        return piece.isupper()
    if "." in piece:
        return len(piece) - piece.rindex(".") <= _SHORT_FORM
    lower = piece.lower()
    if piece[0].isupper() and lower in words.surnames:
        return False  # "Petronella Vik."
    return (
        lower in words.abbreviated
        or lower.endswith(_SHORT_UNITS)
        or (lower + "." in words.exact and text[finish + 1 : finish + 2] in {" ", ",", ""})
    )


def _with_phrases(cut: list[Token], text: str, words: PartyWords) -> list[Token]:
    joined: list[Token] = []
    at, count = 0, len(cut)
    while at < count:
        token = cut[at]
        if token.sort is Sort.BREAK and _is_wrapped(cut, at):
            at += 1
            continue
        after = words.phrases.get(token.text.lower()) if at + 1 < count else None
        if after and (candidates := after.get(cut[at + 1].text.lower())):
            for phrase, sort in candidates:
                last = at + len(phrase) - 1
                if last < count and all(
                    cut[at + step].text.lower() == phrase[step] for step in range(2, len(phrase))
                ):
                    token = Token(sort, text[token.begin : cut[last].finish], token.begin, cut[last].finish)
                    at = last
                    break
        joined.append(token)
        at += 1
    return joined


def without_short_forms(tokens: list[Token]) -> list[Token]:
    """Leave out the brackets that only shorten what stands before them: "Brottsförebyggande rådet (Brå)"."""
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        shut = at + 2 < len(tokens) and tokens[at + 2].sort is Sort.CLOSE
        if tokens[at].sort is Sort.OPEN and shut and _shortens(tokens[at + 1], kept):
            at += 3
        else:
            kept.append(tokens[at])
            at += 1
    return kept


def _shortens(word: Token, before: list[Token]) -> bool:
    """Tell whether the letters of the word stand, in order, in one of the phrases that end here."""
    short = word.text.casefold()
    if word.sort not in _SHORT_FORMS or len(short) > _LONGEST_SHORT_FORM:
        return False
    long = ""
    for token in reversed(before[-_LONGEST_SHORTENED:]):
        if token.sort < Sort.EACH and token.sort not in {Sort.AND, Sort.LINK}:
            break
        long = token.text.casefold() + long
        letters = iter(long)
        if long[0] == short[0] and all(letter in letters for letter in short):
            return True
    return False


def _is_wrapped(cut: list[Token], at: int) -> bool:
    """Tell whether the line break at `at` stands inside a phrase that was too long for its line."""
    if at == 0 or at + 1 == len(cut):
        return True
    return cut[at].text[0] == "\n" and (cut[at - 1].sort in _GOES_ON or cut[at + 1].sort in _CONTINUES)

"""The keys by which written names are compared: equal keys mean "the same", close keys only "perhaps"."""

import re
import unicodedata

_DEFINITE = ("en", "et", "an", "n", "e", "a")
_SPACES = re.compile(r"[\s\-‐–]+")
_DOUBLES = re.compile(r"(.)\1+")
_SOUNDS = (
    ("th", "t"),
    ("ph", "f"),
    ("ch", "k"),
    ("ck", "k"),
    ("c", "k"),
    ("q", "k"),
    ("w", "v"),
    ("z", "s"),
    ("hj", "j"),
)
_BARRED = str.maketrans("łđøı", "ldöi")  # letters that no accent can be taken from
_SHORT = 8  # letters; a longer word may differ by two


def person_key(text: str) -> str:
    """Return the key of a personal name: case, hyphens and full stops do not count ("Anna-Karin Ek", "anna karin ek")."""
    return _SPACES.sub(" ", text.casefold().replace(".", " ")).strip()


def role_key(text: str) -> str:
    """Return the key of a role or unit: spaces, hyphens and the definite form do not count ("Polisen", "polis")."""
    key = "".join(text.casefold().replace("-", "").split()).strip(".:,")
    for ending in _DEFINITE:
        if key.endswith(ending):
            return key[: -len(ending)]
    return key


def sound_key(text: str) -> str:
    """Return a key that spellings of the same name often share ("Thor" and "Tor", "Kristoffer" and "Christopher")."""
    key = "".join(letter for letter in without_accents(person_key(text)) if letter.isalpha() or letter == " ")
    for written, sound in _SOUNDS:
        key = key.replace(written, sound)
    return _DOUBLES.sub(r"\1", key)


def is_close(one: str, other: str) -> bool:
    """Tell whether two sound keys differ by at most one letter (two in long words), a swap counting as one."""
    limit = 1 if min(len(one), len(other)) < _SHORT else 2
    if abs(len(one) - len(other)) > limit:
        return False
    return one == other or _distance(one, other, limit) <= limit


def without_accents(text: str) -> str:
    """Take away accents but keep å, ä and ö, which are letters of their own."""
    return "".join(
        letter if letter in "åäö" else unicodedata.normalize("NFD", letter)[0]
        for letter in unicodedata.normalize("NFC", text).translate(_BARRED)
    )


def _distance(one: str, other: str, limit: int) -> int:
    """Return the number of letters to change (Damerau's optimal string alignment), or more than `limit`."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for to, wanted in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            if earlier and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, earlier[to - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]

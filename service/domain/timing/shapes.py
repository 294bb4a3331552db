"""Text into pieces: words, numbers and the shapes in which dates are written, each with its place.

    iso      2025-03-26, 2025/3/26, 2025-xx-xx, 2025-03-26 00:00:00      compact  20250326        six   250326, 25-03-26
    ym       2025-03, 2025-xx                                            dmy      26.3.2025, 26/3/25
    dm       26/3, 26/3-25                                               clock    13:30, 9.00     ordinal  2:a, 14e

Every alternative is bounded or eats what it matches once, so the time is linear in the text's length.
"""

import re
from unicodedata import is_normalized, normalize

Piece = tuple[str, str | None, int, int]
"""A lower-case piece of the text, its shape, and its place: from, to."""

_SHAPES = (
    r"(?P<word>[^\W\d_]+(?:[\u0300-\u036f\u00ad]+[^\W\d_]*)*)"
    r"|(?P<iso>(?:19|20)\d\d(?:-(?:\d\d?|[x?]{1,2}|mm|åå)-(?:\d\d?|[x?]{1,2}|dd)|/\d\d?/\d\d?|\.\d\d?\.\d\d?)(?!\d)(?:(?: {1,2}|t)\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?)"
    r"|(?P<ym>(?:19|20)\d\d-(?:0[1-9]|1[0-2]|[x?]{1,2})(?![\d\w])(?!-\d\d(?!\d)))"
    r"|(?P<compact>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))"
    r"|(?P<six>\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)|\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d))"
    r"|(?P<dmy>\d\d?(?:/\d\d?[/ -](?:20)\d\d|/\d\d?/\d\d|\.\d\d?\.(?:20)?\d\d|-\d\d?-20\d\d|\.\d\d? 20\d\d)(?!\d))"
    r"|(?P<dm>\d\d?/\d\d?(?!\d|\s?%)(?:-[2-4]\d(?![\d/.:]|\s*(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)))?)"
    r"|(?P<clock>\d\d?[:.]\d\d(?!\d))"
    r"|(?P<ordinal>\d\d?(?::(?:[ea]|de|dje)|[ea])(?!\w))"
    r"|(?P<number>\d{1,3}(?: {1,2}\d{3})+(?![\d./:-])|\d+)"
    r"|(?P<line>\n)"
    r"|(?P<mark>-{1,3}>?|[^\s])"
)
_PIECE = re.compile(_SHAPES)
_SOFT_HYPHEN = "\u00ad"
_PASTED = str.maketrans("\u2010\u2011\u00a0\u2007\u2009\u202f\u200b\ufeffİ", "--      i")
"""What word processors put in: hyphens that do not break, and blanks of every width."""


def pieces(text: str) -> list[Piece]:
    """Cut the text; what is left between the pieces is white space. A letter copied as two ("a" and its ring) is one, and
    a word is whole without the hyphens that only show at the end of a line."""
    found = [
        (match.group(), match.lastgroup, match.start(), match.end())
        for match in _PIECE.finditer(lowered(text))
    ]
    if is_normalized("NFC", text) and _SOFT_HYPHEN not in text:
        return found
    return [
        (normalize("NFC", piece.replace(_SOFT_HYPHEN, "")), shape, start, end)
        for piece, shape, start, end in found
    ]


def lowered(text: str) -> str:
    """Return the text in lower case and of unchanged length, so that places in it hold in the original."""
    if not text.isascii():
        text = text.translate(_PASTED)
    low = text.lower()
    return low if len(low) == len(text) else text

"""Which parts carry the words, and the best text of them: plain when it says anything, else HTML made plain."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.adapters.mime.flowed import unflow
from service.adapters.mime.parts import Part
from service.adapters.mime.rendering import render_html

_PLAIN = frozenset(
    {
        "text/plain",
        "text/enriched",
        "text/richtext",
        "text/markdown",
        "text/x-markdown",
        "text/x-web-markdown",
    }
)
_HTML = frozenset({"text/html", "application/xhtml+xml", "text/xhtml"})
_LOOKS_HTML = re.compile(r"\s*(?:<!doctype html|<html|<head>|<body|<div[ >]|<p>|<meta )", re.IGNORECASE)
_ENRICHED = re.compile(r"(?i)<param>[^<]{0,500}</param>|</?[a-z]{1,60}>")
CLEARSIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_EMPTY = re.compile(r"[\s\u200b\ufeff\u00ad]*")


@dataclass(frozen=True, slots=True)
class Words:
    """A text and how it came: rendered from HTML or plain. `used` are the parts that it stands in."""

    text: str
    from_html: bool
    used: tuple[Part, ...]


NONE = Words("", False, ())


def best_words(root: Part) -> Words:
    """Return the words of a mail, empty when no part has any."""
    words = _words(root, root)
    if not words.text and not words.used:
        named = [
            part for part in root.leaves() if part.name and part.kind in _PLAIN | _HTML and not _is_file(part)
        ]
        words = _of_leaf(named[0]) if len(named) == 1 else NONE
    return words


def every_word(root: Part) -> str:
    """Return the words of every form that a mail's text was sent in, plain and rendered, after one another."""
    told = [
        _of_leaf(part).text for part in root.leaves() if part.kind in _PLAIN | _HTML and not _is_file(part)
    ]
    return "\n\n".join(text for text in told if text)


def _words(part: Part, root: Part, has_plain: bool = False) -> Words:
    """Return the words of a part. HTML is not rendered where a plain text has been found beside it."""
    if not part.is_multipart:
        if part.kind.startswith("multipart/"):
            return _of_leaf(part) if part.kind != "multipart/encrypted" else NONE
        is_told = part is root or not (part.name or _is_file(part))
        if has_plain and part.kind in _HTML:
            return NONE
        return _of_leaf(part) if is_told and part.kind in _PLAIN | _HTML else NONE
    if part.kind in ("multipart/signed", "multipart/report", "multipart/appledouble"):
        return _words(part.children[0], root, has_plain)
    if part.kind == "multipart/encrypted":
        return NONE
    found: list[Words] = []
    for child in part.children:
        found.append(_words(child, root, has_plain or _begins_plain(found)))
    if part.kind == "multipart/related":
        return next((words for words in found if words.text), NONE)
    return _alternative(found) if part.kind == "multipart/alternative" else _together(found)


def _begins_plain(found: Sequence[Words]) -> bool:
    """Whether the first words of a mail are plain: HTML after them tells the same once more."""
    return next((not words.from_html for words in found if words.text), False)


def _is_file(part: Part) -> bool:
    return part.disposition == "attachment"


def _alternative(found: Sequence[Words]) -> Words:
    """Choose the plain one that says something, else the last that does (RFC 2046 §5.1.4)."""
    plain = [words for words in found if words.text and not words.from_html]
    told = plain[:1] or [words for words in found if words.text][-1:]
    return (
        Words(told[0].text, told[0].from_html, tuple(part for words in found for part in words.used))
        if told
        else NONE
    )


def _together(found: Sequence[Words]) -> Words:
    """Put the pieces of a mixed mail after one another; HTML beside plain text tells the same once more."""
    told = [words for words in found if words.text]
    if not told:
        return NONE
    if not told[0].from_html:
        told = [words for words in told if not words.from_html]
    text = "\n\n".join(words.text.strip("\n") for words in told)
    return Words(text, told[0].from_html, tuple(part for words in found for part in words.used))


def _of_leaf(part: Part) -> Words:
    text = part.text()
    if part.kind in _HTML or (_LOOKS_HTML.match(text[:500]) and part.kind == "text/plain"):
        rendered = render_html(text)
        return Words(rendered if not _EMPTY.fullmatch(rendered) else "", True, (part,))
    if part.kind in ("text/enriched", "text/richtext"):
        text = _ENRICHED.sub("", text).replace("<<", "<")
    if part.told.get("format", "").lower() == "flowed":
        text = unflow(text, part.told.get("delsp", "").lower() == "yes")
    if CLEARSIGNED in text:
        text = _without_signature(text)
    return Words("" if _EMPTY.fullmatch(text) else text.strip("\n"), False, (part,))


def _without_signature(text: str) -> str:
    """Return the words of a clear-signed text (RFC 9580 §7)."""
    before, _, rest = text.partition(CLEARSIGNED)
    signed, begin, signature = rest.partition("-----BEGIN PGP SIGNATURE-----")
    if not begin:
        return text
    _, _, words = signed.partition("\n\n")
    _, _, after = signature.partition("-----END PGP SIGNATURE-----")
    return before + re.sub(r"(?m)^- ", "", words) + after

"""The line that says who wrote what follows: "Den 4 mars 2025 kl 10:12 skrev Anna Ek <anna.ek@…>:".

It may be wrapped over several lines, and torn by blank ones. Every look ahead is bounded.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from service.domain.reply.lines import Line
from service.domain.reply.phrases import words_of
from service.domain.reply.words import MailWords

Sureness = Literal["sure", "if quoted"]
"""Whether a heading is one whatever follows, or only when quoted lines do."""

WRAPPED_OVER = 6
"""Lines that an attribution has at most."""

LONGEST = 700
"""Letters of an attribution."""

DAY_OR_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}\b|\b\d{4}[年년]|\d{1,2}月")
TIME = re.compile(r"\b\d{1,2}[:.h]\d\d\b|\d 時|\d時")
ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}\.[\w.-]{2,}")
_ADDRESS_LINE = re.compile(r"[\w.+%-]{1,64}@[\w.-]{1,190}>?\s{0,3}:?\s*$")
_SENTENCES = re.compile(r"([^\W\d_]{4,})[.!?]\s+[A-ZÅÄÖ]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that ends before line `finish`."""

    finish: int
    sureness: Sureness = "sure"


def attribution_at(lines: list[Line], place: int, words: MailWords) -> Heading | None:
    """Return the attribution that begins at a line, wrapped or broken off over the next ones."""
    if not _may_open(lines[place], words):
        return None
    joined, fallback = "", None
    for index in range(place, min(place + WRAPPED_OVER, len(lines))):
        line = lines[index]
        if not line.bare:
            # Some programs break "<" and the address off into paragraphs of their own.
            if index > place and TIME.search(joined) and not line.depth:
                continue
            break
        if index > place and not lines[index - 1].bare and not _is_broken_off(line, words):
            break
        joined = f"{joined} {line.bare}".strip() if joined else line.bare
        if len(joined) > LONGEST:
            break
        if joined.endswith("<") and index + 1 < len(lines) and _ADDRESS_LINE.match(lines[index + 1].bare):
            continue  # Gmail breaks the line there
        sureness = attribution(joined, words)
        if sureness == "sure":
            if _begins_later(lines[place : index + 1], words):
                return None
            return Heading(index + 1 + _verb_below(lines, index + 1, words), sureness)
        if sureness and fallback is None:
            fallback = Heading(index + 1, sureness)
    return fallback


def _is_broken_off(line: Line, words: MailWords) -> bool:
    """Whether a paragraph can be a piece of an attribution: a bracket, an address, or the verb, but no new beginning."""
    if not line.words:
        return True
    return not opens(line, words) and ("@" in line.bare or _ends_with_verb(line.bare.rstrip(" :<>"), words))


def _begins_later(lines: list[Line], words: MailWords) -> bool:
    """Whether an attribution begins below the first of these lines, which then are the sender's own.

    "På måndag är vi klara" begins as an attribution does, but tells of no day, time or address.
    """
    for begin in range(1, len(lines)):
        told = _Tokens(" ".join(line.bare for line in lines[:begin]), words)
        if told.date or told.time or told.address:
            return False
        rest = " ".join(line.bare for line in lines[begin:])
        if opens(lines[begin], words) and attribution(rest, words) == "sure":
            return True
    return False


def _verb_below(lines: list[Line], place: int, words: MailWords) -> int:
    """Return 1 when the next line is only the verb that a narrow window broke off ("> wrote:")."""
    if place >= len(lines) or not 0 < len(lines[place].words) <= 3:
        return 0
    return int(_ends_with_verb(lines[place].bare.rstrip(" :"), words))


def _may_open(line: Line, words: MailWords) -> bool:
    bare = line.bare
    if not line.words or len(bare) > LONGEST:
        return False
    return bool(
        opens(line, words)
        or "@" in bare
        or words.quote["verbs"].within(line.words)
        or words.quote["verbs"].unspaced_in(bare)
        or words.quote["openers"].unspaced_in(bare[:2])
    )


def opens(line: Line, words: MailWords) -> bool:
    """Whether a line begins as attributions do: "Den …", "tis …", "2025-03-04 …"."""
    return bool(
        words.quote["openers"].at(line.words)
        or (line.words and line.words[0] in words.quote["weekdays"].by_first)
        or line.bare.lstrip("*-—– <")[:1].isdigit()
    )


def attribution(text: str, words: MailWords) -> Sureness | None:
    """Say whether a text (its lines joined) is an attribution such as "Den 4 mars 2025 kl 10:12 skrev Anna Ek:"."""
    bare = text.strip(" \t*_-—–").lstrip("> ")
    tokens = _Tokens(bare, words)
    if tokens.count > 60:
        return None
    if tokens.verb is None:
        return _without_verb(bare, tokens, words)
    ended = bare.endswith((":", "："))
    if bare.endswith("<") and tokens.date and tokens.time:
        return "sure"  # the address behind it was lost
    if (_has_sentences(bare, words) or tokens.is_clause) and not tokens.address:
        return None
    if not ended and not tokens.verb_last:
        return "if quoted" if tokens.evidence >= 3 else None
    if tokens.evidence >= 2 or (tokens.address and ended):
        return "sure"
    return "if quoted" if tokens.evidence == 1 or tokens.count <= 8 else None


def _has_sentences(bare: str, words: MailWords) -> bool:
    return any(match.group(1).lower() not in words.months for match in _SENTENCES.finditer(bare))


def _ends_with_verb(bare: str, words: MailWords) -> bool:
    return _Tokens(bare[-60:], words).verb_last


def _without_verb(bare: str, tokens: "_Tokens", words: MailWords) -> Sureness | None:
    """Old Gmail wrote "2015-10-18 0:17 GMT+03:00 Anna Ek <anna.ek@…>:" """
    if "GMT" in bare and bare[:1].isdigit() and tokens.time and not _has_sentences(bare, words):
        return "sure"
    if bare.endswith("]:") and tokens.address and tokens.date and tokens.time:
        return "if quoted"  # "* Anna Ek <anna.ek@…> [2025-01-08 09:15]:"
    if not (bare.rstrip(":： ").endswith((">", ")")) and tokens.address and tokens.date):
        return None
    if not (tokens.opened or bare[:1].isdigit()):
        return None
    return "sure" if tokens.time else "if quoted"


class _Tokens:
    """What a possible attribution is made of, each thing looked for when it is asked about."""

    def __init__(self, bare: str, words: MailWords) -> None:
        self._bare, self._words = bare, words
        self._found = words_of(bare)
        self.count = len(self._found)
        verbs = words.quote["verbs"]
        places = list(verbs.find(self._found))
        self.verb: tuple[int, int] | None = places[-1] if places else None
        if self.verb is None and verbs.unspaced_in(bare):
            self.verb = (self.count - 1, 1)
        self.verb_last = self.verb is not None and sum(self.verb) >= self.count

    @cached_property
    def address(self) -> bool:
        return "@" in self._bare and bool(ADDRESS.search(self._bare))

    @cached_property
    def date(self) -> bool:
        return bool(DAY_OR_YEAR.search(self._bare)) or _names_month_and_day(self._found, self._words)

    @cached_property
    def time(self) -> bool:
        return bool(TIME.search(self._bare))

    @cached_property
    def opened(self) -> bool:
        quote = self._words.quote
        return bool(
            quote["openers"].at(self._found)
            or (self._found and self._found[0] in quote["weekdays"].by_first)
            or quote["openers"].unspaced_in(self._bare[:2])
        )

    @cached_property
    def is_clause(self) -> bool:
        if self.verb is None:
            return False
        own, end = self._words.quote["own_words"].by_first, sum(self.verb)
        beside = self._found[max(0, self.verb[0] - 1) : self.verb[0]] + self._found[end : end + 1]
        return any(word in own for word in beside) or self._words.quote["clause"].within(self._found[end:])

    @cached_property
    def evidence(self) -> int:
        return self.date + self.time + self.address + self.opened + ("via" in self._found)


def _names_month_and_day(found: list[str], words: MailWords) -> bool:
    return any(word.isdigit() for word in found) and any(word in words.months for word in found)

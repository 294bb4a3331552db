"""Phrases looked up word by word, so that a reading's time grows with the text and not with the vocabulary."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Kana, Han and Hangul: scripts in which a phrase may stand inside what looks like one long word."""


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, without punctuation."""
    return _WORD.findall(text.lower())


@dataclass(frozen=True, slots=True)
class Phrases:
    """A set of phrases, found by their first word. `unspaced` are those of scripts without spaces."""

    by_first: Mapping[str, tuple[tuple[str, ...], ...]]
    unspaced: tuple[str, ...]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> "Phrases":
        """Compile phrases; their punctuation is not looked at."""
        found: dict[str, set[tuple[str, ...]]] = {}
        unspaced: list[str] = []
        for phrase in phrases:
            if _UNSPACED.search(phrase):
                unspaced.append(phrase.lower())
            elif words := tuple(words_of(phrase)):
                found.setdefault(words[0], set()).add(words)
        longest_first = {
            first: tuple(sorted(group, key=lambda words: (-len(words), words)))
            for first, group in found.items()
        }
        return cls(longest_first, tuple(unspaced))

    def at(self, words: Sequence[str], place: int = 0) -> int:
        """Return how many words the longest phrase at this place has; 0 when none stands there."""
        if place >= len(words):
            return 0
        for phrase in self.by_first.get(words[place], ()):
            if tuple(words[place : place + len(phrase)]) == phrase:
                return len(phrase)
        return 0

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield the place and length of every phrase, from left to right, none overlapping another."""
        free, by_first = 0, self.by_first
        if by_first.keys().isdisjoint(words):
            return
        for place, word in enumerate(words):
            if word in by_first and place >= free:
                length = self.at(words, place)
                if length:
                    yield place, length
                    free = place + length

    def within(self, words: Sequence[str]) -> bool:
        """Whether any phrase stands anywhere among the words."""
        return not self.by_first.keys().isdisjoint(words) and any(True for _ in self.find(words))

    def in_text(self, text: str) -> bool:
        """Whether any phrase stands anywhere in the text, scripts without spaces included."""
        return self.within(words_of(text)) or self.unspaced_in(text)

    def unspaced_in(self, text: str) -> bool:
        """Whether a phrase of a script without spaces is part of the text."""
        return not text.isascii() and any(phrase in text for phrase in self.unspaced)

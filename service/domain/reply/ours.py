"""Our own words in an answer: told from what its sender typed between them, where no mark tells which lines are quoted.

Outlook copies the mail that is answered as it is, wrapped in its own way and with links written out. Whoever answers point by
point in the copy leaves nothing but the words to tell the two apart. Only the copy of our own mail is looked at, never what
stands below another heading in it: those may be older answers. Security gateways write above the copy, offices below it.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from service.domain.reply.headings import heading_at
from service.domain.reply.lines import Line, Role
from service.domain.reply.phrases import words_of
from service.domain.reply.words import MailWords

_LINK = re.compile(r"<?(?:https?|mailto):[^\s>]{1,2000}>?|^\s*\[[^\]\n]{0,300}\]\s*$")
_LEAST_OURS = 0.5
"""So much of a copy must be our own mail before lines in it count as answers."""
_LEAST_ALIKE = 0.6
"""So many of a line's runs of three words must be ours for a line that was changed on its way to be ours."""
_SHORT = 3


class OurWords:
    """The words of the mail that is answered, in every form that it was sent in."""

    def __init__(self, sent: str) -> None:
        lines = [tuple(words_of(_LINK.sub(" ", line))) for line in sent.split("\n")]
        said = [word for line in lines for word in line]
        self._lines = set(lines)
        self._joined = f" {' '.join(said)} "
        self._threes = set(_threes(said))

    def has(self, line: Line, before: Line | None = None) -> bool:
        """Whether a line is ours, as it was, wrapped otherwise or a little changed; `before` is the line above it."""
        said = words_of(_LINK.sub(" ", line.bare))
        if not said or tuple(said) in self._lines:
            return True
        if len(said) <= _SHORT:
            return before is not None and self.goes_on(before, said)
        if f" {' '.join(said)} " in self._joined:
            return True
        threes = list(_threes(said))
        return sum(three in self._threes for three in threes) >= _LEAST_ALIKE * len(threes)

    def goes_on(self, before: Line, said: Sequence[str]) -> bool:
        """Whether words are the wrapped end of the line before them."""
        return len(before.words) >= 2 and f" {' '.join([*before.words[-2:], *said])} " in self._joined


def _threes(said: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(said[place : place + 3]) for place in range(len(said) - 2)]


def find_answers_in_copy(lines: list[Line], ours: OurWords, words: MailWords) -> None:
    """Mark as new what was typed into an unmarked copy of our mail.

    Below our last line only what stands close to it counts, unless nothing was written elsewhere.
    """
    copy = _first_copy(lines, words)
    said = [place for place, line in enumerate(copy) if line.words]
    known = [
        place
        for before, place in zip([None, *said], said, strict=False)
        if ours.has(copy[place], None if before is None else copy[before])
    ]
    if not known or len(known) < _LEAST_OURS * len(said):
        return
    ours_at, end = set(known), len(copy)
    if any(line.role is Role.NEW and line.words for line in lines):
        end = next((place for place in range(known[-1], len(copy)) if copy[place].is_blank), end)
    for place in range(known[0], end):
        if copy[place].words and place not in ours_at:
            copy[place].role = Role.NEW


def _first_copy(lines: list[Line], words: MailWords) -> list[Line]:
    """Return the lines below the first heading without marks below it, as far as the next heading."""
    begin = next((place for place, line in enumerate(lines) if line.role is Role.PAST), len(lines))
    for place in range(begin + 1, len(lines)):
        line = lines[place]
        if line.bare and not line.depth:
            heading = heading_at(lines, place, words)
            if heading is not None and heading.sureness == "sure":
                return lines[begin:place]
    return lines[begin:]


def take_back_wrapped_ends(lines: list[Line], ours: OurWords) -> None:
    """Mark as quoted the end of a quoted line that wrapping left without a mark."""
    for before, line in pairwise(lines):
        if before.depth and line.role is Role.NEW and line.words and ours.goes_on(before, line.words):
            line.role = Role.QUOTED

"""A mail's plain text as lines, each with how deep it is quoted and what it is: new, quoted, a heading, a signature."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import Literal

from service.domain.reply.phrases import words_of
from service.domain.reply.words import HeaderKind

_QUOTE_MARK = re.compile(r"[ \t]{0,4}((?:>[ \t]?)+)")
_INVISIBLE = dict.fromkeys("\u200b\u200e\u200f\ufeff\u2060\xad", "") | dict.fromkeys("\xa0\u202f", " ")
_UNUSUAL = re.compile(f"[{''.join(_INVISIBLE)}]")
_BREAKS = re.compile(r"\r\n|\r|\u2028|\u2029|\x0b|\x0c|\x85")

LONGEST_LINE = 2000
"""Letters of a line that are looked at to tell what it is; a line that long is prose."""


class Role(Enum):
    """What a line of a mail is."""

    NEW = auto()
    QUOTED = auto()  # marked with ">"
    HEADING = auto()  # "Den 4 mars skrev Anna:", "Från: …"
    PAST = auto()  # unmarked, below a heading
    SIGNATURE = auto()


class Line:
    """One line: as written, how many quote marks it has, and what stands after them."""

    __slots__ = ("__dict__", "bare", "depth", "label", "role", "written")

    def __init__(self, written: str) -> None:
        self.written = written.rstrip()
        mark = _QUOTE_MARK.match(written) if ">" in written[:5] else None
        self.depth = mark.group(1).count(">") if mark else 0
        self.bare = written[mark.end() :].strip() if mark else self.written.strip()
        self.role = Role.QUOTED if self.depth else Role.NEW
        self.label: tuple[HeaderKind, str, bool] | Literal[False] | None = False
        """The header field that it looks like, False before anybody has looked (`headings`)."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands on the line; a lone quote mark counts as quoted, not as blank."""
        return not self.bare and not self.depth

    @cached_property
    def words(self) -> list[str]:
        """The words of the line, in lower case."""
        return words_of(self.bare[:LONGEST_LINE])


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines `begin` to before `finish` that belong together."""

    begin: int
    finish: int


def split_lines(text: str) -> list[Line]:
    """Return the lines of a text, with invisible characters gone and every kind of line break understood."""
    if not text.isascii():
        text = _UNUSUAL.sub(lambda sign: _INVISIBLE[sign.group()], text)
    return [Line(line) for line in _BREAKS.sub("\n", text).split("\n")]

"""The lines of a page being written: white space as a browser folds it, paragraphs, quote depth."""

import re
from dataclasses import dataclass, field

DEEPEST_QUOTE = 12
MOST_EMPTY = 2
"""Empty lines that stay together."""

_SPACE = re.compile(r"[ \t\n\r\f]+")
SEPARATOR = "-- "
RULE = "_" * 32
"""What Outlook itself makes of a rule, when it turns HTML into text."""


@dataclass(slots=True)
class Page:
    """Lines with their quote depth. A gap is an empty line that comes only when more words do."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    depth: int = 0
    _current: list[str] = field(default_factory=list)
    _gap: bool = False
    _space: bool = False
    _bullet: str = ""

    def write(self, text: str) -> None:
        """Add running text; white space counts once, and not at the edges of a line."""
        folded = _SPACE.sub(" ", text)
        words = folded.strip(" ")
        if not words:
            self._space = self._space or bool(folded)
            return
        if self._current and (self._space or folded[0] == " "):
            self._current.append(" ")
        self._put(words)
        self._space = folded[-1] == " "

    def write_lines(self, text: str) -> None:
        """Add preformatted text."""
        first, *others = text.replace("\r\n", "\n").split("\n")
        self._put(first)
        for line in others:
            self.new_line()
            self._put(line)

    def bullet(self, sign: str) -> None:
        """Let the next words stand in a list."""
        self.end_line()
        self._bullet = sign

    def space(self) -> None:
        """Let a space stand between what is written and what follows on the line."""
        self._space = True

    def _put(self, words: str) -> None:
        if words:
            if self._bullet:
                words, self._bullet = f"{self._bullet}{words}", ""
            self._current.append(words)

    def new_line(self) -> None:
        """Break the line, an empty one too (br)."""
        if self._current:
            self.end_line()
        elif self.lines:
            self._gap = False
            self.lines.append((self.depth, ""))
        self._space = False

    def end_line(self) -> None:
        """End the line when there is anything on it (the edge of a block)."""
        self._space = False
        if not self._current:
            return
        line = "".join(self._current).replace("\xa0", " ").strip(" \u200b\u200c\ufeff")
        self._current.clear()
        if self._gap and line and self.lines and self.lines[-1][1]:
            self.lines.append((min(self.depth, self.lines[-1][0]), ""))
        self._gap = False
        self.lines.append((self.depth, line))

    def paragraph(self) -> None:
        """End the line, and ask for an empty one before the next words."""
        self.end_line()
        self._gap = True

    def rule(self) -> None:
        """Draw a line across, apart from what stands above it."""
        self.paragraph()
        self._put(RULE)
        self.end_line()

    def sign(self) -> None:
        """Tell that a signature begins, if anything of the writer's own stands above it."""
        self.end_line()
        if any(line and not depth for depth, line in self.lines):
            self.lines.append((0, SEPARATOR))

    def text(self) -> str:
        """Return all lines, quoted ones marked."""
        self.end_line()
        written: list[str] = []
        empty = 0
        for depth, line in self.lines:
            empty = 0 if line else empty + 1
            if line.rstrip() == "--":
                line = SEPARATOR
                if written[-1:] == [SEPARATOR]:
                    continue
            if empty <= MOST_EMPTY:
                mark = "> " * min(depth, DEEPEST_QUOTE)
                written.append(mark + line if line else mark.rstrip())
        return "\n".join(written).strip("\n")

"""The words that a workbook is recognised by, compiled once from data."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from service.domain.measure import plain

Role = Literal["area", "problem", "cause", "measure", "goals", "when", "who", "follow_up", "ignored"]

FEW_WORDS = 5
"""How many words a header may go on with after one that it is known by."""

LONG_WORD = 6
"""Letters from which a word may have one wrong letter and still be meant."""


@dataclass(frozen=True, slots=True)
class WorkbookWords:
    """What headers, hints and tabs say."""

    exact: Mapping[str, Role]
    begins: tuple[tuple[tuple[str, ...], Role], ...]
    hints: tuple[tuple[str, ...], ...]
    analysis: frozenset[str]
    analysis_columns: Mapping[str, str]
    ours: str
    beside_year: frozenset[str]
    dates: Mapping[str, tuple[str, ...]]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "WorkbookWords":
        """Compile the vocabulary `workbook`."""
        exact: dict[str, Role] = {}
        begins: list[tuple[tuple[str, ...], Role]] = []
        for name, words in data["headers"].items():
            role = cast(Role, name)
            exact |= {plain(word): role for word in words["is"]}
            begins += [(tuple(plain(word).split()), role) for word in words["begins"]]
        tabs = data["tabs"]
        columns = {
            plain(word): name
            for name in ("problems", "causes", "measures")
            for word in tabs[f"analysis_{name}"]
        }
        return cls(
            exact=exact,
            begins=tuple(sorted(begins, key=lambda each: -len(each[0]))),
            hints=tuple(tuple(plain(word).split()) for word in data["hints"]["begins"]),
            analysis=frozenset(plain(word) for word in tabs["analysis"]),
            analysis_columns=columns,
            ours=tabs["ours"],
            beside_year=frozenset(plain(word) for word in data["year"]["beside"]),
            dates={name: tuple(plain(word) for word in words) for name, words in data["dates"].items()},
        )

    def role_of(self, header: str) -> Role | None:
        """Return what a column with this header holds, None when its words say nothing to us."""
        for piece in _pieces(header):
            role = self._role(piece)
            if role is not None:
                return role
        return None

    def _role(self, words: str) -> Role | None:
        if words in self.exact:
            return self.exact[words]
        split = tuple(words.split())
        for start, role in self.begins:
            if split[: len(start)] == start and len(split) <= len(start) + FEW_WORDS:
                return role
        return next((role for known, role in self.exact.items() if is_misspelt(words, known)), None)

    def is_hint(self, text: str) -> bool:
        """Whether a cell only says how to fill the table in."""
        split = tuple(plain(text).split())
        return any(split[: len(start)] == start for start in self.hints)


def _pieces(header: str) -> Iterable[str]:
    """Yield a header's words in the ways they may be known: without brackets and hyphenation, whole, then in parts."""
    joined = re.sub(r"-\s*\n\s*", "", header)
    bare = re.sub(r"\([^)]*\)", " ", joined)
    yield plain(bare)
    for part in re.split(r"[/,;&+]|\boch\b", bare):
        if plain(part):
            yield plain(part)


def is_misspelt(words: str, known: str) -> bool:
    """Whether `words` is `known` with one letter wrong, missing or too many, in words long enough to be sure."""
    if len(known) < LONG_WORD or abs(len(words) - len(known)) > 1 or words == known:
        return False
    start = 0
    while start < min(len(words), len(known)) and words[start] == known[start]:
        start += 1
    return (
        words[start + 1 :] == known[start + 1 :]
        or words[start:] == known[start + 1 :]
        or words[start + 1 :] == known[start:]
    )

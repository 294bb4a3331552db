"""The words that a workbook is recognised by, compiled once from data."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from service.domain.measure import plain

Role = Literal[
    "area", "problem", "cause", "measure", "goals", "when", "start", "end", "who", "follow_up", "ignored"
]
Reading = tuple[Role, int]
"""A heading's role and rank: of several columns for the same thing, the one of the lowest rank is meant."""

FEW_WORDS = 8
"""How many words a header may go on with after one that it is known by."""

LONG_WORD = 6
"""Letters from which a word may have one wrong letter and still be meant."""

BEGUN, IN_PARTS, MISSPELT = 100, 200, 300
"""What is added to the rank of a heading that is not, as a whole, what the list has."""

MAYBE_A_NAME = ("area", "problem", "ignored")
"""What a heading is only by all its parts: "Samverkan och tillit" is an area's name, "Problem/utmaning" is not."""

_LONGEST_MISSPELT = 30

_NUMBERING = re.compile(r"^\s*\d+\s*[.):]?\s+(?=\D)")


@dataclass(frozen=True, slots=True)
class DateWords:
    """The names of times: months and numbers by word, the words before a part's number, last days by name."""

    months: Mapping[str, int]
    numbers: Mapping[str, int]
    parts: Mapping[str, tuple[str, ...]]
    ends: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class WorkbookWords:
    """What headers, hints and tabs say."""

    exact: Mapping[str, Reading]
    begins: tuple[tuple[tuple[str, ...], Reading], ...]
    within: tuple[str, ...]
    hints: tuple[tuple[str, ...], ...]
    examples: frozenset[str]
    marks: frozenset[str]
    analysis_columns: Mapping[str, str]
    ours: str
    instruction: tuple[tuple[str, ...], ...]
    beside_year: frozenset[str]
    dates: DateWords
    _known: dict[str, Reading | None] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "WorkbookWords":
        """Compile the vocabulary `workbook`. Raises KeyError when a part is missing."""
        tabs, hints = data["tabs"], data["hints"]
        exact: dict[str, Reading] = {}
        begins: list[tuple[tuple[str, ...], Reading]] = []
        for name, words in data["headers"].items():
            role = cast(Role, name)
            for rank, word in enumerate(words["is"]):
                exact.setdefault(squeezed(word), (role, rank))
            begins += [
                (tuple(plain(word).split()), (role, BEGUN + rank))
                for rank, word in enumerate(words["begins"])
            ]
        return cls(
            exact=exact,
            begins=tuple(sorted(begins, key=lambda each: -len(each[0]))),
            within=tuple(data["headers"]["follow_up"]["within"]),
            hints=_split(hints["begins"]),
            examples=frozenset(hints["examples"]),
            marks=frozenset(hints["marks"]),
            analysis_columns={
                plain(word): name
                for name in ("problems", "causes", "measures")
                for word in tabs[f"analysis_{name}"]
            },
            ours=tabs["ours"],
            instruction=_split(tabs["instruction"]),
            beside_year=frozenset(plain(word) for word in data["year"]["beside"]),
            dates=_date_words(data["dates"]),
        )

    def role_of(self, header: str) -> Role | None:
        """Return what a column with this header holds, None when its words say nothing to us."""
        found = self.reading_of(header)
        return found[0] if found else None

    def reading_of(self, header: str) -> Reading | None:
        """Return what a column with this header holds and how plainly it says so, None when it says nothing to us."""
        if header not in self._known:
            if len(self._known) > 10_000:  # strangers' texts must not fill the memory
                self._known.clear()
            self._known[header] = self._read(header)
        return self._known[header]

    def _read(self, header: str) -> Reading | None:
        whole, *parts = _pieces(header)
        found = self._piece(whole)
        if found is not None:
            return found
        read = [self._piece(part) for part in parts]
        known = next((each for each in read if each), None)
        if known is None or (known[0] in MAYBE_A_NAME and None in read):
            return None
        return known[0], known[1] + IN_PARTS

    def _piece(self, words: str) -> Reading | None:
        key = squeezed(words)
        if key in self.exact:
            return self.exact[key]
        split = tuple(words.split())
        for start, reading in self.begins:
            if split[: len(start)] == start and len(split) <= len(start) + FEW_WORDS:
                return reading
        if len(key) > _LONGEST_MISSPELT:
            return None
        near = ((role, rank) for known, (role, rank) in self.exact.items() if is_misspelt(key, known))
        return next(((role, rank + MISSPELT) for role, rank in near), None)

    def speaks_of_follow_up(self, header: str) -> bool:
        """Whether a heading has a word of follow-up anywhere in it: "2025-03-19 uppföljning", "Helårsuppföljning"."""
        key = squeezed(header)
        return self.role_of(header) == "follow_up" or any(word in key for word in self.within)

    def is_hint(self, text: str) -> bool:
        """Whether a cell only says how to fill the table in."""
        return _begins_with(text, self.hints)

    def is_example(self, text: str) -> bool:
        """Whether a row that begins with the text only shows how it could be."""
        return plain(text).partition(" ")[0] in self.examples

    def is_instruction(self, tab: str) -> bool:
        """Whether a tab of that name tells how the plan is used."""
        return _begins_with(_NUMBERING.sub("", tab), self.instruction)


def squeezed(text: str) -> str:
    """Return the letters and digits alone, folded: a heading is the same however it is wrapped and hyphenated."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _pieces(header: str) -> Iterable[str]:
    """Yield a header's words in the ways they may be known: without brackets and hyphenation, whole, then in parts."""
    joined = re.sub(r"-\s*\n\s*", "", header)
    bare = _NUMBERING.sub("", re.sub(r"\([^)]*\)", " ", joined))
    yield plain(bare)
    for part in re.split(r"[/,;&+\n]|\boch\b", bare):
        if plain(part):
            yield plain(part)


def _split(phrases: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(plain(phrase).split()) for phrase in phrases)


def _begins_with(text: str, phrases: tuple[tuple[str, ...], ...]) -> bool:
    words = tuple(plain(text[:80]).split())
    return any(words[: len(phrase)] == phrase for phrase in phrases)


def _date_words(data: Mapping[str, Any]) -> DateWords:
    return DateWords(
        months={word: number for number, words in enumerate(data["months"], 1) for word in words},
        numbers={word: number for number, words in enumerate(data["numbers"], 1) for word in words},
        parts={part: tuple(data[part]) for part in ("tertial", "quarter", "half", "week")},
        ends={word: (int(day[:2]), int(day[3:])) for day, words in data["ends"].items() for word in words},
    )


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

"""The vocabulary, compiled: which roles each word can play, phrases, and near misses of long words.

A word may play several roles ("till" joins a range and sets a limit); the grammar asks for the role it needs.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.timing.bounds import Conventions
from service.domain.timing.shapes import pieces

Roles = Mapping[str, Any]
Phrase = tuple[tuple[str, ...], Roles]

NO_ROLES: Roles = {}
PLAIN = frozenset({
    "fill", "joint", "dash", "either", "approx", "in_the", "certain", "judged", "placing", "verbs", "demand_heads", "finishing",
    "ordinary", "after_done", "adjectives", "modals", "not_counted", "partial", "sequel", "colon", "open", "close", "bullet", "starting", "stopping", "referred",
})  # fmt: skip
"""Roles that matter only beside other words: a word with no other is passed at once."""

SILENT = frozenset({"approx", "fill", "joint", "dash", "colon", "open", "close", "bullet"})
"""A word with one of these leaves its clause bare: nothing but time is said in it."""

MISTYPED_FROM = 7
LONGEST_WORD = 24
"""Words of these lengths are read in spite of one wrong, missing, extra or swapped letter."""

_SHORTEST_PAST = 5

_FLAT = {
    "words": ("term_year", "mandate", "month_turn"),
    "small": ("given_names", "starting", "stopping", "referred", "fill", "joint", "either", "dash", "onwards", "approx", "clock", "named", "about_year"),
    "rhythm": ("per", "in_the", "every", "every_other", "adjectives", "times", "apart", "hours", "even_weeks", "workdays"),
    "states": (
        "ongoing", "elsewhere", "framed", "line_adjectives", "loose", "started", "demand", "demand_heads", "demand_nouns", "condition", "condition_first", "undetermined",
        "pending", "cancelled", "done", "modals", "placing", "judged", "certain", "partial", "finished", "after_done", "negations", "decided", "finishing",
    ),
    "marks": ("vague", "clause", "event", "event_heads", "hints", "sequel", "except", "later", "leftover", "ordinary", "not_counted", "verbs"),
}  # fmt: skip

_PRESENT = ("as", "ar", "er", "ds")


@dataclass(frozen=True, slots=True)
class TimeWords:
    """The vocabulary of one organisation, compiled once and used for every reading."""

    lexicon: Mapping[str, Roles]
    phrases: Mapping[str, Mapping[str, tuple[Phrase, ...]]]
    near: Mapping[str, tuple[str, ...]]
    abbreviations: frozenset[str]
    occasion_endings: tuple[str, ...]
    unit_beginnings: Mapping[str, str]
    unit_stems: tuple[str, ...]
    event_endings: tuple[str, ...]
    line_endings: tuple[str, ...]
    past_endings: tuple[str, ...]
    about_endings: tuple[str, ...]
    single_occasions: tuple[str, ...]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]
    conventions: Conventions

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "TimeWords":
        """Compile the data of `config/vocabulary/time.toml`. Raises KeyError or ValueError when a part is missing."""
        lexicon: dict[str, dict[str, Any]] = {}
        phrases: dict[tuple[str, ...], dict[str, Any]] = {}
        for role, value, word in _entries(data):
            parts = tuple(piece for piece, *_ in pieces(word) if piece != ".")
            roles = lexicon.setdefault(parts[0], {}) if len(parts) == 1 else phrases.setdefault(parts, {})
            roles.setdefault(role, value)
        for each in (*lexicon.values(), *phrases.values()):
            if each.keys() <= PLAIN:
                each["plain"] = int(each.keys().isdisjoint(SILENT))
        return cls(
            lexicon,
            _by_first_words(phrases),
            _near_misses(lexicon),
            frozenset(data["marks"]["abbreviations"]),
            tuple(data["rhythm"]["occasions"]),
            {word: unit for unit, words in data["unit_beginnings"].items() for word in words},
            tuple(word for words in data["unit_beginnings"].values() for word in words),
            tuple(data["marks"]["event_endings"]),
            tuple(data["states"]["line_endings"]),
            tuple(data["states"]["past_endings"]),
            tuple(data["small"]["about_endings"]),
            tuple(data["rhythm"]["single_occasions"]),
            tuple(data["marks"]["beginnings"]),
            tuple(data["marks"]["endings"]),
            Conventions.from_data(data),
        )

    def roles_of(self, word: str) -> Roles:
        """Return the roles of a lower-case word, mistyped ones included; no roles when it says nothing about time."""
        roles = self.lexicon.get(word)
        if roles is not None:
            return roles
        if MISTYPED_FROM <= len(word) <= LONGEST_WORD:
            intended = self._mistyped(word)
            if intended is not None:
                return {**self.lexicon[intended], "mistyped": intended}
        return self._compound(word)

    def _compound(self, word: str) -> Roles:
        """Return what a compound says by how it begins and ends: "tertialuppföljning", "nätverksträffar", "helgen"."""
        occasions = word.endswith(self.occasion_endings)
        if word.startswith(self.unit_stems):
            unit = next(unit for stem, unit in self.unit_beginnings.items() if word.startswith(stem))
            roles = {"beginning": True, "compound": unit}
            return {**roles, "occasions": True} if occasions else roles
        if word.startswith(self.beginnings) or word.endswith(self.endings):
            return {"beginning": True}
        if occasions:
            return {"occasions": True}
        if word.endswith(self.about_endings):
            return {"about_year": True}
        if word.endswith(self.single_occasions):
            return {"occasion_noun": True, "plain": 1}
        if word.endswith(self.past_endings) and len(word) > _SHORTEST_PAST:
            return {"done": True, "past": True}
        return {"events": True, "plain": 1} if word.endswith(self.event_endings) else NO_ROLES

    def _mistyped(self, word: str) -> str | None:
        near = self.near
        for shorter in _shortened(word):
            for intended in near.get(shorter, ()):
                if word.endswith(_PRESENT) and self.lexicon[intended].keys() & {"done", "finished"}:
                    continue  # "slutredovisas" is no mistyped "slutredovisat"
                if abs(len(intended) - len(word)) <= 1 and _one_apart(word, intended):
                    return intended
        return None


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Yield (role, value, word or phrase) for the whole vocabulary."""
    for table, roles in _FLAT.items():
        for role in roles:
            yield from ((role, True, word) for word in data[table][role])
    for code in ("quarter", "tertial", "half", "week"):
        yield from ((f"{code}_code", True, word) for word in data["words"][f"{code}_codes"])
    for role, table in (
        ("month", "months"), ("shortday", "short_weekdays"), ("count", "numbers"), ("ordinal", "ordinals"),
        ("relative_year", "relative_years"), ("neighbour", "neighbours"),
    ):  # fmt: skip
        for value, words in data[table].items():
            yield from ((role, int(value), word) for word in words)
    for value, words in data["parts"].items():
        part = {"first_half": (1, 2), "second_half": (2, 2)}.get(value)
        yield from (("part", part or (int(value), 3), word) for word in words)
    yield from (
        ("part_noun", part, word)
        for word, part in (("slut", 3), ("början", 1), ("inledning", 1), ("mitt", 2))
    )
    yield from _named(data, "season", "seasons")
    yield from _named(data, "term", "terms")
    yield from _named(data, "occasion", "occasions")
    for word, (season, part) in data["season_parts"].items():
        yield "season_part", (season, int(part)), word
    for edge, words in data["edges"].items():
        yield from (("edge", edge, word) for word in words)
    for unit, words in data["adverbs"].items():
        yield from (("adverb", unit, word) for word in words)
    yield from (("year_beside", int(offset), word) for word, offset in data["year_beside"].items())
    yield from (("long_unit", int(years), word) for word, years in data["long_units"].items())
    yield from _units(data)
    yield from _weekdays(data)


def _named(data: Mapping[str, Any], role: str, table: str) -> Iterator[tuple[str, Any, str]]:
    for name, entry in data[table].items():
        yield from ((role, name, word) for word in entry["words"])


def _units(data: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    for unit, forms in data["units"].items():
        yield from (("unit", unit, word) for word in forms["one"])
        yield from (("the_unit", unit, word) for word in forms["the"])
        yield from (("units", unit, word) for word in forms["many"])


def _weekdays(data: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    endings = data["weekday_endings"]
    for number, words in data["weekdays"].items():
        yield from (("weekday", int(number), word) for word in words)
        yield from (("weekdays", int(number), words[0] + ending) for ending in endings["many"])
        yield from (("weekday", int(number), words[0] + ending) for ending in endings["one"])


def _by_first_words(phrases: Mapping[tuple[str, ...], Roles]) -> dict[str, dict[str, tuple[Phrase, ...]]]:
    """Index the phrases by their first and second words; what is left of each, the longest first."""
    table: dict[str, dict[str, list[Phrase]]] = {}
    for parts, roles in phrases.items():
        table.setdefault(parts[0], {}).setdefault(parts[1], []).append((parts[1:], roles))
    return {
        first: {
            second: tuple(sorted(rest, key=lambda phrase: -len(phrase[0])))
            for second, rest in seconds.items()
        }
        for first, seconds in table.items()
    }


def _near_misses(lexicon: Mapping[str, Roles]) -> dict[str, tuple[str, ...]]:
    """Index the long words by themselves and by each of their forms with one letter left out."""
    table: dict[str, list[str]] = {}
    for word, roles in lexicon.items():
        if (
            len(word) >= MISTYPED_FROM - 1
            and word.isalpha()
            and "ordinary" not in roles
            and set(roles) - {"named", "about_year", "verbs"}
        ):
            for shorter in _shortened(word):
                table.setdefault(shorter, []).append(word)
    return {shorter: tuple(words) for shorter, words in table.items()}


def _shortened(word: str) -> Iterable[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _one_apart(left: str, right: str) -> bool:
    """Whether one letter changed, added, left out or swapped with its neighbour makes `left` into `right`."""
    head = 0
    while head < min(len(left), len(right)) and left[head] == right[head]:
        head += 1
    a, b = left[head:], right[head:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]

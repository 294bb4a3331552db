"""The vocabulary of a Vem cell, compiled: which sort of word each written word is.

A word is looked up first among the exact words of `config/vocabulary/party.toml`, then by its endings: Swedish puts the
telling part of a compound last ("trafiksäkerhets·samordnare", "kultur- och fritids·nämnden"), so an ending classifies words
that no list holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from service.domain.parties.keys import without_accents


class Sort(int):
    """What a token is to the reader. No Enum: looking its members up took a sixth of the reading's time."""

    __slots__ = ()

    AND: ClassVar["Sort"]
    COMMA: ClassVar["Sort"]
    SLASH: ClassVar["Sort"]
    DASH: ClassVar["Sort"]
    STOPPER: ClassVar["Sort"]  # full stop, semicolon and the like: ends a sentence
    BREAK: ClassVar["Sort"]  # new line, bullet or item number
    COLON: ClassVar["Sort"]
    OPEN: ClassVar["Sort"]
    CLOSE: ClassVar["Sort"]
    DOUBT: ClassVar["Sort"]  # a question mark, or a word that says somebody is away
    LEAD: ClassVar["Sort"]
    PARTNER: ClassVar["Sort"]
    THROUGH: ClassVar["Sort"]
    ALIAS: ClassVar["Sort"]
    BETWEEN: ClassVar["Sort"]
    COMMISSION: ClassVar["Sort"]
    COPULA: ClassVar["Sort"]
    LEAD_VERB: ClassVar["Sort"]
    INVOLVING: ClassVar["Sort"]
    VERB: ClassVar["Sort"]
    VERBISH: ClassVar["Sort"]  # an unknown word in the shape of a verb
    STOP: ClassVar["Sort"]
    LINK: ClassVar["Sort"]
    FILL: ClassVar["Sort"]
    NOBODY: ClassVar["Sort"]
    PRONOUN: ClassVar["Sort"]
    ADDRESS: ClassVar["Sort"]
    # From here on: what a noun phrase is made of.
    EACH: ClassVar["Sort"]
    CATEGORY: ClassVar["Sort"]
    ROLE: ClassVar["Sort"]
    UNIT: ClassVar["Sort"]
    FACILITY: ClassVar["Sort"]
    SUSPENDED: ClassVar["Sort"]  # "Kultur-" before "och fritidsnämnden"
    INITIAL: ClassVar["Sort"]
    GIVEN: ClassVar["Sort"]
    SURNAME: ClassVar["Sort"]
    PARTICLE: ClassVar["Sort"]
    CAPITALS: ClassVar["Sort"]  # an unknown abbreviation
    NAME: ClassVar["Sort"]  # an unknown word with a capital
    LOWER: ClassVar["Sort"]  # an unknown word without
    NUMBER: ClassVar["Sort"]


for _number, _name in enumerate(Sort.__annotations__, start=1):
    setattr(Sort, _name, Sort(_number))

_EXACT = (
    ("nobody", Sort.NOBODY),
    ("absent", Sort.DOUBT),
    ("lead_verb", Sort.LEAD_VERB),
    ("lead", Sort.LEAD),
    ("but", Sort.STOPPER),
    ("partner", Sort.PARTNER),
    ("through", Sort.THROUGH),
    ("alias", Sort.ALIAS),
    ("commission", Sort.COMMISSION),
    ("between", Sort.BETWEEN),
    ("copula", Sort.COPULA),
    ("involving", Sort.INVOLVING),
    ("verb", Sort.VERB),
    ("and", Sort.AND),
    ("stop", Sort.STOP),
    ("link", Sort.LINK),
    ("fill", Sort.FILL),
    ("pronoun", Sort.PRONOUN),
    ("each", Sort.EACH),
    ("category", Sort.CATEGORY),
)
_INFLECTIONS = (
    "en",
    "n",
    "et",
    "er",
    "ar",
    "or",
    "erna",
    "arna",
    "orna",
    "na",
    "s",
    "ens",
    "ns",
    "ets",
    "ernas",
    "arnas",
    "nas",
)
_LONGEST_ENDING = 24
_LONGEST_REMEMBERED = 60  # letters
_SHORT_SURNAME = 4  # letters: too short to be known by its ending
_SURNAME_BEGINNINGS = ("o'", "o’", "d'", "d’", "mc")
_SHORT_FORM = 5  # letters
_REMEMBERED = 50_000  # written words whose sort is kept


Phrase = tuple[tuple[str, ...], Sort]


@dataclass(frozen=True, slots=True)
class PartyWords:
    """The compiled vocabulary; make it once with `from_data` and hand it to `read_who`."""

    exact: Mapping[str, Sort]
    phrases: Mapping[
        str, Mapping[str, tuple[Phrase, ...]]
    ]  # by their first and second word, the longest first
    roles: frozenset[str]
    role_endings: frozenset[str]
    units: frozenset[str]
    unit_endings: frozenset[str]
    given: frozenset[str]
    words_too: frozenset[str]
    surnames: frozenset[str]
    surname_endings: tuple[str, ...]
    town_endings: tuple[str, ...]
    particles: frozenset[str]
    facilities: frozenset[str]
    topics: frozenset[str]
    generic: frozenset[str]
    labels: frozenset[str]
    partner_labels: frozenset[str]
    of_a_person: frozenset[str]
    politics: frozenset[str]
    abbreviated: frozenset[str]
    composed: frozenset[str]
    vague: frozenset[str]
    crowd: frozenset[str]
    distributive: frozenset[str]
    area: frozenset[str]
    named_unit: frozenset[str]
    deputy: frozenset[str]
    substitute: frozenset[str]
    perhaps: frozenset[str]
    successor: frozenset[str]
    falls_on: tuple[str, ...]
    helping: frozenset[str]
    _remembered: dict[str, tuple[Sort, Mapping[str, tuple[Phrase, ...]] | None]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "PartyWords":
        """Compile the vocabulary `party` (see `config/vocabulary/party.toml`)."""
        sorts, people = data["sorts"], data["people"]
        exact: dict[str, Sort] = {}
        phrases: dict[str, dict[str, list[Phrase]]] = {}
        for words, sort in _entries(data):
            if len(words) == 1:
                exact.setdefault(words[0], sort)
            else:
                phrases.setdefault(words[0], {}).setdefault(words[1], []).append((words, sort))
        return cls(
            exact=exact,
            phrases={
                first: {
                    second: tuple(sorted(found, key=lambda entry: -len(entry[0])))
                    for second, found in after.items()
                }
                for first, after in phrases.items()
            },
            roles=_inflected(data["roles"]["words"]),
            role_endings=_inflected(data["roles"]["endings"]),
            units=_inflected(data["units"]["words"]),
            unit_endings=_inflected(data["units"]["endings"]),
            given=frozenset(people["given"].split()),
            words_too=frozenset(people["words_too"].split()),
            surnames=frozenset(people["surnames"].split()),
            surname_endings=tuple(people["surname_endings"].split()),
            town_endings=tuple(people["town_endings"].split()),
            particles=frozenset(sorts["particle"]),
            facilities=frozenset(sorts["facility"]),
            topics=frozenset(sorts["topic"]),
            generic=frozenset(sorts["generic"]),
            labels=frozenset(sorts["label"]),
            partner_labels=frozenset(sorts["partner_label"]),
            of_a_person=frozenset(sorts["of_a_person"]),
            politics=frozenset(sorts["politics"]),
            abbreviated=frozenset(sorts["abbreviated"]),
            composed=frozenset(sorts["composed"]),
            vague=frozenset(sorts["vague"]),
            crowd=frozenset(sorts["crowd"]),
            distributive=frozenset(sorts["distributive"]),
            area=frozenset(sorts["area"]),
            named_unit=frozenset(sorts["named_unit"]),
            deputy=frozenset(sorts["deputy"]),
            substitute=frozenset(sorts["substitute"]),
            perhaps=frozenset(sorts["perhaps"]),
            successor=frozenset(sorts["successor"]),
            falls_on=tuple(sorts["falls_on"]),
            helping=frozenset(sorts["helping"]),
        )

    def sort_of(self, written: str) -> tuple[Sort, Mapping[str, tuple[Phrase, ...]] | None]:
        """Return what `written` is (the case of its letters counts), and the phrases it begins by their second word."""
        known = self._remembered.get(written)
        if known is None:
            known = self._classify(written), self.phrases.get(written.lower())
            if len(self._remembered) < _REMEMBERED and len(written) < _LONGEST_REMEMBERED:
                self._remembered[written] = known
        return known

    def is_surname(self, written: str) -> bool:
        """Tell whether the word is, or has the shape of, a surname."""
        lower = written.casefold()
        if lower in self.surnames or (not lower.isascii() and without_accents(lower) in self.surnames):
            return True
        return len(lower) > _SHORT_SURNAME and (
            lower.endswith(self.surname_endings) or lower.startswith(_SURNAME_BEGINNINGS)
        )

    def may_be_a_town(self, written: str) -> bool:
        """Tell whether a word in the shape of a surname may as well be a town ("Norrvik"); a listed surname is none."""
        return written.casefold().endswith(self.town_endings) and written.casefold() not in self.surnames

    def _classify(self, written: str) -> Sort:
        lower = written.lower()
        capital = written[0] != lower[0]
        if (
            capital
            and lower not in self.units
            and not self._is_given_and_letter(lower)
            and _is_short_form(written)
        ):
            return Sort.CAPITALS
        if capital and self._is_given(lower) and lower not in self.roles:
            return Sort.GIVEN
        sort = None if capital and _is_letter(lower) else self.exact.get(lower)
        if sort is not None:
            return sort
        if lower in self.particles and not capital:
            return Sort.PARTICLE
        if lower in self.facilities and lower not in self.units:
            return Sort.FACILITY
        if written.endswith("-"):
            return Sort.SUSPENDED
        return self._by_shape(written, lower, capital)

    def _by_shape(self, written: str, lower: str, capital: bool) -> Sort:
        if capital and len(lower.replace("-", "").rstrip(".")) <= 1 + lower.count("-"):
            return Sort.INITIAL
        last = lower.rpartition("-")[2].strip().rstrip(".").rpartition(".")[2] or lower
        if not capital and lower.partition("-")[0] in self.particles and written[-len(last)].isupper():
            return Sort.SURNAME  # "al-Din"
        if not capital and last in self.given and written[-len(last)].isupper():
            return Sort.NAME  # "polis-Daniel"
        if capital and lower in self.surnames:
            return Sort.SURNAME
        if _is_one_of(last, self.units, self.unit_endings):
            return Sort.UNIT
        if _is_one_of(last, self.roles, self.role_endings) or _is_agent(last, capital):
            return Sort.ROLE
        if lower in self.topics:
            return Sort.LOWER
        if capital:
            if written.isupper() and max(map(len, written.split("-"))) <= (4 if "-" in written else 6):
                return Sort.CAPITALS
            return Sort.SURNAME if self.is_surname(lower) else Sort.NAME
        if self._is_given(lower) and lower not in self.words_too:
            return Sort.GIVEN
        return Sort.VERBISH if _looks_like_verb(lower) else Sort.LOWER

    def _is_given_and_letter(self, lower: str) -> bool:
        return len(lower) > _SHORT_SURNAME and lower[:-1] in self.given  # "AnnaK"

    def _is_given(self, lower: str) -> bool:
        if lower in self.given or ("-" in lower and lower.partition("-")[0] in self.given):
            return True
        return not lower.isascii() and without_accents(lower) in self.given


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Sort]]:
    for group, sort in _EXACT:
        for entry in data["sorts"][group]:
            yield tuple(entry.split()), sort
    for entry in data["phrases"]["units"]:
        yield tuple(entry.split()), Sort.UNIT


def _inflected(text: str) -> frozenset[str]:
    """Return every word of the text with every ending a Swedish noun may take."""
    return frozenset(
        word + inflection for word in text.split() for inflection in ("", *_inflections_of(word))
    )


def _inflections_of(word: str) -> tuple[str, ...]:
    return _INFLECTIONS if len(word) > 2 else ("s",)


def _is_short_form(written: str) -> bool:
    """Tell whether the word is shortened to the first letters of its parts ("SoN", "KSau")."""
    if len(written) > _SHORT_FORM or not written.isalpha() or written.isupper() or written[:2] == "Mc":
        return False
    return sum(map(str.isupper, written)) > 1


def _is_one_of(word: str, words: frozenset[str], endings: frozenset[str]) -> bool:
    return word in words or any(
        word[-size:] in endings for size in range(3, min(len(word), _LONGEST_ENDING) + 1)
    )


def _is_letter(lower: str) -> bool:
    """Tell whether a capital is an initial ("Anna O") and not the first word of a sentence ("I skolan …")."""
    return len(lower.rstrip(".")) == 1 and lower not in {"i", "å"}


def _is_agent(lower: str, capital: bool) -> bool:
    """Tell whether the word has the shape of an agent noun ("upphandlare", "trygghetsskaparna")."""
    return len(lower) >= (9 if capital else 6) and lower.endswith(("are", "aren", "arna", "arnas", "arens"))


def _looks_like_verb(lower: str) -> bool:
    if lower.endswith("as"):
        return len(lower) > 5 and not lower.endswith(("nas", "las"))
    return len(lower) >= 5 and lower.endswith(("ar", "er", "erade", "ades", "ats"))

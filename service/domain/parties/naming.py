"""Naming: what is found in a clause, and whether it is a new party or belongs to the one just named.

Anna Ek, kommunpolis            a title after its holder: one party
Handläggare: Anna Ek            a title as a label: one party
Fältgruppen (Anna Ek)           a bracket explains the party before it
"""

from dataclasses import dataclass
from typing import ClassVar

from service.domain.parties.phrases import Piece, closed_extent, extent, pieces
from service.domain.parties.tokens import Token
from service.domain.parties.words import PartyWords, Sort


class Part(int):
    """What somebody named does in the clause."""

    __slots__ = ()
    MAIN: ClassVar["Part"]
    LEAD: ClassVar["Part"]
    PARTNER: ClassVar["Part"]
    OBJECT: ClassVar["Part"]
    ASIDE: ClassVar["Part"]


for _number, _name in enumerate(Part.__annotations__, start=1):
    setattr(Part, _name, Part(_number))


@dataclass(slots=True)
class Found:
    """A person, role or unit found in the tokens `first` to `last` (exclusive)."""

    is_person: bool
    first: int
    last: int
    sure: bool
    part: Part
    party: int
    joint: Sort | None = None
    claims: bool = False
    strong: bool = False
    bracketed: bool = False
    again: bool = False  # names a party that was named before


SEPARATORS = frozenset({Sort.COMMA, Sort.AND, Sort.SLASH, Sort.DASH})
_ENDS = SEPARATORS | {Sort.STOPPER, Sort.BREAK}
_BESIDE = frozenset({Sort.DASH, Sort.OPEN})
_BETWEEN_PARTIES = frozenset({Sort.FILL, Sort.LINK, Sort.NUMBER})
_VERBS = frozenset({Sort.VERB, Sort.LEAD_VERB, Sort.INVOLVING, Sort.VERBISH})
_OF_PERSONS = frozenset({"hos", "åt"})
_RESPONSIBLE = ("ansvarig", "ansvariga")
_LONGEST_LABEL = 3  # words
_LONGEST_SEPARATION = 4  # tokens
_PLURAL_TITLE = ("er", "or", "na", "ar")
_SINGULAR_TITLE = ("ledar", "tor", "sor", "controller", "officer")


class Naming:
    """Notes who is named, and to which party each belongs; a subclass steers it through the tokens."""

    def __init__(self, tokens: list[Token], words: PartyWords) -> None:
        self.tokens = tokens
        self.words = words
        self.found: list[Found] = []
        self.doubt = self.nobody = self.pronoun = self.through = self.composed = False
        self.clauses = 0  # with a verb
        self._at = 0
        self._parties = 0
        self._title: Found | None = None  # the party whose title a colon just closed
        self._acts_for: Found | None = None  # whoever acts "genom" the one named next
        self._brackets: list[tuple[Part, bool]] = []
        self._singles_out = False  # the one named next is said to lead the others
        self._begin_clause(Part.MAIN)

    # --- the state ---

    def _begin_clause(self, part: Part) -> None:
        self._part = self._base = part
        self._open = True
        self._verb = self._passive = False
        self._clause = self._run = len(self.found)
        self._subjects: list[Found] = []
        self._claimed = False

    def _turn(self, part: Part, *, is_open: bool, lasting: bool = False) -> None:
        self._part, self._open = part, is_open
        if lasting:
            self._base = part

    def _sort(self, at: int) -> Sort | None:
        return self.tokens[at].sort if 0 <= at < len(self.tokens) else None

    def _drop_last(self) -> None:
        dropped = self.found.pop()
        if self._subjects and self._subjects[-1] is dropped:
            self._subjects.pop()
        self._run = min(self._run, len(self.found))

    # --- somebody is named ---

    def _name(self) -> None:
        at = self._at
        if self._sort(at + 1) is Sort.COLON and self.tokens[at].text.lower() in self.words.partner_labels:
            self._begin_clause(Part.PARTNER)
            self._at += 2
            return
        if self._open:
            finish = extent(self.tokens, at, self.words, tight=self._verb)
        else:
            finish = at + 1 if self._is_told_apart(at) else closed_extent(self.tokens, at)
        if self._sort(finish) is Sort.COLON and self._is_partner_label(at, finish):
            self._begin_clause(Part.PARTNER)
            self._at = finish + 1
            return
        if self._is_aside_label(at, finish):
            self.found[-1].part = Part.PARTNER
        elif finish > at:
            self._add(pieces(self.tokens, self._with_owner(at), finish, self.words))
            if self._verb and self._sort(finish) in {Sort.LOWER, Sort.VERBISH}:
                self._turn(Part.OBJECT, is_open=False)  # "… i samarbete med kommunen öka närvaron"
        elif self.tokens[at].sort is Sort.SURNAME and self._sort(at - 1) is Sort.LINK:
            self.pronoun = self.pronoun or self.tokens[at - 1].text in _OF_PERSONS  # "… hos Ask"
        elif self.tokens[at].sort is Sort.NAME and self._sort(at - 1) in SEPARATORS:
            self.pronoun = self.pronoun or self._sort(at + 1) in _VERBS  # "…, Xenia genomför"
        self._at = max(finish, at + 1)

    def _is_told_apart(self, at: int) -> bool:
        """Tell whether an unlisted unit has its own share of the duty: "Polisen ansvarar för kontroller, NTF för …"."""
        return (
            self._claimed
            and self.tokens[at].sort is Sort.CAPITALS
            and self._sort(at - 1) in SEPARATORS
            and self._sort(at + 1) is Sort.LINK
            and self.tokens[at + 1].text == "för"
        )

    def _is_aside_label(self, at: int, finish: int) -> bool:
        """Tell whether this is the "stöd" of "Sara Lindh – stöd" or "Sara Lindh (stöd)"."""
        if not self.found or self._sort(at - 1) not in _BESIDE or self.found[-1].last != at - 1:
            return False
        return self._is_partner_label(at, finish)

    def _is_partner_label(self, at: int, finish: int) -> bool:
        if finish - at > _LONGEST_LABEL:
            return False
        return " ".join(token.text.lower() for token in self.tokens[at:finish]) in self.words.partner_labels

    def _with_owner(self, at: int) -> int:
        """Take in what a closed phrase begins with ("Höglandets räddningstjänst", "respektive nämnd")."""
        if self._open or at == 0:
            return at
        before = self.tokens[at - 1]
        if before.sort is Sort.EACH or before.text in self.words.distributive:
            return at - 1
        owns = (
            before.sort in {Sort.NAME, Sort.LOWER}
            and before.text.endswith("s")
            and self.tokens[at].sort is not Sort.GIVEN
        )
        return at - 1 if owns else at

    def _add(self, parts: list[Piece]) -> None:
        persons = any(piece.is_person for piece in parts)
        party = self._party_of_label(persons) if parts else 0
        joint = self._joint(parts[0].first) if parts else None
        part = self._part
        if self._acts_for is not None and persons:
            party, part, self.through = self._acts_for.party, self._acts_for.part, False
        elif parts and len(parts) > 1 and persons and self._is_second_title(parts[0]):
            party = self.found[-1].party
        self._acts_for = None
        for number, piece in enumerate(parts):
            if persons and not piece.is_person and not piece.sure and self._verb:
                continue
            if piece.is_person and number and parts[number - 1].is_person:
                party = self._next_party()
            new = Found(piece.is_person, piece.first, piece.last, piece.sure, part, party, joint)
            new.bracketed = bool(self._brackets)
            new.strong, self._singles_out = self._singles_out and not piece.is_person, False
            self._place(new, alone=len(parts) == 1)
            party = new.party
            joint = None

    def _is_second_title(self, title: Piece) -> bool:
        """Tell whether this is the other half of a double title: "Säkerhetschef/samordnare Anna Ek"."""
        if title.is_person or not self.found or self._sort(title.last - 1) is not Sort.ROLE:
            return False
        last, slash = self.found[-1], self.tokens[title.first - 1]
        before, after = self.tokens[last.last - 1], self.tokens[title.first]
        if slash.sort is not Sort.SLASH or last.last != title.first - 1 or before.sort is not Sort.ROLE:
            return False
        return before.finish == slash.begin and slash.finish == after.begin

    def _party_of_label(self, is_person: bool) -> int:
        """Return the party of "Handläggare: Anna Ek"; before a unit such a label is no party ("Beställare: SDF")."""
        label, self._title = self._title, None
        if label is None:
            return self._next_party()
        if (
            not is_person
            and (
                self.tokens[label.last - 1].sort is Sort.ROLE
                or self.tokens[label.first].text.endswith(_RESPONSIBLE)
            )
            and self.found
            and self.found[-1] is label
        ):
            self._drop_last()
            return self._next_party()
        return label.party

    def _next_party(self) -> int:
        self._parties += 1
        return self._parties

    def _joint(self, first: int) -> Sort | None:
        """Return what separates the phrase from the one before it, when something does."""
        at = first - 1
        while at >= 0 and self.tokens[at].sort in _BETWEEN_PARTIES:
            at -= 1
        sort = self._sort(at)
        return sort if sort in _ENDS else None

    def _place(self, new: Found, *, alone: bool) -> None:
        last = self.found[-1] if self.found else None
        if last is not None and last.part is not Part.OBJECT:
            if self._brackets and not self._is_apart_in_bracket(new, last):
                new.party, new.part = last.party, last.part
            elif alone and self._is_title_of(new, last) and not self._is_holder_next(new):
                new.party = last.party
            elif (
                self._part is Part.ASIDE
                and self._subjects[:1]
                and self._subjects[0].party == self._subjects[-1].party
            ):
                self._complete(new, self._subjects[0])
        if last is None or not self._follows(new, last):
            self._run = len(self.found)
        if new.part is Part.LEAD:
            new.claims = True
        if new.part <= Part.LEAD:
            self._subjects.append(new)
        self.found.append(new)

    def _is_apart_in_bracket(self, new: Found, last: Found) -> bool:
        """Tell whether a bracket names somebody more: "Fältgruppen (Anna och Bo)", "Anna (tillsammans med Bo)"."""
        partner = self._part is Part.PARTNER and self._brackets[-1][0] is not Part.PARTNER
        return partner or (self._sort(new.first - 1) is Sort.AND and last.bracketed and new.is_person)

    def _complete(self, new: Found, subject: Found) -> None:
        """Join "Ordförande är Anna Ek" and "Anna Ek är projektledare"; of two roles the first counts."""
        if new.is_person or subject.is_person:
            new.party, new.part, new.claims = subject.party, subject.part, subject.claims

    def _follows(self, new: Found, last: Found) -> bool:
        """Tell whether nothing but separators stands between two phrases: they are one list."""
        if new.first - last.last == 1:
            return new.joint in SEPARATORS
        between = self.tokens[last.last : new.first]
        return 0 < len(between) <= _LONGEST_SEPARATION and all(
            token.sort in SEPARATORS or token.sort is Sort.FILL for token in between
        )

    def _is_title_of(self, new: Found, person: Found) -> bool:
        """Tell whether `new` is the title of the person just named: "Anna Ek, kommunpolis"."""
        if (
            new.is_person
            or not person.is_person
            or not (
                new.joint in {Sort.COMMA, Sort.DASH}
                or (new.joint is Sort.BREAK and person.last - person.first > 1)
            )
            or new.part is not person.part
        ):
            return False
        heads = [token for token in self.tokens[new.first : new.last] if token.sort in {Sort.ROLE, Sort.UNIT}]
        if not heads or new.first - person.last > 1:
            return False
        before_link = [token for token in heads if token.begin < self._link_after(new)]
        head = (before_link or heads)[-1]
        return head.sort is Sort.ROLE and not (
            head.text.endswith(_PLURAL_TITLE) and not head.text.endswith(_SINGULAR_TITLE)
        )

    def _link_after(self, new: Found) -> int:
        links = (token.begin for token in self.tokens[new.first : new.last] if token.sort is Sort.LINK)
        return next(links, self.tokens[new.last - 1].finish)

    def _is_holder_next(self, new: Found) -> bool:
        return self._sort(new.last) in {Sort.GIVEN, Sort.COLON}

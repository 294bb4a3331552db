"""Clauses: who is the subject, who takes part, and who is said to lead.

The reader goes through the tokens once, from left to right, and keeps one thing in mind: which *part* whoever is named next
plays.

    Polis och skola                                          both MAIN: plain naming
    Ansvarig: Anna Ek                                        LEAD: after a label of responsibility
    Näringslivschef i samarbete med företagarna              MAIN, then PARTNER
    Polisen tar fram underlag till skolor                    MAIN, then OBJECT: what follows a verb is what, not who
    Ordförande är Anna Ek                                    MAIN, then ASIDE: what follows "är"

A list is *open*: any word in it is a party, known or not ("Sävebo"). After a verb the reader is *closed*: only known roles and
names are picked out.
"""

from collections.abc import Callable

from service.domain.parties.leading import NAMED, Leading, is_passive
from service.domain.parties.naming import SEPARATORS, Found, Part
from service.domain.parties.phrases import done_by
from service.domain.parties.words import Sort

_EXPLAINED = NAMED | {Sort.COLON}


class ClauseReader(Leading):
    """Reads the tokens of one cell; `found`, `doubt`, `nobody`, `pronoun` and `through` are the result."""

    def read(self) -> None:
        """Go through all tokens."""
        tokens = self.tokens
        while self._at < len(tokens):
            _HANDLERS.get(tokens[self._at].sort, ClauseReader._name)(self)

    def _separator(self) -> None:
        self._at += 1
        if not self._verb and not self._brackets:
            self._turn(self._base, is_open=True)

    def _end(self) -> None:
        """End the sentence; a label that nobody has answered yet goes on to the next line."""
        waiting = (
            self._part is Part.LEAD and self._sort(self._at) is Sort.BREAK and self._clause == len(self.found)
        )
        self._doubt_a_successor()
        self._brackets.clear()
        self._begin_clause(Part.LEAD if waiting else Part.MAIN)
        self._at += 1

    def _doubt_a_successor(self) -> None:
        """Ask where one follows upon another: "Robin till juni, därefter Sara"."""
        follows = self.tokens[self._at].text.lower() in self.words.successor and bool(self.found)
        self.doubt = self.doubt or (follows and self._sort(self._at + 1) in NAMED)

    def _colon(self) -> None:
        last = self.found[-1] if self.found else None
        if last is not None and last.last == self._at:
            label = self._written(last)
            if label in self.words.of_a_person and self._is_about_a_person():
                self._at += 1
                return
            if (
                not (last.sure or (last.is_person and self.tokens[self._at].text == "="))
                or label in self.words.labels
                or label in self.words.of_a_person
            ):
                self._drop_last()
                self._begin_clause(Part.MAIN)
            elif not last.is_person:
                self._title = last
        self._at += 1

    def _is_about_a_person(self) -> bool:
        """Take away a label that only says more of the person before it: "Anna Ek Sektion/Enhet: Parken"."""
        told = len(self.found)
        while told and self._written(self.found[told - 1]) in self.words.of_a_person:
            told -= 1
        if not told or not self.found[told - 1].is_person:
            return False
        while len(self.found) > told:
            self._drop_last()
        self._title = self.found[-1]
        return True

    def _written(self, found: Found) -> str:
        return " ".join(token.text.lower() for token in self.tokens[found.first : found.last])

    def _bracket(self) -> None:
        at = self._at
        if self._sort(at + 2) is Sort.CLOSE and self.tokens[at + 1].text.lower() in self.words.politics:
            self._at += 3
            return
        self._at += 1
        if not self.found:
            return  # "Gemensamt (skola, polis)": explains nobody
        self._brackets.append((self._part, self._open))
        if self._sort(self._at) is not Sort.LEAD:
            self._open = self._sort(self._at) in {Sort.CAPITALS, Sort.FACILITY}

    def _close(self) -> None:
        if self._brackets:
            self._part, self._open = self._brackets.pop()
        self._at += 1

    def _verbish(self) -> None:
        """Take an unknown word in the shape of a verb for one when it follows its subject."""
        by = done_by(self.tokens, self._at)
        if by and not self._verb:
            self._done_by(by)
        elif self.found and self.found[-1].last == self._at and self.found[-1].sure:
            self._verb_()
        else:
            self._name()

    def _verb_(self) -> None:
        by = done_by(self.tokens, self._at)
        if by and not self._verb:
            self._done_by(by)
            return
        if self._sort(self._at + 1) is Sort.COLON and not self._subjects:
            self._at += 2
            return
        earlier = self._subjects
        fresh = self._new_subject()
        involving = self.tokens[self._at].sort is Sort.INVOLVING
        if fresh and earlier and self.tokens[self._at].text.lower() in self.words.helping:
            self._only_helps(earlier)
            return
        if self._subjects or involving:
            self._after_verb(Part.PARTNER if involving else Part.OBJECT)
        else:
            self._passive = is_passive(self.tokens[self._at].text)
            self._after_verb(Part.MAIN)

    def _only_helps(self, earlier: list[Found]) -> None:
        """Let a second subject take part in what the first does: "Anna Ek tar fram underlag, polisen deltar"."""
        for found in self._subjects:
            found.part = Part.PARTNER
        self._subjects = earlier
        self._verb = True
        self._turn(Part.PARTNER, is_open=False)
        self._at += 1

    def _partner(self) -> None:
        at = self._at
        self.doubt = self.doubt or self.tokens[at].text.lower() in self.words.substitute
        if self.tokens[at].text.lower() in self.words.deputy and self._sort(at + 1) not in _EXPLAINED:
            self.doubt = self.doubt or not self._is_deputy()  # "… eller vikarie": who?
        if self._is_deputy():
            self.found[-1].part = Part.PARTNER
            self._subjects = [one for one in self._subjects if one is not self.found[-1]]
            self._at += 1
            return
        if self.tokens[at].text.lower() in {"med", "m", "m."}:
            if self._verb and self.found:
                self._take_up()
            if self._sort(at + 1) is Sort.LEAD:
                self._turn(Part.OBJECT, is_open=False)
                self._at += 2
                return
            known = self._sort(at + 1) in {
                Sort.ROLE,
                Sort.UNIT,
                Sort.GIVEN,
                Sort.EACH,
                Sort.SUSPENDED,
                Sort.CAPITALS,
                Sort.NAME,
                Sort.LOWER,
            }
            self._turn(
                Part.PARTNER if known else Part.OBJECT,
                is_open=self._open and known,
                lasting=not self._verb and known,
            )
        else:
            self.composed = self.composed or self.tokens[at].text.lower() in self.words.composed
            self._turn(Part.PARTNER, is_open=True, lasting=True)
        self._at += 2 if self._sort(at + 1) is Sort.COLON else 1

    def _is_deputy(self) -> bool:
        """Tell whether the one just named only stands in: "Robin, Sara backup", "Robin, Sara (ersättare)"."""
        at = self._at
        if self.tokens[at].text.lower() not in self.words.deputy or len(self.found) <= self._clause:
            return False
        beside = at - 1 if self._sort(at - 1) in {Sort.OPEN, Sort.DASH} else at
        return self.found[-1].last == beside and self._sort(at + 1) not in NAMED

    def _through(self) -> None:
        if self._subjects and not self._verb:
            self.through = True
            self._acts_for = self._subjects[0] if len(self._subjects) == 1 else None
            self._turn(Part.PARTNER, is_open=True, lasting=True)
        else:
            self._turn(self._part if not self._subjects else Part.OBJECT, is_open=False)
        self._at += 1

    def _alias(self) -> None:
        strong = self.tokens[self._at].text.lower() != "tillika"  # another title, no other name
        self._at += 1
        count = len(self.found)
        if count and self._at < len(self.tokens):
            self._turn(self.found[-1].part, is_open=True)
            self._name()
            if len(self.found) > count:
                self.found[count].party = self.found[count - 1].party
                self.found[count].strong = strong

    def _between(self) -> None:
        if self._verb and self._subjects:
            self._turn(Part.OBJECT, is_open=False)
        else:
            before = self._at - 1 if self._sort(self._at - 1) is Sort.FILL else self._at
            if self.found and self.found[-1].last == before and not self.found[-1].sure:
                self._drop_last()  # "Gemensam aktivitet mellan …"
            self._turn(Part.MAIN, is_open=True)
        self._at += 1

    def _copula(self) -> None:
        if not self._new_subject() and self._part is Part.ASIDE:
            self.composed = True  # "Ordförande är A och sekreterare är B"
        if self._subjects:
            self._after_verb(Part.ASIDE)
        else:
            self._at += 1

    def _stop(self) -> None:
        after = self._sort(self._at + 1)
        if self.tokens[self._at].text.lower() in {"inte", "ej"} and not self._verb:
            self.doubt = True
        self._doubt_a_successor()
        if self._is_besides(after):
            self._turn(Part.PARTNER, is_open=True)
            self._at += 1
            return
        if (
            self.tokens[self._at].text.lower() == "som"
            and self.found
            and after in {Sort.LEAD, Sort.LEAD_VERB}
        ):
            if after is Sort.LEAD and self._falls_on_next(self._at + 1):
                self._at += 1  # "… som leds av gatuchefen"
                return
            last = self.found[-1]
            if last.last == self._at and after is Sort.LEAD:
                last.strong, last.part = True, min(last.part, Part.PARTNER)
            elif last.last == self._at:
                last.claims = last.part <= Part.LEAD
                self._verb = True
            self._at += 1
        elif self._is_relative(after):
            self._drop_last()  # "Insatser som skolan ska göra"
            self._turn(Part.MAIN, is_open=True)
            self._at += 1
            return
        self._turn(Part.OBJECT if self._subjects else Part.MAIN, is_open=False)
        self._at += 1

    def _is_besides(self, after: Sort | None) -> bool:
        """Tell whether somebody more comes in at need: "Polisen och vid behov gatuenheten"."""
        if self.tokens[self._at].text.lower() != "vid behov" or not self._subjects or self._verb:
            return False
        return after in NAMED and self._sort(self._at - 1) in SEPARATORS

    def _is_relative(self, after: Sort | None) -> bool:
        """Tell whether a thing is told by who does it: "Insatser som skolan ska göra"."""
        last = self.found[-1] if len(self.found) > self._clause else None
        if last is None or last.sure or last.is_person or last.last != self._at:
            return False
        return self.tokens[self._at].text == "som" and after in NAMED

    def _link(self) -> None:
        if self._passive and not self._subjects and self.tokens[self._at].text == "av":
            self._turn(Part.MAIN, is_open=True)
        elif self._claimed and self.tokens[self._at].text == "för":
            self._take_up()
        elif self._subjects and self._is_done_by():
            self.pronoun = True
        self._at += 1

    def _is_done_by(self) -> bool:
        """Tell whether the subject is the one something is done to: "Anna Ek informeras av polisen"."""
        before = self.tokens[self._at - 1]
        return (
            self.tokens[self._at].text == "av"
            and before.sort in {Sort.VERB, Sort.VERBISH}
            and is_passive(before.text)
        )

    def _take_up(self) -> None:
        """Make a second subject of one whose verb is left out: "A ansvarar för belysning och B för närvaro"."""
        last = self.found[-1]
        if last.part > Part.LEAD and last.last == self._at and last.joint in {Sort.AND, Sort.COMMA}:
            last.part, last.claims = Part.MAIN, bool(self._subjects) and self._subjects[0].claims
            self._subjects.append(last)

    def _skip(self) -> None:
        """Pass over a word that carries nothing, unless it is a label ("Samverkan: …")."""
        if self._sort(self._at + 1) is Sort.COLON and self._is_partner_label(self._at, self._at + 1):
            self._begin_clause(Part.PARTNER)
            self._at += 1
        elif self._part <= Part.LEAD and self.tokens[self._at].text.lower() in self.words.perhaps:
            self.doubt = True  # "ev. Trafikverket"
        self._at += 1

    def _nobody_(self) -> None:
        beside = {self._sort(self._at - 1), self._sort(self._at - 2)} & {Sort.COMMA, Sort.DASH, Sort.OPEN}
        if self._sort(self._at + 1) is Sort.COLON:
            self._at += 2  # "Vem: rektor"
            return
        self.nobody = self.nobody or not self._verb or bool(beside)
        self._open = False
        self._at += 1

    def _pronoun_(self) -> None:
        self.pronoun = self.pronoun or not self._verb
        if self.tokens[self._at].text.lower().endswith(" som"):
            self._turn(Part.OBJECT, is_open=False)  # "De som har i uppdrag att …"
        self._at += 1

    def _doubt_(self) -> None:
        self.doubt = True
        self._at += 1


_HANDLERS: dict[Sort, Callable[[ClauseReader], None]] = {
    Sort.AND: ClauseReader._separator,
    Sort.COMMA: ClauseReader._separator,
    Sort.SLASH: ClauseReader._separator,
    Sort.DASH: ClauseReader._separator,
    Sort.STOPPER: ClauseReader._end,
    Sort.BREAK: ClauseReader._end,
    Sort.COLON: ClauseReader._colon,
    Sort.OPEN: ClauseReader._bracket,
    Sort.CLOSE: ClauseReader._close,
    Sort.DOUBT: ClauseReader._doubt_,
    Sort.LEAD: ClauseReader._lead,
    Sort.PARTNER: ClauseReader._partner,
    Sort.THROUGH: ClauseReader._through,
    Sort.ALIAS: ClauseReader._alias,
    Sort.BETWEEN: ClauseReader._between,
    Sort.COPULA: ClauseReader._copula,
    Sort.LEAD_VERB: ClauseReader._lead_verb,
    Sort.INVOLVING: ClauseReader._verb_,
    Sort.VERB: ClauseReader._verb_,
    Sort.VERBISH: ClauseReader._verbish,
    Sort.STOP: ClauseReader._stop,
    Sort.LINK: ClauseReader._link,
    Sort.FILL: ClauseReader._skip,
    Sort.COMMISSION: ClauseReader._commission,
    Sort.ADDRESS: ClauseReader._skip,
    Sort.NOBODY: ClauseReader._nobody_,
    Sort.PRONOUN: ClauseReader._pronoun_,
}

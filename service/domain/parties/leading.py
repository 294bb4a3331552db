"""Leading: which of the subjects of a clause is said to answer for the measure.

Ansvarig: Anna Ek                          a label: whoever comes next
Anna Ek, Bo Ros – Bo ansvarig              after its subject; the dash singles out the last
Skolan deltar, polisen ansvarar för …      a verb: the subject named directly before it
I skolan ansvarar rektor                   the subject after its verb
Regeringen uppdrar åt Boverket att …       whoever is told answers, not whoever tells
"""

from service.domain.parties.naming import SEPARATORS, Found, Naming, Part
from service.domain.parties.phrases import Piece, extent
from service.domain.parties.words import Sort

NAMED = frozenset({Sort.GIVEN, Sort.SURNAME, Sort.UNIT, Sort.ROLE, Sort.NAME, Sort.INITIAL, Sort.CAPITALS})
_LABEL_REACH = 30  # tokens between "Ansvarig för att …" and its "är" or colon


class Leading(Naming):
    """Settles who leads, as words and verbs of responsibility are met."""

    def _lead(self) -> None:
        at, after = self._at, self._sort(self._at + 1)
        if self._brackets and self.found:
            self.found[-1].claims = True
            self._at += 2 if after is Sort.COLON else 1
            named = self._sort(self._at) in {Sort.ROLE, Sort.UNIT}
            self._singles_out = named and not self.found[-1].is_person  # "Gruppen (sammankallande: rektor)"
            return
        if self._falls_on_next(at):
            self._drop_thing()
            self.composed = self.composed or self._part is Part.LEAD  # "samordnas av A och genomförs av B"
        if (
            self.found
            and self.found[-1].last == at
            and self.found[-1].part > Part.LEAD
            and self.found[-1].joint
        ):
            self.found[-1].part, self.found[-1].claims = Part.LEAD, True  # "A planerar, B ansvarig"
            self._at += 1
            return
        reach = self._label_end(at + 1)
        if reach and not (self._subjects and self.tokens[reach].sort is Sort.COPULA):
            self._begin_clause(Part.LEAD)
            self._at = reach + 1
            return
        if self._subjects and not self._falls_on_next(at) and not self._names_next(at):
            apart = self._sort(at - 1) in {Sort.COMMA, Sort.DASH} or self._is_last_apart()
            one = self.tokens[at].text.endswith(
                "ansvarig"
            )  # "Elevhälsan, rektor ansvarig": the last one only
            self._claim(last_only=apart or (one and self._comma_leads_to_last()))
            if after is Sort.LINK:
                self._turn(Part.OBJECT, is_open=False)
            self._at += 1
            return
        generic = (
            after in {Sort.ROLE, Sort.UNIT}
            and self.tokens[at + 1].text.lower() in self.words.generic
            and not self._falls_on_next(at)
            and not self.tokens[at + 1].text.istitle()  # "Ansvarig Chef för …": a label without its colon
        )
        if generic and self._sort(at + 2) is Sort.BREAK and not self.found:
            self._begin_clause(Part.LEAD)  # "Ansvarig nämnd" on a line of its own
            self._at += 3
            return
        if generic and after is Sort.ROLE and self._sort(at + 2) is Sort.UNIT:
            generic = False  # "Ansvarig enhetschef IFO"
        if generic and self._sort(at + 2) in {Sort.GIVEN, Sort.UNIT, Sort.NAME, Sort.SURNAME}:
            self._at += 1
        elif generic or (after is Sort.LINK and self.tokens[at + 1].text != "av"):
            finish = extent(self.tokens, at + 1, self.words)
            self._add([Piece(False, at, max(finish, at + 1), True)])
            self._at = max(finish, at + 1)
            return
        self._turn(Part.LEAD, is_open=True, lasting=True)
        self._at += 1

    def _label_end(self, at: int) -> int:
        """Return the colon or "är" that ends a label of responsibility, or 0."""
        for here in range(at, min(at + _LABEL_REACH, len(self.tokens))):
            sort = self.tokens[here].sort
            if sort is Sort.COLON or (
                sort is Sort.COPULA and self.tokens[here].text.lower() in {"är", "blir"}
            ):
                return here
            if sort in {Sort.COMMA, Sort.STOPPER, Sort.BREAK, Sort.LEAD, Sort.GIVEN, Sort.SURNAME, Sort.DASH}:
                return 0
        return 0

    def _drop_thing(self) -> None:
        """Drop what is done: "Uppdraget genomförs av …", "Arbetet med trygghet och trivsel samordnas av …"."""
        if len(self.found) > self._clause and not self.found[self._clause].sure:
            self._subjects = []
            del self.found[self._clause :]
            self._run = len(self.found)
            self._turn(Part.MAIN, is_open=True, lasting=True)

    def _done_by(self, by: int) -> None:
        """Let whoever stands after "av" lead: "Lamporna åtgärdas av gatuenheten"; what is done to somebody is asked about."""
        self._drop_thing()
        self.pronoun = self.pronoun or bool(self._subjects)
        self._turn(Part.LEAD, is_open=True, lasting=True)
        self._at = by + 1

    def _falls_on_next(self, at: int) -> bool:
        """Tell whether whoever comes next answers: "Uppföljningen genomförs av …", "… åligger …"."""
        return self.tokens[at].text.lower().endswith(self.words.falls_on)

    def _names_next(self, at: int) -> bool:
        """Tell whether the word of responsibility at `at` is about whoever comes next."""
        opens = self._sort(at - 1) in SEPARATORS or self._sort(at - 1) in {Sort.STOPPER, Sort.BREAK}
        after = self._sort(at + 1)
        return opens and after in NAMED

    def _claim(self, *, last_only: bool = False) -> None:
        if not self._claimed:
            for found in self._subjects[-1:] if last_only else self._subjects:
                found.claims = True
        self._claimed = not last_only

    def _lead_verb(self) -> None:
        fresh = self._new_subject() or not self._verb or self._sort(self._at - 1) in {Sort.AND, Sort.VERB}
        if self._is_inverted():
            self._drop_last()
        if self._is_within():
            last = self.found[-1]
            last.part, last.claims, last.strong = Part.LEAD, True, True
            self._after_verb(Part.OBJECT)
            return
        if self._subjects:
            if fresh:
                singled_out = self._is_singled_out()
                several = self._subjects[0].party != self._subjects[-1].party
                if several and not singled_out and self._comma_leads_to_last():
                    self.composed = True  # "Gruppen, polisen sammankallar"
                self._claim(last_only=singled_out)
            self._after_verb(Part.OBJECT)
        elif self._goes_on_after_stop():
            self.found[-1].claims = True
            self._subjects = self.found[-1:]
            self._after_verb(Part.OBJECT)
        else:
            self._begin_clause(Part.LEAD)
            self._at += 2 if self._sort(self._at + 1) is Sort.COLON else 1

    def _goes_on_after_stop(self) -> bool:
        """Tell whether the subject stands before a full stop: "Gatukontoret. Ansvarar för belysningen"."""
        if not self.found or self._sort(self._at - 1) not in {Sort.STOPPER, Sort.BREAK}:
            return False
        alone = self.found[-1].last == self._at - 1 and self.found[-1].part <= Part.LEAD
        return alone and self._sort(self._at + 1) is Sort.LINK

    def _is_singled_out(self) -> bool:
        """Tell whether only the last of the subjects has the verb: "Robin, Sara, Otto – Sara leder"."""
        last = self._subjects[-1]
        if len(self._subjects) == 1 or last.last != self._at or last.joint not in {Sort.DASH, Sort.COMMA}:
            return False
        again = any(
            self.tokens[one.first].text == self.tokens[last.first].text for one in self._subjects[:-1]
        )
        return last.joint is Sort.DASH or again or self._is_last_apart()

    def _is_last_apart(self) -> bool:
        """Tell whether a comma sets the last subject apart from the others: "Robin/Sara, Otto sammankallande"."""
        return self._comma_leads_to_last() and any(
            one.joint in {Sort.SLASH, Sort.AND} for one in self._subjects[:-1]
        )

    def _comma_leads_to_last(self) -> bool:
        """Tell whether the last subject stands right before this word, after a comma."""
        last = self._subjects[-1]
        return last.last == self._at and last.joint is Sort.COMMA

    def _is_within(self) -> bool:
        """Tell whether one of a group is said to lead: "SSPF, där Anna Ek är sammankallande"."""
        if not self.found or self.found[-1].last != self._at:
            return False
        before = self.found[-1].first - 1
        return self._sort(before) is Sort.STOP and self.tokens[before].text in {"där", "varav"}

    def _is_inverted(self) -> bool:
        """Tell whether the subject comes after its verb: "I skolan ansvarar rektor"."""
        if (
            len(self._subjects) != 1
            or self.found[-1].last != self._at
            or self._sort(self._at + 1) not in NAMED
        ):
            return False
        return self._sort(self.found[-1].first - 1) is Sort.LINK

    def _commission(self) -> None:
        """Somebody is told to act ("… uppdrar åt Boverket att …"): those who are told are the ones who answer."""
        told = self.found[self._run :] if self.tokens[self._at].text.lower() == "i uppdrag" else []
        del self.found[self._clause : len(self.found) - len(told)]
        self._begin_clause(Part.LEAD)
        for found in told:
            found.part, found.claims = Part.LEAD, True
        self._subjects = told
        if told:
            self._turn(Part.OBJECT, is_open=False)
        self._at += 1

    def _new_subject(self) -> bool:
        """Make those named directly before a second verb its subject: "… och skolan ansvarar för …"."""
        if not self.found:
            return False
        if self._sort(self._at - 1) is Sort.CLOSE and self._take_explained():
            return True
        self._reach_back()
        last, first = self.found[-1], self.found[self._run] if self._run < len(self.found) else self.found[-1]
        if first.joint is None and self._ends_a_list(last):
            self._run, first = len(self.found) - 1, last  # "… till samtal med soc, soc har ansvar för …"
        if last.part <= Part.LEAD or last.last != self._at or first.joint is None:
            if (
                last.part <= Part.LEAD
                and last.last == self._at
                and not last.sure
                and not last.is_person
                and self._is_thing(last)
            ):
                self._drop_last()
            return False
        self._take_from(self._run)
        return True

    def _reach_back(self) -> None:
        """Begin the subject with its title, or with the person who is from a unit: "…, Gittan på IFO hjälper till"."""
        while self._clause < self._run < len(self.found):
            before, after = self.found[self._run - 1 : self._run + 1]
            between = [token.sort for token in self.tokens[before.last : after.first]]
            titled = before.party == after.party and not between
            from_unit = before.is_person and before.joint in SEPARATORS and between == [Sort.LINK]
            if not titled and not (from_unit and after.last == self._at):
                return
            after.party = before.party
            self._run -= 1

    def _take_explained(self) -> bool:
        """Make the party whose bracket just closed the subject: "…, arbetsgruppen (Anna, Bo) utför"."""
        start = len(self.found) - 1
        while start > self._clause and self.found[start].bracketed:
            start -= 1
        party = self.found[start]
        if start == len(self.found) - 1 or party.part <= Part.LEAD or party.joint not in SEPARATORS:
            return False
        self._take_from(start)
        return True

    def _take_from(self, start: int) -> None:
        """Begin a clause whose subjects are those found from `start` on."""
        for found in self.found[start:]:
            found.part = Part.MAIN
        self._clause, self._run, self._subjects = start, start, self.found[start:]
        self._verb = self._claimed = False

    def _ends_a_list(self, last: Found) -> bool:
        """Tell whether the last of what a verb is about begins a clause: "A utser ordförande och B utser …"."""
        return last.joint is Sort.AND or (
            last.joint is Sort.COMMA and self.tokens[self._at].sort is Sort.LEAD_VERB
        )

    def _is_thing(self, last: Found) -> bool:
        """Tell whether the unknown subject before a verb is a thing ("Rutiner tas fram") rather than somebody."""
        verb, first = self.tokens[self._at], self.tokens[last.first]
        if self._sort(last.first - 1) is Sort.LINK or (
            last.last - last.first == 1 and first.text.endswith(("et", "en"))
        ):
            return True
        return verb.sort is not Sort.LEAD_VERB and (
            is_passive(verb.text) or self.tokens[last.first].sort is not Sort.NAME
        )

    def _after_verb(self, part: Part) -> None:
        if not self._verb:
            self.clauses += 1
        self._verb = True
        self._turn(part, is_open=False)
        self._at += 1


def is_passive(verb: str) -> bool:
    """Tell whether the verb ends like "genomförs"."""
    return verb.partition(" ")[0].endswith("s")

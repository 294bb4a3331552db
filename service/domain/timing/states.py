"""States read from tokens: ongoing, on demand, undetermined, done; with what denies, delays or conditions them.

"ej klart" is not done          "beräknas vara klart" is not done yet        "bedöms vara genomförd" is done
"oklart när det kommer igång" is only undetermined: an undetermined word, a wait or a condition governs the rest of its
clause, and states within it say nothing about the measure.
"""

from dataclasses import dataclass

from service.domain.timing.gathering import PERIOD_ROLES, past_fill
from service.domain.timing.tokens import Token

_AHEAD = 4
_BACK = 5
_MOST = 90
"""So many per cent done are as good as all."""


@dataclass(slots=True)
class State:
    """A state and the tokens it stands on; no name when the words say nothing of their own."""

    name: str
    begin: int
    after: int
    reason: str = ""
    bare: bool = False


class StateReader:
    """Reads states from one cell's tokens, from left to right."""

    __slots__ = ("governed_to", "line_endings", "tokens")

    def __init__(self, tokens: list[Token], line_endings: tuple[str, ...]) -> None:
        self.tokens = tokens
        self.line_endings = line_endings
        self.governed_to = 0

    def read(self, at: int) -> State | None:
        """Return the state at `at`, None when the token is none."""
        roles = self.tokens[at].roles
        if at < self.governed_to and not roles.keys() & {"demand", "undetermined", "pending"}:
            return None
        if "demand" in roles:
            return State("on_demand", at, at + 1)
        if roles.keys() & {"pending", "undetermined"} and self._moved(at):
            return State("", at, at + 1)
        if "pending" in roles:
            return self._governing(State("undetermined", at, at + 1))
        if "undetermined" in roles:
            return self._governing(State("undetermined", at, at + 1))
        if "cancelled" in roles:
            return State("undetermined", at, at + 1, "Åtgärden verkar vara inställd.")
        if "negations" in roles:
            found = self._denied(at)
            if found:
                return found
        if "condition" in roles:
            found = self._condition(at)
            if found:
                return found
        if "done" in roles or ("finished" in roles and self._stands_finished(at)):
            return self._done(at)
        if "ongoing" in roles or "loose" in roles:
            return self._ongoing(at)
        if "elsewhere" in roles:
            return State("elsewhere", at, at + 1)
        if "framed" in roles:
            frame = f"”{self.tokens[at].word} …” är läst som löpande."
            return State("at_frame", at, at + 1, frame)
        if "line_adjectives" in roles and self.tokens[at + 1].word.endswith(self.line_endings):
            return State("ongoing", at, at + 2)
        if "started" in roles:
            return self._started(at)
        if "later" in roles and at and self.tokens[at - 1].word.endswith("s"):
            return State("undetermined", at, at + 1)
        if "decided" in roles:
            found = self._undecided(at)
            if found:
                return found
        return self._needed(at) if "demand_nouns" in roles else None

    # ------------------------------------------------------------------------------------------------ clauses

    def _clause_end(self, at: int) -> int:
        while not ("break" in self.tokens[at].roles or self.tokens[at].word == ","):
            at += 1
        return at

    def _governing(self, state: State) -> State:
        if state.after > self.governed_to:
            self.governed_to = self._clause_end(state.after)
        return state

    def _before(self, at: int, role: str, reach: int) -> int | None:
        """Return the nearest place before `at` in the same clause that has the role."""
        for here in range(at - 1, max(at - 1 - reach, -1), -1):
            roles = self.tokens[here].roles
            if role in roles:
                return here
            if "break" in roles or self.tokens[here].word == ",":
                return None
        return None

    def _ahead(self, at: int, roles: set[str], reach: int) -> int | None:
        for here in range(at, at + reach):
            token = self.tokens[here]
            if token.roles.keys() & roles:
                return here
            if "break" in token.roles or token.word == ",":
                return None
        return None

    # ------------------------------------------------------------------------------------------------- states

    def _moved(self, at: int) -> bool:
        """Whether a new time follows: "framskjutet till 2026"."""
        return self.tokens[at + 1].word == "till" and bool(
            self.tokens[past_fill(self.tokens, at + 2)].roles.keys() & PERIOD_ROLES
        )

    def _denied(self, at: int) -> State | None:
        """Read "ej bestämt", "inte genomfört än", "inget datum"."""
        here = self._ahead(at + 1, {"decided", "done", "started", "ongoing", "loose"}, _AHEAD)
        if here is None:
            return None
        after = here + 1
        while "decided" in self.tokens[after].roles and after < here + 3:
            after += 1
        roles = self.tokens[here].roles
        reason = ""
        if "decided" not in roles and "started" not in roles and self.tokens[after].word != "när":
            reason = "Det står att det inte är klart eller inte pågår, men inte när det ska ske."
        return self._governing(State("undetermined", at, after, reason))

    def _undecided(self, at: int) -> State | None:
        """Read "datum ej satt", "datum är inte bestämt"."""
        here = self._ahead(at + 1, {"negations", "undetermined", "elsewhere"}, 3)
        if here is None:
            return None
        if self.tokens[here].roles.keys() & {"undetermined", "elsewhere"}:
            return self._governing(State("undetermined", at, here + 1))
        found = self._denied(here)
        return self._governing(State("undetermined", at, found.after if found else here + 1))

    def _condition(self, at: int) -> State | None:
        """Read "när förfrågan kommer", "så snart avtal finns", "Om det uppkommer önskemål"."""
        token = self.tokens[at]
        first = (
            at == 0
            or bool(self.tokens[at - 1].roles.keys() & {"break", "bullet", "colon"})
            or self.tokens[at - 1].word == ","
        )
        if "condition_first" in token.roles and not first:
            return None
        if not self.tokens[at + 1].word.isalpha():
            return None
        end = self._clause_end(at)
        needed = max(
            (
                here
                for here in range(at, end)
                if self.tokens[here].roles.keys() & {"demand_nouns", "events"}
                or self.tokens[here].word == "finns"
            ),
            default=0,
        )
        plain = needed or token.word in ("i takt med", "efter hand", "efterhand")
        self.governed_to = max(self.governed_to, end)
        return State(
            "on_demand",
            at,
            needed + 1 if needed else at + 1,
            "" if plain else f"”{token.word} …” är läst som ett villkor: vid behov.",
        )

    def _needed(self, at: int) -> State | None:
        head = self._before(at, "demand_heads", 4)
        return State("on_demand", head, at + 1) if head is not None else None

    def _ongoing(self, at: int) -> State:
        name = "loose" if "loose" in self.tokens[at].roles else "ongoing"
        denied = self._ahead(at + 1, {"negations"}, 1)
        if denied is not None:
            return State(
                "undetermined", at, denied + 1, "Det står att det inte pågår, men inte när det ska ske."
            )
        return State(name, at, at + 1)

    def _started(self, at: int) -> State | None:
        if self._before(at, "modals", 3) is not None:
            return None
        denied = self._ahead(at + 1, {"negations"}, 1)
        if denied is not None:
            return State("undetermined", at, denied + 1)
        intended = self.tokens[at].roles.get("mistyped")
        return State(
            "started", at, at + 1, f"”{self.tokens[at].word}” är läst som ”{intended}”." if intended else ""
        )

    def _done(self, at: int) -> State | None:
        """Read a done word as done, unless it is denied, planned, a condition or only partly so."""
        tokens = self.tokens
        if self._before(at, "negations", 3) is not None or "negations" in tokens[at + 1].roles:
            after = at + 2 if "negations" in tokens[at + 1].roles else at + 1
            return State(
                "undetermined", at, after, "Det står att det inte är klart, men inte när det ska vara det."
            )
        if self._before(at, "after_done", 2) is not None:
            return State(
                "undetermined", at - 1, at + 1, f"När ”{tokens[at].word}” gäller står inte i texten."
            )
        if self._planned(at):
            return State("", at, at + 1)
        if self._before(at, "partial", 3) is not None:
            return State("ongoing", at, at + 1, "Det står att det är klart bara till en del.")
        if self._counted_off(at):
            return State("ongoing", at, at + 1, "Det står att det är klart bara till en del.")
        known = self._before(at, "certain", 2) is not None
        intended = tokens[at].roles.get("mistyped")
        reason = f"”{tokens[at].word}” är läst som ”{intended}”." if intended else ""
        if "past" in tokens[at].roles:
            reason = f"”{tokens[at].word}” är läst som att det är gjort."
        return State(
            "done",
            at,
            at + 1,
            reason,
            bare=bool(tokens[at].roles.keys() & {"finishing", "finished"}) and not known,
        )

    def _stands_finished(self, at: int) -> bool:
        """Whether "framtagen" tells of a state: "rutinen är framtagen", "Framtagen."; not in "framtagen rutin"."""
        ahead = self.tokens[at + 1]
        if "break" in ahead.roles or ahead.word == "," or self._before(at, "certain", 3) is not None:
            return True
        return not ahead.roles.keys().isdisjoint(PERIOD_ROLES)

    def _counted_off(self, at: int) -> bool:
        """Whether only so much is done: "75 % klart", "2 av 4 träffar genomförda"."""
        tokens = self.tokens
        if any(
            tokens[here].word in ("%", "procent") and tokens[here - 1].roles.get("number", 100) < _MOST
            for here in range(max(at - 6, 1), at)
        ):
            return True
        for here in range(max(at - 5, 1), at - 1):
            around = tokens[here - 1].roles.keys() & {"number", "count"} and tokens[here + 1].roles.keys() & {
                "number",
                "count",
            }
            if tokens[here].word == "av" and around:
                return True
        return False

    def _planned(self, at: int) -> bool:
        modal = self._before(at, "modals", _BACK)
        perfect = any(token.word == "har" for token in self.tokens[max(at - 3, 0) : at])
        if modal is not None and not perfect:
            judged = self._before(at, "judged", _BACK)
            return judged is None
        here = at + 1
        while "fill" in self.tokens[here].roles and here < at + 3:
            here += 1
        edge = self.tokens[here].roles.get("edge")
        return edge in ("by", "before", "till") or (
            "dash" in self.tokens[here].roles and self.tokens[here].word.isalpha()
        )

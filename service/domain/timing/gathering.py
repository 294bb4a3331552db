"""The elements of a cell as they are gathered, and where in the text the reading has come."""

from service.domain.timing.elements import Element
from service.domain.timing.tokens import Token

PERIOD_ROLES = frozenset({
    "month", "season", "season_part", "term", "occasion", "count", "number", "ordinal", "dm", "iso", "ym", "compact", "six", "dmy", "part",
    "relative_year", "neighbour", "month_turn", "term_year", "mandate", "week_code", "quarter_code", "tertial_code", "half_code", "weekday", "shortday",
})  # fmt: skip
RHYTHM_ROLES = frozenset(
    {"adverb", "every", "every_other", "weekdays", "even_weeks", "workdays", "per", "compound"}
)
STATE_ROLES = frozenset({
    "ongoing", "loose", "started", "demand", "demand_nouns", "condition", "undetermined", "pending", "cancelled", "done",
    "negations", "decided", "finished", "line_adjectives", "framed", "elsewhere", "later",
})  # fmt: skip


_FILLS = 5


def past_fill(tokens: list[Token], at: int) -> int:
    """Return the place after the small words that may stand before a period."""
    here = at
    while "fill" in tokens[here].roles and here < at + _FILLS:
        here += 1
    return here


class Gathering:
    """Takes the elements of one cell, each with the clause and the sentence it stands in."""

    __slots__ = ("clause", "elements", "modal_at", "plain_words", "sentence", "tokens")

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.elements: list[Element] = []
        self.clause = 0
        self.sentence = 0
        self.plain_words = 0
        self.modal_at = -1

    def add(self, sort: str, at: int, after: int) -> Element:
        """Note an element on the tokens from `at` up to `after`."""
        begin, finish = self.tokens[at].begin, self.tokens[after - 1].finish
        element = Element(
            sort, begin, finish, self.clause, self.sentence, self.plain_words == 0, self.modal_at
        )
        self.elements.append(element)
        return element

    def end_clause(self, at: int) -> int:
        """End the clause (and the sentence) at the mark, and return the next place."""
        token = self.tokens[at]
        self.clause += 1
        if "break" in token.roles:
            self.sentence += 1
        if "doubt" in token.roles:
            self.add("question", at, at + 1).reason = "Ett frågetecken står efter tiden."
        self.plain_words = 0
        return at + 1

"""What stands beside the grammar: times of day, events, hyphenated weekdays."""

from service.domain.timing.tokens import Token

_HAPPENING = 5
"""What happens is named within so many words."""


def is_tied_weekday(tokens: list[Token], at: int) -> bool:
    """Whether a hyphen ties the weekday at `at` to one that returns: "fredags- och lördagskvällar"."""
    return (
        tokens[at + 1].word == "-" and "joint" in tokens[at + 2].roles and "weekdays" in tokens[at + 3].roles
    )


def past_clock(tokens: list[Token], at: int) -> int:
    """Return the place after a time of day: "kl 13–15", "klockan 15:30", "13.00-15.00"."""
    here = at + 1
    if tokens[here].roles.keys() & {"number", "clock"} and tokens[at].word.isalpha():
        here += 1
    if "dash" in tokens[here].roles and tokens[here + 1].roles.keys() & {"number", "clock"}:
        here += 2
    return here


def is_joined_event(tokens: list[Token], at: int) -> bool:
    """Whether "vid" is joined to another time: "årligen samt vid revideringar"."""
    spoken = at > 0 and tokens[at - 1].word in ("samt", "och", "eller", "alt")
    return spoken and tokens[at + 1].word.isalpha() and not tokens[at + 1].roles


def past_happening(tokens: list[Token], at: int) -> int | None:
    """Return the place after what happens, when the word at `at` leads to it: "vid nyanställning", "efter inträffad händelse"."""
    for here in range(at + 1, at + _HAPPENING):
        roles = tokens[here].roles
        if "events" in roles:
            return here + 1
        if "break" in roles or "clause" in roles:
            return None
    return None


def is_own_clause(tokens: list[Token], at: int) -> bool:
    """Whether what begins at `at` is said by itself, or beside a state: "vid …", "…, vid …", "alltid vid …"."""
    before = tokens[at - 1]
    if at == 0 or before.word in (",", "samt", "och", "eller", "alt", "dels"):
        return True
    return bool(before.roles.keys() & {"ongoing", "loose", "adverb"}) or begins_clause(tokens, at)


def begins_clause(tokens: list[Token], at: int) -> bool:
    """Whether nothing of its sentence stands before `at`."""
    return at == 0 or not tokens[at - 1].roles.keys().isdisjoint({"break", "bullet", "colon"})

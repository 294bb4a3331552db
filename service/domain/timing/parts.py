"""Parts named behind their period: "årets slut", "2025 års början", "höstens första hälft", "årets senare del"."""

from service.domain.timing.numbers import Found
from service.domain.timing.tokens import Token

_THIRDS = {"första": 1, "tidigare": 1, "senare": 3, "sista": 3}
_DEL = ("del", "delen")
_HALVES = ("hälft", "hälften", "halva", "halvan")


def with_part_behind(tokens: list[Token], found: Found) -> Found:
    """Let the words behind a period narrow it to the part they name; without such words it stays as it is."""
    ranges, at = found
    here = at + 1 if tokens[at].word == "års" else at
    atom, owner = ranges[-1].last or ranges[-1].first, tokens[here - 1].word
    if atom.part is not None or atom.is_day:
        return found
    if owner.endswith("s"):
        which, noun = tokens[here : here + 2]
        half = which.roles.get("ordinal") if noun.word in _HALVES else None
        if half in (1, 2, -1):
            atom.part = (1 if half == 1 else 2, 2)
            return ranges, here + 2
        if which.word in _THIRDS and noun.word in _DEL:
            atom.part = (_THIRDS[which.word], 3)
            atom.reason = f"”{which.word} {noun.word}” går att räkna på flera sätt."
            return ranges, here + 2
    if "part_noun" not in tokens[here].roles or not (owner.endswith("s") or here == at + 1):
        return found
    atom.part = (tokens[here].roles["part_noun"], 3)
    atom.reason = f"”{owner} {tokens[here].word}” är läst som en tredjedel."
    return ranges, here + 1

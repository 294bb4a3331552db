"""How a measure stands, in the words of the one who answers.

A status word may be turned about ("inte klart"), lie ahead ("blir klart i maj"), or be asked about ("är det klart?"). A
word that negates or postpones reaches a few words, and never past a comma or a full stop. What several words say together:
that something is cancelled or delayed outweighs the rest, and something both done and going on is going on, unless the
answer begins with the plain word that it is done. "According to plan" and "we are waiting for" tell how it stands only when
nothing else does.
"""

import re
from collections.abc import Sequence

from service.domain.measure import Status
from service.domain.reply.words import MailWords

_TOKEN = re.compile(r"\w+|[.,;:!?()\n–%]")
_STOPS = frozenset(".,;:!?()\n–")
_REACH = 4
_LONGEST = 20_000
_DEFINITE = ("en", "et", "an", "na")

_OUTWEIGHING: tuple[Status, ...] = ("cancelled", "delayed")

_NEGATED: dict[Status, Status | None] = {
    "done": "ongoing",
    "ongoing": "not_started",
    "delayed": None,
    "cancelled": None,
    "not_started": "ongoing",
}


def read_status(text: str, words: MailWords) -> Status | None:
    """Return the status that a text gives, or None when it only tells in words. Never raises."""
    tokens = [token.lower() for token in _TOKEN.findall(text[:_LONGEST])]
    said = _said(tokens, words)
    waits = _says_of_itself("waits", tokens, words)
    if not said:
        return "delayed" if waits else "ongoing" if _says_of_itself("as_planned", tokens, words) else None
    first = said[0]
    if first[1] and first[0] == "done":
        return "cancelled" if any(status == "cancelled" for status, _ in said) else "done"
    found = {status for status, _ in said}
    for status in _OUTWEIGHING:
        if status in found:
            return status
    if "ongoing" in found or len(found) > 1 or (waits and "done" in found):
        return "ongoing"
    return found.pop()


def _says_of_itself(group: str, tokens: Sequence[str], words: MailWords) -> bool:
    """Whether a phrase of the group is said, neither asked nor negated."""
    places = [place for place, _ in words.answer[group].find(tokens)]
    if not places:
        return False
    asked, negations = _asked(tokens), words.answer["negations"]
    return any(
        not asked[place] and not negations.within(_clause_before(tokens, place, words)) for place in places
    )


def _said(tokens: Sequence[str], words: MailWords) -> list[tuple[Status, bool]]:
    """Return each status said, and whether it is the answer's first word and a clause of its own."""
    asked = _asked(tokens)
    said: list[tuple[Status, bool]] = []
    place = 0
    while place < len(tokens):
        status, length = _status_at(tokens, place, words)
        if status is None:
            place += 1
            continue
        meant = None if asked[place] else _meant(status, tokens, place, length, words)
        if meant is not None:
            alone = not said and _stands_alone(tokens, place, length, words)
            said.append((meant, alone and meant == status))
        place += length
    return said


def _asked(tokens: Sequence[str]) -> list[bool]:
    """Tell for each token whether its sentence is a question."""
    result, question = [False] * len(tokens), False
    for place in range(len(tokens) - 1, -1, -1):
        if tokens[place] in ".!?\n":
            question = tokens[place] == "?"
        result[place] = question
    return result


def _status_at(tokens: Sequence[str], place: int, words: MailWords) -> tuple[Status | None, int]:
    best: tuple[Status | None, int] = (None, 0)
    for status, phrases in words.statuses.items():
        length = phrases.at(tokens, place)
        if length > best[1]:
            best = (status, length)
    return best


def _stands_alone(tokens: Sequence[str], place: int, length: int, words: MailWords) -> bool:
    """Whether the answer begins with these words, all but bare, and holds nothing back ("klart sedan i maj")."""
    if words.answer["rest"].within(tokens) or place > 3:
        return False
    after = tokens[place + length] if place + length < len(tokens) else "."
    plain = all(each in words.answer["plain"].by_first for each in tokens[:place])
    return plain and (place == 0 or after in _STOPS or after == "och")


def _meant(status: Status, tokens: Sequence[str], place: int, length: int, words: MailWords) -> Status | None:
    before = _clause_before(tokens, place, words)
    after = _clause_after(tokens, place + length)
    negations = words.answer["negations"]
    if _is_conditioned(tokens, place - len(before), place, words) or (
        status == "done" and words.quote["clause"].at(after) > 0
    ):
        return None
    if status == "done" and before[-1:] == ["%"] and before[-2:-1] != ["100"]:
        return "ongoing"
    if negations.within(before) or (status != "done" and status != "not_started" and negations.at(after)):
        if status == "done" and words.answer["carried_out"].at(tokens, place):
            return "not_started"
        return _NEGATED[status]
    if status == "done" and (words.answer["ahead"].within(before) or words.answer["ahead_after"].at(after)):
        return "ongoing"
    return status


def _is_conditioned(tokens: Sequence[str], begin: int, place: int, words: MailWords) -> bool:
    """Whether a case is put before `place` ("när det är klart"), and not only said what a thing is about."""
    condition = words.answer["condition"]
    return any(condition.at(tokens, at) and not _is_about(tokens, at) for at in range(begin, place))


def _is_about(tokens: Sequence[str], at: int) -> bool:
    """Whether this is the "om" of "Åtgärden om skolteam är inställd": after the noun that a clause begins with."""
    begins = at == 1 or (at > 1 and tokens[at - 2] in _STOPS)
    return tokens[at] == "om" and begins and tokens[at - 1].endswith(_DEFINITE)


def _clause_before(tokens: Sequence[str], place: int, words: MailWords) -> list[str]:
    begin, turns = place, words.answer["turns"].by_first
    while (
        begin > 0
        and place - begin < _REACH
        and tokens[begin - 1] not in _STOPS
        and tokens[begin - 1] not in turns
    ):
        begin -= 1
    return list(tokens[begin:place])


def _clause_after(tokens: Sequence[str], place: int) -> list[str]:
    finish = place
    while finish < len(tokens) and finish - place < 2 and tokens[finish] not in _STOPS:
        finish += 1
    return list(tokens[place:finish])

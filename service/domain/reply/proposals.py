"""What an answer asks for besides telling how it goes: another date, a reminder later, another owner.

Only the words are taken out; what day they mean is for the När reading, and for the coordinator.
"""

import re

from service.domain.reply.words import MailWords

_TOKEN = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}(?:[-/ ]\d{2,4})?|\w+|[.,;:!?()\n]")
_WRITTEN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$|\d{1,2}/\d{1,2}")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_SENTENCE_ENDS = frozenset(".;!?\n")
_REACH = 7


class _Pieces:
    """A text's tokens with their places, so that a span of them can be cut out as written."""

    def __init__(self, text: str) -> None:
        found = list(_TOKEN.finditer(text[:20_000]))
        self.text = text
        self.said = [match.group().lower() for match in found]
        self.spans = [match.span() for match in found]

    def cut(self, begin: int, finish: int) -> str:
        return self.text[self.spans[begin][0] : self.spans[finish - 1][1]]


def proposed_date(text: str, words: MailWords) -> str | None:
    """Return the words of a new date ("skjuts upp till slutet av november" → "slutet av november"), or None."""
    pieces = _Pieces(text)
    for phrases in (words.statuses["delayed"], words.answer["new_date"]):
        for place, length in phrases.find(pieces.said):
            found = _date_after(pieces, place + length, words)
            if found:
                return found
    return None


def snoozed_until(text: str, words: MailWords) -> str | None:
    """Return the words of the day to be reminded on ("påminn mig 12 maj" → "12 maj"), or None."""
    pieces = _Pieces(text)
    for place, length in words.answer["snooze"].find(pieces.said):
        found = _date_after(pieces, place + length, words)
        if found:
            return found
    return None


def is_not_mine(text: str, words: MailWords) -> bool:
    """Whether the sender says that the measure is somebody else's ("inte min åtgärd", "fråga Sara i stället")."""
    pieces = _Pieces(text)
    if words.answer["not_mine"].within(pieces.said):
        return True
    for place, length in words.answer["ask_other"].find(pieces.said):
        if words.answer["instead"].within(pieces.said[place + length : place + length + 7]):
            return True
    return False


def _date_after(pieces: _Pieces, begin: int, words: MailWords) -> str | None:
    """Return the first date within reach, in the same sentence, with the words that belong to it."""
    for place in range(begin, min(begin + _REACH, len(pieces.said))):
        if pieces.said[place] in _SENTENCE_ENDS:
            return None
        finish = _date_at(pieces.said, place, words)
        if finish:
            return pieces.cut(_with_what_is_around(pieces.said, begin, place, words), finish)
    return None


def _with_what_is_around(said: list[str], begin: int, place: int, words: MailWords) -> int:
    """Return where "slutet av" or "senast" before a date begins."""
    for start in range(max(begin - 1, place - 4), place):
        length = words.periods_around.at(said, start)
        if length and (start + length == place or words.periods_around.at(said, start + length)):
            return start
    return place


def _date_at(said: list[str], place: int, words: MailWords) -> int:
    """Return where a date that begins here ends; 0 when none does."""
    word = said[place]
    following = said[place + 1] if place + 1 < len(said) else ""
    finish = 0
    if _WRITTEN_DAY.match(word):
        return place + 1
    if word in words.weeks and following.isdigit():
        finish = place + 2
    elif word in words.weeks and following == "." and place + 2 < len(said) and said[place + 2].isdigit():
        finish = place + 3
    elif words.dates["within"].at(said, place):
        unit = place + 1 + (1 if following.isdigit() else words.dates["spelled"].at(said, place + 1))
        return unit + 1 if unit > place + 1 and words.dates["units"].at(said, unit) else 0
    elif word.rstrip("e").isdigit() and len(word) <= 3 and following in words.months:
        finish = place + 2
    elif (word in words.months and len(word) > 2) or word in words.weekdays:
        finish = place + 1
    elif length := words.periods.at(said, place):
        finish = place + length
    elif _YEAR.match(word):
        return place + 1
    if finish and finish < len(said) and _YEAR.match(said[finish]):
        finish += 1
    return finish

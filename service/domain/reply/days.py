"""Days as automatic answers write them, in several languages. Only the few forms such answers use; När texts have `timing`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from service.domain.reply.words import MailWords

_TOKEN = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}(?:[./-]\d{2,4})?\b|\w+|[^\w\s]|\n")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")
_SHORT = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./-](\d{2,4}))?$")
_YEAR = re.compile(r"20\d\d$")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|e|a|er)?$")


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day in a text: its place among the tokens, where it ends, and whether it is a whole week's last day."""

    begin: int
    finish: int
    day: date


def tokens_of(text: str) -> list[str]:
    """Return the tokens of a text, in lower case, with written dates whole."""
    return [token.lower() for token in _TOKEN.findall(text)]


def named_days(tokens: list[str], words: MailWords, reference: date) -> Iterator[NamedDay]:
    """Yield the days named; one without a year is the first of its name from a month before `reference` on."""
    place = 0
    while place < len(tokens):
        found = _day_at(tokens, place, words, reference)
        if found:
            yield found
            place = found.finish
        else:
            place += 1


def _day_at(tokens: list[str], place: int, words: MailWords, reference: date) -> NamedDay | None:
    token = tokens[place]
    if match := _ISO.match(token):
        return _named(place, place + 1, int(match[1]), int(match[2]), int(match[3]), reference)
    if match := _SHORT.match(token):
        first, second = int(match[1]), int(match[2])
        day, month = (second, first) if second > 12 else (first, second)
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0) if match[3] else None
        return _named(place, place + 1, year, month, day, reference)
    return (
        _day_month(tokens, place, words, reference)
        or _month_day(tokens, place, words, reference)
        or _weekday(tokens, place, words, reference)
        or _week(tokens, place, words, reference)
    )


def _is_filler(token: str, words: MailWords) -> bool:
    return token in words.dates["fillers"].by_first


def _day_month(tokens: list[str], place: int, words: MailWords, reference: date) -> NamedDay | None:
    match = _ORDINAL.match(tokens[place])
    index = place + 1
    while index < len(tokens) and (tokens[index] in ".:" or _is_filler(tokens[index], words)):
        index += 1
    if match and index < len(tokens) and tokens[index] in words.months:
        return _with_year(
            tokens, place, index + 1, words.months[tokens[index]], int(match[1]), reference, words
        )
    return None


def _month_day(tokens: list[str], place: int, words: MailWords, reference: date) -> NamedDay | None:
    if tokens[place] not in words.months or len(tokens[place]) < 3:
        return None
    index = place + 1
    if index < len(tokens) and (tokens[index] == "." or _is_filler(tokens[index], words)):
        index += 1
    match = _ORDINAL.match(tokens[index]) if index < len(tokens) else None
    return (
        _with_year(tokens, place, index + 1, words.months[tokens[place]], int(match[1]), reference, words)
        if match
        else None
    )


def _with_year(
    tokens: list[str], begin: int, finish: int, month: int, day: int, reference: date, words: MailWords
) -> NamedDay | None:
    after = (
        finish + 1
        if finish < len(tokens) and (tokens[finish] in ",." or _is_filler(tokens[finish], words))
        else finish
    )
    if after < len(tokens) and _YEAR.match(tokens[after]):
        return _named(begin, after + 1, int(tokens[after]), month, day, reference)
    return _named(begin, finish, None, month, day, reference)


def _weekday(tokens: list[str], place: int, words: MailWords, reference: date) -> NamedDay | None:
    """A weekday followed by a date is that date; alone it is the next such day."""
    weekday = words.weekdays.get(tokens[place])
    if weekday is None:
        return None
    for index in range(place + 1, min(place + 4, len(tokens))):
        if tokens[index] not in ",." and not _is_filler(tokens[index], words):
            found = _day_at(tokens, index, words, reference) if tokens[index] not in words.weekdays else None
            if found:
                return NamedDay(place, found.finish, found.day)
            break
    ahead = (weekday - reference.weekday() - 1) % 7 + 1
    return NamedDay(place, place + 1, reference + timedelta(days=ahead))


def _week(tokens: list[str], place: int, words: MailWords, reference: date) -> NamedDay | None:
    index = place + 2 if place + 1 < len(tokens) and tokens[place + 1] == "." else place + 1
    if tokens[place] not in words.weeks or index >= len(tokens) or not tokens[index].isdigit():
        return None
    number = int(tokens[index][:4])
    for year in (reference.year, reference.year + 1):
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            continue
        if monday >= reference - timedelta(days=31):
            return NamedDay(place, index + 1, monday)
    return None


def _named(
    begin: int, finish: int, year: int | None, month: int, day: int, reference: date
) -> NamedDay | None:
    years = (year,) if year else (reference.year - 1, reference.year, reference.year + 1)
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year or found >= reference - timedelta(days=45):
            return NamedDay(begin, finish, found)
    return None

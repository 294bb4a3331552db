"""The day that a follow-up column's header names, in any of the ways Swedes write one.

Uppföljning 2025-01-15 · Uppf. 19/3 · Uppföljning 19/3-25 · den 15 januari 2025 · 15 jan     a day
Uppföljning mars · mars 2025 · T1 · Kv 2 · H1 · v. 12 · vår · hösten 2025                    a guess: its last
                                                                                             working day
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from service.domain.days import WorkCalendar
from service.domain.measure import plain
from service.domain.workbook.sheet import Value, as_day, as_text
from service.domain.workbook.words import WorkbookWords

ISO = re.compile(r"\b(20\d\d)[-./ ](\d{1,2})[-./ ](\d{1,2})\b")
COMPACT = re.compile(r"\b(?:20)?(\d\d)(\d\d)(\d\d)\b")
SLASHED = re.compile(r"\b(\d{1,2})\s*/\s*(\d{1,2})(?:\s*[-/ ]\s*((?:20)?\d\d))?\b")
DOTTED = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.((?:20)?\d\d)\b")
YEAR = re.compile(r"\b(20\d\d)\b")
NUMBERED = re.compile(r"\b([a-zåäö]+)\.?\s*(\d{1,2})\b")

SPANS = {"tertial": 4, "quarter": 3, "half": 6}
ENDS = {"spring": (5, 31), "autumn": (11, 30), "summer": (8, 31), "winter": (12, 31), "year_end": (12, 31)}

WORKING = WorkCalendar.swedish(quiet=(), squeezed_closed=False)


@dataclass(frozen=True, slots=True)
class NamedDay:
    """The day a header names; `guessed` when it named a longer time, or left the year out."""

    day: date
    guessed: bool


def day_in(value: Value, year: int, words: WorkbookWords) -> NamedDay | None:
    """Return the day that a header cell names, None when it names none."""
    day = as_day(value)
    if day is not None:
        return NamedDay(day, False)
    text = as_text(value).casefold()
    return _written_day(text, year) or _worded_day(text, year, words) or _period(text, year, words)


def _written_day(text: str, year: int) -> NamedDay | None:
    if match := ISO.search(text):
        return _made(int(match[1]), int(match[2]), int(match[3]), False)
    if match := DOTTED.search(text):
        return _made(_full_year(match[3], year), int(match[2]), int(match[1]), False)
    if match := SLASHED.search(text):
        return _made(_full_year(match[3], year), int(match[2]), int(match[1]), False)
    if match := COMPACT.search(text):
        return _made(2000 + int(match[1]), int(match[2]), int(match[3]), False)
    return None


def _worded_day(text: str, year: int, words: WorkbookWords) -> NamedDay | None:
    """A day in words: "15 januari", "den 15:e jan 2025"."""
    split = re.findall(r"\w+", text)
    for place, word in enumerate(split):
        month = _month(word, words)
        if month is None:
            continue
        before = re.fullmatch(r"(\d{1,2})(?:e|a|:e|:a)?", split[place - 1]) if place else None
        if before is None and place > 1 and split[place - 1] in ("e", "a"):
            before = re.fullmatch(r"(\d{1,2})", split[place - 2])
        if before is not None:
            return _made(_year_in(text, year), month, int(before[1]), False)
    return None


def _period(text: str, year: int, words: WorkbookWords) -> NamedDay | None:
    in_year = _year_in(text, year)
    for word, number in NUMBERED.findall(text):
        for name, length in SPANS.items():
            if word in words.dates[name] and 1 <= int(number) <= 12 // length:
                return _end_of_month(in_year, int(number) * length)
        if word in words.dates["week"] and 1 <= int(number) <= 52:
            return NamedDay(date.fromisocalendar(in_year, int(number), 5), True)
    for word in plain(text).split():
        month = _month(word, words)
        if month is not None:
            return _end_of_month(in_year, month)
        for name, (end_month, _) in ENDS.items():
            if word in words.dates[name]:
                return _end_of_month(in_year, end_month)
    return None


def _month(word: str, words: WorkbookWords) -> int | None:
    for names in (words.dates["months"], words.dates["short_months"]):
        if word in names:
            return names.index(word) + 1
    return 9 if word == "sept" else None


def _year_in(text: str, year: int) -> int:
    match = YEAR.search(text)
    return int(match[1]) if match else year


def _full_year(text: str | None, year: int) -> int:
    return year if text is None else int(text) if len(text) == 4 else 2000 + int(text)


def _end_of_month(year: int, month: int) -> NamedDay:
    last = date(year, month, monthrange(year, month)[1])
    return NamedDay(WORKING.on_or_before(last), True)


def _made(year: int, month: int, day: int, guessed: bool) -> NamedDay | None:
    try:
        return NamedDay(date(year, month, day), guessed)
    except ValueError:
        return None

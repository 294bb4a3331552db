"""The day that a follow-up column's header names, in any of the ways Swedes write one.

    2025-01-15 · 20250115 · 250115 · 15/1-25 · 15.1.2025 · 15-01-2025 · den 15:e januari 2025    a day
    19/3 · 15 jan                                                                                its year is guessed
    mars · T1 · andra kvartalet · H1 · v. 12 · hösten · helår · 2025                             a longer time: its
                                                                                                 last working day

Years of two digits are of this century.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from service.domain.days import WorkCalendar
from service.domain.workbook.sheet import Value, as_day, as_text
from service.domain.workbook.words import DateWords, WorkbookWords

Guess = Literal["", "year", "day"]
"""What a header left out: nothing, only the year, or the day."""

FIRST_YEAR, LAST_YEAR = 2000, 2099
FRIDAY = 5
MONTHS_IN = {"tertial": 4, "quarter": 3, "half": 6}
WORKING = WorkCalendar.swedish(quiet=(), squeezed_closed=False)
"""Nobody's quiet weeks count here: a follow-up at the end of July is held in July."""

_YEAR = r"(?:\s*[-–/,.']?\s*(?P<y>20\d\d|\d\d(?![\d.:])))?"
_WRITTEN = (
    re.compile(r"(?<!\d)(?P<y>20\d\d)\s?[-–./]\s?(?P<m>\d{1,2})\s?[-–./]\s?(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[-–.](?P<m>\d{1,2})[-–.](?P<y>20\d\d|\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\s?/\s?(?P<m>\d{{1,2}})(?!\d){_YEAR}"),
)
_LONG_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_BREAK = re.compile(r"(?<=\w)-\s*\n\s*(?=\D)")


@dataclass(frozen=True, slots=True)
class NamedDay:
    """The day a header names, and what had to be guessed of it."""

    day: date
    guess: Guess = ""


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The expressions that have words in them."""

    day: re.Pattern[str]
    month: re.Pattern[str]
    parts: Mapping[str, re.Pattern[str]]
    end: re.Pattern[str]


def day_in(value: Value, year: int, words: WorkbookWords) -> NamedDay | None:
    """Return the day that a header cell names, None when it names none or one that does not exist."""
    real = as_day(value)
    if real is not None:
        return NamedDay(real)
    text = _folded(value)
    if not text or (text.isdigit() and len(text) < len("250115")):
        return None
    patterns = _patterns(words)
    written = next(_written(text, words.dates, patterns), None)
    if written is None:
        return _longer_time(text, words.dates, patterns, year)
    named = written["y"]
    day = _real(_full(named) if named else year, _month(written, words.dates), int(written["d"]))
    return NamedDay(day, "" if named else "year") if day else None


def is_only_a_day(value: Value, words: WorkbookWords) -> bool:
    """Whether a header is a day and nothing else: such a column is one of follow-up even without the word."""
    if as_day(value) is not None:
        return True
    text = _folded(value).removeprefix("den ")
    found = next(_written(text, words.dates, _patterns(words)), None)
    return found is not None and len(found.group().strip()) >= len(text.strip(" .:"))


def _folded(value: Value) -> str:
    joined = _BREAK.sub("", as_text(value))
    return " ".join(unicodedata.normalize("NFKC", joined).casefold().split())


def _written(text: str, dates: DateWords, patterns: _Patterns) -> Iterator[re.Match[str]]:
    """Yield the places that may be a day: their month and day are numbers that can be."""
    for pattern in (*_WRITTEN, patterns.day):
        for found in pattern.finditer(text):
            if 1 <= _month(found, dates) <= 12 and 1 <= int(found["d"]) <= 31:
                yield found


def _month(found: re.Match[str], dates: DateWords) -> int:
    return int(found["m"]) if found["m"].isdigit() else dates.months[found["m"]]


def _full(year: str) -> int:
    return int(year) if len(year) == len("2025") else 2000 + int(year)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _longer_time(text: str, dates: DateWords, patterns: _Patterns, year: int) -> NamedDay | None:
    """Return the last working day of the month, part, season or year that the text names."""
    named = _LONG_YEAR.search(text)
    in_year = int(named[1]) if named else year
    month = patterns.month.search(text)
    if month:
        short = month["y"] if not named else None
        return _end_of_month(_full(short) if short else in_year, dates.months[month["m"]])
    for part, pattern in patterns.parts.items():
        found = pattern.search(text)
        if found:
            said = found["after"] or found["before"] or found["nth"]
            return _end_of_part(part, dates.numbers.get(said) or int(said), in_year)
    end = patterns.end.search(text)
    if end:
        day = _real(in_year, *dates.ends[end["end"]])
        return NamedDay(WORKING.on_or_before(day), "day") if day else None
    rest = re.sub(r"\d+[-/.]\d+", "", text)
    return _end_of_month(in_year, 12) if named and rest == text else None


def _end_of_part(part: str, number: int, year: int) -> NamedDay | None:
    if part == "week":
        try:
            return NamedDay(WORKING.on_or_before(date.fromisocalendar(year, number, FRIDAY)), "day")
        except ValueError:
            return None
    month = number * MONTHS_IN[part]
    return _end_of_month(year, month) if 1 <= month <= 12 else None


def _end_of_month(year: int, month: int) -> NamedDay | None:
    last = _real(year, month, monthrange(year, month)[1])
    return NamedDay(WORKING.on_or_before(last), "day") if last else None


def _patterns(words: WorkbookWords) -> _Patterns:
    dates = words.dates
    return _compiled(tuple(dates.months), tuple(dates.parts.items()), tuple(dates.numbers), tuple(dates.ends))


@lru_cache(maxsize=8)
def _compiled(
    months: tuple[str, ...],
    parts: tuple[tuple[str, tuple[str, ...]], ...],
    numbers: tuple[str, ...],
    ends: tuple[str, ...],
) -> _Patterns:
    month = rf"(?P<m>{_either(months)})\b\.?"
    after = _either(numbers)
    before = _either(tuple(word for word in numbers if len(word) > len("iii")))
    follow_up = r"(?:s?uppföljning\w*)?"
    return _Patterns(
        day=re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:\s?:?[ea]\b|\.)?\s*(?:i\s+|av\s+)?\b{month}{_YEAR}"),
        month=re.compile(rf"\b{month}(?:\s*[-–/,']\s*(?P<y>\d\d)\b)?"),
        parts={
            part: re.compile(
                rf"\b(?:{_either(names)}){follow_up}\.?\s*(?P<after>\d{{1,2}}|{after})\b"
                rf"|\b(?:(?P<before>{before})|(?P<nth>\d):?[ae])\s+(?:{_either(names)})\b"
            )
            for part, names in parts
        },
        end=re.compile(rf"\b(?P<end>{_either(ends)}){follow_up}\b"),
    )


def _either(alternatives: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(alternatives, key=len, reverse=True))

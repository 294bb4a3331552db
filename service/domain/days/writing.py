"""How a date and a count are written to a Swedish reader (Svenska skrivregler: lower case, no full stop, no "den")."""

from collections.abc import Iterable
from datetime import date

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)

NUMBERS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def in_words(count: int) -> str:
    """Return a count as a sentence has it: words up to twelve, digits above."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def say_short_day(day: date, today: date | None = None) -> str:
    """Return "19 mars", with the year when it is not that of `today` (None: always with it)."""
    year = "" if today is not None and day.year == today.year else f" {day.year}"
    return f"{day.day} {MONTHS[day.month - 1]}{year}"


def say_day(day: date, today: date | None = None) -> str:
    """Return "onsdag 19 mars", with the year when it is not that of `today` (None: always with it)."""
    return f"{WEEKDAYS[day.weekday()]} {say_short_day(day, today)}"


def say_days(days: Iterable[date], today: date | None = None) -> str:
    """Return the days as a sentence lists them: "10 mars, 17 mars och 2 april"."""
    *first, last = [say_short_day(day, today) for day in days] or [""]
    return f"{', '.join(first)} och {last}" if first else last


def say_span(first: date, last: date, today: date | None = None) -> str:
    """Return a period with nothing said twice: "3–7 mars", "28 februari–3 mars", "20 december 2025–7 januari 2026"."""
    if first == last:
        return say_short_day(first, today)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{say_short_day(last, today)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]}–{say_short_day(last, today)}"
    return f"{say_short_day(first)}–{say_short_day(last)}"

"""Which year a plan is for, when nobody has said so."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from service.domain.measure import Finding, plain
from service.domain.workbook.sheet import Sheet, Value, as_day
from service.domain.workbook.words import WorkbookWords

YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
TOP = 12
"""Rows in which a tab's title and headings stand."""

LONGEST_TITLE = 120


def find_year(sheets: Sequence[Sheet], words: WorkbookWords) -> tuple[int, Finding | None] | None:
    """Return the year and, when it is a guess, the finding that says so; None when the workbook names no year.

    A year beside "åtgärdsplan" in a title is certain, and so is the one year of all follow-up headings. Else the one
    most often named, in the follow-up headings or in the whole workbook, is guessed; of two, the later.
    """
    titled = Counter(year for sheet in sheets for year in _titled(sheet, words))
    if titled:
        return _most_named(titled), None
    followed = Counter(year for sheet in sheets for year in _followed(sheet, words))
    if len(followed) == 1:
        return _most_named(followed), None
    named = followed or Counter(
        year for sheet in sheets for row in sheet.rows for value in row for year in _years(value)
    )
    if not named:
        return None
    year = _most_named(named)
    said = f"Arbetsboken säger inte vilket år planen gäller. Vi räknar med {year}, som nämns oftast."
    return year, Finding("", "", "guessed-year", said)


def _most_named(years: Counter[int]) -> int:
    return max(years, key=lambda year: (years[year], year))


def _titled(sheet: Sheet, words: WorkbookWords) -> Iterator[int]:
    """Yield the years of short texts about a plan: in the tab's name and above and in its headings."""
    for text in (sheet.name, *(text for row in range(1, TOP + 1) for _, text in sheet.filled(row))):
        years = YEAR.findall(text) if len(text) <= LONGEST_TITLE else []
        if len(set(years)) == 1 and any(word in words.beside_year for word in _stems(text)):
            yield int(years[0])


def _followed(sheet: Sheet, words: WorkbookWords) -> Iterator[int]:
    for row in range(1, TOP + 1):
        for column, text in sheet.filled(row):
            if len(text) <= LONGEST_TITLE and words.speaks_of_follow_up(text):
                yield from _years(text)
            elif as_day(sheet.value(row, column)) and words.speaks_of_follow_up(
                sheet.shown_text(row - 1, column)
            ):
                yield from _years(sheet.value(row, column))


def _stems(text: str) -> Iterator[str]:
    """Yield a text's words, and the endings of compound ones: "trygghetsplan" speaks of a plan."""
    for word in plain(text).split():
        yield word
        if word.endswith(("plan", "planen")):
            yield "plan"


def _years(value: Value) -> Iterator[int]:
    if isinstance(value, str):
        yield from (int(year) for year in YEAR.findall(value)) if "20" in value else ()
    elif (day := as_day(value)) is not None:
        yield day.year

"""Which year a plan is for, when nobody has said so."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from service.domain.measure import Finding, plain
from service.domain.workbook.sheet import Sheet, as_day
from service.domain.workbook.words import WorkbookWords

YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
TOP = 12
"""Rows in which a tab's title and headings stand."""


def find_year(sheets: Sequence[Sheet], words: WorkbookWords) -> tuple[int, Finding | None] | None:
    """Return the year and, when it is a guess, the finding that says so; None when the workbook names no year.

    A year beside "åtgärdsplan" in a title is certain. Else the year most often named in the workbook is guessed.
    """
    titled = Counter(year for sheet in sheets for year in _titled(sheet, words))
    if titled:
        return titled.most_common(1)[0][0], None
    named = Counter(year for sheet in sheets for year in _named(sheet))
    if not named:
        return None
    year = named.most_common(1)[0][0]
    said = f"Arbetsboken säger inte vilket år planen gäller. Vi räknar med {year}, som nämns oftast."
    return year, Finding("", "", "guessed-year", said)


def _titled(sheet: Sheet, words: WorkbookWords) -> Iterator[int]:
    for text in (sheet.name, *(text for row in range(1, TOP + 1) for _, text in sheet.filled(row))):
        years = YEAR.findall(text)
        if (
            len(set(years)) == 1
            and len(text) <= 120
            and any(word in words.beside_year for word in _stems(text))
        ):
            yield int(years[0])


def _stems(text: str) -> Iterator[str]:
    """Yield a text's words, and the endings of compound ones: "trygghetsplan" speaks of a plan."""
    for word in plain(text).split():
        yield word
        if word.endswith("plan"):
            yield "plan"


def _named(sheet: Sheet) -> Iterator[int]:
    for row in sheet.rows:
        for value in row:
            if isinstance(value, str):
                yield from (int(year) for year in YEAR.findall(value))
            elif (day := as_day(value)) is not None:
                yield day.year

"""Rows of cells → measures, with a finding for every guess and every gap; and a new workbook against the old.

Findings' codes:

    guessed-date      a heading or a cell names no day of its own; one was assumed
    guessed-year      the plan's year was not said
    no-year           the workbook names no year at all
    no-header         no row of headings was found (in the tab, or in the whole workbook)
    unknown-column    a heading that says nothing to us
    hidden-tab        a hidden tab was read
    duplicate-area    two tabs are about the same area
    missing-area      a row belongs to no area
    heading-row       a row with nothing but a problem
    cause-without-measure, row-without-measure, missing-when, missing-who
    assumed-above     an empty problem or cause was taken from the row above
    analysis-differs  the workbook's own analysis counts otherwise than we do
"""

from service.domain.workbook.matching import Changes, Known, NewRow, match_rows
from service.domain.workbook.reading import read_plan
from service.domain.workbook.sheet import Merged, Sheet, Value
from service.domain.workbook.words import WorkbookWords

__all__ = [
    "Changes",
    "Known",
    "Merged",
    "NewRow",
    "Sheet",
    "Value",
    "WorkbookWords",
    "match_rows",
    "read_plan",
]

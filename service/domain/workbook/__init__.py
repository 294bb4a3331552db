"""Rows of cells → measures, with a finding for every guess and every gap; and a new workbook against the old.

Findings' codes:

    the workbook    no-header, no-year (nothing is read); guessed-year
    a tab           no-header, instruction-tab, copied-tab (not read); hidden-tab, duplicate-area (read)
    its headings    unknown-column, extra-column, no-such-day (not read); missing-column; guessed-year, guessed-date
    a row           example-row, missing-area (not read); heading-row, cause-without-measure, row-without-measure,
                    no-measure; missing-when, missing-who; assumed-above, guessed-date, numbered-items
    the analysis    analysis-differs, analysis-not-calculated

Counts are COUNTA's, from the row below the hints: a cell that says anything counts where it stands, a repeated text each
time, a merged cell once; white space alone does not count, and is named where the city's analysis counts it.
"""

from service.domain.workbook.items import numbered_items
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
    "numbered_items",
    "read_plan",
]

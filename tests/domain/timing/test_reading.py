"""What När cells mean, in the order of the package's docstring."""

from datetime import date, datetime

import pytest

from config.vocabulary import load
from service.domain.timing import TimeWords, read_when

WORDS = TimeWords.from_data(load("time"))


def test_an_empty_cell_says_nothing() -> None:
    assert read_when(None, 2025, WORDS).kinds == ()
    assert read_when("  \n", 2025, WORDS).kinds == ()


@pytest.mark.parametrize("cell", [date(2025, 3, 26), datetime(2025, 3, 26, 0, 0)])
def test_an_excel_date_cell_is_that_day(cell: date) -> None:
    timing = read_when(cell, 2025, WORDS)
    assert (timing.kinds, timing.start, timing.end, timing.check) == (("date",), date(2025, 3, 26), date(2025, 3, 26), False)

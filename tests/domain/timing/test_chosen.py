"""A time put together in a form is the same timing as its words would give."""

from datetime import date

import pytest

from service.domain.timing import Choice, Per, chosen_timing, occurrences

MAY, JUNE = date(2025, 5, 1), date(2025, 6, 30)


@pytest.mark.parametrize(
    ("choice", "start", "end", "per", "kinds", "bounds"),
    [
        ("time", MAY, JUNE, None, ("window",), (MAY, JUNE)),
        ("time", MAY, MAY, None, ("date",), (MAY, MAY)),
        ("time", None, JUNE, None, ("window",), (None, JUNE)),
        ("rhythm", None, None, Per(2, "term"), ("recurring",), (date(2025, 1, 1), date(2025, 12, 31))),
        ("rhythm", MAY, JUNE, Per(1, "month"), ("recurring", "window"), (MAY, JUNE)),
        ("ongoing", None, None, None, ("ongoing",), (None, None)),
        ("on_demand", None, JUNE, None, ("on_demand", "window"), (None, JUNE)),
        ("done", MAY, MAY, None, ("date", "done"), (MAY, MAY)),
        ("undetermined", MAY, JUNE, Per(1, "month"), ("undetermined",), (None, None)),
    ],
)
def test_the_choice_and_the_days_make_the_kinds(
    choice: Choice,
    start: date | None,
    end: date | None,
    per: Per | None,
    kinds: tuple[str, ...],
    bounds: tuple[date | None, date | None],
) -> None:
    timing = chosen_timing(choice, start, end, per, 2025)
    assert (timing.kinds, (timing.start, timing.end), timing.check) == (kinds, bounds, False)


def test_a_rhythm_within_days_is_due_at_the_end_of_each_of_its_periods() -> None:
    timing = chosen_timing("rhythm", MAY, JUNE, Per(1, "month"), 2025)
    assert [each.day for each in occurrences(timing, 2025)] == [date(2025, 5, 31), JUNE]

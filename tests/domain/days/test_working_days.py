"""Which days are worked in Sweden, and counting in them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.days import QuietDays, QuietWeeks, WorkCalendar

CALENDAR = WorkCalendar.swedish()
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked", "because"),
    [
        (date(2025, 3, 19), True, "an ordinary Wednesday"),
        (date(2025, 3, 22), False, "Saturday"),
        (date(2025, 3, 23), False, "Sunday"),
        (date(2025, 4, 17), True, "Maundy Thursday works until lunch"),
        (date(2025, 4, 18), False, "Good Friday"),
        (date(2025, 4, 21), False, "Easter Monday"),
        (date(2025, 4, 30), True, "Walpurgis Night"),
        (date(2025, 5, 1), False, "the First of May"),
        (date(2025, 5, 2), False, "klämdag after the First of May"),
        (date(2025, 5, 29), False, "Ascension Day"),
        (date(2025, 5, 30), False, "klämdag after Ascension Day"),
        (date(2025, 6, 6), False, "the National Day"),
        (date(2025, 6, 20), False, "Midsummer Eve"),
        (date(2025, 7, 1), False, "July is quiet"),
        (date(2025, 7, 31), False, "July is quiet to its last day"),
        (date(2025, 8, 1), True, "a Friday in August"),
        (date(2025, 12, 19), True, "the last Friday before Christmas"),
        (date(2025, 12, 22), False, "the quiet days of Christmas begin"),
        (date(2026, 1, 5), False, "the quiet days of Christmas go on"),
        (date(2026, 1, 7), True, "the day after Epiphany and its quiet days"),
    ],
)
def test_a_day_is_worked_unless_it_is_red_squeezed_or_quiet(day: date, worked: bool, because: str) -> None:
    assert CALENDAR.is_working(day) is worked, because


def test_an_organisation_adds_its_own_closed_days() -> None:
    closed = WorkCalendar.swedish(extra_closed=[date(2025, 9, 5)])
    assert CALENDAR.is_working(date(2025, 9, 5))
    assert not closed.is_working(date(2025, 9, 5))


def test_an_organisation_may_work_on_squeezed_days_and_in_july() -> None:
    busy = WorkCalendar.swedish(quiet=[], squeezed_closed=False)
    assert busy.is_working(date(2025, 5, 30))
    assert busy.is_working(date(2025, 7, 15))
    assert not busy.is_working(date(2025, 12, 24)), "the eves are closed all the same"


def test_quiet_weeks_are_counted_as_iso_weeks() -> None:
    calendar = WorkCalendar.swedish(quiet=[QuietWeeks(28, 31)])
    assert calendar.is_working(date(2025, 7, 4))
    assert not calendar.is_working(date(2025, 7, 7))
    assert not calendar.is_working(date(2025, 8, 1))
    assert calendar.is_working(date(2025, 8, 4))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2025, 3, 19), 1, date(2025, 3, 20)),
        (date(2025, 3, 21), 1, date(2025, 3, 24)),
        (date(2025, 3, 22), 1, date(2025, 3, 24)),
        (date(2025, 3, 24), -1, date(2025, 3, 21)),
        (date(2025, 3, 23), -1, date(2025, 3, 21)),
        (date(2025, 3, 23), 0, date(2025, 3, 24)),
        (date(2025, 3, 19), -14, date(2025, 2, 27)),
        (date(2025, 4, 22), -1, date(2025, 4, 17)),
        (date(2025, 12, 19), 1, date(2026, 1, 7)),
        (date(2026, 1, 7), -1, date(2025, 12, 19)),
        (date(2025, 6, 30), 1, date(2025, 8, 1)),
    ],
)
def test_working_days_are_added_over_weekends_holidays_and_the_turn_of_the_year(
    start: date, count: int, end: date
) -> None:
    assert CALENDAR.add_working_days(start, count) == end


def test_a_day_off_has_a_working_day_on_either_side() -> None:
    assert CALENDAR.on_or_before(date(2025, 5, 31)) == date(2025, 5, 28)
    assert CALENDAR.on_or_after(date(2025, 5, 31)) == date(2025, 6, 2)
    assert (
        CALENDAR.on_or_before(date(2025, 6, 3)) == date(2025, 6, 3) == CALENDAR.on_or_after(date(2025, 6, 3))
    )


def test_the_afternoon_before_a_holiday_is_known() -> None:
    assert CALENDAR.closes_early(date(2025, 4, 17))
    assert CALENDAR.closes_early(date(2025, 10, 31))
    assert not CALENDAR.closes_early(date(2025, 4, 16))
    assert not CALENDAR.closes_early(date(2025, 6, 6)), "closed all day"


def test_a_calendar_without_a_working_day_is_refused() -> None:
    with pytest.raises(ValueError, match="no day of 2025"):
        WorkCalendar.swedish(quiet=[QuietDays((1, 1), (12, 31))]).on_or_after(date(2025, 1, 1))


@given(DAYS, st.integers(-300, 300).filter(bool))
def test_adding_lands_on_a_working_day_and_counts_right(day: date, count: int) -> None:
    landed = CALENDAR.add_working_days(day, count)
    assert CALENDAR.is_working(landed)
    step = timedelta(days=1 if count > 0 else -1)
    passed, here = 0, day
    while here != landed:
        here += step
        passed += CALENDAR.is_working(here)
    assert passed == abs(count)


@given(DAYS, DAYS)
def test_the_days_between_are_counted_as_one_would_by_hand(first: date, last: date) -> None:
    last = first + timedelta(days=(last - first).days % 400)
    days = (first + timedelta(days=number + 1) for number in range((last - first).days))
    assert CALENDAR.working_days_between(first, last) == sum(CALENDAR.is_working(day) for day in days)
    assert CALENDAR.working_days_between(last, first) == -CALENDAR.working_days_between(first, last)

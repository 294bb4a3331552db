"""Periods, zones, and dates as a Swedish reader sees them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from service.domain.days import Period, instant, local_day, say_day, say_days, say_short_day, say_span

STOCKHOLM = ZoneInfo("Europe/Stockholm")
TODAY = date(2025, 3, 3)


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2025, 1, 15), time(8), datetime(2025, 1, 15, 7, tzinfo=UTC)),
        (date(2025, 7, 15), time(8), datetime(2025, 7, 15, 6, tzinfo=UTC)),
        (date(2025, 3, 30), time(1, 59), datetime(2025, 3, 30, 0, 59, tzinfo=UTC)),
        (date(2025, 3, 30), time(2, 30), datetime(2025, 3, 30, 1, 30, tzinfo=UTC)),
        (date(2025, 3, 30), time(8), datetime(2025, 3, 30, 6, tzinfo=UTC)),
        (date(2025, 10, 26), time(2, 30), datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
        (date(2025, 10, 26), time(8), datetime(2025, 10, 26, 7, tzinfo=UTC)),
    ],
)
def test_a_local_time_becomes_an_instant_also_on_the_nights_the_clocks_change(
    day: date, at: time, moment: datetime
) -> None:
    assert instant(day, at, STOCKHOLM) == moment
    assert instant(day, at, STOCKHOLM).tzinfo is UTC


def test_an_instant_late_in_the_evening_belongs_to_the_next_local_day() -> None:
    assert local_day(datetime(2025, 6, 30, 22, 30, tzinfo=UTC), STOCKHOLM) == date(2025, 7, 1)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        local_day(datetime(2025, 6, 30, 22, 30), STOCKHOLM)


def test_a_date_is_written_with_its_weekday_and_the_year_only_when_it_is_another() -> None:
    assert say_day(date(2025, 3, 19), TODAY) == "onsdag 19 mars"
    assert say_day(date(2026, 1, 7), TODAY) == "onsdag 7 januari 2026"
    assert say_day(date(2025, 3, 19)) == "onsdag 19 mars 2025"
    assert say_short_day(date(2025, 8, 1), TODAY) == "1 augusti"


def test_several_dates_are_listed_as_in_a_sentence() -> None:
    assert say_days([], TODAY) == ""
    assert say_days([date(2025, 3, 10)], TODAY) == "10 mars"
    assert (
        say_days([date(2025, 3, 10), date(2025, 3, 17), date(2025, 4, 2)], TODAY)
        == "10 mars, 17 mars och 2 april"
    )


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 3, 3), date(2025, 3, 3), "3 mars"),
        (date(2025, 3, 3), date(2025, 3, 7), "3–7 mars"),
        (date(2025, 2, 28), date(2025, 3, 3), "28 februari–3 mars"),
        (date(2026, 2, 28), date(2026, 3, 3), "28 februari–3 mars 2026"),
        (date(2025, 12, 20), date(2026, 1, 7), "20 december 2025–7 januari 2026"),
    ],
)
def test_a_period_says_nothing_twice(first: date, last: date, words: str) -> None:
    assert say_span(first, last, TODAY) == words


def test_a_period_holds_both_its_ends() -> None:
    march = Period(date(2025, 3, 1), date(2025, 3, 31))
    assert len(march) == 31 == len(list(march))
    assert date(2025, 3, 1) in march
    assert date(2025, 3, 31) in march
    assert date(2025, 4, 1) not in march
    assert march.overlap(Period(date(2025, 3, 20), date(2025, 5, 1))) == Period(
        date(2025, 3, 20), date(2025, 3, 31)
    )
    assert march.overlap(Period(date(2025, 4, 1), date(2025, 5, 1))) is None
    assert len(Period.of_year(2024)) == 366


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2025, 3, 2), date(2025, 3, 1))

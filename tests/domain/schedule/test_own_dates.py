"""A measure's own dates: a nudge before, the question after; and how they meet the plan's follow-up dates."""

from datetime import date

import pytest

from service.domain.schedule import FollowUpDay, Occasion, Rhythm, join_occasions, occasions_of
from service.domain.timing import Per, Timing
from tests.domain.schedule.cast import START, follow_ups, measure, planned, told

MAY = date(2025, 5, 14)


def test_an_own_date_has_a_nudge_before_and_the_question_after() -> None:
    assert told(measure(own=[(MAY, "date")])) == [
        "2025-04-28 nudge Robin",
        "2025-05-15 ask Robin",
        "2025-05-21 late-5 Robin",
        "2025-05-26 coordinator Maja",
    ]


def test_where_a_period_begins_there_is_a_nudge_and_no_question() -> None:
    assert told(measure(own=[(MAY, "start")])) == ["2025-04-28 nudge Robin"]


def test_a_quarterly_rhythm_is_nudged_and_asked_about_each_time() -> None:
    quarters = [(date(2025, 3, 31), "rhythm"), (date(2025, 6, 30), "rhythm"), (date(2025, 9, 30), "rhythm")]
    assert [row for row in told(measure(own=quarters)) if "late" not in row and "Maja" not in row] == [
        "2025-03-17 nudge Robin",
        "2025-04-01 ask Robin",
        "2025-06-13 nudge Robin",
        "2025-08-01 ask Robin",
        "2025-09-16 nudge Robin",
        "2025-10-01 ask Robin",
    ]


def test_a_monthly_rhythm_is_not_nudged_and_reminded_once() -> None:
    months = [(date(2025, 9, 30), "rhythm"), (date(2025, 10, 31), "rhythm"), (date(2025, 11, 30), "rhythm")]
    assert [row for row in told(measure(own=months)) if "Maja" not in row] == [
        "2025-10-01 ask Robin",
        "2025-10-07 late-5 Robin",
        "2025-11-03 ask Robin",
        "2025-11-07 late-5 Robin",
        "2025-12-01 ask Robin",
        "2025-12-05 late-5 Robin",
    ]


def test_an_own_date_that_is_a_follow_up_date_is_asked_about_once() -> None:
    occasions = join_occasions(follow_ups(MAY), [(MAY, "end")], START)
    assert [occasion.key for occasion in occasions] == ["f:2025-05-14"]


def test_of_two_meanings_of_one_day_the_one_that_is_to_be_ready_counts() -> None:
    (occasion,) = join_occasions((), [(MAY, "start"), (MAY, "end")], START)
    assert occasion == Occasion("own", MAY, None, START, "end")


def test_a_nudge_next_to_the_question_before_a_follow_up_gives_way() -> None:
    crossing = measure(date(2025, 5, 20), own=[(MAY, "date")])
    april = [row for row in told(crossing) if row < "2025-05-01"]
    assert april == ["2025-04-28 ask Robin"]


def test_silence_about_two_near_occasions_is_told_once() -> None:
    crossing = measure(date(2025, 5, 20), own=[(MAY, "date")])
    assert sum("coordinator" in row for row in told(crossing)) == 1


def test_an_answer_to_the_own_date_while_the_follow_up_is_asked_about_counts_for_both() -> None:
    crossing = measure(date(2025, 5, 20), own=[(MAY, "date")], answered={"o:2025-05-14": date(2025, 5, 15)})
    assert [each.key.occasion for each in planned(crossing) if each.due >= date(2025, 5, 15)] == []


def test_who_said_before_the_own_date_that_all_goes_well_is_still_asked_whether_it_went() -> None:
    crossing = measure(date(2025, 5, 20), own=[(MAY, "date")], answered={"f:2025-05-20": date(2025, 5, 5)})
    assert next(row for row in told(crossing) if row > "2025-05-05") == "2025-05-15 ask Robin"


def when(*kinds: str, start: date | None = None, end: date | None = None, per: Per | None = None) -> Timing:
    return Timing(kinds, start, end, per, False, "", ())


def days_of(timing: Timing | None) -> list[str]:
    occasions = occasions_of(timing, 2025, [FollowUpDay(date(2025, 3, 19), 1, START)], START)
    return [f"{occasion.key} {occasion.role}" for occasion in occasions]


def test_a_windows_start_and_end_join_the_follow_up_dates() -> None:
    spring = when("window", start=date(2025, 3, 1), end=date(2025, 5, 31))
    assert days_of(spring) == ["o:2025-03-01 start", "f:2025-03-19 date", "o:2025-05-31 end"]


def test_a_rhythm_is_due_at_the_end_of_each_of_its_periods() -> None:
    quarterly = when("recurring", start=date(2025, 1, 1), end=date(2025, 12, 31), per=Per(1, "quarter"))
    assert days_of(quarterly)[2:] == ["o:2025-06-30 rhythm", "o:2025-09-30 rhythm", "o:2025-12-31 rhythm"]


def test_days_in_other_years_belong_to_those_years_plans() -> None:
    years = when("window", start=date(2023, 1, 1), end=date(2026, 12, 31))
    assert days_of(years) == ["f:2025-03-19 date"]


def test_what_runs_on_or_is_not_read_follows_the_plans_dates() -> None:
    assert days_of(when("ongoing")) == days_of(when("undetermined")) == days_of(None) == ["f:2025-03-19 date"]


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        ("quarter", ["f:2025-03-31", "f:2025-06-30", "f:2025-09-30", "f:2025-12-31"]),
        ("half-year", ["f:2025-06-30", "f:2025-12-31"]),
        ("year", ["f:2025-12-31"]),
        ("plan", ["f:2025-03-19"]),
    ],
)
def test_an_area_may_follow_up_what_has_no_time_in_a_rhythm_of_its_own(
    rhythm: Rhythm, days: list[str]
) -> None:
    meetings = [FollowUpDay(date(2025, 3, 19), 1, START)]
    occasions = occasions_of(when("ongoing"), 2025, meetings, START, rhythm)
    assert [occasion.key for occasion in occasions] == days


def test_what_has_a_day_of_its_own_is_followed_up_at_the_plans_dates_whatever_the_areas_rhythm() -> None:
    meetings = [FollowUpDay(date(2025, 3, 19), 1, START)]
    may = when("date", start=MAY, end=MAY)
    assert occasions_of(may, 2025, meetings, START, "quarter") == occasions_of(may, 2025, meetings, START)


def test_a_follow_up_date_in_a_far_year_is_left_out() -> None:
    slips = [FollowUpDay(day, 1, START) for day in (date(202, 3, 19), date(2025, 3, 19), date(9999, 12, 31))]
    assert [occasion.key for occasion in occasions_of(None, 2025, slips, START)] == ["f:2025-03-19"]


def test_an_own_day_that_no_plan_reaches_is_left_out() -> None:
    assert join_occasions((), [(date(9999, 12, 31), "end"), (date(1, 1, 1), "start")], START) == ()

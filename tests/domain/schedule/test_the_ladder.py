"""The ladder of one occasion, told as tables: what goes out on which day when nobody answers, and what stops it."""

from datetime import date

import pytest

from service.domain.measure import Status
from service.domain.schedule import People, follow_ups_of
from tests.domain.schedule.cast import (
    CHIEF,
    MAJA,
    MARCH,
    OTTO,
    ROBIN,
    SARA,
    START,
    follow_ups,
    measure,
    planned,
    policy_with,
    told,
)

SILENCE_IN_MARCH = [
    "2025-02-27 ask Robin",
    "2025-03-12 remind-5 Robin",
    "2025-03-18 remind-1 Robin",
    "2025-03-20 late-1 Robin",
    "2025-03-24 late-3 Robin",
    "2025-03-28 late-7 Robin",
    "2025-04-02 coordinator Maja",
]


def test_a_follow_up_date_is_asked_about_reminded_of_and_at_last_told_to_the_coordinator() -> None:
    assert told(measure(MARCH)) == SILENCE_IN_MARCH


def test_silence_goes_by_the_stand_in_and_the_manager_with_days_of_grace() -> None:
    people = People(MAJA, stand_in={ROBIN: SARA}, manager={ROBIN: CHIEF})
    assert told(measure(MARCH), people)[6:] == [
        "2025-04-01 stand_in Sara",
        "2025-04-03 manager chief",
        "2025-04-08 coordinator Maja",
    ]


def test_a_coordinator_who_owns_a_measure_is_not_told_on_herself() -> None:
    assert told(measure(MARCH, lead=MAJA))[-1] == "2025-03-28 late-7 Maja"


def test_an_answer_stops_the_rest() -> None:
    answered = measure(MARCH, answered={"f:2025-03-19": date(2025, 3, 13)})
    assert told(answered) == SILENCE_IN_MARCH[:2]


def test_an_answer_before_the_question_leaves_nothing_to_ask() -> None:
    assert told(measure(MARCH, answered={"f:2025-03-19": date(2025, 2, 20)})) == []


def test_an_answer_on_the_day_of_a_reminder_stops_it() -> None:
    answered = measure(MARCH, answered={"f:2025-03-19": date(2025, 3, 12)})
    assert told(answered) == SILENCE_IN_MARCH[:1]


@pytest.mark.parametrize("status", ["done", "cancelled"])
def test_a_closed_measure_is_not_asked_about_from_that_day(status: Status) -> None:
    closed = measure(MARCH, status=status, status_since=date(2025, 3, 14))
    assert told(closed) == SILENCE_IN_MARCH[:2]
    assert told(measure(MARCH, status=status)) == [], "closed nobody knows when"


@pytest.mark.parametrize("status", ["not_started", "ongoing", "delayed"])
def test_an_open_measure_is_asked_about_at_every_follow_up_date(status: Status) -> None:
    assert told(measure(MARCH, status=status, status_since=date(2025, 2, 1))) == SILENCE_IN_MARCH


def test_a_measure_without_a_lead_is_the_coordinators_to_place() -> None:
    assert told(measure(MARCH, lead=None)) == []


def test_those_who_take_part_get_one_copy_of_the_question_as_a_row_of_their_own() -> None:
    shared = measure(MARCH, participants=(SARA, OTTO, ROBIN))
    assert told(shared)[:4] == [
        "2025-02-27 ask Robin",
        "2025-02-27 copy Sara",
        "2025-02-27 copy Otto",
        "2025-03-12 remind-5 Robin",
    ]
    assert planned(shared)[0].copies == (SARA, OTTO)


def test_what_falls_on_a_day_off_before_a_deadline_goes_the_working_day_before() -> None:
    saturday = measure(date(2025, 5, 31))
    assert told(saturday)[:3] == [
        "2025-05-08 ask Robin",
        "2025-05-21 remind-5 Robin",
        "2025-05-27 remind-1 Robin",
    ]


def test_the_week_after_a_date_at_the_turn_of_the_year_is_in_january() -> None:
    year_end = measure(date(2025, 12, 31))
    assert told(year_end)[2:4] == ["2025-12-18 remind-1 Robin", "2026-01-07 late-1 Robin"]


def test_a_plan_without_follow_up_dates_is_followed_up_at_each_tertials_end() -> None:
    days = [occasion.day for occasion in follow_ups_of(2025, [], START)]
    assert days == [date(2025, 4, 30), date(2025, 8, 31), date(2025, 12, 31)]


def test_monthly_follow_ups_are_not_asked_about_three_weeks_ahead() -> None:
    monthly = measure(date(2025, 9, 15), date(2025, 10, 15), date(2025, 11, 14))
    october = [
        row for row, each in zip(told(monthly), planned(monthly), strict=True) if "10-15" in each.key.occasion
    ]
    assert october == [
        "2025-10-08 ask Robin",
        "2025-10-14 remind-1 Robin",
        "2025-10-16 late-1 Robin",
        "2025-10-20 late-3 Robin",
        "2025-10-23 coordinator Maja",
    ]


def test_one_occasion_is_left_when_the_next_begins_to_be_asked_about() -> None:
    weekly = measure(date(2025, 9, 3), date(2025, 9, 10))
    first = [each for each in planned(weekly) if each.key.occasion == "f:2025-09-03"]
    second = [each for each in planned(weekly) if each.key.occasion == "f:2025-09-10"]
    assert max(each.due for each in first) < min(each.due for each in second)


def test_an_area_may_have_rules_of_its_own() -> None:
    policy = policy_with(areas={"1": {"follow_up": {"ask": 20, "remind": [3], "late": []}}})
    assert told(measure(MARCH), policy=policy) == [
        "2025-02-19 ask Robin",
        "2025-03-14 remind-3 Robin",
        "2025-03-24 coordinator Maja",
    ]
    assert told(measure(MARCH, area=2), policy=policy) == SILENCE_IN_MARCH


def test_a_measure_imported_late_is_asked_at_once_and_steps_too_near_are_left_out() -> None:
    assert told(measure(MARCH, since=date(2025, 3, 11)))[:3] == [
        "2025-03-11 ask Robin",
        "2025-03-18 remind-1 Robin",
        "2025-03-20 late-1 Robin",
    ]


def test_a_measure_imported_on_a_saturday_is_asked_about_on_the_monday() -> None:
    assert told(measure(MARCH, since=date(2025, 3, 8)))[0] == "2025-03-10 ask Robin"


def test_occasions_that_were_over_when_the_measure_came_are_not_asked_about() -> None:
    assert told(measure(MARCH, since=date(2025, 3, 20))) == []
    assert told(measure(MARCH, since=MARCH))[0] == "2025-03-19 ask Robin", "the day itself is still ahead"


def test_a_follow_up_date_that_is_entered_late_is_asked_about_from_then() -> None:
    late = measure(occasions=follow_ups(MARCH, known=date(2025, 3, 17)))
    assert told(late)[:2] == ["2025-03-17 ask Robin", "2025-03-20 late-1 Robin"]


def test_every_row_says_why_it_is_there() -> None:
    assert [each.reason for each in planned(measure(MARCH, participants=(SARA,)))] == [
        "Frågan inför uppföljningen onsdag 19 mars 2025.",
        "Kopia till den som deltar: frågan om uppföljningen onsdag 19 mars 2025.",
        "Inget svar än, 5 arbetsdagar före uppföljningen onsdag 19 mars 2025.",
        "Inget svar än, 1 arbetsdag före uppföljningen onsdag 19 mars 2025.",
        "Inget svar, 1 arbetsdag efter uppföljningen onsdag 19 mars 2025.",
        "Inget svar, 3 arbetsdagar efter uppföljningen onsdag 19 mars 2025.",
        "Inget svar, 7 arbetsdagar efter uppföljningen onsdag 19 mars 2025.",
        "Ingen har svarat om uppföljningen onsdag 19 mars 2025. Samordnaren tar vid.",
    ]

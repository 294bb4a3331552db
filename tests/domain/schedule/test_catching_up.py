"""The ladder when something left late: counted from the day it really went."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.schedule import Followed, LedgerRow, People, ReminderKey, why_void
from service.domain.schedule.catching_up import NOBODY, UNASKED, left_late
from tests.domain.schedule.cast import (
    CALENDAR,
    CHIEF,
    MAJA,
    MARCH,
    OTTO,
    ROBIN,
    follow_ups,
    measure,
    planned,
    told,
)

TELLING = People(coordinator=MAJA, stand_in={ROBIN: OTTO}, manager={ROBIN: CHIEF})
ASKED = date(2025, 2, 27)


def key(step: str, to: int = ROBIN) -> ReminderKey:
    return ReminderKey(7, "f:2025-03-19", step, to)


def late(left: Mapping[str, date]) -> Followed:
    """Robin's measure before the meeting of 19 March, with steps to him that left late."""
    return measure(MARCH, left={key(step): day for step, day in left.items()})


def test_what_left_on_its_day_changes_nothing() -> None:
    on_time = LedgerRow(key("ask"), ASKED, "sent", ASKED)
    assert left_late([on_time], date(2025, 3, 3)) == {}


def test_what_waits_past_its_day_leaves_today_at_the_earliest() -> None:
    today = date(2025, 3, 10)
    ledger = [LedgerRow(key(state), ASKED, state) for state in ("planned", "queued", "held", "void")]
    assert left_late(ledger, today) == {key(state): today for state in ("planned", "queued", "held")}


def test_when_every_mail_that_asked_was_given_up_nobody_has_been_asked() -> None:
    today = date(2025, 3, 20)
    given_up = LedgerRow(key("ask"), ASKED, "sent", date(2025, 3, 3), "Servern tar inte emot mejlet.")
    went = LedgerRow(key("remind-5"), date(2025, 3, 12), "sent", date(2025, 3, 12))
    assert left_late([given_up], today) == {key(UNASKED, NOBODY): today}
    assert left_late([given_up, went], today) == {}


def test_what_still_waited_when_the_answer_came_does_not_go() -> None:
    waited = replace(late({"ask": date(2025, 3, 11)}), answered={"f:2025-03-19": date(2025, 3, 11)})
    on_time = replace(late({}), answered={"f:2025-03-19": date(2025, 3, 11)})
    assert told(waited) == []
    assert told(on_time) == ["2025-02-27 ask Robin"]


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        (date(2025, 3, 11), ["remind-1", "late-1", "late-3", "late-7"]),
        (date(2025, 3, 17), ["late-1", "late-3", "late-7"]),
        (date(2025, 3, 19), ["late-3", "late-7"]),
        (date(2025, 3, 26), ["late-3", "late-7"]),
    ],
)
def test_what_stands_too_near_a_late_question_falls_away(asked: date, then: list[str]) -> None:
    assert [each.key.step for each in planned(late({"ask": asked}))][1:-1] == then


def test_a_question_put_after_the_meeting_has_its_days_before_anybody_is_told() -> None:
    assert told(late({"ask": date(2025, 3, 26)}), TELLING) == [
        "2025-02-27 ask Robin",
        "2025-03-31 late-3 Robin",
        "2025-04-04 late-7 Robin",
        "2025-04-08 stand_in Otto",
        "2025-04-10 manager chief",
        "2025-04-15 coordinator Maja",
    ]


def test_who_is_told_late_has_the_days_of_grace_before_the_next_is_told() -> None:
    at_once = measure(MARCH, left={key("stand_in", OTTO): date(2025, 5, 5)})
    assert told(at_once, TELLING)[-2:] == ["2025-05-07 manager chief", "2025-05-12 coordinator Maja"]


def test_a_step_that_fell_away_says_why() -> None:
    assert why_void(late({"ask": date(2025, 3, 26)}), key("remind-5")).startswith("Frågan gick senare")


@given(st.dates(ASKED, date(2025, 6, 27)))
def test_nobody_is_told_before_a_late_question_has_had_its_days(left: date) -> None:
    reminders = planned(late({"ask": left}), TELLING)
    first_told = min(
        each.due for each in reminders if each.key.step in ("stand_in", "manager", "coordinator")
    )
    assert first_told >= CALENDAR.add_working_days(left, 9)
    assert all(each.key.step == "ask" or each.due > left for each in reminders)


@given(st.dates(date(2025, 3, 3), date(2025, 6, 27)))
def test_what_all_waits_leaves_nothing_but_the_question_for_today(today: date) -> None:
    before = planned(measure(MARCH), TELLING)
    waiting = left_late([LedgerRow(each.key, each.due, "planned") for each in before], today)
    after = planned(replace(measure(MARCH), left=waiting), TELLING)
    assert [each.key.step for each in after if each.due <= today] == ["ask"]


def test_a_meeting_on_a_sunday_known_the_day_before_is_not_asked_about_at_all() -> None:
    saturday = date(2025, 3, 15)
    known = measure(occasions=follow_ups(date(2025, 3, 16), known=saturday), since=saturday)
    assert planned(known, TELLING) == ()

"""“Påminn mig den …”: the owner puts the reminders off."""

from datetime import date

from tests.domain.schedule.cast import MARCH, SEPTEMBER, measure, planned, told


def test_what_was_put_off_comes_back_as_one_reminder_on_the_day_named() -> None:
    put_off = measure(MARCH, snoozed_on=date(2025, 2, 27), snoozed_until=date(2025, 3, 17))
    assert told(put_off)[:3] == [
        "2025-03-17 again-2025-03-17 Robin",
        "2025-03-20 late-1 Robin",
        "2025-03-24 late-3 Robin",
    ]


def test_the_question_already_sent_is_history() -> None:
    put_off = measure(MARCH, snoozed_on=date(2025, 2, 28), snoozed_until=date(2025, 3, 14))
    assert told(put_off)[:3] == [
        "2025-02-27 ask Robin",
        "2025-03-14 again-2025-03-14 Robin",
        "2025-03-18 remind-1 Robin",
    ]


def test_a_day_off_gives_the_working_day_after() -> None:
    put_off = measure(MARCH, snoozed_on=date(2025, 3, 20), snoozed_until=date(2025, 3, 22))
    assert "2025-03-24 again-2025-03-22 Robin" in told(put_off)
    assert "2025-03-24 late-3 Robin" not in told(put_off)


def test_put_off_past_the_whole_ladder_the_coordinator_comes_after_it() -> None:
    put_off = measure(MARCH, snoozed_on=date(2025, 3, 3), snoozed_until=date(2025, 5, 12))
    assert told(put_off) == [
        "2025-02-27 ask Robin",
        "2025-05-12 again-2025-05-12 Robin",
        "2025-05-15 coordinator Maja",
    ]


def test_other_occasions_go_on() -> None:
    put_off = measure(MARCH, SEPTEMBER, snoozed_on=date(2025, 3, 3), snoozed_until=date(2025, 3, 14))
    plain = measure(MARCH, SEPTEMBER)
    assert told(put_off)[-7:] == told(plain)[-7:]


def test_an_answer_ends_what_was_put_off() -> None:
    answered = measure(
        MARCH,
        snoozed_on=date(2025, 2, 28),
        snoozed_until=date(2025, 3, 14),
        answered={"f:2025-03-19": date(2025, 3, 10)},
    )
    assert [each.key.step for each in planned(answered)] == ["ask"]


def test_who_puts_off_after_the_last_reminder_is_reminded_on_the_day_all_the_same() -> None:
    put_off = measure(MARCH, snoozed_on=date(2025, 3, 31), snoozed_until=date(2025, 4, 14))
    assert told(put_off)[-2:] == ["2025-04-14 again-2025-04-14 Robin", "2025-04-17 coordinator Maja"]


def test_nothing_is_put_off_for_ever() -> None:
    put_off = measure(MARCH, snoozed_on=date(2025, 3, 3), snoozed_until=date.max)
    assert told(put_off)[1] == "2026-03-30 again-2026-03-29 Robin"

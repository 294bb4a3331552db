"""When the one who should answer cannot: away, or out of reach by mail."""

from datetime import date

from service.domain.schedule import Absence, People, by_party
from tests.domain.schedule.cast import CHIEF, MAJA, MARCH, OTTO, ROBIN, SARA, measure, planned, told


def away(
    *absences: Absence, stand_in: dict[int, int] | None = None, manager: dict[int, int] | None = None
) -> People:
    return People(MAJA, absences=by_party(absences), stand_in=stand_in or {}, manager=manager or {})


def test_the_stand_in_is_asked_while_the_lead_is_away() -> None:
    people = away(Absence(ROBIN, date(2025, 2, 24), date(2025, 3, 14)), stand_in={ROBIN: SARA})
    assert told(measure(MARCH), people)[:3] == [
        "2025-02-27 ask Sara",
        "2025-03-12 remind-5 Sara",
        "2025-03-18 remind-1 Robin",
    ]


def test_who_takes_over_is_asked_as_soon_as_the_absence_is_known() -> None:
    people = away(
        Absence(ROBIN, date(2025, 3, 1), date(2025, 4, 30), known_since=date(2025, 3, 5)),
        stand_in={ROBIN: SARA},
    )
    assert told(measure(MARCH), people)[:3] == [
        "2025-02-27 ask Robin",
        "2025-03-05 ask Sara",
        "2025-03-12 remind-5 Sara",
    ]


def test_without_a_stand_in_the_question_waits_for_a_return_before_the_date() -> None:
    people = away(Absence(ROBIN, date(2025, 2, 24), date(2025, 3, 7)))
    assert told(measure(MARCH), people)[:2] == ["2025-03-10 ask Robin", "2025-03-12 remind-5 Robin"]
    assert planned(measure(MARCH), people)[0].reason.endswith("Väntade tills ansvarig är tillbaka.")


def test_several_steps_that_wait_for_a_return_become_one() -> None:
    people = away(Absence(ROBIN, date(2025, 2, 24), date(2025, 3, 13)))
    assert told(measure(MARCH), people)[:3] == [
        "2025-03-14 ask Robin",
        "2025-03-18 remind-1 Robin",
        "2025-03-20 late-1 Robin",
    ]


def test_two_absences_after_one_another_are_one_absence() -> None:
    people = away(
        Absence(ROBIN, date(2025, 2, 24), date(2025, 2, 28)),
        Absence(ROBIN, date(2025, 3, 1), date(2025, 3, 5)),
    )
    assert told(measure(MARCH), people)[0] == "2025-03-06 ask Robin"


def test_without_a_stand_in_or_a_return_the_coordinator_is_told_once() -> None:
    people = away(Absence(ROBIN, date(2025, 2, 24), date(2025, 8, 31)))
    assert told(measure(MARCH), people) == ["2025-02-27 coordinator Maja"]


def test_a_stand_in_who_is_away_too_is_passed_over() -> None:
    people = away(
        Absence(ROBIN, date(2025, 2, 24), date(2025, 8, 31)),
        Absence(SARA, date(2025, 2, 24), date(2025, 8, 31)),
        stand_in={ROBIN: SARA},
    )
    assert told(measure(MARCH), people) == ["2025-02-27 coordinator Maja"]


def test_a_manager_who_is_away_is_passed_over() -> None:
    people = away(Absence(CHIEF, date(2025, 3, 24), date(2025, 8, 31)), manager={ROBIN: CHIEF})
    assert told(measure(MARCH), people)[-1] == "2025-04-02 coordinator Maja"


def test_an_absence_without_end_does_not_wait_for_ever() -> None:
    people = away(Absence(ROBIN, date(2025, 1, 1), date.max))
    assert told(measure(MARCH), people) == ["2025-02-27 coordinator Maja"]


def test_who_cannot_be_reached_by_mail_is_replaced_by_the_stand_in() -> None:
    people = People(MAJA, stand_in={ROBIN: SARA}, undeliverable={ROBIN: date(2025, 1, 10)})
    assert told(measure(MARCH), people)[0] == "2025-02-27 ask Sara"
    assert {each.to for each in planned(measure(MARCH), people)} == {SARA, MAJA}


def test_who_cannot_be_reached_and_has_no_stand_in_is_the_coordinators_matter_once() -> None:
    people = People(MAJA, undeliverable={ROBIN: date(2025, 1, 10)})
    assert told(measure(MARCH), people) == ["2025-02-27 coordinator Maja"]


def test_mail_that_bounces_after_the_question_reaches_the_coordinator_at_once() -> None:
    people = People(MAJA, undeliverable={ROBIN: date(2025, 3, 1)})
    assert told(measure(MARCH), people) == ["2025-02-27 ask Robin", "2025-03-03 coordinator Maja"]


def test_occasions_before_the_bounce_stay_as_they_were() -> None:
    september = date(2025, 9, 17)
    people = People(MAJA, undeliverable={ROBIN: date(2025, 6, 1)})
    march = [
        each for each in planned(measure(MARCH, september), people) if each.key.occasion == "f:2025-03-19"
    ]
    assert march == [
        each for each in planned(measure(MARCH, september)) if each.key.occasion == "f:2025-03-19"
    ]


def test_a_participant_out_of_reach_gets_no_copy() -> None:
    people = People(MAJA, undeliverable={OTTO: date(2025, 1, 10)})
    shared = measure(MARCH, participants=(SARA, OTTO))
    assert [each.to for each in planned(shared, people) if each.key.step == "copy"] == [SARA]


def test_who_has_the_matter_already_is_not_followed_by_a_manager() -> None:
    people = People(MAJA, manager={ROBIN: CHIEF}, undeliverable={ROBIN: date(2025, 1, 10)})
    assert told(measure(MARCH), people) == ["2025-02-27 coordinator Maja"]

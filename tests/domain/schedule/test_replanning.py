"""From one plan to the next: what is added, moved, voided and revived, and why."""

from datetime import date
from typing import Any

import pytest

from service.domain.schedule import (
    TOO_LATE,
    ExistingReminder,
    Followed,
    Reminder,
    Replan,
    Voided,
    diff,
    follow_ups_of,
    why_void,
)
from tests.domain.schedule.cast import (
    MARCH,
    ROBIN,
    SARA,
    START,
    applied,
    follow_ups,
    measure,
    planned,
    policy_with,
    rows,
)


def replanned(existing: list[ExistingReminder], followed: Followed, today: date) -> Replan:
    return diff(existing, planned(followed), lambda key: why_void(followed, key), today)


def steps(reminders: tuple[Reminder, ...]) -> list[str]:
    return [each.key.step for each in reminders]


def voided(replan: Replan) -> dict[str, str]:
    return {each.key.step: each.why for each in replan.void}


def test_a_new_measure_gets_all_its_rows() -> None:
    replan = replanned([], measure(MARCH), START)
    assert replan.add == planned(measure(MARCH))
    assert not (replan.move or replan.void or replan.revive or replan.passed)


def test_nothing_changed_is_nothing_to_write() -> None:
    assert not replanned(rows(planned(measure(MARCH))), measure(MARCH), date(2025, 3, 13))


def test_a_machine_that_was_down_keeps_the_rows_it_has_not_sent() -> None:
    assert not replanned(rows(planned(measure(MARCH))), measure(MARCH), date(2025, 3, 25))


def test_an_answer_voids_the_rest_with_its_reason_and_leaves_what_was_sent() -> None:
    asked, *rest = planned(measure(MARCH))
    ledger = rows([asked], "sent") + rows(rest)
    answered = measure(MARCH, answered={"f:2025-03-19": date(2025, 3, 11)})
    replan = replanned(ledger, answered, date(2025, 3, 11))
    assert "ask" not in voided(replan)
    assert len(replan.void) == len(rest)
    assert set(voided(replan).values()) == {"Svar kom tisdag 11 mars 2025."}


def test_a_follow_up_date_that_moves_voids_the_old_reminders_and_adds_new_ones() -> None:
    moved = measure(occasions=follow_ups(date(2025, 4, 2), known=date(2025, 2, 3)))
    replan = replanned(rows(planned(measure(MARCH))), moved, date(2025, 2, 3))
    assert {each.key.occasion for each in replan.add} == {"f:2025-04-02"}
    assert {each.key.occasion for each in replan.void} == {"f:2025-03-19"}
    assert set(voided(replan).values()) == {"Datumet är flyttat eller borttaget."}


def test_a_new_lead_is_asked_at_once_and_the_old_one_no_more() -> None:
    asked, *rest = planned(measure(MARCH))
    handed_over = measure(MARCH, lead=SARA, since=date(2025, 3, 6))
    replan = replanned(rows([asked], "sent") + rows(rest), handed_over, date(2025, 3, 6))
    assert [(each.key.step, each.to, each.due) for each in replan.add][:2] == [
        ("ask", SARA, date(2025, 3, 6)),
        ("remind-5", SARA, date(2025, 3, 12)),
    ]
    assert voided(replan)["remind-5"] == "Någon annan får frågan nu."
    assert "coordinator" not in voided(replan), "the coordinator's own row stays"


def test_a_voided_row_that_holds_again_is_revived() -> None:
    done = measure(MARCH, status="done", status_since=date(2025, 2, 10))
    ledger = applied(
        rows(planned(measure(MARCH))), replanned(rows(planned(measure(MARCH))), done, date(2025, 2, 10))
    )
    assert {row.state for row in ledger} == {"void"}
    replan = replanned(ledger, measure(MARCH), date(2025, 2, 12))
    assert replan.revive == planned(measure(MARCH))
    assert not (replan.add or replan.void)


def test_a_voided_row_that_holds_again_when_its_day_has_gone_stays_void_and_says_so() -> None:
    done = measure(MARCH, status="done", status_since=date(2025, 2, 10))
    first = rows(planned(measure(MARCH)))
    ledger = applied(first, replanned(first, done, date(2025, 2, 10)))
    replan = replanned(ledger, measure(MARCH), date(2025, 3, 20))
    assert "ask" in steps(replan.missed)
    assert "ask" not in steps(replan.revive)


def test_steps_whose_day_has_gone_when_they_are_first_wanted_are_never_sent() -> None:
    policy = policy_with(follow_up={"remind": [8, 5, 1]})
    wanted = planned(measure(MARCH), policy=policy)
    replan = diff(rows(planned(measure(MARCH))), wanted, lambda key: "", date(2025, 3, 11))
    assert steps(replan.passed) == ["remind-8"]
    assert not replan.add


def test_a_row_that_moves_to_a_day_gone_by_is_voided() -> None:
    row, *others = planned(measure(MARCH))
    earlier = row._replace(due=date(2025, 2, 20))
    replan = diff(rows([row, *others]), [earlier, *others], lambda key: "", date(2025, 2, 25))
    assert replan.void == (Voided(row.key, TOO_LATE),)
    assert not replan.move


def test_a_row_that_moves_to_a_day_ahead_keeps_its_key() -> None:
    row, *others = planned(measure(MARCH))
    later = row._replace(due=date(2025, 3, 3))
    assert diff(rows([row, *others]), [later, *others], lambda key: "", START) == Replan(move=(later,))


@pytest.mark.parametrize("state", ["queued", "held"])
def test_rows_already_in_a_mail_that_has_not_left_are_voided_too(state: str) -> None:
    existing = [ExistingReminder(each.key, each.due, state) for each in planned(measure(MARCH))]  # type: ignore[arg-type]
    assert len(replanned(existing, measure(MARCH, lead=None), START).void) == len(existing)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"status": "done"}, "Åtgärden är klar."),
        ({"status": "cancelled"}, "Åtgärden är avslutad utan att bli klar."),
        ({"lead": None}, "Åtgärden har ingen ansvarig."),
        ({"lead": SARA}, "Någon annan får frågan nu."),
        ({"snoozed_until": date(2025, 3, 14)}, "Uppskjuten till fredag 14 mars 2025."),
        ({"answered": {"f:2025-03-19": date(2025, 3, 3)}}, "Svar kom måndag 3 mars 2025."),
        ({}, "Ersatt av en annan påminnelse sedan planen eller reglerna ändrats."),
    ],
)
def test_every_voided_row_has_a_reason_a_person_understands(facts: dict[str, Any], reason: str) -> None:
    key = planned(measure(MARCH))[1].key
    assert key.recipient == ROBIN
    assert why_void(measure(MARCH, **facts), key) == reason


def test_the_reason_for_a_follow_up_date_taken_away() -> None:
    key = planned(measure(MARCH))[1].key
    without = measure(occasions=follow_ups_of(2025, [], START))
    assert why_void(without, key) == "Datumet är flyttat eller borttaget."

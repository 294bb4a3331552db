"""The policy is data: what the defaults give, what may be changed, and what is refused with its place."""

from datetime import date, time
from typing import Any

import pytest

from config.defaults import load
from service.domain.days import QuietDays, QuietWeeks
from service.domain.schedule import Policy, PolicyError, laid_over
from tests.domain.schedule.cast import CALENDAR, POLICY, policy_with


def test_the_defaults_are_a_policy() -> None:
    assert POLICY.follow_up.steps == (
        ("ask", -14),
        ("remind-5", -5),
        ("remind-1", -1),
        ("late-1", 1),
        ("late-3", 3),
        ("late-7", 7),
    )
    assert [step.to for step in POLICY.escalation] == ["stand_in", "manager", "coordinator"]


def test_mail_goes_in_working_hours_and_only_until_lunch_before_a_holiday() -> None:
    assert POLICY.hours(date(2025, 4, 16), CALENDAR) == (time(8), time(16, 30))
    assert POLICY.hours(date(2025, 4, 17), CALENDAR) == (time(8), time(12))


def test_an_organisation_changes_what_it_names_and_keeps_the_rest() -> None:
    changed = policy_with(
        follow_up={"ask": 10}, calendar={"quiet": [{"weeks": [28, 31]}], "closed": ["2025-06-05"]}
    )
    assert changed.follow_up.steps[0] == ("ask", -10)
    assert changed.follow_up.steps[1:] == POLICY.follow_up.steps[1:]
    assert changed.quiet == (QuietWeeks(28, 31),)
    assert changed.closed == (date(2025, 6, 5),)
    assert POLICY.quiet == (QuietDays((7, 1), (7, 31)), QuietDays((12, 22), (1, 6)))


def test_a_reminder_before_its_question_is_none() -> None:
    assert [step for step, _ in policy_with(follow_up={"ask": 3}).follow_up.steps[:2]] == ["ask", "remind-1"]


def test_laying_choices_over_the_defaults_changes_neither() -> None:
    defaults = load("policy")
    laid_over(defaults, {"follow_up": {"ask": 3}})
    assert defaults == load("policy")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"follow_up": {"ask": 0}}, "ask"),
        ({"follow_up": {"ask": "snart"}}, "ask"),
        ({"follow_up": {"ask": True}}, "ask"),
        ({"follow_up": {"ask": 1000}}, "ask"),
        ({"follow_up": {"remind": 5}}, "remind"),
        ({"follow_up": {"late": list(range(1, 30))}}, "late"),
        ({"follow_up": None}, "follow_up"),
        ({"sending": {"from": "tidigt"}}, "from"),
        ({"calendar": {"closed": ["midsommar"]}}, "closed"),
        ({"calendar": {"quiet": [{"days": ["07-01", "13-40"]}]}}, "quiet"),
        ({"calendar": {"quiet": ["juli"]}}, "quiet"),
        ({"calendar": {"quiet": [{"days": ["01-01", "12-31"]}]}}, "quiet"),
        ({"calendar": {"quiet": [{"weeks": [1, 53]}]}}, "quiet"),
        ({"calendar": {"closed": ["0001-01-01"]}}, "closed"),
        ({"escalation": [{"to": "kommunchefen", "grace": 1}]}, "escalation"),
        ({"escalation": [{"to": "manager", "grace": 1}, {"to": "manager", "grace": 2}]}, "escalation"),
        ({"areas": {"fyra": {}}}, "areas"),
        ({"areas": {"4": {"lead_times": {"part": 0}}}}, "part"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_its_place(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(PolicyError) as refused:
        Policy.from_data(laid_over(load("policy"), changes))
    assert refused.value.place == place
    assert refused.value.text.endswith(".")

"""The plan of fictional Norrvik for the tests of the schedule: Maja Ek coordinates, Robin Sand and Sara Lindh own
measures, Otto Berg takes part."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from config.defaults import load
from service.domain.schedule import (
    ExistingReminder,
    Followed,
    FollowUpDay,
    Occasion,
    People,
    Policy,
    Reminder,
    Replan,
    follow_ups_of,
    join_occasions,
    laid_over,
    plan_reminders,
)
from service.domain.schedule.model import State

MAJA, ROBIN, SARA, OTTO, CHIEF = 1, 2, 3, 4, 5
NAMES = {MAJA: "Maja", ROBIN: "Robin", SARA: "Sara", OTTO: "Otto", CHIEF: "chief"}

START = date(2025, 1, 8)
MARCH = date(2025, 3, 19)
SEPTEMBER = date(2025, 9, 17)
PEOPLE = People(coordinator=MAJA)
POLICY = Policy.from_data(load("policy"))
CALENDAR = POLICY.calendar()


def policy_with(**changes: Any) -> Policy:
    """Return the default policy with an organisation's changes."""
    return Policy.from_data(laid_over(load("policy"), changes))


def follow_ups(*days: date, known: date = START) -> tuple[Occasion, ...]:
    return follow_ups_of(2025, [FollowUpDay(day, None, known) for day in days], known)


def measure(*days: date, own: Iterable[tuple[date, Any]] = (), **facts: Any) -> Followed:
    """Return Robin's measure, followed up on `days`."""
    occasions = join_occasions(follow_ups(*days), own, START) if days else tuple(own_days(own))
    known = Followed(
        measure=7,
        area=1,
        status=None,
        status_since=None,
        lead=ROBIN,
        participants=(),
        occasions=occasions,
        since=START,
    )
    return replace(known, **facts)


def own_days(own: Iterable[tuple[date, Any]]) -> tuple[Occasion, ...]:
    return join_occasions((), own, START)


def planned(followed: Followed, people: People = PEOPLE, policy: Policy = POLICY) -> tuple[Reminder, ...]:
    return plan_reminders(followed, policy, policy.calendar(), people)


def told(followed: Followed, people: People = PEOPLE, policy: Policy = POLICY) -> list[str]:
    """Return the plan as a table a person can read: "2025-02-27 ask Robin"."""
    return [f"{each.due} {each.key.step} {NAMES[each.to]}" for each in planned(followed, people, policy)]


def rows(reminders: Iterable[Reminder], state: State = "planned") -> list[ExistingReminder]:
    return [ExistingReminder(each.key, each.due, state) for each in reminders]


def applied(existing: Iterable[ExistingReminder], replan: Replan) -> list[ExistingReminder]:
    """Return the ledger after the replan, as the store is to write it."""
    ledger = {row.key: row for row in existing}
    for voided in replan.void:
        ledger[voided.key] = ledger[voided.key]._replace(state="void")
    for reminder in (*replan.add, *replan.move, *replan.revive):
        ledger[reminder.key] = ExistingReminder(reminder.key, reminder.due, "planned")
    for reminder in replan.passed:
        ledger[reminder.key] = ExistingReminder(reminder.key, reminder.due, "void")
    return list(ledger.values())

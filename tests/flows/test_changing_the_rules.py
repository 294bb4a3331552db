"""A change of the rules is shown before it is taken: what is shown is what then happens, to the row."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from service.domain.schedule import laid_over
from service.flows.change_rules import Difference, change_rules, preview_rules, rules_in_force
from service.store.people import Organisation
from service.store.post import ReminderRow
from tests.flows.norrvik import CAFE, LAMPS, WALKS, Town

DAYS = st.integers(1, 25)
STEPS = st.lists(DAYS, max_size=3, unique=True)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "follow_up": st.fixed_dictionaries(
            {},
            optional={
                "ask": st.integers(6, 25),
                "remind": st.lists(st.integers(1, 5), max_size=2, unique=True),
                "late": STEPS,
                "rhythm": st.sampled_from(["plan", "month", "quarter", "year"]),
            },
        ),
        "own": st.fixed_dictionaries({}, optional={"nudge": DAYS, "ask": DAYS, "late": STEPS}),
        "escalation": st.sampled_from([[], [{"to": "coordinator", "grace": 1}]]),
        "calendar": st.sampled_from([{"quiet": []}, {"closed": ["2025-03-12", "2025-05-30"]}]),
    },
)


def rows(town: Town) -> dict[int, tuple[str, date]]:
    with town.service.store.read() as session:
        found = session.execute(select(ReminderRow.id, ReminderRow.state, ReminderRow.due_day))
        return {identity: (state, day) for identity, state, day in found}


def happened(before: dict[int, tuple[str, date]], after: dict[int, tuple[str, date]]) -> Difference:
    """Count what differs between two states of the ledger, among what is still to go."""
    pairs = [(before.get(identity, ("", None)), row) for identity, row in after.items()]
    return Difference(
        added=sum(old[0] in ("", "void") and new[0] == "planned" for old, new in pairs),
        moved=sum(old[0] == new[0] == "planned" and old[1] != new[1] for old, new in pairs),
        dropped=sum(old[0] == "planned" and new[0] == "void" for old, new in pairs),
    )


def changed(town: Town, changes: dict[str, Any]) -> dict[str, Any]:
    with town.service.store.read() as session:
        return laid_over(rules_in_force(town.service, session.get_one(Organisation, town.id)), changes)


@pytest.mark.parametrize("day", [date(2025, 1, 2), date(2025, 3, 12), date(2025, 6, 4)])
def test_what_is_shown_of_a_change_is_what_then_happens(town: Town, day: date) -> None:
    town.bring_in(LAMPS, CAFE, WALKS)
    town.days(date(2025, 3, 6), day) if day.month == 3 else town.at(day)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(CHANGES)
    def holds(changes: dict[str, Any]) -> None:
        rules = changed(town, changes)
        shown, before = preview_rules(town.service, town.id, rules), rows(town)
        change_rules(town.service, town.id, rules)
        assert shown == happened(before, rows(town))
        assert not preview_rules(town.service, town.id, rules)

    holds()

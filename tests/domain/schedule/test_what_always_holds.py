"""What no plan, absence, answer or change may break."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.measure import STATUSES
from service.domain.schedule import (
    Absence,
    Followed,
    FollowUpDay,
    Occasion,
    People,
    Reminder,
    by_party,
    diff,
    follow_ups_of,
    join_occasions,
    plan_reminders,
    why_void,
)
from service.domain.schedule.model import Role
from tests.domain.schedule.cast import CALENDAR, POLICY, applied, rows

FIRST = date(2025, 1, 1)
IN_THE_YEAR = st.integers(0, 420).map(lambda number: FIRST + timedelta(days=number))
PARTY = st.integers(1, 6)
ROLES: tuple[Role, ...] = ("date", "start", "end", "rhythm")
TOLD = {"stand_in", "manager", "coordinator"}


@st.composite
def occasions(draw: st.DrawFn) -> tuple[Occasion, ...]:
    days = draw(st.lists(IN_THE_YEAR, max_size=6, unique=True))
    known = draw(IN_THE_YEAR)
    follow_ups = follow_ups_of(2025, [FollowUpDay(day, None, known) for day in days], FIRST)
    own = draw(st.lists(st.tuples(IN_THE_YEAR, st.sampled_from(ROLES)), max_size=4))
    return join_occasions(follow_ups, own, draw(st.sampled_from([FIRST, known])))


@st.composite
def absences(draw: st.DrawFn) -> Absence:
    first = draw(IN_THE_YEAR)
    last = first + timedelta(days=draw(st.sampled_from([0, 4, 20, 200, 800])))
    return Absence(draw(PARTY), first, last, draw(st.none() | IN_THE_YEAR))


@st.composite
def people(draw: st.DrawFn) -> People:
    known: st.SearchStrategy[Mapping[int, int]] = st.dictionaries(PARTY, PARTY, max_size=4)
    return People(
        coordinator=1,
        absences=by_party(draw(st.lists(absences(), max_size=4))),
        stand_in=draw(known),
        manager=draw(known),
        undeliverable=draw(st.dictionaries(PARTY, IN_THE_YEAR, max_size=2)),
    )


@st.composite
def followed(draw: st.DrawFn) -> Followed:
    chosen = draw(occasions())
    keys = st.sampled_from([occasion.key for occasion in chosen])
    put_off = draw(st.none() | st.tuples(IN_THE_YEAR, st.integers(1, 60)))
    return Followed(
        measure=7,
        area=1,
        status=draw(st.sampled_from([None, None, *STATUSES])),
        status_since=draw(st.none() | IN_THE_YEAR),
        lead=draw(st.sampled_from([2, 2, 2, 1, None])),
        participants=tuple(draw(st.lists(PARTY, max_size=3))),
        occasions=chosen,
        since=draw(st.sampled_from([FIRST, FIRST + timedelta(days=70)])),
        answered=draw(st.dictionaries(keys, IN_THE_YEAR, max_size=3)),
        snoozed_on=put_off[0] if put_off else None,
        snoozed_until=put_off[0] + timedelta(days=put_off[1]) if put_off else None,
    )


def plan(measure: Followed, known: People) -> tuple[Reminder, ...]:
    return plan_reminders(measure, POLICY, CALENDAR, known)


@given(followed(), people())
def test_keys_are_unique_and_the_rows_stand_in_time_order(measure: Followed, known: People) -> None:
    reminders = plan(measure, known)
    assert len({each.key for each in reminders}) == len(reminders)
    assert [each.due for each in reminders] == sorted(each.due for each in reminders)
    assert all(each.to == each.key.recipient and each.reason for each in reminders)


@given(followed(), people())
def test_nothing_goes_out_on_a_day_off(measure: Followed, known: People) -> None:
    assert all(CALENDAR.is_working(each.due) for each in plan(measure, known))


@given(followed(), people())
def test_nobody_hears_of_one_measure_twice_within_two_working_days(measure: Followed, known: People) -> None:
    for one, other in combinations(plan(measure, known), 2):
        if one.to == other.to:
            assert CALENDAR.working_days_between(one.due, other.due) >= 2


@given(followed(), people())
def test_nothing_is_asked_from_the_day_of_an_answer_or_of_closing(measure: Followed, known: People) -> None:
    for each in plan(measure, known):
        assert measure.closed_on is None or each.due < measure.closed_on
        answered = measure.answered.get(each.key.occasion)
        assert answered is None or each.due < answered


@given(followed(), people())
def test_nothing_is_made_up_from_before_the_measure_was_known(measure: Followed, known: People) -> None:
    known_since = {occasion.key: occasion.known_since for occasion in measure.occasions}
    for each in plan(measure, known):
        assert each.due >= max(measure.since, known_since[each.key.occasion])


@given(followed(), people())
def test_a_ladder_ends(measure: Followed, known: People) -> None:
    steps = len(POLICY.follow_up.steps) + len(POLICY.escalation) + len(set(measure.participants)) + 2
    for occasion in measure.occasions:
        assert sum(each.key.occasion == occasion.key for each in plan(measure, known)) <= steps


@given(followed(), people())
def test_who_is_away_or_out_of_reach_is_not_asked(measure: Followed, known: People) -> None:
    for each in plan(measure, known):
        if each.key.step not in {"coordinator", "copy"}:
            assert known.answers(each.to, each.due)


@given(followed(), people())
def test_the_same_facts_give_the_same_plan(measure: Followed, known: People) -> None:
    assert plan(measure, known) == plan(replace(measure, answered=dict(measure.answered)), replace(known))


@given(followed(), followed(), people(), people(), IN_THE_YEAR)
@settings(max_examples=60)
def test_a_replan_once_written_leaves_nothing_to_write(
    before: Followed, after: Followed, then: People, now: People, today: date
) -> None:
    first = rows(each for each in plan(before, then) if each.due >= today)
    first += rows((each for each in plan(before, then) if each.due < today), "sent")
    wanted = plan(after, now)
    replan = diff(first, wanted, lambda key: why_void(after, key), today)
    ledger = applied(first, replan)
    assert not diff(ledger, wanted, lambda key: why_void(after, key), today)
    assert {row.key for row in first} <= {row.key for row in ledger}, "nothing is deleted"
    sent = {row for row in first if row.state == "sent"}
    assert sent <= set(ledger), "what was sent is history"


@given(followed(), people(), st.integers(-30, 30).filter(bool))
@settings(max_examples=60)
def test_a_moved_date_voids_the_old_rows_and_adds_new_ones(
    measure: Followed, known: People, days: int
) -> None:
    old = measure.occasions[0]
    moved = replace(old, day=old.day + timedelta(days=days))
    others = tuple(each for each in measure.occasions[1:] if each.day != moved.day)
    after = replace(measure, occasions=tuple(sorted((moved, *others), key=lambda each: each.day)))
    existing = rows(plan(measure, known))
    replan = diff(existing, plan(after, known), lambda key: why_void(after, key))
    gone = {row.key for row in existing if row.key.occasion == old.key}
    assert gone <= {each.key for each in replan.void}
    assert all(each.key.occasion != old.key for each in replan.add)

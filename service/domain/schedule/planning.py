"""The reminders that should exist for one measure: a pure function of what is stored, never of what day it is.

For each occasion, in this order:

1. the ladder's steps on their days (`ladder`); what lies before `since` is not made up, but a question that was missed
   while the occasion is still ahead is put at once;
   when a step left later than planned, those after it wait accordingly (`catching_up`);
2. steps that were put off are gathered into one on the day the owner named;
3. each step is addressed: the lead, the stand-in of one who is away, or the coordinator (`addressing`);
4. silence after the last step is told to others, one at a time;
5. an answer, a closed measure or the next occasion ends it all; what still waited for its turn then does not go.

At last, reminders to one person that stand too near each other become one (`spacing`).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from service.domain.days import WorkCalendar
from service.domain.schedule.addressing import Row, addressed, copied, escalated, leaves
from service.domain.schedule.catching_up import Left, as_they_left, left_of
from service.domain.schedule.ladder import Round, Step, rounds_of
from service.domain.schedule.model import Followed, People, Reminder, ReminderKey
from service.domain.schedule.policy import Policy
from service.domain.schedule.reasons import reason_for
from service.domain.schedule.spacing import spaced

LONGEST_PUT_OFF = timedelta(days=366)


def plan_reminders(
    followed: Followed, policy: Policy, calendar: WorkCalendar, people: People
) -> tuple[Reminder, ...]:
    """Return every reminder of the measure, past and coming, in time order; keys are unique.

    Steps before an answer are there too: they should have been sent. A measure without a lead has none; it is the
    coordinator's to place.
    """
    if followed.lead is None:
        return ()
    rules = policy.for_area(followed.area)
    found: list[tuple[Round, Row]] = []
    for each in rounds_of(followed.occasions, rules, calendar):
        left = left_of(followed, each.key) if followed.left else {}
        ended = _ended(each, followed)
        found += [
            (each, row)
            for row in _rows_of(each, followed, followed.lead, rules, calendar, people, left)
            if row.due < each.until and leaves(row, left) < ended and not _lapsed(each, row, followed, ended)
        ]
    kept = spaced(found, rules.apart, calendar)
    kept.sort(key=lambda pair: (pair[1].due, pair[0].occasion.day, pair[1].to))
    return tuple(_reminder(each, row, followed) for each, row in kept)


def _rows_of(
    each: Round,
    followed: Followed,
    lead: int,
    rules: Policy,
    calendar: WorkCalendar,
    people: People,
    left: Left,
) -> list[Row]:
    steps = _put_off(_begun(each, followed, calendar), followed, calendar)
    if left:
        steps = as_they_left(steps, left, rules.apart, calendar)
    if not steps:
        return []
    rows = addressed(each, steps, lead, calendar, people)
    copies = copied(rows, followed.participants, lead, people)
    if each.escalates and all(row.twist != "nobody" for row in rows):
        rows += escalated(each, rows, lead, rules.escalation, calendar, people, left)
    return rows + copies


def _begun(each: Round, followed: Followed, calendar: WorkCalendar) -> list[Step]:
    """Return the steps from the day the measure and the occasion were both known."""
    begin = max(followed.since, each.occasion.known_since)
    if not each.steps or begin <= each.steps[0].due:
        return list(each.steps)
    if each.occasion.day < begin:
        return []
    steps = list(_caught_up(each, begin, calendar))
    # Nobody is reminded of a question that there was no day left to put.
    return steps if not each.escalates or any(step.first for step in steps) else []


def _caught_up(each: Round, begin: date, calendar: WorkCalendar) -> Iterator[Step]:
    for step in each.steps:
        if step.due >= begin:
            yield step
        elif step.first and (due := calendar.on_or_after(begin)) <= each.anchor:
            yield step._replace(due=due)


def _put_off(steps: list[Step], followed: Followed, calendar: WorkCalendar) -> list[Step]:
    """Gather the steps between the day the owner put them off and the day named into one on that day.

    The one on that day comes even when no step lay between: it was asked for.
    """
    until = followed.snoozed_until
    if until is None or not steps or steps[0].due >= until:
        return steps
    until = min(until, steps[-1].due + LONGEST_PUT_OFF)
    on = followed.snoozed_on or date.min
    left = [step for step in steps if step.due < on or step.due >= until]
    again = Step(f"again-{until.isoformat()}", calendar.on_or_after(until), False, 0)
    return sorted([*left, again], key=lambda step: step.due)


def _ended(each: Round, followed: Followed) -> date:
    """Return the day from which nobody is to hear of the occasion: it was answered, or the measure closed.

    An answer for another occasion may count here too (`Round.hears_from`): who has just told how it stands is not
    asked again.
    """
    heard = [day for key, day in followed.answered.items() if key == each.key or day >= each.hears_from]
    return min([followed.closed_on or date.max, *heard])


def _lapsed(each: Round, row: Row, followed: Followed, ended: date) -> bool:
    """Whether the row still waited on the day that ended it all."""
    if not followed.lapsed:
        return False
    return followed.lapsed.get(ReminderKey(followed.measure, each.key, row.step, row.to), date.min) >= ended


def _reminder(each: Round, row: Row, followed: Followed) -> Reminder:
    occasion = each.occasion
    key = ReminderKey(followed.measure, each.key, row.step, row.to)
    copies = () if row.step != "ask" else tuple(party for party in followed.participants if party != row.to)
    return Reminder(
        key,
        row.due,
        row.to,
        copies,
        reason_for(occasion.kind, occasion.role, occasion.day, row.step, row.twist),
    )

"""Who gets each step: the lead, the one who stands in, and at last those who are told of silence."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from service.domain.days import WorkCalendar
from service.domain.schedule.catching_up import NOBODY, UNASKED, Left
from service.domain.schedule.ladder import Round, Step
from service.domain.schedule.model import People
from service.domain.schedule.policy import Grace

ONE_DAY = timedelta(days=1)
LONGEST_WAIT = timedelta(days=366)

Twist = Literal["", "stand_in", "waited", "nobody"]
"""What made a step go another way than usual: told in its reason."""


class Row(NamedTuple):
    """A step with its recipient."""

    step: str
    to: int
    due: date
    twist: Twist


def addressed(each: Round, steps: list[Step], lead: int, calendar: WorkCalendar, people: People) -> list[Row]:
    """Return the steps with their recipients, in time order, one row for each step and person."""
    if lead not in people.absences and lead not in people.undeliverable:
        return [Row(step.name, lead, step.due, "") for step in steps]
    rows = [_addressed(each, step, lead, calendar, people) for step in steps]
    _hand_over(rows, lead, calendar, people)
    unique = {(row.step, row.to): row for row in reversed(rows)}
    return sorted(unique.values(), key=lambda row: row.due)


def _addressed(each: Round, step: Step, lead: int, calendar: WorkCalendar, people: People) -> Row:
    """Return the step's row: to the lead, else the stand-in, else after the lead's return, else the coordinator."""
    due = step.due
    if people.answers(lead, due):
        return Row(step.name, lead, due, "")
    stand_in = people.stand_in.get(lead)
    if stand_in is not None and stand_in != lead and people.answers(stand_in, due):
        return Row(step.name, stand_in, due, "stand_in")
    back = _return_of(lead, due, calendar, people)
    if back is not None and due <= each.anchor and back <= each.anchor:
        return Row(step.name, lead, back, "waited")
    return Row("coordinator", people.coordinator, due, "nobody")


def _return_of(party: int, day: date, calendar: WorkCalendar, people: People) -> date | None:
    """Return the first working day on which the party answers again, None when that is not known or far away."""
    back = day
    while (absence := people.absence_of(party, back)) is not None:
        if absence.last - day > LONGEST_WAIT:
            return None
        back = calendar.on_or_after(absence.last + ONE_DAY)
    return back if people.answers(party, back) else None


def _hand_over(rows: list[Row], lead: int, calendar: WorkCalendar, people: People) -> None:
    """Tell the one who takes over as soon as it is known, when the lead has been asked already.

    Without this the stand-in would first hear of the matter from a reminder, shortly before the date.
    """
    turned = next((number for number, row in enumerate(rows) if row.to != lead), 0)
    if not turned:
        return
    row = rows[turned]
    known = people.unreachable_from(lead, row.due)
    if known is None:
        absence = people.absence_of(lead, row.due)
        known = absence.from_day if absence else row.due
    due = max(calendar.on_or_after(known), rows[turned - 1].due)
    if due >= row.due:
        return
    if row.twist == "nobody":
        rows[turned] = row._replace(due=due)
    elif people.answers(row.to, due):
        rows.insert(turned, Row("ask", row.to, due, "stand_in"))


def escalated(
    each: Round,
    rows: list[Row],
    lead: int,
    escalation: Iterable[Grace],
    calendar: WorkCalendar,
    people: People,
    left: Left,
) -> list[Row]:
    """Return who is told, and when, if none of `rows` helps. Whoever is missing, away or asked already is passed over."""
    asked = {row.to for row in rows} | {lead}
    unasked = left.get((UNASKED, NOBODY), each.anchor)
    due = max(each.anchor, unasked, *(leaves(row, left) for row in rows))
    found: list[Row] = []
    for grace in escalation:
        to = _told(grace, lead, people)
        if to is None or to in asked:
            continue
        then = calendar.add_working_days(due, grace.days)
        if grace.to != "coordinator" and not people.answers(to, then):
            continue
        found.append(Row(grace.to, to, then, ""))
        asked.add(to)
        due = leaves(found[-1], left)
    return found


def leaves(row: Row, left: Left) -> date:
    """Return the day on which the row leaves, or left if that was later; the next step is counted from it."""
    return max(row.due, left.get((row.step, row.to), row.due))


def _told(grace: Grace, lead: int, people: People) -> int | None:
    if grace.to == "stand_in":
        return people.stand_in.get(lead)
    if grace.to == "manager":
        return people.manager.get(lead)
    return people.coordinator


def copied(rows: list[Row], participants: tuple[int, ...], lead: int, people: People) -> list[Row]:
    """Return a copy of the first question for each participant who can be reached and is not asked anyway."""
    question = next((row for row in rows if row.step == "ask"), None)
    if question is None or not participants:
        return []
    asked = {row.to for row in rows} | {lead}
    return [
        Row("copy", party, question.due, "")
        for party in dict.fromkeys(participants)
        if party not in asked and people.unreachable_from(party, question.due) is None
    ]

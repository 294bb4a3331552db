"""After days when nothing left: the question first, and the rest of the ladder counted from the day it really went.

A machine that was down, a mail server that took nothing, a mail that a person stopped: all come to the same. Nobody is
reminded of a question, or told that it has no answer, before those who were asked have had the days that the rules give.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from service.domain.days import WorkCalendar
from service.domain.schedule.audit import LedgerRow
from service.domain.schedule.ladder import Step
from service.domain.schedule.model import PENDING, Followed, ReminderKey

UNASKED, NOBODY = "", 0
SILENT = frozenset({"copy", "stand_in", "manager", "coordinator"})
"""Steps that put no question to those who are to answer."""

Left = Mapping[tuple[str, int], date]
"""The day on which a step to somebody left, for those of one occasion that left later than planned."""


def left_late(rows: Iterable[LedgerRow], today: date) -> dict[ReminderKey, date]:
    """Return when the rows left that did so after their due day; one that still waits leaves today at the earliest.

    Where every mail that asked was given up, nobody has been asked: that stands under the step `UNASKED`.
    """
    found: dict[ReminderKey, date] = {}
    heard: dict[ReminderKey, bool] = {}
    for row in rows:
        key = row.key
        if row.state in PENDING and row.due < today:
            found[key] = today
        elif row.state == "sent":
            if key.step not in SILENT:
                whole = key._replace(step=UNASKED, recipient=NOBODY)
                heard[whole] = heard.get(whole, False) or not row.why
            if row.sent_on is not None and row.sent_on > row.due and not row.why:
                found[key] = row.sent_on
    found |= {key: today for key, anybody in heard.items() if not anybody}
    return found


def lapsed(rows: Iterable[LedgerRow]) -> dict[ReminderKey, date]:
    """Return when the rows were withdrawn that still waited on a day after their own: they never left before it."""
    return {
        row.key: row.voided_on
        for row in rows
        if row.state == "void" and row.voided_on is not None and row.voided_on > row.due
    }


def as_the_ledger_tells(followed: Followed, rows: Sequence[LedgerRow], today: date) -> Followed:
    """Return the measure with what of its `rows` left late or waited in vain."""
    return replace(followed, left=left_late(rows, today), lapsed=lapsed(rows))


def left_of(followed: Followed, occasion: str) -> Left:
    """Return what left late of one occasion."""
    return {(key.step, key.recipient): day for key, day in followed.left.items() if key.occasion == occasion}


def as_they_left(steps: list[Step], left: Left, apart: int, calendar: WorkCalendar) -> list[Step]:
    """Return the steps that make sense when some left late.

    Those after the date keep their distance to a question that went after it. What then stands nearer than `apart`
    working days to the one before falls away; the question never does.
    """
    days: dict[str, date] = {}
    for (name, _), day in left.items():
        days[name] = max(day, days.get(name, day))
    kept: list[tuple[Step, date]] = []
    asked: Step | None = None
    for planned in steps:
        step = planned
        if asked is not None and step.offset > 0:
            counted = calendar.add_working_days(days[asked.name], step.offset - max(0, asked.offset))
            step = step._replace(due=max(step.due, counted))
        leaves = max(step.due, days.get(step.name, step.due))
        if step.first:
            asked = step if step.name in days else None
            kept = kept if asked is None else []  # a nudge before a question that has been put is past
        elif kept and leaves < calendar.add_working_days(kept[-1][1], apart):
            continue
        kept.append((step, leaves))
    return [step for step, _ in kept]

"""A change re-plans: recompute what reminders should exist for some measures, in the caller's transaction.

What no longer holds is voided with its reason, never deleted; a mail that waits with it is voided too, and its other
reminders go into the next.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.domain.days import instant
from service.domain.schedule import (
    TOO_LATE,
    ExistingReminder,
    Followed,
    Reminder,
    ReminderKey,
    Replan,
    diff,
    plan_reminders,
    why_void,
)
from service.flows.calendar_days import mark_calendars
from service.flows.followed import Outlook, as_it_left, followed_of, lock_organisation, outlook_of
from service.flows.service import Service
from service.store.engine import AT_ONCE
from service.store.plan import MeasureRecord
from service.store.post import Message, ReminderRow

Ledger = Mapping[int, dict[ReminderKey, ReminderRow]]
"""Rows by measure, and each under its key."""


def replan(session: Session, service: Service, measures: Sequence[MeasureRecord]) -> int:
    """Bring the ledger in step with the plan for `measures`, all of one organisation; return how many rows changed."""
    if not measures:
        return 0
    session.flush()
    organisation_id = measures[0].organisation_id
    lock_organisation(session, organisation_id)
    outlook = outlook_of(session, service, organisation_id)
    ledger = _Ledger(session, service, organisation_id, outlook)
    for start in range(0, len(measures), AT_ONCE):
        ledger.bring_in_step(measures[start : start + AT_ONCE])
    mark_calendars(session, organisation_id, ledger.touched, (measure.id for measure in measures))
    return ledger.changed


def planned_anew(
    followed: Followed, rows: Mapping[ReminderKey, ReminderRow], outlook: Outlook, zone: ZoneInfo
) -> Replan:
    """Return what is to change of one measure's rows for the ledger to be as the rules want it today."""
    followed = as_it_left(followed, rows.values(), zone, outlook.today)
    wanted = plan_reminders(followed, outlook.policy, outlook.calendar, outlook.people)
    known = [ExistingReminder(key, row.due_day, row.state) for key, row in rows.items()]  # type: ignore[arg-type]
    return diff(known, wanted, partial(why_void, followed), outlook.today)


def rows_of(session: Session, measures: Iterable[int]) -> Ledger:
    """Return the ledger's rows of some measures."""
    found: dict[int, dict[ReminderKey, ReminderRow]] = defaultdict(dict)
    for row in session.scalars(select(ReminderRow).where(ReminderRow.measure_id.in_(measures))):
        key = ReminderKey(row.measure_id, row.occasion, row.step, row.recipient_id)
        found[row.measure_id][key] = row
    return found


@dataclass(slots=True)
class _Ledger:
    """The rows of one organisation under change. `touched` are those who lead the measures or are asked about them."""

    session: Session
    service: Service
    organisation_id: int
    outlook: Outlook
    changed: int = 0
    touched: set[int] = field(default_factory=set)
    _due: dict[date, datetime] = field(default_factory=dict)

    def bring_in_step(self, measures: Sequence[MeasureRecord]) -> None:
        existing = rows_of(self.session, [measure.id for measure in measures])
        added: list[dict[str, Any]] = []
        for followed in followed_of(self.session, measures, self.service.zone, self.outlook.policy):
            rows = existing[followed.measure]
            self.touched.update(key.recipient for key in rows)
            self.touched.update([followed.lead] if followed.lead else ())
            added += self._step(followed, rows)
        if added:
            self.session.execute(insert(ReminderRow), added)
        self.changed += len(added)

    def _step(self, followed: Followed, rows: dict[ReminderKey, ReminderRow]) -> list[dict[str, Any]]:
        """Change one measure's rows, and return those to insert."""
        change = planned_anew(followed, rows, self.outlook, self.service.zone)
        now = self.service.clock.now()
        for reminder in (*change.move, *change.revive):
            row = rows[reminder.key]
            if self._leave_message(row):
                row.due_day, row.due_at, row.state = reminder.due, self._due_at(reminder.due), "planned"
                row.reason, row.why, row.changed_at = reminder.reason, "", now
                self.changed += 1
        for voided in change.void:
            row = rows[voided.key]
            if self._leave_message(row):
                row.state, row.why, row.changed_at = "void", voided.why, now
                self.changed += 1
        for reminder in change.missed:
            rows[reminder.key].why = TOO_LATE
        return [
            *(self._new(reminder, "planned", "", now) for reminder in change.add),
            *(self._new(reminder, "void", TOO_LATE, now) for reminder in change.passed),
        ]

    def _new(self, reminder: Reminder, state: str, why: str, now: datetime) -> dict[str, Any]:
        key = reminder.key
        return {
            "organisation_id": self.organisation_id,
            "measure_id": key.measure,
            "occasion": key.occasion,
            "step": key.step,
            "recipient_id": key.recipient,
            "due_day": reminder.due,
            "due_at": self._due_at(reminder.due),
            "state": state,
            "reason": reminder.reason,
            "why": why,
            "created_at": now,
            "changed_at": now,
        }

    def _due_at(self, day: date) -> datetime:
        """The instant at which mail may begin to go on `day`."""
        if day not in self._due:
            self._due[day] = instant(day, self.outlook.policy.send_from, self.service.zone)
        return self._due[day]

    def _leave_message(self, row: ReminderRow) -> bool:
        """Take a row out of a mail that has not gone: the mail is voided, its other rows wait for the next.

        Return False when the mail is on its way: then the row is as good as sent, and stays as it is.
        """
        if row.message_id is None or row.state != "queued":
            return True
        why = "Det som mejlet frågade om har ändrats."
        return void_message(self.session, row.message_id, why, self.service.clock.now())


def void_message(session: Session, message_id: int, why: str, now: datetime) -> bool:
    """Withdraw a mail that still waits; return False when it is on its way already.

    One UPDATE decides, so that a worker which claims the mail at the same moment either has it or does not. The key
    is given back, so that the mail of the day can be written anew.
    """
    voided = session.execute(
        update(Message)
        .where(Message.id == message_id, Message.state == "pending")
        .values(state="voided", why=why, key=Message.key + f":voided:{message_id}")
        .returning(Message.id)
    ).scalar_one_or_none()
    if voided is None:
        return False
    session.execute(
        update(ReminderRow)
        .where(ReminderRow.message_id == message_id, ReminderRow.state == "queued")
        .values(state="planned", message_id=None, changed_at=now)
        .execution_options(synchronize_session="fetch")
    )
    return True

"""From the ledger as it is to the ledger as it should be. Nothing is deleted, and what was sent is history."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from service.domain.schedule.model import PENDING, ExistingReminder, Reminder, ReminderKey

TOO_LATE = "Dagen hade redan gått när planen ändrades."


@dataclass(frozen=True, slots=True)
class Voided:
    """A row that no longer holds, with the Swedish sentence that says why."""

    key: ReminderKey
    why: str


@dataclass(frozen=True, slots=True)
class Replan:
    """What to write: rows to `add`, to `move` to a new due day, to `void`, and void ones to `revive`.

    `passed` are wanted for the first time though their day had gone before the change: written as void rows with
    `TOO_LATE`, so that the ledger can account for them, and never sent. `missed` are void rows that are wanted again
    when their day has gone (a measure that was done and is not): they stay void, with `TOO_LATE` as their reason.
    """

    add: tuple[Reminder, ...] = ()
    move: tuple[Reminder, ...] = ()
    void: tuple[Voided, ...] = ()
    revive: tuple[Reminder, ...] = ()
    passed: tuple[Reminder, ...] = ()
    missed: tuple[Reminder, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.add or self.move or self.void or self.revive or self.passed)


def diff(
    existing: Iterable[ExistingReminder],
    wanted: Iterable[Reminder],
    why: Callable[[ReminderKey], str],
    today: date | None = None,
) -> Replan:
    """Return what turns `existing` into `wanted`. `why` gives the reason for voiding a key (`why_void`).

    `today` is the local day of the change. What the change would have asked for on days already gone is not sent
    afterwards; rows that were planned before and wait for a machine that was down keep their due day and are sent.
    Without `today` every wanted row is added, whatever its day.
    """
    rows = {row.key: row for row in existing}
    add: list[Reminder] = []
    move: list[Reminder] = []
    revive: list[Reminder] = []
    passed: list[Reminder] = []
    missed: list[Reminder] = []
    void: list[Voided] = []
    keys: set[ReminderKey] = set()
    for reminder in wanted:
        keys.add(reminder.key)
        row = rows.get(reminder.key)
        gone = today is not None and reminder.due < today
        if row is None:
            (passed if gone else add).append(reminder)
        elif row.state == "void":
            (missed if gone else revive).append(reminder)
        elif row.state in PENDING and row.due != reminder.due:
            if gone:
                void.append(Voided(row.key, TOO_LATE))
            else:
                move.append(reminder)
    void += [
        Voided(row.key, why(row.key)) for row in rows.values() if row.state in PENDING and row.key not in keys
    ]
    return Replan(tuple(add), tuple(move), tuple(void), tuple(revive), tuple(passed), tuple(missed))

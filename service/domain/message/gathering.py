"""Due reminders → one message for each person and day, with numbered measures and one day to answer by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from service.domain.schedule import Reminder, ReminderKey, next_step

Kind = Literal["reminder", "nudge", "escalation"]
"""The kinds of message that reminders make; the others (receipt, weekly, summary …) come of something else."""

Role = Literal["owner", "copy", "told"]
"""Why a measure stands in the message: the reader is asked, takes part, or is told that nobody has answered."""

TOLD = frozenset({"stand_in", "manager", "coordinator"})


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A ledger row that is to go out, with what the message needs to know of it.

    `position` is the measure's place in the plan, `deadline` the day an answer is wanted by (`schedule.deadline_of`),
    `after` what follows without an answer (`schedule.following`). `asked_before` says that the recipient has had a
    message about this measure and occasion already.
    """

    id: int
    key: ReminderKey
    due: date
    position: int
    deadline: date
    after: tuple[Reminder, ...] = ()
    asked_before: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of a message. `reminders` are the ids of all rows it answers for; `key` is the one it is asked by."""

    number: int
    measure: int
    occasion: str
    key: ReminderKey
    role: Role
    reminders: tuple[int, ...]
    next_step: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """A message to be written: to whom, on which local day, about what.

    What follows is about the measures the reader is asked about, or told of when there are none such: `step` is "ask"
    when anything is asked for the first time, `meeting` the nearest follow-up date, `later` the days of the reminders
    still to come, `then_told` whether somebody else hears of it after them. `late`: a row should have gone on an
    earlier day.
    """

    key: str
    to: int
    day: date
    kind: Kind
    step: Literal["ask", "remind"]
    meeting: date | None
    deadline: date
    lines: tuple[Line, ...]
    later: tuple[date, ...]
    then_told: bool
    late: bool

    @property
    def reminders(self) -> tuple[int, ...]:
        """The ids of all rows that the message sends."""
        return tuple(number for line in self.lines for number in line.reminders)


def message_key(to: int, day: date) -> str:
    """Return the key that makes one message of reminders a person and day."""
    return f"reminders:{to}:{day.isoformat()}"


def gather(due: Iterable[DueReminder], day: date) -> tuple[Gathered, ...]:
    """Return one message for each recipient, for what is due on the local day `day` or was earlier.

    A measure stands once in a message: of several rows about it (a machine that was down, two occasions at once) the
    one asked about is the weightiest, and all count as sent.
    """
    by_person: dict[int, list[DueReminder]] = {}
    for each in due:
        by_person.setdefault(each.key.recipient, []).append(each)
    return tuple(_message(to, by_person[to], day) for to in sorted(by_person))


def _message(to: int, due: list[DueReminder], day: date) -> Gathered:
    by_measure: dict[int, list[DueReminder]] = {}
    for each in sorted(due, key=lambda each: (each.position, each.key.measure, each.id)):
        by_measure.setdefault(each.key.measure, []).append(each)
    chosen = [max(rows, key=_weight) for rows in by_measure.values()]
    lines = tuple(
        _line(number, each, by_measure[each.key.measure], day) for number, each in enumerate(chosen, start=1)
    )
    asked = [each for each in chosen if _role(each.key) != "told"] or chosen
    after = [step for each in asked for step in each.after if step.due > day]
    return Gathered(
        key=message_key(to, day),
        to=to,
        day=day,
        kind=_kind(asked),
        step="remind" if all(each.asked_before for each in asked) else "ask",
        meeting=min((_day_of(each.key) for each in asked if _at_follow_up(each.key)), default=None),
        deadline=max(day, min(each.deadline for each in asked)),
        lines=lines,
        later=tuple(sorted({step.due for step in after if step.to == to})),
        then_told=any(step.key.step in TOLD for step in after),
        late=any(each.due < day for each in due),
    )


def _line(number: int, chosen: DueReminder, rows: list[DueReminder], day: date) -> Line:
    role = _role(chosen.key)
    ahead = tuple(step for step in chosen.after if step.due > day)
    return Line(
        number=number,
        measure=chosen.key.measure,
        occasion=chosen.key.occasion,
        key=chosen.key,
        role=role,
        reminders=tuple(each.id for each in rows),
        next_step=next_step(ahead, day) if role == "owner" else "",
    )


def _role(key: ReminderKey) -> Role:
    if key.step in TOLD:
        return "told"
    return "copy" if key.step == "copy" else "owner"


def _weight(each: DueReminder) -> tuple[bool, bool, date, date, int]:
    """Being asked weighs more than being told or copied, a follow-up date more than an own date, later more than earlier."""
    asked = _role(each.key) == "owner"
    return asked, _at_follow_up(each.key), _day_of(each.key), each.due, each.id


def _day_of(key: ReminderKey) -> date:
    return date.fromisoformat(key.occasion[2:])


def _at_follow_up(key: ReminderKey) -> bool:
    return key.occasion.startswith("f:")


def _kind(asked: list[DueReminder]) -> Kind:
    if all(_role(each.key) == "told" for each in asked):
        return "escalation"
    return "reminder" if any(_at_follow_up(each.key) for each in asked) else "nudge"

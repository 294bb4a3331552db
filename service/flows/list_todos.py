"""What the coordinator has to do now, most pressing first: each with what is wrong and what happens by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.flows.confirm_answer import unconfirmed_answers
from service.flows.count_measures import Alike
from service.flows.signals import objections
from service.flows.whose_mail import ours
from service.store.people import PartyRow
from service.store.plan import MeasureRecord, PlanRow
from service.store.post import Inbound, ReminderRow

MOST_LATE, EACH = 3, 2
"""At most so many lines of a kind: the tile above leads to the rest."""

Kind = Literal[
    "late",
    "undeliverable",
    "unsorted",
    "unconfirmed",
    "unowned",
    "undated",
    "doubted",
    "proposed_day",
    "declined",
]


@dataclass(frozen=True, slots=True)
class NextReminder:
    """What happens by itself with a measure: the next planned reminder, and to whom it goes."""

    day: date
    to: str


@dataclass(frozen=True, slots=True)
class Todo:
    """One line. Which fields are filled follows from `kind`.

    `title` is the measure, the person or the mail's subject; `code` the measure's code; `key` the row to open where
    there is no code. `words` are those of the workbook's cell, or why mail did not arrive. `asked` is how many times
    the owner has been asked without an answer.
    """

    kind: Kind
    title: str
    code: str = ""
    key: int = 0
    words: str = ""
    owner: str = ""
    email: str = ""
    due: date | None = None
    start: date | None = None
    end: date | None = None
    asked: int = 0
    then: NextReminder | None = None


def list_todos(
    session: Session,
    plan: PlanRow,
    alike: Sequence[Alike],
    today: date,
    most_late: int = MOST_LATE,
    each_kind: int = EACH,
) -> tuple[Todo, ...]:
    """Return the first lines of every kind; `alike` are the plan's measures, counted."""
    return (
        *_late(session, _most_late(alike, today)[:most_late], today),
        *_undeliverable(session, plan.organisation_id, each_kind),
        *_unsorted(session, plan.organisation_id, each_kind),
        *_unconfirmed(session, plan.organisation_id, each_kind),
        *_measures(session, "unowned", [each for each in alike if each.unowned], each_kind),
        *_measures(session, "undated", [each for each in alike if each.undated], each_kind),
        *_measures(session, "doubted", [each for each in alike if each.doubted], each_kind),
        *_objections(session, plan.organisation_id, today, each_kind),
    )


def _objections(session: Session, organisation_id: int, today: date, most: int) -> Iterable[Todo]:
    """Days in calendars: first those that another is proposed for, then those that are only declined."""
    found = objections(session, organisation_id, today)
    for each in [each for each in found if each.proposed is not None][:most]:
        yield Todo("proposed_day", each.title, owner=each.name, due=each.day, start=each.proposed)
    for each in [each for each in found if each.proposed is None][:most]:
        yield Todo("declined", each.title, key=each.party, owner=each.name, due=each.day)


def _most_late(alike: Sequence[Alike], today: date) -> list[int]:
    """Those longest overdue first; measures said to be late whose own time has not run out come last."""
    late = [each for each in alike if each.state(today) == "late"]
    late.sort(key=lambda each: each.end or date.max)
    return [identity for each in late for identity in each.examples]


def _late(session: Session, ids: Sequence[int], today: date) -> Iterable[Todo]:
    rows = session.execute(
        select(MeasureRecord, PartyRow.name, PartyRow.email)
        .outerjoin(PartyRow, PartyRow.id == MeasureRecord.lead_id)
        .where(MeasureRecord.id.in_(ids))
    )
    asked, then = times_asked(session, ids), next_reminders(session, ids)
    for measure, owner, email in sorted(rows, key=lambda row: ids.index(row[0].id)):
        end = _day(measure.when_reading.get("end"))
        yield Todo(
            "late",
            measure.text,
            code=measure.code,
            words=measure.when_text,
            owner=owner or "",
            email=email or "",
            due=end if end is not None and end < today else None,
            asked=asked.get(measure.id, 0),
            then=then.get(measure.id),
        )


def times_asked(session: Session, measures: Sequence[int]) -> dict[int, int]:
    """How many reminders of each measure have gone out."""
    rows = session.execute(
        select(ReminderRow.measure_id, func.count())
        .where(ReminderRow.measure_id.in_(measures), ReminderRow.state == "sent", ReminderRow.step != "copy")
        .group_by(ReminderRow.measure_id)
    )
    return {measure: number for measure, number in rows}  # noqa: C416 (rows are not pairs to the type checker)


def next_reminders(session: Session, measures: Sequence[int]) -> dict[int, NextReminder]:
    """The first reminder of each measure still to go."""
    first = (
        select(ReminderRow.measure_id, func.min(ReminderRow.due_day).label("day"))
        .where(
            ReminderRow.measure_id.in_(measures), ReminderRow.state == "planned", ReminderRow.step != "copy"
        )
        .group_by(ReminderRow.measure_id)
        .subquery()
    )
    rows = session.execute(
        select(ReminderRow.measure_id, ReminderRow.due_day, func.min(PartyRow.name))
        .join(PartyRow, PartyRow.id == ReminderRow.recipient_id)
        .join(first, (first.c.measure_id == ReminderRow.measure_id) & (first.c.day == ReminderRow.due_day))
        .where(ReminderRow.measure_id.in_(measures))
        .where(ReminderRow.state == "planned", ReminderRow.step != "copy")
        .group_by(ReminderRow.measure_id, ReminderRow.due_day)
    )
    return {measure: NextReminder(day, name) for measure, day, name in rows}


def _undeliverable(session: Session, organisation_id: int, most: int) -> Iterable[Todo]:
    query = select(PartyRow).where(
        PartyRow.organisation_id == organisation_id, PartyRow.undeliverable_since.is_not(None)
    )
    for row in session.scalars(query.order_by(PartyRow.undeliverable_since.desc()).limit(most)):
        yield Todo(
            "undeliverable",
            row.name,
            key=row.id,
            words=row.undeliverable_why,
            owner=row.name,
            email=row.email,
        )


def _unsorted(session: Session, organisation_id: int, most: int) -> Iterable[Todo]:
    query = select(Inbound).where(Inbound.state == "tray", ours(organisation_id))
    for row in session.scalars(query.order_by(Inbound.arrived_at).limit(most)):
        yield Todo("unsorted", row.subject, key=row.id, words=row.why, email=row.sender)


def _unconfirmed(session: Session, organisation_id: int, most: int) -> Iterable[Todo]:
    for each in unconfirmed_answers(session, organisation_id, most):
        yield Todo(
            "unconfirmed", each.measure.text, code=each.measure.code, owner=each.by, due=each.record.day
        )


def _measures(session: Session, kind: Kind, alike: Sequence[Alike], most: int) -> Iterable[Todo]:
    ids = sorted(identity for each in alike for identity in each.examples)[:most]
    query = select(MeasureRecord).where(MeasureRecord.id.in_(ids)).order_by(MeasureRecord.position)
    for measure in session.scalars(query):
        reading = measure.when_reading
        yield Todo(
            kind,
            measure.text,
            code=measure.code,
            words=measure.who_text if kind == "unowned" else measure.when_text,
            start=_day(reading.get("start")),
            end=_day(reading.get("end")),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

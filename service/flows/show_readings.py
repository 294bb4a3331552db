"""The readings that want a look, in the order of what depends on them; the same words are decided once for all of theirs.

First what a mail depends on soonest, then what most measures share, then the plan's own order.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.measure import plain
from service.domain.timing import from_json, occurrences
from service.flows.list_todos import next_reminders
from service.flows.service import Service
from service.flows.show_choices import WhoChoices, who_choices
from service.flows.show_overview import current_plan
from service.flows.standing import living, when_doubted, who_doubted
from service.store.plan import AreaRow, MeasureRecord, PlanRow

Field = Literal["when", "who"]
FIELDS: tuple[Field, ...] = ("when", "who")

SHOWN = 10
"""How many are shown: a person decides one after the other, and the rest move up."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a cell's text; `item` is the number of the reading it supports, 0 where it supports none."""

    text: str
    item: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reading to decide: `measures` have these very words. `due` is the next mail that depends on it.

    `items` are the parts of a När reading; `days` are the days it gives in the plan's year. `choices` are those to
    choose the responsible among, for a Vem.
    """

    field: Field
    words: str
    passages: tuple[Passage, ...]
    measures: tuple[MeasureRecord, ...]
    reading: dict[str, Any]
    items: tuple[dict[str, Any], ...]
    days: tuple[date, ...]
    due: date | None
    choices: WhoChoices | None

    @property
    def first(self) -> MeasureRecord:
        """The measure that the forms are about; the others follow it."""
        return self.measures[0]

    @property
    def why(self) -> str:
        """Why a person should look, in plain Swedish."""
        return str(self.reading.get("why") or "")


@dataclass(frozen=True, slots=True)
class ReadingsPage:
    """The first `SHOWN` doubts of a plan, how many there are, and its year."""

    year: int
    doubts: tuple[Doubt, ...]
    total: int


def show_readings(
    service: Service, organisation_id: int, today: date, asked_for: str = ""
) -> ReadingsPage | None:
    """Return the readings to decide in the plan that is worked with; None before the first import.

    The measure `asked_for` by its code goes before everything else.
    """
    with service.store.read() as session:
        plan = current_plan(session, organisation_id, today)
        if plan is None:
            return None
        found = _all_grouped(session, plan)
        ids = {row.id for _, rows in found for row in rows}
        due = {measure: next_one.day for measure, next_one in next_reminders(session, list(ids)).items()}

        def order(group: tuple[Field, list[MeasureRecord]]) -> tuple[bool, date, int, int]:
            _, rows = group
            other = asked_for not in {row.code for row in rows}
            days = [due[row.id] for row in rows if row.id in due]
            return other, min(days, default=date.max), -len(rows), rows[0].position

        found.sort(key=order)
        doubts = tuple(_doubt(session, plan, field, rows, due) for field, rows in found[:SHOWN])
        return ReadingsPage(plan.year, doubts, len(found))


def readings_left(service: Service, organisation_id: int, today: date, year: int) -> int:
    """Return how many readings are to be decided in the plan of `year`; 0 when it is not the one that is worked with."""
    with service.store.read() as session:
        plan = current_plan(session, organisation_id, today)
        return count_readings(session, plan) if plan is not None and plan.year == year else 0


def count_readings(session: Session, plan: PlanRow) -> int:
    """Return how many readings of the plan are to be decided."""
    return sum(_count(session, plan, field) for field in FIELDS)


def _count(session: Session, plan: PlanRow, field: Field) -> int:
    """Count the groups of `_grouped` from their words alone."""
    text = MeasureRecord.when_text if field == "when" else MeasureRecord.who_text
    rows = session.execute(select(MeasureRecord.id, text).where(living(plan.id), _doubted(field)))
    return len({plain(words) or f"#{number}" for number, words in rows})


def alike(
    session: Session, organisation_id: int, measure: MeasureRecord, field: Field
) -> Sequence[MeasureRecord]:
    """Return the measures of its plan whose reading of the same words is in doubt too, `measure` first."""
    words, doubted = _words(measure, field), _doubted(field)
    query = select(MeasureRecord).where(
        living(measure.plan_id), MeasureRecord.organisation_id == organisation_id, doubted
    )
    rows = session.scalars(query.order_by(MeasureRecord.position, MeasureRecord.id))
    same = [row for row in rows if words and row.id != measure.id and _words(row, field) == words]
    return [measure, *same]


def _doubted(field: Field) -> Any:
    return when_doubted if field == "when" else who_doubted


def _words(measure: MeasureRecord, field: Field) -> str:
    return plain(measure.when_text if field == "when" else measure.who_text)


def _all_grouped(session: Session, plan: PlanRow) -> list[tuple[Field, list[MeasureRecord]]]:
    return [group for field in FIELDS for group in _grouped(session, plan, field)]


def _grouped(session: Session, plan: PlanRow, field: Field) -> Iterable[tuple[Field, list[MeasureRecord]]]:
    query = (
        select(MeasureRecord)
        .join(AreaRow, AreaRow.id == MeasureRecord.area_id)
        .where(living(plan.id), _doubted(field))
        .order_by(AreaRow.position, MeasureRecord.position, MeasureRecord.id)
    )
    groups: dict[str, list[MeasureRecord]] = defaultdict(list)
    for row in session.scalars(query):
        groups[_words(row, field) or f"#{row.id}"].append(row)
    return [(field, rows) for rows in groups.values()]


def _doubt(
    session: Session, plan: PlanRow, field: Field, rows: Sequence[MeasureRecord], due: dict[int, date]
) -> Doubt:
    first = rows[0]
    reading = first.when_reading if field == "when" else first.who_reading
    words = first.when_text if field == "when" else first.who_text
    items = tuple(reading.get("items", ())) if field == "when" else ()
    return Doubt(
        field=field,
        words=words,
        passages=passages_of(words, items or _named_in(words, reading)),
        measures=tuple(rows),
        reading=reading,
        items=items,
        days=_days(reading, plan.year) if field == "when" else (),
        due=min((due[row.id] for row in rows if row.id in due), default=None),
        choices=who_choices(session, first) if field == "who" else None,
    )


def _days(reading: dict[str, Any], year: int) -> tuple[date, ...]:
    found = occurrences(from_json(reading), year)
    return tuple(each.day for each in found if each.day.year == year)


def _named_in(words: str, reading: dict[str, Any]) -> list[dict[str, Any]]:
    """Return where in a Vem cell the persons, roles and units stand that were read out of it."""
    named = (*reading.get("persons", ()), *reading.get("roles_or_units", ()))
    places = ((words.find(name), name) for name in named)
    return [{"from": at, "to": at + len(name)} for at, name in places if at >= 0]


def passages_of(words: str, items: Sequence[dict[str, Any]]) -> tuple[Passage, ...]:
    """Return the text cut where its items begin and end; where two overlap the first keeps what they share."""
    found: list[Passage] = []
    at = 0
    numbered = sorted(enumerate(items, 1), key=lambda each: (each[1]["from"], each[1]["to"]))
    for number, item in numbered:
        begin, end = max(at, int(item["from"])), min(len(words), int(item["to"]))
        if end <= begin:
            continue
        if begin > at:
            found.append(Passage(words[at:begin], 0))
        found.append(Passage(words[begin:end], number))
        at = end
    if at < len(words):
        found.append(Passage(words[at:], 0))
    return tuple(found)

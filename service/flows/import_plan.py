"""Take a workbook in: read it, show what is new, changed and gone, and apply only that.

Nothing is stored unless all of it is: the whole import is one transaction. Measures keep their identity through
every new import, and what has been reported on them is never touched.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.days.writing import in_words, say_short_day
from service.domain.measure import AreaRows, Finding, MeasureRow, Place, PlanReading, code_for
from service.domain.workbook import Changes, Known, match_rows, read_plan
from service.flows.area_rules import carry_rules_over
from service.flows.keep_cells import keep_cells
from service.flows.read_measures import prepare_readings, read_measures
from service.flows.replan import replan
from service.flows.service import Service
from service.store.people import Organisation
from service.store.plan import AreaRow, Event, FollowUpDate, MeasureRecord, PlanRow, WorkbookFile


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import found and did, or would do; the command prints it as JSON."""

    reading: PlanReading
    changes: Changes
    plan_id: int | None = None
    findings: tuple[Finding, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the contract's JSON (issue: `arshjul plan import --json`)."""
        return {
            "areas": [
                {
                    "name": area.name,
                    "problems": area.problems,
                    "causes": area.causes,
                    "measures": area.measures,
                }
                for area in self.reading.areas
            ],
            "measures": sum(len(area.rows) for area in self.reading.areas),
            "follow_up_dates": [day.isoformat() for day in self.reading.follow_up_days],
            "new": len(self.changes.new),
            "changed": len(self.changes.changed),
            "gone": len(self.changes.gone),
            "findings": [
                {"sheet": item.sheet, "cell": item.cell, "code": item.code, "text": item.text}
                for item in self.findings
            ],
        }

    def as_text(self, dry_run: bool) -> str:
        """Return the report for a person: counts per area, what changes, and every finding with its place."""
        lines = [f"Åtgärdsplan {self.reading.year}", ""]
        for area in self.reading.areas:
            counted = f"{area.problems} problem, {area.causes} orsaker, {area.measures} åtgärder"
            lines.append(f"  {area.name}: {counted}")
        new, changed, gone = len(self.changes.new), len(self.changes.changed), len(self.changes.gone)
        lines += ["", f"{new} nya åtgärder, {changed} ändrade, {gone} borta ur arbetsboken."]
        if self.findings:
            lines += [
                "",
                f"Att titta på ({len(self.findings)}):",
                *(f"  {finding}" for finding in self.findings),
            ]
        lines += ["", "Inget är sparat." if dry_run else "Sparat."]
        return "\n".join(lines)


def preview_import(
    service: Service, organisation_id: int, data: bytes, year: int | None = None
) -> ImportReport:
    """Read a workbook and say what importing it would do; stores nothing."""
    reading = _read(service, data, year)
    with service.store.read() as session:
        plan = _plan_of(session, organisation_id, reading.year)
        changes = _changes(session, plan.id if plan else None, reading)
    return ImportReport(reading, changes, plan.id if plan else None, _findings(service, reading))


def import_plan(
    service: Service, organisation_id: int, data: bytes, filename: str, year: int | None = None
) -> ImportReport:
    """Read a workbook and apply what is new, changed and gone. A workbook without any area changes nothing."""
    reading = _read(service, data, year)
    if not reading.areas:
        return ImportReport(reading, match_rows([], reading), None, reading.findings)
    now = service.clock.now()
    with service.store.write() as session:
        plan = _plan_of(session, organisation_id, reading.year) or _new_plan(
            session, organisation_id, reading, now
        )
        changes = _changes(session, plan.id, reading)
        touched = _Import(session, service, plan, now).apply(reading, changes)
        findings = _findings(service, reading)
        session.add(_workbook_file(plan.id, data, filename, now, findings))
        read_measures(
            session,
            prepare_readings(session, service, organisation_id, plan.year),
            touched,
            local_day(now, service.zone),
        )
        replan(session, service, _live(session, plan.id))
    service.nudge("fill_outbox")
    return ImportReport(reading, changes, plan.id, findings)


def free_code(seed: str, taken: set[str]) -> str:
    """Return the first code of `seed` that is not taken."""
    return next(code for attempt in count() if (code := code_for(seed, attempt)) not in taken)


def _read(service: Service, data: bytes, year: int | None) -> PlanReading:
    this_year = local_day(service.clock.now(), service.zone).year
    return read_plan(service.read_workbook(data), service.words.workbook, year, otherwise=this_year)


def _findings(service: Service, reading: PlanReading) -> tuple[Finding, ...]:
    """Return the reading's findings, a plan whose year is over, and texts under a date that has not been."""
    today = local_day(service.clock.now(), service.zone)
    return (*_year_over(reading, today), *reading.findings, *_early(reading, today))


def _early(reading: PlanReading, today: date) -> Iterator[Finding]:
    """Yield one finding for each column of texts under a date that has not been, at the first of its texts."""
    columns: dict[tuple[str, date], list[Place]] = defaultdict(list)
    for note in (note for row in reading.rows() for note in row.follow_ups if note.day > today):
        columns[note.place.sheet, note.day].append(note.place)
    for (_, day), places in columns.items():
        texts = "En text" if len(places) == 1 else f"{in_words(len(places)).capitalize()} texter"
        said = f"{texts} i kolumnen står under {say_short_day(day)}, som inte har varit."
        yield Finding.at(
            places[0], "text-before-date", f"{said} Det sparas men räknas inte som svar på någon fråga."
        )


def _year_over(reading: PlanReading, today: date) -> Iterator[Finding]:
    if reading.year and reading.year < today.year:
        text = (
            f"Planen gäller {reading.year}, och det året är slut. Inga frågor går ut om den. "
            "Läs in årets plan, eller ange ett annat år om det är fel."
        )
        yield Finding("", "", "year-over", text)


def _plan_of(session: Session, organisation_id: int, year: int) -> PlanRow | None:
    query = select(PlanRow).where(PlanRow.organisation_id == organisation_id, PlanRow.year == year)
    return session.scalar(query)


def _new_plan(session: Session, organisation_id: int, reading: PlanReading, now: datetime) -> PlanRow:
    plan = PlanRow(organisation_id=organisation_id, year=reading.year, created_at=now)
    session.add(plan)
    session.flush()
    return plan


def _known(session: Session, plan_id: int) -> list[Known]:
    rows = session.execute(
        select(MeasureRecord, AreaRow.name)
        .join(AreaRow, AreaRow.id == MeasureRecord.area_id)
        .where(MeasureRecord.plan_id == plan_id)
        .order_by(MeasureRecord.position)
    )
    return [
        Known(
            id=row.id,
            area=area,
            fingerprint=row.fingerprint,
            text=row.text,
            problem=row.problem,
            cause=row.cause,
            goals=row.goals,
            when_text=row.when_text,
            who_text=row.who_text,
            row=row.row,
        )
        for row, area in rows
    ]


def _changes(session: Session, plan_id: int | None, reading: PlanReading) -> Changes:
    """Match against every measure there ever was, so that one that comes back is the same; but tell only news."""
    if plan_id is None:
        return match_rows([], reading)
    gone_before = set(
        session.scalars(
            select(MeasureRecord.id).where(
                MeasureRecord.plan_id == plan_id, MeasureRecord.gone_at.is_not(None)
            )
        )
    )
    changes = match_rows(_known(session, plan_id), reading)
    return replace(changes, gone=tuple(known for known in changes.gone if known.id not in gone_before))


def _live(session: Session, plan_id: int) -> list[MeasureRecord]:
    return list(session.scalars(select(MeasureRecord).where(MeasureRecord.plan_id == plan_id)))


def _workbook_file(
    plan_id: int, data: bytes, filename: str, now: datetime, findings: Sequence[Finding]
) -> WorkbookFile:
    return WorkbookFile(
        plan_id=plan_id,
        name=filename[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        content=data,
        imported_at=now,
        findings={"findings": [[item.sheet, item.cell, item.code, item.text] for item in findings]},
    )


@dataclass(frozen=True, slots=True)
class _Import:
    """One import under way: where it writes, for which plan, and when."""

    session: Session
    service: Service
    plan: PlanRow
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(self.service.zone).date()

    def apply(self, reading: PlanReading, changes: Changes) -> list[MeasureRecord]:
        """Store what differs and return the measures that are new or changed, in the workbook's order."""
        areas = self._areas(reading)
        place_of = {
            id(row): (position, areas[area.name])
            for position, (area, row) in enumerate((area, row) for area in reading.areas for row in area.rows)
        }
        self._follow_up_dates(reading)
        records = {record.id: record for record in _live(self.session, self.plan.id)}
        touched: list[MeasureRecord] = []
        placed: list[tuple[MeasureRecord, MeasureRow]] = []
        taken = self._codes()
        for row in (item.row for item in changes.new):
            record = self._new_measure(row, *place_of[id(row)], taken)
            touched.append(record)
            placed.append((record, row))
        self.session.flush()
        for record, row in placed:
            self._tell(record, "imported", f"Läst ur arbetsboken, {row.place}.")
        for known, row, fields in changes.changed:
            record = records[known.id]
            self._update(record, row, *place_of[id(row)])
            self._tell(record, "changed", f"Ändrad i arbetsboken: {', '.join(fields)}.")
            touched.append(record)
            placed.append((record, row))
        for known, row in changes.same:
            self._update(records[known.id], row, *place_of[id(row)])
            placed.append((records[known.id], row))
        for known in changes.gone:
            self._gone(records[known.id])
        self.session.flush()
        keep_cells(self.session, self.service, placed, self.now)
        return touched

    def _areas(self, reading: PlanReading) -> dict[str, AreaRow]:
        stored = {
            row.name: row
            for row in self.session.scalars(select(AreaRow).where(AreaRow.plan_id == self.plan.id))
        }
        organisation = self.session.get_one(Organisation, self.plan.organisation_id)
        for position, area in enumerate(reading.areas):
            row = stored.get(area.name)
            if row is None:
                row = stored[area.name] = AreaRow(
                    plan_id=self.plan.id, name=area.name, sheet="", position=position
                )
                self.session.add(row)
                self.session.flush()
                carry_rules_over(self.session, organisation, row)
            self._count(row, area, position)
        self.session.flush()
        return stored

    @staticmethod
    def _count(row: AreaRow, area: AreaRows, position: int) -> None:
        row.sheet, row.position = area.sheet, position
        row.problems, row.causes, row.measures = area.problems, area.causes, area.measures

    def _follow_up_dates(self, reading: PlanReading) -> None:
        query = select(FollowUpDate.day).where(FollowUpDate.plan_id == self.plan.id)
        known = set(self.session.scalars(query))
        for day in reading.follow_up_days:
            if day not in known:
                self.session.add(
                    FollowUpDate(plan_id=self.plan.id, day=day, source="workbook", since=self.today)
                )

    def _codes(self) -> set[str]:
        """Return every code that a measure of the organisation has or has had."""
        query = select(MeasureRecord.code).where(MeasureRecord.organisation_id == self.plan.organisation_id)
        return set(self.session.scalars(query))

    def _new_measure(self, row: MeasureRow, position: int, area: AreaRow, taken: set[str]) -> MeasureRecord:
        record = MeasureRecord(
            organisation_id=self.plan.organisation_id,
            plan_id=self.plan.id,
            code=free_code(f"{self.plan.id}:{row.place}:{row.text}", taken),
            when_since=self.today,
            lead_since=self.today,
        )
        taken.add(record.code)
        self._update(record, row, position, area)
        self.session.add(record)
        return record

    def _update(self, record: MeasureRecord, row: MeasureRow, position: int, area: AreaRow) -> None:
        record.area_id, record.position = area.id, position
        record.sheet, record.row, record.column = row.place.sheet, row.place.row, row.place.column
        record.fingerprint, record.text = row.fingerprint, row.text
        record.problem, record.cause, record.goals = row.problem, row.cause, row.goals
        if (record.when_text, record.when_day) != (row.when_text, row.when_day):
            record.when_since = self.today
        record.when_text, record.when_day = row.when_text, row.when_day
        record.who_text, record.note = row.who_text, row.note
        if record.gone_at is not None:
            record.gone_at = None
            self._tell(record, "returned", "Åtgärden finns i arbetsboken igen.")

    def _gone(self, record: MeasureRecord) -> None:
        if record.gone_at is None:
            record.gone_at = self.now
            self._tell(record, "gone", "Åtgärden finns inte längre i arbetsboken. Historiken är kvar.")

    def _tell(self, record: MeasureRecord, kind: str, text: str) -> None:
        self.session.add(
            Event(
                organisation_id=self.plan.organisation_id,
                measure_id=record.id,
                at=self.now,
                kind=kind,
                text=text,
            )
        )

"""Write the follow-up and the year's figures into the workbook that was imported, and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from service.domain.days import local_day
from service.domain.followup import Record
from service.domain.measure import Layout, PlanReading, plain
from service.domain.workbook import read_plan
from service.flows.analyse_year import analysis_of
from service.flows.load_plan import LoadedPlan, load_plan
from service.flows.service import Service
from service.flows.writeback import CellText, CountedColumns, NewColumn, PatchResult
from service.ports import OutsideError
from service.store.plan import WorkbookFile

Cell = tuple[str, int]
"""A row of a tab."""


def export_plan(service: Service, organisation_id: int, year: int | None = None) -> PatchResult:
    """Return the newest imported workbook with what has been reported in its Uppföljning cells, and the analysis.

    OutsideError: no plan is imported, or the workbook cannot be written in.
    """
    today = local_day(service.clock.now(), service.zone)
    with service.store.read() as session:
        loaded = load_plan(session, organisation_id, year)
        original = _newest_workbook(session, loaded.plan.id)
        analysis = analysis_of(loaded, today)
    reading = read_plan(service.read_workbook(original), service.words.workbook, loaded.plan.year)
    written = _Writing(reading, loaded)
    return service.patch_workbook(
        original,
        texts=written.texts(),
        columns=written.columns(),
        analysis=analysis,
        counted=[
            CountedColumns(layout.sheet, layout.first_row, layout.problem, layout.cause, layout.measure)
            for layout in reading.layouts
        ],
        expected=[CellText(row.sheet, row.row, row.column, row.text) for row in loaded.measures],
    )


def _newest_workbook(session: Session, plan_id: int) -> bytes:
    query = (
        select(WorkbookFile)
        .where(WorkbookFile.plan_id == plan_id)
        .order_by(WorkbookFile.id.desc())
        .options(undefer(WorkbookFile.content))
    )
    row = session.scalars(query).first()
    if row is None:
        raise OutsideError("no-workbook", "Det finns ingen inläst arbetsbok att skriva i.", permanent=True)
    return row.content


class _Writing:
    """What is to be written where: existing cells are added to, days without a column get one."""

    def __init__(self, reading: PlanReading, loaded: LoadedPlan) -> None:
        self._layouts = {layout.sheet: layout for layout in reading.layouts}
        self._stands: dict[tuple[str, int, date], str] = {
            (row.place.sheet, row.place.row, note.day): note.text
            for row in reading.rows()
            for note in row.follow_ups
        }
        self._measures = {measure.id: measure for measure in loaded.measures}
        self._said = self._sort(loaded.records, loaded)

    def _sort(self, records: Iterable[Record], loaded: LoadedPlan) -> dict[tuple[str, int, date], list[str]]:
        """Return the words to write per tab, row and follow-up day, in the order they were said."""
        said: dict[tuple[str, int, date], list[str]] = defaultdict(list)
        for record in records:
            measure = self._measures.get(record.measure)
            day = _day_for(record, [row.day for row in loaded.days])
            words = f"{record.text} Hinder: {record.hindrance}" if record.hindrance else record.text
            if measure is None or day is None or record.source == "cell" or not words.strip():
                continue
            key = (measure.sheet, measure.row, day)
            if plain(words) not in plain(self._stands.get(key, "")) and words not in said[key]:
                said[key].append(words)
        return said

    def texts(self) -> list[CellText]:
        """Return what goes into columns that are there. What stands in a cell stays, the new words come after it."""
        found = []
        for (sheet, row, day), words in self._said.items():
            column = self._column(sheet, day)
            if column and words:
                before = self._stands.get((sheet, row, day), "")
                found.append(CellText(sheet, row, column, "\n".join([*([before] if before else []), *words])))
        return found

    def columns(self) -> list[NewColumn]:
        """Return a new dated column per tab for each follow-up date that has words there and no column."""
        wanted: dict[tuple[str, date], dict[int, str]] = defaultdict(dict)
        for (sheet, row, day), words in self._said.items():
            if words and sheet in self._layouts and not self._column(sheet, day):
                wanted[sheet, day][row] = "\n".join(words)
        return [
            NewColumn(
                sheet=sheet,
                header_row=self._layouts[sheet].header_row,
                header_text=f"Uppföljning {day.isoformat()}",
                after_column=self._layouts[sheet].last_follow_up,
                texts=texts,
                day=day,
            )
            for (sheet, day), texts in sorted(wanted.items())
        ]

    def _column(self, sheet: str, day: date) -> int:
        layout: Layout | None = self._layouts.get(sheet)
        return dict(layout.follow_ups).get(day, 0) if layout else 0


def _day_for(record: Record, days: Sequence[date]) -> date | None:
    """Return the follow-up date whose column a record belongs in: the one asked for, else the next to come."""
    if record.occasion.startswith("f:"):
        asked = date.fromisoformat(record.occasion[2:])
        return asked if asked in days else None
    return min((day for day in days if day >= record.day), default=max(days, default=None))

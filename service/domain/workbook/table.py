"""A tab's table → its areas, measures and findings, row by row."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from service.domain.measure import AreaRows, Finding, FollowUpNote, Layout, MeasureRow, plain
from service.domain.workbook.headers import Header
from service.domain.workbook.sheet import Sheet, as_day, as_text
from service.domain.workbook.words import Role, WorkbookWords

SERIAL = range(36526, 73051)
"""Excel's numbers for the days 2000-01-01 to 2099-12-31 (ECMA-376 part 1, 18.17.4.1)."""

COUNTED: tuple[Role, ...] = ("problem", "cause", "measure")


@dataclass(slots=True)
class _Area:
    """An area while its rows are read."""

    name: str
    counts: dict[Role, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    rows: list[MeasureRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TableReading:
    """What a tab's table holds. `counted` are the rows that were counted, by role, for comparing with the analysis."""

    areas: tuple[AreaRows, ...]
    findings: tuple[Finding, ...]
    layout: Layout
    counted: dict[Role, list[int]]


def read_table(sheet: Sheet, header: Header, words: WorkbookWords) -> TableReading:
    """Read every row below the header."""
    return _Table(sheet, header, words).read()


class _Table:
    """One table under reading; what stands above is remembered for rows that leave it out."""

    def __init__(self, sheet: Sheet, header: Header, words: WorkbookWords) -> None:
        self.sheet = sheet
        self.header = header
        self.words = words
        self.findings: list[Finding] = list(header.findings)
        self.areas: dict[str, _Area] = {}
        self.counted: dict[Role, list[int]] = {role: [] for role in COUNTED}
        self.first_row = self._first_row()
        self.above: dict[Role, str] = {}
        self.area = self._open(self._tab_area()) if not header.column("area") else None

    def read(self) -> TableReading:
        for row in range(self.first_row, len(self.sheet.rows) + 1):
            self._row(row)
        areas = tuple(
            AreaRows(
                name=area.name,
                sheet=self.sheet.name,
                problems=area.counts["problem"],
                causes=area.counts["cause"],
                measures=area.counts["measure"],
                rows=tuple(area.rows),
            )
            for area in self.areas.values()
        )
        return TableReading(areas, tuple(self.findings), self._layout(), self.counted)

    def _first_row(self) -> int:
        """Return the first row of data: the one below the header, or below the hints under it."""
        row = self.header.last_row + 1
        while self._is_hint_row(row):
            row += 1
        return row

    def _is_hint_row(self, row: int) -> bool:
        texts = [text for _, text in self.sheet.filled(row)]
        hints = sum(self.words.is_hint(text) or text.endswith("?") for text in texts)
        return hints >= 2 and hints * 2 >= len(texts)

    def _tab_area(self) -> str:
        """Return the area's name: the first column's heading, a title above the table, or the tab's own name."""
        return self.header.area_name or self._title() or self.sheet.name.strip()

    def _title(self) -> str:
        """Return a title above the table when there is one and it is not about the plan as a whole."""
        for row in range(1, self.header.row):
            texts = [text for _, text in self.sheet.filled(row)]
            first = plain(texts[0]).split() if len(texts) == 1 else []
            if not first or len(texts[0]) > 80 or set(first) & self.words.beside_year:
                continue
            if not texts[0].endswith((".", ":", "!")):
                return texts[0].partition(":")[2].strip() or texts[0]
        return ""

    def _open(self, name: str) -> _Area:
        key = plain(name)
        if key not in self.areas:
            self.areas[key] = _Area(name)
        return self.areas[key]

    def _row(self, row: int) -> None:
        if not any(True for _ in self.sheet.filled(row)) or self._repeats_header(row):
            return
        area = self._area_of(row)
        if area is None:
            return
        own = {role: self._own(row, role) for role in COUNTED}
        for role in COUNTED:
            if own[role]:
                area.counts[role] += 1
                self.counted[role].append(row)
        if own["measure"]:
            area.rows.append(self._measure(row))
        else:
            self._incomplete(row, own)
        for role in ("problem", "cause"):
            if self._shown(row, role):
                self.above[role] = self._shown(row, role)
                if role == "problem" and own["problem"]:
                    self.above.pop("cause", None) if not self._shown(row, "cause") else None

    def _area_of(self, row: int) -> _Area | None:
        """Return the area a row belongs to. In a tab with an area column, an empty cell goes on with the one above."""
        column = self.header.column("area")
        if not column:
            return self.area
        name = self.sheet.shown_text(row, column)
        if name:
            if self.area is None or plain(name) != plain(self.area.name):
                self.above.clear()
            self.area = self._open(" ".join(name.split()))
        elif self.area is None:
            self._find(
                row, "area", "missing-area", "Raden säger inte vilket område den hör till och läses inte."
            )
        return self.area

    def _repeats_header(self, row: int) -> bool:
        texts = list(self.sheet.filled(row))
        roles = {self.words.role_of(text) for _, text in texts if len(text) <= 60}
        return len(texts) >= 3 and "measure" in roles and len(roles - {None, "ignored"}) >= 3

    def _own(self, row: int, role: Role) -> str:
        column = self.header.column(role)
        return self.sheet.text(row, column) if column else ""

    def _shown(self, row: int, role: Role) -> str:
        column = self.header.column(role)
        return self.sheet.shown_text(row, column) if column else ""

    def _measure(self, row: int) -> MeasureRow:
        column = self.header.column("measure")
        note_column = self.header.column("follow_up")
        note = self._shown(row, "follow_up")
        when_day, when_text = self._when(row)
        measure = MeasureRow(
            place=self.sheet.place(row, column),
            text=self.sheet.text(row, column),
            problem=self._shown(row, "problem") or self._from_above(row, "problem"),
            cause=self._shown(row, "cause") or self._from_above(row, "cause"),
            goals=self._shown(row, "goals"),
            when_text=when_text,
            when_day=when_day,
            who_text=self._shown(row, "who"),
            note=note,
            note_place=self.sheet.place(*self.sheet.origin(row, note_column)) if note else None,
            follow_ups=tuple(self._notes(row)),
        )
        self._gaps(row, measure)
        return measure

    def _from_above(self, row: int, role: Role) -> str:
        """A row that leaves its problem or cause out belongs to the one above; that is a guess, and is told."""
        text = self.above.get(role, "")
        if text:
            name = "Problem" if role == "problem" else "Orsak"
            self._find(
                row, role, "assumed-above", f"{name} är tomt. Vi räknar med samma som på raden ovanför."
            )
        return text

    def _notes(self, row: int) -> Iterator[FollowUpNote]:
        for column, day in self.header.follow_ups.items():
            text = self.sheet.shown_text(row, column)
            if text:
                yield FollowUpNote(day, text, self.sheet.place(*self.sheet.origin(row, column)))

    def _when(self, row: int) -> tuple[date | None, str]:
        column = self.header.column("when")
        if not column:
            return None, ""
        value = self.sheet.shown(row, column)
        if isinstance(value, float) and value.is_integer() and int(value) in SERIAL:
            day = date(1899, 12, 30) + timedelta(days=int(value))
            said = f"Cellen har talet {int(value)}. Vi läser det som datumet {day.isoformat()}."
            self._find(row, "when", "guessed-date", said)
            return day, day.isoformat()
        return as_day(value), as_text(value)

    def _gaps(self, row: int, measure: MeasureRow) -> None:
        if self.header.column("when") and not measure.when_text:
            self._find(
                row, "when", "missing-when", "När är tomt. Åtgärden följs upp vid planens uppföljningar."
            )
        if self.header.column("who") and not measure.who_text:
            self._find(row, "who", "missing-who", "Vem är tomt. Ingen kan få en fråga om åtgärden.")

    def _incomplete(self, row: int, own: dict[Role, str]) -> None:
        column = self.header.column("measure")
        if self.sheet.shown_text(row, column):
            return  # The lower part of a merged Åtgärd cell: the measure was read at its first row.
        if own["cause"]:
            self._find(row, "cause", "cause-without-measure", "Orsaken har ingen åtgärd.")
        elif own["problem"]:
            self._find(row, "problem", "heading-row", "Raden har bara ett problem och läses som en rubrik.")
        elif any(self._own(row, role) for role in ("goals", "when", "who")):
            self._find(
                row, "measure", "row-without-measure", "Raden har mål, tid eller ansvarig men ingen åtgärd."
            )

    def _find(self, row: int, role: Role, code: str, text: str) -> None:
        place = self.sheet.place(row, self.header.column(role) or 1)
        self.findings.append(Finding.at(place, code, text))

    def _layout(self) -> Layout:
        return Layout(
            sheet=self.sheet.name,
            header_row=self.header.last_row,
            first_row=self.first_row,
            problem=self.header.column("problem"),
            cause=self.header.column("cause"),
            measure=self.header.column("measure"),
            note=self.header.column("follow_up"),
            follow_ups=tuple((day, column) for column, day in self.header.follow_ups.items()),
        )

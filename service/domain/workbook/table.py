"""A tab's table → its areas, measures and findings, row by row.

Counting is COUNTA's, as the cities' own analysis tabs have it: a cell that says anything counts where it stands, a
merged one once, a repeated text each time; hints and headers do not count, nor does white space alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from service.domain.measure import AreaRows, Finding, FollowUpNote, Layout, MeasureRow, column_letters, plain
from service.domain.workbook.headers import Header, is_header, read_header
from service.domain.workbook.items import numbered_items
from service.domain.workbook.sheet import Sheet, as_day, as_text
from service.domain.workbook.words import Role, WorkbookWords

SERIAL = range(36526, 73051)
"""Excel's numbers for the days 2000-01-01 to 2099-12-31 (ECMA-376 part 1, 18.17.4.1)."""

COUNTED: tuple[Role, ...] = ("problem", "cause", "measure")
INHERITED: tuple[Role, ...] = ("problem", "cause")
TIMES: tuple[Role, ...] = ("when", "end", "start")
DETAILS: tuple[Role, ...] = ("goals", "when", "who")
NAMES = {"problem": "Problem", "cause": "Orsak"}
LONGEST_TITLE = 80
LONGEST_AGAIN = 30
"""Characters of the Åtgärd heading of a table further down: a measure's own text is longer, or is no heading."""


@dataclass(slots=True)
class _Area:
    """An area while its rows are read. `counted` has the rows that count, by role."""

    name: str
    counted: dict[Role, list[int]] = field(default_factory=lambda: {role: [] for role in COUNTED})
    rows: list[MeasureRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TableReading:
    """What a table holds. `counted` has, for each area, the rows that were counted, for comparing with the analysis."""

    areas: tuple[AreaRows, ...]
    findings: tuple[Finding, ...]
    layout: Layout
    counted: tuple[dict[Role, list[int]], ...]


def read_tables(sheet: Sheet, header: Header, words: WorkbookWords, year: int) -> Iterator[TableReading]:
    """Read every row below the header; a header of another area further down begins a table of its own."""
    table = _Table(sheet, header, words)
    further = [row for row in range(table.first_row, len(sheet.rows) + 1) if table.has_header(row)]
    for row in further:
        following = read_header(sheet, row, words, year)
        title = _title_above(sheet, row)
        if following is not None and (title or not table.repeats(following)):
            table.name_by_title()
            table.read(title or row)
            yield table.reading()
            table = _Table(sheet, following, words)
            table.name_by_title()
    table.read(len(sheet.rows) + 1)
    yield table.reading()


def _title_above(sheet: Sheet, header_row: int) -> int:
    """Return the row of a title over a header: the only text in its row, with at most one empty row between. 0: none."""
    for row in (header_row - 1, header_row - 2):
        texts = list(sheet.filled(row))
        if texts:
            return row if len(texts) == 1 and len(texts[0][1]) <= LONGEST_TITLE else 0
    return 0


class _Table:
    """One table under reading; what stands above is remembered for rows that leave it out."""

    def __init__(self, sheet: Sheet, header: Header, words: WorkbookWords) -> None:
        self.sheet = sheet
        self.header = header
        self.words = words
        self.findings: list[Finding] = list(header.findings)
        self.areas: dict[str, _Area] = {}
        self.first_row = self._first_row()
        self.above: dict[Role, str] = {}
        self.assuming: set[Role] = set()
        self.name = self._tab_area()
        self.area: _Area | None = None
        self.measure_column = header.column("measure")
        self.own: list[str] = []
        self.shown: list[str] = []

    def name_by_title(self) -> None:
        """Name the area by the title over its table: in a tab of several tables the tab's name says nothing."""
        title = _title_above(self.sheet, self.header.row)
        if title and not self.header.area_name and not self._title():
            self.name = " ".join(next(self.sheet.filled(title))[1].split())

    def read(self, end: int) -> None:
        """Read the rows before `end`."""
        if not self.header.column("area"):
            self.area = self._open(self.name)
        for row in range(self.first_row, end):
            self.own = self.sheet.own_texts(row)
            if any(self.own):
                self.shown = self.sheet.shown_texts(row, self.own)
                if not self.has_header(row) and not self._is_example(row):
                    self._row(row)

    def reading(self) -> TableReading:
        """Return what was read."""
        areas = tuple(
            AreaRows(
                name=area.name,
                sheet=self.sheet.name,
                problems=len(area.counted["problem"]),
                causes=len(area.counted["cause"]),
                measures=len(area.counted["measure"]),
                rows=tuple(area.rows),
            )
            for area in self.areas.values()
        )
        counted = tuple(area.counted for area in self.areas.values())
        return TableReading(areas, tuple(self.findings), self._layout(), counted)

    def _first_row(self) -> int:
        """Return the first row of data: the one below the header, or below the hints under it."""
        row = self.header.last_row + 1
        while self._is_hint_row(row):
            row += 1
        return row

    def _is_hint_row(self, row: int) -> bool:
        texts = [text for _, text in self.sheet.filled(row)]
        hints = sum(self.words.is_hint(text) or text.endswith("?") for text in texts)
        return hints * 2 >= len(texts) and (hints >= 2 or (hints == 1 and self._is_first_cell_a_hint(texts)))

    def _is_first_cell_a_hint(self, texts: Sequence[str]) -> bool:
        return len(texts) == 1 and self.words.is_hint(texts[0])

    def _is_example(self, row: int) -> bool:
        """Whether the row only shows how one could be filled in; that is told, since it may be a measure after all."""
        text = next(filter(None, self.own))
        column = self.own.index(text) + 1
        if column > self.measure_column or not self.words.is_example(text):
            return False
        said = "Raden läses som ett exempel och blir ingen åtgärd."
        self.findings.append(Finding.at(self.sheet.place(row, column), "example-row", said))
        return True

    def has_header(self, row: int) -> bool:
        """Whether a row further down is a header: this table's again on a new page, or another table's."""
        text = self.sheet.text(row, self.measure_column)
        return (
            0 < len(text) <= LONGEST_AGAIN
            and self.words.role_of(text) == "measure"
            and is_header(self.sheet, row, self.words)
        )

    def repeats(self, other: Header) -> bool:
        """Whether a header further down is this table's own again, on a new page."""
        return self.header.area_name == other.area_name and self.header.columns == other.columns

    def _tab_area(self) -> str:
        """Return the area's name: the first column's heading, a title above the table, or the tab's own name."""
        return self.header.area_name or self._title() or tab_title(self.sheet.name)

    def _title(self) -> str:
        """Return a title above the table when it says that it is the area's: "Prioriterat område: Hamnen"."""
        for row in range(self.header.row - 1, 0, -1):
            for _, text in self.sheet.filled(row):
                label, colon, name = text.partition(":")
                if (
                    colon
                    and name.strip()
                    and len(text) <= LONGEST_TITLE
                    and self.words.role_of(label) == "area"
                ):
                    return " ".join(name.split())
        return ""

    def _open(self, name: str) -> _Area:
        key = plain(name)
        if key not in self.areas:
            self.areas[key] = _Area(name)
        return self.areas[key]

    def _row(self, row: int) -> None:
        area = self._area_of(row)
        if area is None:
            return
        own = {role: self._own(role) for role in COUNTED}
        for role, text in own.items():
            if text:
                area.counted[role].append(row)
        if own["problem"]:
            self.above.pop("cause", None)
        if own["measure"] in self.words.marks:
            self._find(row, "measure", "no-measure", "Cellen har bara ett streck. Raden läses utan åtgärd.")
        elif own["measure"]:
            area.rows.append(self._measure(row))
        elif not self.sheet.continues(row, self.measure_column):
            self._incomplete(row, own)
        for role in INHERITED:
            if own[role]:
                self.above[role] = own[role]
                self.assuming.discard(role)

    def _area_of(self, row: int) -> _Area | None:
        """Return the area a row belongs to. In a tab with an area column, an empty cell goes on with the one above."""
        column = self.header.column("area")
        if not column:
            return self.area
        name = self._shown("area")
        if name:
            if self.area is None or plain(name) != plain(self.area.name):
                self.above.clear()
            self.area = self._open(" ".join(name.split()))
        elif self.area is None:
            said = "Raden säger inte vilket område den hör till och läses inte."
            self._find(row, "area", "missing-area", said)
        return self.area

    def _own(self, role: Role) -> str:
        """Return what the present row's cell of a role holds itself."""
        column = self.header.column(role)
        return self.own[column - 1] if 0 < column <= len(self.own) else ""

    def _shown(self, role: Role) -> str:
        """Return what a reader sees there; a dash is nothing."""
        column = self.header.column(role)
        text = self.shown[column - 1] if 0 < column <= len(self.shown) else ""
        return "" if text in self.words.marks else text

    def _measure(self, row: int) -> MeasureRow:
        last = self._last_row_of(row)
        note_column = self.header.column("follow_up")
        when_day, when_text = self._when(row, last)
        measure = MeasureRow(
            place=self.sheet.place(row, self.measure_column),
            text=self._own("measure"),
            problem=self._texts(row, last, "problem") or self._from_above(row, "problem"),
            cause=self._texts(row, last, "cause") or self._from_above(row, "cause"),
            goals=self._texts(row, last, "goals"),
            when_text=when_text,
            when_day=when_day,
            who_text=self._texts(row, last, "who"),
            note=self._shown("follow_up"),
            note_place=self.sheet.place(*self.sheet.origin(row, note_column)) if note_column else None,
            follow_ups=tuple(self._notes(row)),
        )
        self._gaps(row, measure)
        return measure

    def _last_row_of(self, row: int) -> int:
        """Return the last row of a measure whose cell is merged downwards."""
        last = row
        while last < len(self.sheet.rows) and self.sheet.origin(last + 1, self.measure_column) == (
            row,
            self.measure_column,
        ):
            last += 1
        return last

    def _texts(self, row: int, last: int, role: Role) -> str:
        """Return what a column says of a measure; all of it, when the measure's cell is merged over several rows."""
        if row == last:
            return self._shown(role)
        column = self.header.column(role)
        texts = dict.fromkeys(self.sheet.shown_text(each, column) for each in range(row, last + 1))
        return "\n".join(text for text in texts if text and text not in self.words.marks)

    def _from_above(self, row: int, role: Role) -> str:
        """A row that leaves its problem or cause out belongs to the one above; that is a guess, told once for the run."""
        text = self.above.get(role, "")
        if text and role not in self.assuming:
            self.assuming.add(role)
            said = f"{NAMES[role]} är tomt. Vi räknar med samma som närmast ovanför, tills något annat står."
            self._find(row, role, "assumed-above", said)
        return text

    def _notes(self, row: int) -> Iterator[FollowUpNote]:
        for column, day in self.header.follow_ups.items():
            text = self.shown[column - 1] if column <= len(self.shown) else ""
            if text and text not in self.words.marks:
                yield FollowUpNote(day, text, self.sheet.place(*self.sheet.origin(row, column)))

    def _when(self, row: int, last: int) -> tuple[date | None, str]:
        """Return När as a day, when it is one, and as text; of two columns, one for the start and one for the end."""
        roles: tuple[Role, ...] = ("when",) if self.header.column("when") else ("start", "end")
        found = [self._when_in(row, last, role) for role in roles if self.header.column(role)]
        said = [(day, text) for day, text in found if text]
        return (said[0][0] if len(said) == 1 else None), "–".join(text for _, text in said)

    def _when_in(self, row: int, last: int, role: Role) -> tuple[date | None, str]:
        value = self.sheet.shown(row, self.header.column(role))
        if isinstance(value, float | int) and float(value).is_integer() and int(value) in SERIAL:
            day = date(1899, 12, 30) + timedelta(days=int(value))
            said = f"Cellen har talet {int(value)}. Vi läser det som datumet {day.isoformat()}."
            self._find(row, role, "guessed-date", said)
            return day, day.isoformat()
        text = self._texts(row, last, role)
        return (as_day(value) if text == as_text(value) else None), text

    def _gaps(self, row: int, measure: MeasureRow) -> None:
        timed = next((role for role in TIMES if self.header.column(role)), None)
        if timed and not measure.when_text:
            said = "När är tomt. Åtgärden följs upp vid planens uppföljningar."
            self._find(row, timed, "missing-when", said)
        if self.header.column("who") and not measure.who_text:
            self._find(row, "who", "missing-who", "Vem är tomt. Ingen kan få en fråga om åtgärden.")
        parts = numbered_items(measure.text)
        if parts:
            said = f"Åtgärden har {len(parts)} numrerade delar. De följs upp tillsammans."
            self._find(row, "measure", "numbered-items", said)

    def _incomplete(self, row: int, own: dict[Role, str]) -> None:
        """Tell of a row without a measure. What it says is not lost: it stands in the workbook."""
        if own["cause"]:
            self._find(row, "cause", "cause-without-measure", "Orsaken har ingen åtgärd.")
        elif any(self._own(role) for role in DETAILS):
            said = "Raden har mål, tid eller ansvarig men ingen åtgärd."
            self._find(row, "measure", "row-without-measure", said)
        elif own["problem"]:
            self._find(row, "problem", "heading-row", "Raden har bara ett problem och läses som en rubrik.")

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
            measure=self.measure_column,
            note=self.header.column("follow_up"),
            follow_ups=tuple((day, column) for column, day in self.header.follow_ups.items()),
        )


def tab_title(name: str) -> str:
    """Return a tab's name without the number it begins with: "2. Hamnen " → "Hamnen"."""
    bare = name.strip().lstrip("0123456789").lstrip(".):- ").strip()
    return bare or name.strip()


def cells_of(column: int, rows: Sequence[int]) -> str:
    """Return the cells of a column as a person lists them: "C3–C7, C9"."""
    letters = column_letters(column)
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return ", ".join(
        f"{letters}{first}" if first == last else f"{letters}{first}–{letters}{last}" for first, last in runs
    )

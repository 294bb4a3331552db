"""Writing back: only the cells that are asked for change, every other part of the file stays byte for byte.

What openpyxl would lose on its way (text boxes, threaded comments, sensitivity labels, validations between tabs,
sparklines, stored formula values) is never touched here.
"""

import zlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from zipfile import BadZipFile

from service.adapters.xlsx.columns import dress_column, free_column
from service.adapters.xlsx.counting import refresh_charts, refresh_counts
from service.adapters.xlsx.opentabs import OpenTabs
from service.adapters.xlsx.package import Package
from service.adapters.xlsx.parts import namespace, parse, serialize
from service.adapters.xlsx.texts import clean, is_number, shortened
from service.adapters.xlsx.yearly import own_tab, write_yearly_tab
from service.domain.analysis import Analysis
from service.domain.measure import Finding, Place, plain
from service.domain.workbook.sheet import as_text
from service.flows.writeback import CellText, CountedColumns, NewColumn, PatchResult
from service.ports import OutsideError

__all__ = ["CellText", "CountedColumns", "NewColumn", "PatchResult", "patch_workbook"]


def patch_workbook(
    original: bytes,
    *,
    texts: Sequence[CellText] = (),
    columns: Sequence[NewColumn] = (),
    analysis: Analysis | None = None,
    counted: Sequence[CountedColumns] = (),
    expected: Sequence[CellText] = (),
) -> PatchResult:
    """Return the workbook with the texts, new columns and the year's figures in it.

    `expected` are the measures' Åtgärd cells as they were read: where one says something else now, the file has
    been re-sorted, and nothing is written in that row. `counted` says what our own tab counts with COUNTA. What
    cannot be written becomes a finding. Raises OutsideError when the file is no readable workbook.
    """
    try:
        tabs = OpenTabs(Package(original))
        writing = _Writing(tabs, expected)
        writing.write_all(texts, columns)
        _renew_figures(tabs, analysis, counted)
        tabs.close_all()
        return PatchResult(tabs.package.save(), tuple(writing.findings), writing.cells, writing.columns)
    except (BadZipFile, ValueError, KeyError, NotImplementedError, zlib.error) as problem:
        raise OutsideError(
            "workbook-unreadable",
            "Arbetsboken går inte att läsa, så inget kan skrivas i den.",
            permanent=True,
        ) from problem


class _Writing:
    """Writing follow-up into one workbook: what was written, and what could not be."""

    def __init__(self, tabs: OpenTabs, expected: Sequence[CellText]) -> None:
        self.tabs = tabs
        self.expected: dict[str, dict[int, CellText]] = defaultdict(dict)
        for cell in expected:
            self.expected[cell.sheet][cell.row] = cell
        self.findings: list[Finding] = []
        self.cells = self.columns = 0

    def write_all(self, texts: Sequence[CellText], columns: Sequence[NewColumn]) -> None:
        """Write tab by tab, so that only one of them is held at a time."""
        if any(name.startswith("_xmlsignatures/") for name in self.tabs.package.names()):
            told = "Filen är signerad. Signaturen gäller inte längre när uppföljningen är inskriven."
            self.findings.append(Finding("", "", "signature-broken", told))
        cells_of: dict[str, list[CellText]] = defaultdict(list)
        columns_of: dict[str, list[NewColumn]] = defaultdict(list)
        for cell in texts:
            cells_of[cell.sheet].append(cell)
        for column in columns:
            columns_of[column.sheet].append(column)
        for name in dict.fromkeys([*cells_of, *columns_of]):
            if name not in self.tabs:
                told = "Fliken finns inte i filen. Uppföljningen skrevs inte in."
                self.findings.append(Finding(name, "", "tab-missing", told))
                continue
            self._write_texts(cells_of[name])
            for column in sorted(columns_of[name], key=lambda new: new.day or date.max):
                self._add_column(column)
            self.tabs.close(name)

    def _write_texts(self, texts: Sequence[CellText]) -> None:
        """Write the texts; those that share one merged cell stand there together, in their rows' order."""
        together: dict[Place, list[str]] = defaultdict(list)
        for cell in sorted(texts, key=lambda cell: cell.row):
            if self._may_write(cell.sheet, cell.row):
                place = Place(cell.sheet, *self.tabs.open(cell.sheet).anchor(cell.row, cell.column))
                together[place].append(cell.text)
        for place, parts in together.items():
            self.cells += self._write(place, parts[0] if len(parts) == 1 else _joined(parts))

    def _may_write(self, sheet: str, row: int) -> bool:
        """Say whether the row still is the measure's; otherwise a finding tells."""
        cell = self.expected[sheet].get(row)
        if cell is None:
            return True
        found = self.tabs.open(sheet).text(row, cell.column)
        if plain(as_text(found)) == plain(cell.text) or is_number(found):  # a date has no words to compare
            return True
        told = "Här står en annan åtgärd än när planen lästes in. Uppföljningen skrevs inte in. Läs in filen igen."
        finding = Finding.at(Place(sheet, row, cell.column), "row-moved", told)
        if finding not in self.findings[-2:]:  # its texts and columns come one after another
            self.findings.append(finding)
        return False

    def _write(self, place: Place, text: str) -> bool:
        """Write one cell; say whether it was done."""
        sheet = self.tabs.open(place.sheet)
        if sheet.has_formula(place.row, place.column):
            told = "Cellen har en formel. Uppföljningen skrevs inte in."
            self.findings.append(Finding.at(place, "formula-kept", told))
            return False
        whole = clean(text)
        kept = shortened(whole)
        if kept != whole:
            told = "Texten är längre än vad en cell rymmer. Slutet finns bara i Årshjul."
            self.findings.append(Finding.at(place, "text-shortened", told))
        sheet.write(place.row, place.column, kept)
        self.tabs.touched.add(place.sheet)
        return True

    def _add_column(self, new: NewColumn) -> None:
        """Add a column and its texts."""
        sheet = self.tabs.open(new.sheet)
        column = free_column(sheet, new.header_row, new.after_column)
        if column is None:
            place = Place(new.sheet, new.header_row, new.after_column)
            told = f"Det finns ingen plats för kolumnen ”{new.header_text}”."
            self.findings.append(Finding.at(place, "no-room", told))
            return
        measured = [*self.expected[new.sheet], *new.texts]
        first = min((row for row in measured if row > new.header_row), default=new.header_row + 1)
        rows = [row for row in sorted(new.texts) if self._may_write(new.sheet, row)]
        dress_column(sheet, new.header_row, new.after_column, column, first)
        self._write(Place(new.sheet, new.header_row, column), new.header_text)
        self.columns += 1
        for row in rows:
            self.cells += self._write(Place(new.sheet, row, column), new.texts[row])


def _joined(texts: Sequence[str]) -> str:
    """Return several rows' texts as one, each line once: what stood in the cell before may begin all of them."""
    lines = dict.fromkeys(line for text in texts for line in text.splitlines() if line.strip())
    return "\n".join(lines)


def _renew_figures(tabs: OpenTabs, analysis: Analysis | None, counted: Sequence[CountedColumns]) -> None:
    """Renew the city's counts, write our own tab, and ask for a calculation where we cannot calculate."""
    if not (tabs.touched or analysis):
        return
    ours = own_tab(tabs)
    written = set(tabs.touched)
    counts = refresh_counts(tabs, [name for name in tabs.parts if name != ours])
    refresh_charts(tabs.package, tabs.parts, counts.changed)
    if analysis is not None:
        write_yearly_tab(tabs, ours, analysis, counted, counts)
    if counts.stale(written):
        _ask_for_calculation(tabs)


def _ask_for_calculation(tabs: OpenTabs) -> None:
    """Let the program calculate when it opens the file (calcPr, ECMA-376 part 1, 18.2.2).

    Without calcPr it does so anyway: it takes the file for another program's.
    """
    original = tabs.package.read(tabs.workbook)
    root = parse(original, tabs.workbook)
    settings = root.find(f"{namespace(root)}calcPr")
    if settings is not None:
        settings.set("fullCalcOnLoad", "1")
        tabs.package.write(tabs.workbook, serialize(root, original))

"""Writing back: only the cells that are asked for change, every other part of the file stays byte for byte.

What openpyxl would lose on its way (text boxes, threaded comments, sensitivity labels, validations between tabs,
sparklines, stored formula values) is never touched here.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from zipfile import BadZipFile

from lxml import etree

from service.adapters.xlsx.cells import SheetCells
from service.adapters.xlsx.changes import CellText, CountedColumns, NewColumn, PatchResult
from service.adapters.xlsx.columns import dress_column, free_column
from service.adapters.xlsx.counting import refresh_charts, refresh_counts
from service.adapters.xlsx.package import Package
from service.adapters.xlsx.parts import (
    UnreadablePartError,
    linked,
    namespace,
    parse,
    serialize,
    sheet_parts,
    workbook_part,
)
from service.adapters.xlsx.styles import Styles
from service.adapters.xlsx.texts import clean, shared_strings, shortened
from service.adapters.xlsx.yearly import own_tab, write_yearly_tab
from service.domain.analysis import Analysis
from service.domain.measure import Finding, Place, plain
from service.ports import OutsideError

__all__ = ["CellText", "CountedColumns", "NewColumn", "PatchResult", "patch_workbook"]

_HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>]")
_Expected = Mapping[tuple[str, int], CellText]


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
        return _Patch(Package(original), expected).apply(texts, columns, analysis, counted)
    except (BadZipFile, UnreadablePartError, KeyError) as problem:
        raise OutsideError(
            "workbook-unreadable",
            "Arbetsboken går inte att läsa, så inget kan skrivas i den.",
            permanent=True,
        ) from problem


class _Patch:
    """One workbook being written in."""

    def __init__(self, package: Package, expected: Sequence[CellText]) -> None:
        self.package = package
        self.workbook = workbook_part(package)
        self.parts = sheet_parts(package, self.workbook)
        self.expected: _Expected = {(cell.sheet, cell.row): cell for cell in expected}
        self.findings: list[Finding] = []
        self.opened: dict[str, SheetCells] = {}
        self.patched: set[str] = set()
        self.strings: Callable[[], list[str]] = cache(self._strings)
        self.styles = Styles(self._styles_root())
        self.cells = self.columns = 0

    def apply(
        self,
        texts: Sequence[CellText],
        columns: Sequence[NewColumn],
        analysis: Analysis | None,
        counted: Sequence[CountedColumns],
    ) -> PatchResult:
        """Write everything and return the result."""
        self._warn_of_signature()
        self._write_texts(texts)
        for column in sorted(columns, key=lambda new: (new.sheet, new.day or date.max)):
            self._add_column(column)
        self._renew_figures(analysis, counted)
        for name in self.patched:
            part = self.parts[name]
            self.package.write(part, serialize(self.opened[name].root, self.package.read(part)))
        return PatchResult(self.package.save(), tuple(self.findings), self.cells, self.columns)

    def open(self, name: str) -> SheetCells:
        """Return the cells of one tab."""
        if name not in self.opened:
            part = self.parts[name]
            self.opened[name] = SheetCells(parse(self.package.read(part), part), self.strings, self.styles)
        return self.opened[name]

    def _write_texts(self, texts: Sequence[CellText]) -> None:
        """Write the texts; those that share one merged cell stand there together, in their rows' order."""
        together: dict[tuple[str, int, int], list[str]] = defaultdict(list)
        for cell in sorted(texts, key=lambda cell: (cell.sheet, cell.row)):
            if self._may_write(cell.sheet, cell.row):
                row, column = self.open(cell.sheet).anchor(cell.row, cell.column)
                kept = together[cell.sheet, row, column]
                if cell.text not in kept:
                    kept.append(cell.text)
        for (sheet, row, column), parts in together.items():
            self.cells += self._write(Place(sheet, row, column), "\n".join(part for part in parts if part))

    def _may_write(self, sheet: str, row: int) -> bool:
        """Say whether the row still is the measure's; otherwise a finding tells."""
        if sheet not in self.parts:
            finding = Finding(
                sheet, "", "tab-missing", "Fliken finns inte i filen. Uppföljningen skrevs inte in."
            )
            if finding not in self.findings:
                self.findings.append(finding)
            return False
        cell = self.expected.get((sheet, row))
        if cell is None or plain(self.open(sheet).text(row, cell.column)) == plain(cell.text):
            return True
        place = Place(sheet, row, cell.column)
        text = "Här står en annan åtgärd än när planen lästes in. Uppföljningen skrevs inte in. Läs in filen igen."
        finding = Finding.at(place, "row-moved", text)
        if finding not in self.findings:
            self.findings.append(finding)
        return False

    def _write(self, place: Place, text: str) -> bool:
        """Write one cell; say whether it was done."""
        sheet = self.open(place.sheet)
        if sheet.has_formula(place.row, place.column):
            told = "Cellen har en formel. Uppföljningen skrevs inte in."
            self.findings.append(Finding.at(place, "formula-kept", told))
            return False
        kept = shortened(clean(text))
        if kept != clean(text):
            told = "Texten är längre än vad en cell rymmer. Slutet finns bara i Årshjul."
            self.findings.append(Finding.at(place, "text-shortened", told))
        sheet.write(place.row, place.column, kept)
        self.patched.add(place.sheet)
        return True

    def _add_column(self, new: NewColumn) -> None:
        """Add a column and its texts."""
        rows = [row for row in sorted(new.texts) if self._may_write(new.sheet, row)]
        if new.sheet not in self.parts:
            self._may_write(new.sheet, new.header_row)
            return
        sheet = self.open(new.sheet)
        column = free_column(sheet, new.header_row, new.after_column)
        if column is None:
            place = Place(new.sheet, new.header_row, new.after_column)
            told = f"Det finns ingen plats för kolumnen ”{new.header_text}”."
            self.findings.append(Finding.at(place, "no-room", told))
            return
        measured = [row for name, row in self.expected if name == new.sheet] + list(new.texts)
        first = min((row for row in measured if row > new.header_row), default=new.header_row + 1)
        dress_column(sheet, new.header_row, new.after_column, column, first)
        self._write(Place(new.sheet, new.header_row, column), new.header_text)
        self.columns += 1
        for row in rows:
            self.cells += self._write(Place(new.sheet, row, column), new.texts[row])

    def _renew_figures(self, analysis: Analysis | None, counted: Sequence[CountedColumns]) -> None:
        """Renew the city's counts, write our own tab, and ask for a recalculation where we cannot calculate."""
        if not (self.patched or analysis):
            return
        ours = own_tab(self.parts, self.open)
        names = [name for name in self.parts if name != ours]
        formulas = {name for name in names if _HAS_FORMULA.search(self.package.read(self.parts[name]))}
        counts = refresh_counts(names, self.open, formulas)
        self.patched |= {sheet for sheet, _, _ in counts.changed}
        refresh_charts(self.package, self.parts, counts.changed)
        if analysis is not None:
            write_yearly_tab(
                self.package, self.workbook, self.parts, self.open, self.styles, analysis, counted, counts
            )
        if counts.stale(self.patched):
            self._ask_for_calculation()

    def _ask_for_calculation(self) -> None:
        """Let the program calculate when it opens the file (calcPr, ECMA-376 part 1, 18.2.2)."""
        original = self.package.read(self.workbook)
        root = parse(original, self.workbook)
        settings = root.find(f"{namespace(root)}calcPr")
        if settings is None:
            return  # without calcPr Excel calculates anyway: it takes the file for another program's
        settings.set("fullCalcOnLoad", "1")
        self.package.write(self.workbook, serialize(root, original))

    def _warn_of_signature(self) -> None:
        if any(name.startswith("_xmlsignatures/") for name in self.package.names()):
            told = "Filen är signerad. Signaturen gäller inte längre när uppföljningen är inskriven."
            self.findings.append(Finding("", "", "signature-broken", told))

    def _strings(self) -> list[str]:
        part = linked(self.package, self.workbook, "sharedStrings")
        if part is None or part not in self.package:
            return []
        return shared_strings(self.package.read(part), partial(parse, name=part))

    def _styles_root(self) -> etree._Element | None:
        part = linked(self.package, self.workbook, "styles")
        return parse(self.package.read(part), part) if part and part in self.package else None

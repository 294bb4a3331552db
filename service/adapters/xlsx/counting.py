"""The city's own counts: COUNTA formulas keep standing, their stored values and the charts of them are renewed.

Whoever reads the file without calculating (previews, calamine, our own import) sees the stored values only.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from service.adapters.xlsx.cells import LAST_COLUMN, Area, SheetCells, column_number, position
from service.adapters.xlsx.opentabs import OpenTabs
from service.adapters.xlsx.package import Package
from service.adapters.xlsx.parts import linked, links, parse, serialize

_TAB = r"(?:(?:'((?:[^']|'')+)'|([^'!\s(),:;]+))!)?"
_COUNTA = re.compile(rf"=?\s*COUNTA\({_TAB}(\$?[A-Z]{{1,3}}\$?\d*(?::\$?[A-Z]{{1,3}}\$?\d*)?)\)\s*", re.I)
_CHARTED = re.compile(rf"{_TAB}(\$?[A-Z]{{1,3}}\$?\d+(?::\$?[A-Z]{{1,3}}\$?\d+)?)", re.I)
_END = re.compile(r"\$?([A-Z]{1,3})\$?(\d*)\Z", re.I)
_LAST_ROW = 1_048_576
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"

Cell = tuple[str, int, int]


@dataclass(slots=True)
class Counts:
    """What was found of formulas: counts by their cell, which of them got another value, and where others are."""

    values: dict[Cell, int] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)
    changed: dict[Cell, int] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)

    def stale(self, patched: set[str]) -> bool:
        """Say whether a formula that is not ours to calculate may show another value than it should."""
        return any(
            self.changed or sheet in patched or any(name.replace("'", "''") in text for name in patched)
            for sheet, text in self.others
        )


@dataclass(frozen=True, slots=True)
class _Counta:
    """A COUNTA of one range of one tab, and the cell it stands in."""

    row: int
    column: int
    source: str
    area: Area


def refresh_counts(tabs: OpenTabs, names: Sequence[str]) -> Counts:
    """Renew the stored value of every COUNTA of one range of one tab, in the named tabs."""
    counts = Counts()
    for name in names:
        if tabs.may_calculate(name):
            _refresh_tab(tabs, name, names, counts)
    return counts


def _refresh_tab(tabs: OpenTabs, name: str, names: Sequence[str], counts: Counts) -> None:
    sheet = tabs.open(name)
    previous = name
    for formula in _countas(sheet, name, names, counts):
        if previous not in (name, formula.source):
            tabs.close(previous)
        previous = formula.source
        place = name, formula.row, formula.column
        counts.values[place] = tabs.open(formula.source).count(formula.area)
        counts.sources.add(formula.source)
        if _store(sheet, formula, counts.values[place]):
            counts.changed[place] = counts.values[place]
            tabs.touched.add(name)
    for done in {previous, name}:
        tabs.close(done)


def _countas(sheet: SheetCells, name: str, names: Sequence[str], counts: Counts) -> list[_Counta]:
    """Return the tab's formulas that we can calculate; the others are remembered in `counts`."""
    ours = []
    for formula in sheet.root.iter(f"{sheet.ns}f"):
        found = _COUNTA.fullmatch(formula.text or "")
        source = _tab(found, name) if found else ""
        if found is None or source not in names or formula.get("t") not in (None, "normal"):
            counts.others.append((name, formula.text or ""))
            continue
        row, column = position(next(formula.iterancestors(f"{sheet.ns}c")).get("r", ""))
        ours.append(_Counta(row, column, source, _area(found[3])))
    return ours


def _tab(found: re.Match[str], own: str) -> str:
    return (found[1] or found[2] or own).replace("''", "'")


def _area(reference: str) -> Area:
    """Return the cells of a reference that may also be of whole columns (A:A)."""
    first, _, last = reference.partition(":")
    ends = _END.match(first), _END.match(last or first)
    if ends[0] is None or ends[1] is None:
        return Area(0, 0, 0, 0)
    top, bottom = int(ends[0][2] or 1), int(ends[1][2] or _LAST_ROW)
    left, right = column_number(ends[0][1]), min(column_number(ends[1][1]), LAST_COLUMN)
    return Area(top, left, bottom, right)


def _store(sheet: SheetCells, formula: _Counta, value: int) -> bool:
    """Put a number as the formula's stored value; say whether it was another one."""
    cell = sheet.cell(formula.row, formula.column)
    if cell is None:
        return False
    stored = cell.find(f"{sheet.ns}v")
    if stored is not None and cell.get("t", "n") == "n" and _number(stored.text) == value:
        return False
    if stored is None:
        stored = etree.Element(f"{sheet.ns}v")
        cell.insert(1, stored)  # after the formula
    stored.text = str(value)
    cell.attrib.pop("t", "")
    return True


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None


def refresh_charts(package: Package, sheets: Mapping[str, str], changed: Mapping[Cell, int]) -> None:
    """Renew what the charts remember of the cells that got another value (ECMA-376 part 1, 21.2.2.120 numCache)."""
    if not changed:
        return
    for part in sheets.values():
        drawing = linked(package, part, "drawing")
        for link in links(package, drawing) if drawing else ():
            if link.kind == "chart" and link.target in package:
                _refresh_chart(package, link.target, changed)


def _refresh_chart(package: Package, name: str, changed: Mapping[Cell, int]) -> None:
    original = package.read(name)
    root = parse(original, name)
    touched = False
    for reference in root.iter(f"{_CHART}numRef"):
        found = _CHARTED.fullmatch(reference.findtext(f"{_CHART}f") or "")
        if found is None:
            continue
        area, tab = _area(found[3]), _tab(found, "")
        cells = [
            (tab, row, column)
            for row in range(area.top, min(area.bottom, area.top + 4096) + 1)
            for column in range(area.left, area.right + 1)
        ]
        for point in reference.iterfind(f"{_CHART}numCache/{_CHART}pt"):
            at = int(point.get("idx", "0"))
            value = changed.get(cells[at]) if at < len(cells) else None
            holder = point.find(f"{_CHART}v")
            if value is not None and holder is not None:
                holder.text = str(value)
                touched = True
    if touched:
        package.write(name, serialize(root, original))

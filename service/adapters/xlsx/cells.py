"""One tab's XML (ECMA-376 part 1, 18.3): finding cells, writing texts in them, adding a column of them."""

import bisect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from lxml import etree

from service.adapters.xlsx.parts import namespace
from service.adapters.xlsx.styles import Styles
from service.adapters.xlsx.texts import cell_text, lines_needed, printable
from service.domain.measure import column_letters

LAST_COLUMN = 16_384
_HIGHEST_ROW = 409.0  # points; Excel shows no row higher
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)\Z")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


def position(reference: str) -> tuple[int, int]:
    """Return (row, column) of a reference such as E7 or $E$7; (0, 0) for what is not one."""
    found = _REFERENCE.match(reference.upper())
    return (int(found[2]), column_number(found[1])) if found else (0, 0)


@cache
def column_number(letters: str) -> int:
    """Return the 1-based number of a column: A → 1, AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def rectangle(reference: str) -> Area:
    """Return the cells of a reference such as A1:G11 or A1."""
    first, _, last = reference.partition(":")
    top, left = position(first)
    bottom, right = position(last or first)
    return Area(top, left, bottom, right)


class SheetCells:
    """The cells of one tab, for reading and for writing where they stand."""

    def __init__(self, root: etree._Element, shared: Callable[[], list[str]], styles: Styles) -> None:
        """Index the rows; `shared` gives the shared strings when a cell points to one."""
        self.root = root
        self._shared, self._styles = shared, styles
        self.ns = namespace(root)
        data = root.find(f"{self.ns}sheetData")
        self._data = etree.SubElement(root, f"{self.ns}sheetData") if data is None else data
        self._rows: dict[int, etree._Element] = {}
        number = 0
        for row in self._data.iterchildren(f"{self.ns}row"):
            number = int(row.get("r") or number + 1)
            self._rows[number] = row
        self._order = sorted(self._rows)
        self._found: dict[int, dict[int, etree._Element]] = {}
        merged = (rectangle(cell.get("ref", "")) for cell in root.iter(f"{self.ns}mergeCell"))
        self.merged = sorted((area for area in merged if area.top), key=lambda area: area.top)
        self._merged_by_column: dict[int, list[Area]] = {}

    # Reading

    def cells(self, row: int) -> Mapping[int, etree._Element]:
        """Return one row's cells by column. A cell without a reference follows the one before it (18.3.1.4)."""
        if row not in self._found:
            found: dict[int, etree._Element] = {}
            column = 0
            for cell in self._rows[row].iterchildren(f"{self.ns}c") if row in self._rows else ():
                reference = cell.get("r", "")
                column = column_number(reference.rstrip("0123456789")) if reference else column + 1
                found[column] = cell
            self._found[row] = found
        return self._found[row]

    def rows(self) -> list[int]:
        """Return the numbers of the rows that are there, ascending."""
        return self._order

    def cell(self, row: int, column: int) -> etree._Element | None:
        """Return one cell if it is there."""
        return self.cells(row).get(column)

    def text(self, row: int, column: int) -> str:
        """Return what a cell says, merged ranges understood."""
        cell = self.cell(*self.anchor(row, column))
        return "" if cell is None else cell_text(cell, self.ns, self._shared)

    def filled(self, cell: etree._Element) -> bool:
        """Say whether COUNTA would count the cell: it has a value or a formula, not only a style."""
        return any(child.tag != f"{self.ns}extLst" for child in cell)

    def has_formula(self, row: int, column: int) -> bool:
        """Say whether the cell's content is calculated."""
        cell = self.cell(row, column)
        return cell is not None and cell.find(f"{self.ns}f") is not None

    def style(self, row: int, column: int) -> int:
        """Return the cell's style number (an index into styles.xml's cellXfs), 0 when it has none."""
        cell = self.cell(row, column)
        return int(cell.get("s", "0")) if cell is not None else 0

    def count(self, area: Area) -> int:
        """Return COUNTA of the cells."""
        low, high = bisect.bisect_left(self._order, area.top), bisect.bisect_right(self._order, area.bottom)
        return sum(
            area.left <= column <= area.right and self.filled(cell)
            for row in self._order[low:high]
            for column, cell in self.cells(row).items()
        )

    def columns_in_use(self) -> set[int]:
        """Return every column that has content somewhere."""
        return {
            column for row in self._order for column, cell in self.cells(row).items() if self.filled(cell)
        }

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """Return where the cell's content lives: the top left cell of its merged range (18.3.1.55)."""
        if column not in self._merged_by_column:
            self._merged_by_column[column] = [
                area for area in self.merged if area.left <= column <= area.right
            ]
        areas = self._merged_by_column[column]
        at = bisect.bisect_right(areas, row, key=lambda area: area.top) - 1
        if at >= 0 and row <= areas[at].bottom:
            return areas[at].top, areas[at].left
        return row, column

    # Writing

    def write(self, row: int, column: int, text: str) -> None:
        """Put a text in a cell as an inline string, or empty it; its style stays, a new cell takes the one above's."""
        cell = self.ensure(row, column)
        for name in ("t", "cm", "vm"):
            cell.attrib.pop(name, "")
        for child in list(cell):
            if child.tag != f"{self.ns}extLst":
                cell.remove(child)
        if text:
            cell.set("t", "inlineStr")
            inline = etree.Element(f"{self.ns}is")
            holder = etree.SubElement(inline, f"{self.ns}t")
            holder.text = printable(text)
            holder.set(_SPACE, "preserve")
            cell.insert(0, inline)
            self._make_room(row, column, text)

    def ensure(self, row: int, column: int, style: int | None = None) -> etree._Element:
        """Return the cell, made in its place when it is missing."""
        element, cells = self._ensure_row(row), self.cells(row)
        if column in cells:
            return cells[column]
        made = etree.Element(f"{self.ns}c", r=f"{column_letters(column)}{row}")
        number = self._style_for(element, row, column) if style is None else style
        if number:
            made.set("s", str(number))
        element.insert(sum(at < column for at in cells), made)
        self._found.pop(row)
        element.attrib.pop("spans", "")
        self._widen(row, column)
        return made

    def _ensure_row(self, row: int) -> etree._Element:
        if row not in self._rows:
            at = bisect.bisect_left(self._order, row)
            made = etree.Element(f"{self.ns}row", r=str(row))
            if at < len(self._order):
                self._rows[self._order[at]].addprevious(made)
            else:
                self._data.append(made)
            self._order.insert(at, row)
            self._rows[row] = made
        return self._rows[row]

    def _style_for(self, element: etree._Element, row: int, column: int) -> int:
        """Return the style of a new cell: its row's own, otherwise that of the nearest cell above."""
        if element.get("customFormat") in ("1", "true"):
            return int(element.get("s", "0"))
        at = bisect.bisect_left(self._order, row)
        above = (self.cell(self._order[index], column) for index in range(at - 1, max(at - 9, -1), -1))
        return next((int(cell.get("s", "0")) for cell in above if cell is not None), 0)

    def _make_room(self, row: int, column: int, text: str) -> None:
        """Raise the row when the wrapped text needs it, unless a person has set the height.

        A row without a height is left: Excel fits it when the file is opened. One with a height is shown as it
        says by Excel and LibreOffice alike, so it has to say enough. Merged cells are never fitted by either.
        """
        element = self._rows[row]
        height = element.get("ht")
        if height is None or element.get("customHeight") in ("1", "true"):
            return
        if not self._styles.wraps(self.style(row, column)):
            return
        format_ = self.root.find(f"{self.ns}sheetFormatPr")
        line = float(format_.get("defaultRowHeight", "15")) if format_ is not None else 15.0
        needed = min(lines_needed(text, self.width(column)) * line, _HIGHEST_ROW)
        if needed > float(height):
            element.set("ht", f"{needed:g}")

    def width(self, column: int) -> float:
        """Return a column's width in characters (18.3.1.13)."""
        for col in self.root.iterfind(f"{self.ns}cols/{self.ns}col"):
            width = col.get("width")
            if width and int(col.get("min", "0")) <= column <= int(col.get("max", "0")):
                return float(width)
        format_ = self.root.find(f"{self.ns}sheetFormatPr")
        return float(format_.get("defaultColWidth", "8.43")) if format_ is not None else 8.43

    def _widen(self, row: int, column: int) -> None:
        """Let `dimension` (18.3.1.35) reach the new cell."""
        element = self.root.find(f"{self.ns}dimension")
        if element is None:
            return
        area = rectangle(element.get("ref", ""))
        if not area.top:
            return
        top, left = min(area.top, row), min(area.left, column)
        bottom, right = max(area.bottom, row), max(area.right, column)
        element.set("ref", f"{column_letters(left)}{top}:{column_letters(right)}{bottom}")

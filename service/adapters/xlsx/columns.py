"""A new follow-up column beside the earlier ones, dressed like its neighbour."""

import copy

from lxml import etree

from service.adapters.xlsx.cells import LAST_COLUMN, SheetCells
from service.domain.measure import column_letters


def free_column(sheet: SheetCells, header_row: int, after: int) -> int | None:
    """Return where a column after `after` may stand: directly beside it, or after everything else; None: no room."""
    used = sheet.columns_in_use()
    wanted = after + 1
    if wanted in used or _covered(sheet, header_row, wanted):
        wanted = max(used | {after, *(area.right for area in sheet.merged)}) + 1
    return wanted if wanted <= LAST_COLUMN else None


def _covered(sheet: SheetCells, header_row: int, column: int) -> bool:
    """Say whether a merged range from the header down takes part of the column."""
    return any(area.left <= column <= area.right and area.bottom >= header_row for area in sheet.merged)


def dress_column(sheet: SheetCells, header_row: int, model: int, column: int, first_row: int) -> None:
    """Give a new column its neighbour's width, styles and hints (the rows between the header and `first_row`)."""
    _set_width(sheet, model, column)
    for row in [row for row in sheet.rows() if row >= header_row]:
        pattern = sheet.cell(row, model)
        if pattern is None:
            continue
        cell = sheet.ensure(row, column, int(pattern.get("s", "0")))
        cell.set("s", pattern.get("s", "0"))
        if header_row < row < first_row and not sheet.filled(cell) and not sheet.has_formula(row, model):
            _copy_content(pattern, cell)
    _merge_header(sheet, header_row, model, column)


def _copy_content(pattern: etree._Element, cell: etree._Element) -> None:
    for child in pattern:
        cell.append(copy.deepcopy(child))
    cell.set("t", pattern.get("t", "n"))


def _merge_header(sheet: SheetCells, header_row: int, model: int, column: int) -> None:
    """Let a header of two merged rows be one in the new column too."""
    area = next((a for a in sheet.merged if a.left == a.right == model and a.top == header_row), None)
    holder = sheet.root.find(f"{sheet.ns}mergeCells")
    if area is None or holder is None:
        return
    letters = column_letters(column)
    etree.SubElement(holder, f"{sheet.ns}mergeCell", ref=f"{letters}{area.top}:{letters}{area.bottom}")
    holder.set("count", str(len(holder)))


def _set_width(sheet: SheetCells, model: int, column: int) -> None:
    """Give the column its neighbour's `col` (18.3.1.13), which covers a span of columns; hidden is not inherited."""
    holder = sheet.root.find(f"{sheet.ns}cols")
    if holder is None:
        return
    spans = list(holder.iterfind(f"{sheet.ns}col"))
    pattern = next((span for span in spans if _covers(span, model)), None)
    present = next((span for span in spans if _covers(span, column)), None)
    if pattern is None or (present is pattern and pattern.get("hidden") not in ("1", "true")):
        return
    made = copy.deepcopy(pattern)
    for name in ("hidden", "collapsed", "outlineLevel"):
        made.attrib.pop(name, "")
    if present is not None:
        _split(holder, present, column)
    made.set("min", str(column))
    made.set("max", str(column))
    later = (span for span in holder.iterfind(f"{sheet.ns}col") if int(span.get("min", "0")) > column)
    following = next(later, None)
    if following is None:
        holder.append(made)
    else:
        following.addprevious(made)


def _covers(span: etree._Element, column: int) -> bool:
    return int(span.get("min", "0")) <= column <= int(span.get("max", "0"))


def _split(holder: etree._Element, span: etree._Element, column: int) -> None:
    """Take one column out of a span."""
    first, last = int(span.get("min", "0")), int(span.get("max", "0"))
    if last > column:
        rest = copy.deepcopy(span)
        rest.set("min", str(column + 1))
        span.addnext(rest)
    if first < column:
        span.set("max", str(column - 1))
    else:
        holder.remove(span)

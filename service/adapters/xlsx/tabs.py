"""Adding a tab with charts to a workbook, or exchanging one that was added earlier."""

import posixpath
import re
from collections.abc import Sequence

from lxml import etree

from service.adapters.xlsx.drawing import DECLARATION, BarChart, chart_part, drawing_part
from service.adapters.xlsx.package import Package
from service.adapters.xlsx.parts import (
    DOCUMENT,
    PACKAGE_RELATIONSHIPS,
    linked,
    links,
    links_name,
    namespace,
    parse,
    serialize,
)

_TYPES = "[Content_Types].xml"
_TYPES_NAMESPACE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_SHEET_TYPE = f"{_OFFICE}spreadsheetml.worksheet+xml"
_DRAWING_TYPE = f"{_OFFICE}drawing+xml"
_CHART_TYPE = f"{_OFFICE}drawingml.chart+xml"
_STRICT = (
    (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    ("http://schemas.openxmlformats.org/drawingml/2006/", "http://purl.oclc.org/ooxml/drawingml/"),
    (DOCUMENT, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
)


def replace_tab(
    package: Package,
    workbook: str,
    name: str,
    earlier: str | None,
    sheet: str,
    charts: Sequence[BarChart],
    chart_row: int,
) -> None:
    """Write the tab's part, drawing and charts; `earlier` is the part of a tab to exchange, None adds one."""
    strict = "purl.oclc.org" in namespace(parse(package.read(workbook), workbook))
    drawing = linked(package, earlier, "drawing") if earlier else None
    old_charts = [link.target for link in links(package, drawing) if link.kind == "chart"] if drawing else []
    part = earlier or _free_name(package, f"{posixpath.dirname(workbook)}/worksheets/sheet")
    _write(package, part, sheet, _SHEET_TYPE, strict)
    drawing = drawing or _free_name(package, "xl/drawings/drawing")
    _write(
        package, drawing, drawing_part(chart_row, [chart.title for chart in charts]), _DRAWING_TYPE, strict
    )
    targets = []
    for at, chart in enumerate(charts):
        target = old_charts[at] if at < len(old_charts) else _free_name(package, "xl/charts/chart")
        _write(package, target, chart_part(chart), _CHART_TYPE, strict)
        targets.append(target)
    _write_links(package, drawing, "chart", targets, strict)
    _write_links(package, part, "drawing", [drawing], strict)
    if earlier is None:
        _enter_in_workbook(package, workbook, name, part, strict)


def _free_name(package: Package, stem: str) -> str:
    """Return a part's name with the next number."""
    taken = [re.fullmatch(rf"{re.escape(stem)}(\d+)\.xml", name, re.I) for name in package.names()]
    return f"{stem}{max((int(found[1]) for found in taken if found), default=0) + 1}.xml"


def _write(package: Package, name: str, text: str, content_type: str, strict: bool) -> None:
    package.write(name, _dialect(text, strict).encode())
    original = package.read(_TYPES)
    root = parse(original, _TYPES)
    known = {element.get("PartName", "").lower() for element in root}
    if f"/{name}".lower() not in known:
        etree.SubElement(root, f"{_TYPES_NAMESPACE}Override", PartName=f"/{name}", ContentType=content_type)
        package.write(_TYPES, serialize(root, original))


def _dialect(text: str, strict: bool) -> str:
    """Return the text in the workbook's own dialect: strict workbooks have other namespaces (ECMA-376 part 4)."""
    for transitional, ours in _STRICT if strict else ():
        text = text.replace(transitional, ours)
    return text


def _write_links(package: Package, part: str, kind: str, targets: Sequence[str], strict: bool) -> None:
    """Write a part's relationships anew: rId1, rId2 … to the targets."""
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{DOCUMENT}/{kind}" Target="/{target}"/>'
        for number, target in enumerate(targets, 1)
    )
    text = f'{DECLARATION}<Relationships xmlns="{PACKAGE_RELATIONSHIPS}">{entries}</Relationships>'
    package.write(links_name(part), _dialect(text, strict).encode())


def _enter_in_workbook(package: Package, workbook: str, name: str, part: str, strict: bool) -> None:
    """Name the new part in the workbook, last among the tabs, so that no index to a tab changes."""
    identity = _link_workbook(package, workbook, part, strict)
    original = package.read(workbook)
    root = parse(original, workbook)
    holder = next(root.iter(f"{namespace(root)}sheets"))
    number = max((int(sheet.get("sheetId", "0")) for sheet in holder), default=0) + 1
    relationship = f"{{{_dialect(DOCUMENT, strict)}}}id"
    attributes = {"name": name, "sheetId": str(number), relationship: identity}
    etree.SubElement(holder, f"{namespace(root)}sheet", attributes)
    package.write(workbook, serialize(root, original))


def _link_workbook(package: Package, workbook: str, part: str, strict: bool) -> str:
    """Add the workbook's relationship to a new tab; return its id."""
    file = links_name(workbook)
    original = package.read(file)
    root = parse(original, file)
    numbers = [re.fullmatch(r"rId(\d+)", element.get("Id", "")) for element in root]
    identity = f"rId{max((int(found[1]) for found in numbers if found), default=0) + 1}"
    attributes = {"Id": identity, "Type": f"{_dialect(DOCUMENT, strict)}/worksheet", "Target": f"/{part}"}
    etree.SubElement(root, f"{{{PACKAGE_RELATIONSHIPS}}}Relationship", attributes)
    package.write(file, serialize(root, original))
    return identity

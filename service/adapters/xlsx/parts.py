"""How the parts of a workbook hang together: relationships, the tabs' parts, their XML in and out."""

import posixpath
import re
from dataclasses import dataclass

from lxml import etree

from service.adapters.xlsx.package import Package

DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRICT_DOCUMENT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_DECLARATION = re.compile(rb"\A(?:\xef\xbb\xbf)?(<\?xml[^>]*\?>\s*)")
_FRESH_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class UnreadablePartError(ValueError):
    """A part is missing, is not XML, or brings a DOCTYPE along."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship of one part to another (ECMA-376 part 2, 6.5); `kind` is the last word of its type."""

    id: str
    kind: str
    target: str


def parse(data: bytes, name: str) -> etree._Element:
    """Return the part's root. No entity is ever resolved, and a DOCTYPE is refused (ECMA-376 part 2, 6.2.5)."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise UnreadablePartError(name) from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadablePartError(name)
    return root


def serialize(root: etree._Element, original: bytes) -> bytes:
    """Return the part's bytes, with the XML declaration that it came with."""
    found = _DECLARATION.match(original)
    utf8 = found is not None and b"utf-8" in found[1].lower()
    declaration = found[1] if found is not None and utf8 else _FRESH_DECLARATION
    return declaration + etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=False)


def namespace(root: etree._Element) -> str:
    """Return the root's namespace in braces: transitional and strict workbooks have different ones."""
    return root.tag[: root.tag.rindex("}") + 1] if "}" in root.tag else ""


def links(package: Package, part: str) -> list[Link]:
    """Return the part's relationships to other parts of the package."""
    name = links_name(part)
    if name not in package:
        return []
    found = []
    for element in parse(package.read(name), name):
        if isinstance(element.tag, str) and element.get("TargetMode") != "External":
            target = posixpath.normpath(
                posixpath.join("/" + posixpath.dirname(part), element.get("Target", ""))
            )
            kind = element.get("Type", "").rpartition("/")[2]
            found.append(Link(element.get("Id", ""), kind, target.lstrip("/")))
    return found


def links_name(part: str) -> str:
    """Return the name of the part that holds another part's relationships."""
    folder, _, name = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{name}.rels")


def linked(package: Package, part: str, kind: str) -> str | None:
    """Return the first part of this kind that `part` points to."""
    return next((link.target for link in links(package, part) if link.kind == kind), None)


def workbook_part(package: Package) -> str:
    """Return the name of the workbook part, found through the package's own relationships."""
    name = linked(package, "", "officeDocument")
    if name is None or name not in package:
        raise UnreadablePartError("workbook")
    return name


def sheet_parts(package: Package, workbook: str) -> dict[str, str]:
    """Return the worksheet part of every tab by the tab's name, in the tabs' order; chart sheets are left out."""
    targets = {link.id: link for link in links(package, workbook)}
    root = parse(package.read(workbook), workbook)
    found: dict[str, str] = {}
    for element in root.iter(f"{namespace(root)}sheet"):
        identity = element.get(f"{{{DOCUMENT}}}id") or element.get(f"{{{_STRICT_DOCUMENT}}}id") or ""
        link = targets.get(identity)
        if link is not None and link.kind == "worksheet" and link.target in package:
            found[element.get("name", "")] = link.target
    return found

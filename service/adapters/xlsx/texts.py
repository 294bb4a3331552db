"""Texts in and out of cells: what XML cannot hold is left out, what Excel would misread is escaped."""

import re
from collections.abc import Callable
from textwrap import wrap

from lxml import etree

from service.adapters.xlsx.parts import namespace

LONGEST_TEXT = 32_767
"""Characters that a cell can hold (Excel's specification), counted as UTF-16 code units."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def clean(text: str) -> str:
    """Return the text without what no cell can hold: control characters, lone surrogates, other line endings."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def shortened(text: str) -> str:
    """Return the text cut, with an ellipsis, to what a cell can hold."""
    if len(text) * 2 <= LONGEST_TEXT or len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
        return text
    return text.encode("utf-16-le")[: (LONGEST_TEXT - 1) * 2].decode("utf-16-le", "ignore") + "…"


def printable(text: str) -> str:
    """Return the text as it stands in XML: a literal _x0041_ is no escape (ECMA-376 part 1, 22.9.2.19)."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def plain_text(text: str) -> str:
    """Return what an ST_Xstring means: the inverse of `printable`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def item_text(item: etree._Element, ns: str) -> str:
    """Return the text of a string item, rich or plain; phonetic readings are left out (18.4.8)."""
    runs = [item, *item.iterfind(f"{ns}r")]
    return plain_text("".join(part.text or "" for run in runs for part in run.iterfind(f"{ns}t")))


def shared_strings(part: bytes, parse: Callable[[bytes], etree._Element]) -> list[str]:
    """Return the workbook's shared strings (18.4.9)."""
    root = parse(part)
    ns = namespace(root)
    return [item_text(item, ns) for item in root.iterfind(f"{ns}si")]


def cell_text(cell: etree._Element, ns: str, shared: Callable[[], list[str]]) -> str:
    """Return what a cell says; numbers as they stand in the file, a whole number without its decimals."""
    inline = cell.find(f"{ns}is")
    if inline is not None:
        return item_text(inline, ns)
    value = cell.findtext(f"{ns}v") or ""
    if cell.get("t") == "s":
        strings = shared()
        return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
    if cell.get("t") == "str":
        return plain_text(value)
    return value.removesuffix(".0")


def is_number(text: str) -> bool:
    """Say whether a cell's text is a bare number, as dates are stored too."""
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def lines_needed(text: str, width: float) -> int:
    """Return about how many lines a text takes when wrapped in a column `width` characters wide."""
    room = max(int(width) - 1, 1)
    return sum(max(1, len(wrap(line, room))) for line in text.split("\n"))

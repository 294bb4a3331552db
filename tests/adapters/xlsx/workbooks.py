"""Small workbooks for the tests: what openpyxl can draw, and what only the programs themselves leave in a file."""

import re
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

HEADERS = ("Trygg hamn", "Orsak", "Åtgärd", "Operativa mål", "När", "Vem", "Uppföljning")
TAB = "1. Hamnen"
ROWS = (
    ("Stölder", "Mörkt", "Byt lampor på kajen", "Ljust", "våren", "Sara Lindh", None),
    (None, "Öppna grindar", "Lås slipen", "Låst", "maj", "Robin Sand", "Nyckel beställd"),
    ("Klotter", None, "Måla väggen", "Ren vägg", "i linjen", "Robin Sand", None),
)
Edits = Mapping[str, bytes]


def plan_book(*, follow_ups: tuple[str, ...] = (), analysis: bool = False) -> Workbook:
    """Return a plan of one tab: three measures in rows 3 to 5, Åtgärd in C, Uppföljning in G, dated ones after it."""
    book = Workbook()
    sheet = tab_of(book)
    sheet.title = TAB
    sheet.append([*HEADERS, *follow_ups])
    sheet.append(
        [
            "Vilket problem?",
            None,
            None,
            None,
            None,
            None,
            "Vad är gjort?",
            *("Vad är gjort?" for _ in follow_ups),
        ]
    )
    for row in ROWS:
        sheet.append([*row, *("Pågår" for _ in follow_ups)])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="1F5C4D")
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["G"].width = 34
    if analysis:
        add_analysis(book)
    return book


def add_analysis(book: Workbook) -> None:
    """Add a city's own analysis tab: COUNTA of four columns, one of them of the answers, and a chart."""
    sheet = book.create_sheet("Analysflik")
    sheet.append(["Sammanställning"])
    sheet.append(["Område", "Problem", "Orsaker", "Åtgärder", "Svar"])
    sheet.append(["Hamnen", *(f"=COUNTA('{TAB}'!{letter}3:{letter}200)" for letter in "ABCG")])
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, max_col=5, min_row=2, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "A6")


def tab_of(book: Workbook, name: str | None = None) -> Worksheet:
    """Return one tab of a book, the first unless named."""
    sheet = book[name] if name else book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def saved(book: Workbook) -> bytes:
    """Return the file's bytes."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def reopened(data: bytes) -> Workbook:
    """Return what openpyxl reads of a file."""
    return load_workbook(BytesIO(data))


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return every part's content by its name, in the file's order."""
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def with_parts(data: bytes, edits: Edits) -> bytes:
    """Return the file with parts exchanged or added by hand; without a file, of these parts alone."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, content in ((parts_of(data) if data else {}) | dict(edits)).items():
            package.writestr(ZipInfo(name, (2025, 2, 3, 8, 0, 0)), content, ZIP_DEFLATED)
    return out.getvalue()


def edited(data: bytes, part: str, pattern: str, replacement: str) -> bytes:
    """Return the file with one place in one part written otherwise; the pattern must be there."""
    text, times = re.subn(pattern, replacement, parts_of(data)[part].decode(), count=1, flags=re.S)
    assert times == 1, pattern
    return with_parts(data, {part: text.encode()})


SHEET = "xl/worksheets/sheet1.xml"

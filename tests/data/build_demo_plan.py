"""Make the demo plan, service/rehearsal/norrvik/atgardsplan.xlsx, of norrvik.toml. Run by hand after a change of either.

    .venv/bin/python -m tests.data.build_demo_plan

The same content always gives the same bytes. openpyxl draws the workbook; a second step does to the zip what
Excel would have done: the formulas' values are stored, texts are shared strings, times are fixed.
"""

import re
import tomllib
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import NumData, NumVal, StrData, StrVal
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

DATA = Path(__file__).with_name("norrvik.toml")
TARGET = Path(__file__).parents[2] / "service" / "rehearsal" / "norrvik" / "atgardsplan.xlsx"

HEADERS = ("Orsak", "Åtgärd", "Operativa mål", "När", "Vem", "Uppföljning")
KEYS = ("problem", "cause", "measure", "goals", "when", "who", "note", "f1", "f2")
COUNTED = ("problem", "cause", "measure")
WIDTHS = (26, 34, 40, 32, 22, 24, 34)
FIRST_ROW = 3
LINE_HEIGHT = 15  # points, Calibri 11
SAVED = datetime(2025, 2, 3, 8, 0)
ANALYSIS = "Analysflik"

SHARED_TYPE = (
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
SHARED_LINK = (
    '<Relationship Id="rIdShared" Target="sharedStrings.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
)

DARK, PALE, LINE = "1F5C4D", "E4EFEA", "B7C7C0"
EDGE = Side(style="thin", color=LINE)
BOX = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
WRAP = Alignment(wrap_text=True, vertical="top")


def build() -> bytes:
    """Return the finished workbook."""
    plan = tomllib.loads(DATA.read_text(encoding="utf-8"))
    book = Workbook()
    instruction = book.active
    assert isinstance(instruction, Worksheet)
    fill_instruction(instruction, plan)
    for area in plan["area"]:
        fill_area(book.create_sheet(area["sheet"]), area, plan["hints"])
    counts = [
        [sum(1 for row in area.get("row", ()) if row.get(key)) for key in COUNTED] for area in plan["area"]
    ]
    fill_analysis(book.create_sheet(ANALYSIS), plan["area"], counts)
    book.properties.creator, book.properties.title = "Maja Ek", plan["title"]
    book.properties.created = SAVED
    saved = BytesIO()
    book.save(saved)
    return settle(saved.getvalue(), [count for row in counts for count in row])


def fill_instruction(sheet: Worksheet, plan: dict[str, Any]) -> None:
    """Write the tab that tells how the plan is used."""
    sheet.title = "Instruktion"
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 84
    sheet["A1"] = plan["title"]
    sheet["A1"].font = Font(name="Calibri", size=20, bold=True, color=DARK)
    sheet["A3"] = plan["instruction_title"]
    sheet["A3"].font = Font(name="Calibri", size=13, bold=True)
    for row, text in enumerate(plan["instruction"], 4):
        sheet.cell(row, 1, text).alignment = WRAP
        sheet.row_dimensions[row].height = (len(wrap(text, 80)) + 1) * LINE_HEIGHT
    sheet.page_setup.orientation = "portrait"


def fill_area(sheet: Worksheet, area: dict[str, Any], hints: list[str]) -> None:
    """Write one area's tab: headers, hints, its rows and what a careful author adds around them."""
    days: list[date] = area.get("days", [])
    headers = [area["name"], *HEADERS, *(f"Uppföljning {day.isoformat()}" for day in days)]
    notes = [*hints, *(hints[-1] for _ in days)]
    widths = (*WIDTHS, *(WIDTHS[-1] for _ in days))
    for column, (header, hint) in enumerate(zip(headers, notes, strict=True), 1):
        head(sheet, 1, column, header)
        cell = sheet.cell(2, column, hint)
        cell.font, cell.fill = (
            Font(name="Calibri", italic=True, color="555555"),
            PatternFill("solid", fgColor=PALE),
        )
        cell.alignment, cell.border = WRAP, BOX
        sheet.column_dimensions[get_column_letter(column)].width = widths[column - 1]
    for number, row in enumerate(area.get("row", ()), FIRST_ROW):
        fill_row(sheet, number, row, len(headers))
        sheet.row_dimensions[number].height = lines_needed(row, widths) * LINE_HEIGHT
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 2 * LINE_HEIGHT, 3 * LINE_HEIGHT
    for ref in area.get("merge", ()):
        sheet.merge_cells(ref)
    add_aids(sheet, len(headers), FIRST_ROW + len(area.get("row", ())))


def fill_row(sheet: Worksheet, number: int, row: dict[str, Any], width: int) -> None:
    """Write one row; a day in När becomes a real date cell, as when a person types one."""
    for column in range(1, width + 1):
        value = row.get(KEYS[column - 1]) if column <= len(KEYS) else None
        cell = sheet.cell(number, column, value)
        cell.alignment, cell.border = WRAP, BOX
        if isinstance(value, date):
            cell.number_format = "yyyy\\-mm\\-dd"
        if column == 1:
            cell.font = Font(name="Calibri", bold=True)


def lines_needed(row: dict[str, Any], widths: tuple[int, ...]) -> int:
    """Return how many lines the row's longest cell takes when wrapped at its column's width."""
    needed = [1]
    for key, width in zip(KEYS, widths, strict=False):
        text = str(row.get(key, ""))
        needed.append(sum(max(1, len(wrap(part, width - 1))) for part in text.split("\n")))
    return max(needed)


def head(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write one header cell."""
    cell = sheet.cell(row, column, text)
    cell.font, cell.fill = Font(name="Calibri", bold=True, color="FFFFFF"), PatternFill("solid", fgColor=DARK)
    cell.alignment, cell.border = Alignment(wrap_text=True, vertical="center"), BOX


def add_aids(sheet: Worksheet, width: int, end: int) -> None:
    """Add what the export must leave alone: frozen panes, filter, validation, colours, a comment, print settings."""
    last = get_column_letter(width)
    sheet.freeze_panes = "B3"
    sheet.auto_filter.ref = f"A2:{last}{max(end - 1, 2)}"
    when = DataValidation(promptTitle="När", prompt="Skriv ett datum eller en period.", showInputMessage=True)
    when.add(f"E{FIRST_ROW}:E200")
    sheet.add_data_validation(when)
    yellow = PatternFill("solid", bgColor="FFF2CC")
    open_date = FormulaRule(  # type: ignore[no-untyped-call]
        formula=[f'ISNUMBER(SEARCH("ej satt",E{FIRST_ROW}))'], fill=yellow
    )
    sheet.conditional_formatting.add(f"E{FIRST_ROW}:E200", open_date)
    sheet["F1"].comment = Comment("Skriv för- och efternamn, då hittar påminnelsen rätt.", "Maja Ek", 80, 220)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8  # A3, ECMA-376 part 1, 18.3.1.63
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_title_rows = "1:2"
    assert sheet.oddFooter is not None
    sheet.oddFooter.center.text = "Norrviks stadsdel, åtgärdsplan 2025, sida &P av &N"


def fill_analysis(sheet: Worksheet, areas: list[dict[str, Any]], counts: list[list[int]]) -> None:
    """Write the city's own analysis: COUNTA of every area's first three columns, and a bar chart."""
    sheet["A1"] = "Sammanställning av planen"
    sheet["A1"].font = Font(name="Calibri", size=16, bold=True, color=DARK)
    titles = ["Prioriterat område", "Antal problem", "Antal orsaker", "Antal åtgärder"]
    for column, title in enumerate(titles, 1):
        head(sheet, 2, column, title)
    for row, area in enumerate(areas, 3):
        sheet.cell(row, 1, area["name"]).border = BOX
        for column in (2, 3, 4):
            letter = get_column_letter(column - 1)
            sheet.cell(row, column, f"=COUNTA('{area['sheet']}'!{letter}3:{letter}200)").border = BOX
    sheet.column_dimensions["A"].width = 44
    for letter in "BCD":
        sheet.column_dimensions[letter].width = 15
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.add_chart(chart(sheet, titles, [area["name"] for area in areas], counts), "A12")


def chart(sheet: Worksheet, titles: list[str], names: list[str], counts: list[list[int]]) -> BarChart:
    """Return the chart of the three counts, with the values it shows before anything is recalculated."""
    last = 2 + len(names)
    drawn = BarChart()
    drawn.title, drawn.style, drawn.width, drawn.height = "Problem, orsaker och åtgärder", 10, 26, 11
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.add_data(Reference(sheet, min_col=2, max_col=4, min_row=2, max_row=last), titles_from_data=True)
    drawn.set_categories(Reference(sheet, min_col=1, min_row=3, max_row=last))
    for index, series in enumerate(drawn.series):
        values = [NumVal(idx=at, v=str(row[index])) for at, row in enumerate(counts)]
        series.val.numRef.numCache = NumData(formatCode="General", ptCount=len(values), pt=values)
        series.tx.strRef.strCache = StrData(ptCount=1, pt=[StrVal(idx=0, v=titles[index + 1])])
        labels = [StrVal(idx=at, v=name) for at, name in enumerate(names)]
        series.cat.strRef = type(series.tx.strRef)(f=series.cat.numRef.f)
        series.cat.strRef.strCache = StrData(ptCount=len(labels), pt=labels)
        series.cat.numRef = None
    return drawn


def settle(data: bytes, counts: list[int]) -> bytes:
    """Return the zip as Excel would have saved it: shared strings, stored formula values, fixed times."""
    shared: dict[str, int] = {}
    values = iter(counts)
    parts: dict[str, str] = {}
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            part = package.read(name).decode("utf-8")
            if name.startswith("xl/worksheets/sheet"):
                part = part.replace(' customHeight="1"', "")  # fitted to the text, not set by hand
                part = re.sub(r"</f><v\s*(?:/>|></v>)", lambda _: f"</f><v>{next(values)}</v>", part)
                part = re.sub(
                    r' t="inlineStr"><is>(.*?)</is></c>',
                    lambda found: share(found[1], shared),
                    part,
                    flags=re.S,
                )
            parts[name] = part
    stamp = SAVED.strftime("%Y-%m-%dT%H:%M:%SZ")
    parts["docProps/core.xml"] = re.sub(
        r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{stamp}", parts["docProps/core.xml"]
    )
    parts["xl/sharedStrings.xml"] = shared_strings(shared)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", SHARED_TYPE + "</Types>")
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace("</Relationships>", SHARED_LINK + "</Relationships>")
    finished = BytesIO()
    with zipfile.ZipFile(finished, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in sorted(parts.items()):  # "[Content_Types].xml" comes first, as Excel has it
            package.writestr(
                zipfile.ZipInfo(name, SAVED.timetuple()[:6]), part.encode(), zipfile.ZIP_DEFLATED
            )
    return finished.getvalue()


def share(item: str, shared: dict[str, int]) -> str:
    """Return the end of a cell that points to its text among the shared strings."""
    return f' t="s"><v>{shared.setdefault(item, len(shared))}</v></c>'


def shared_strings(shared: dict[str, int]) -> str:
    """Return the part that holds every text once (ECMA-376 part 1, 18.4.9)."""
    items = "".join(f"<si>{item}</si>" for item in shared)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{head}<sst xmlns="{namespace}" uniqueCount="{len(shared)}">{items}</sst>'


if __name__ == "__main__":
    TARGET.write_bytes(build())

"""A tab of our own, "Årsanalys": the year's counts, states and answers. An earlier one of ours is replaced.

It wears styles that the workbook already has, so that styles.xml stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from service.adapters.xlsx.cells import Area, SheetCells
from service.adapters.xlsx.counting import Counts
from service.adapters.xlsx.drawing import DECLARATION, BarChart, Series
from service.adapters.xlsx.opentabs import OpenTabs
from service.adapters.xlsx.parts import DOCUMENT
from service.adapters.xlsx.tabs import replace_tab
from service.adapters.xlsx.texts import clean, printable
from service.domain.analysis import Analysis
from service.domain.followup import STATES, State
from service.domain.measure import column_letters
from service.flows.writeback import CountedColumns

TAB = "Årsanalys"
_OTHER_TAB = "Årsanalys (Årshjul)"
_SIGN = "Skriven av Årshjul."
_NOTE = f"{_SIGN} Fliken skrivs om vid nästa export, så lägg egna anteckningar någon annanstans."
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEADER_ROW = 4
_COUNT_TITLES = ("Antal problem", "Antal orsaker", "Antal åtgärder")
_ANSWER_TITLES = ("Uppföljning", "Följs upp", "Svar", "Svar i tid")
_STATE_TITLES: Mapping[State, tuple[str, str]] = {
    "done": ("Klart", "2E7D5B"),
    "ongoing": ("Pågår", "7FB69B"),
    "late": ("Försenat", "C0504D"),
    "not_started": ("Ej påbörjat", "B9A26A"),
    "coming": ("Kommer", "8FA9C4"),
    "cancelled": ("Utgår", "8C8C8C"),
    "silent": ("Inget svar", "D9D2C5"),
}
_COUNT_COLOURS = ("4F81BD", "C0504D", "9BBB59")
_LAST_COUNTED = 200


@dataclass(frozen=True, slots=True)
class _Dress:
    """The style numbers that the tab borrows."""

    title: int = 0
    header: int = 0
    label: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class _Formula:
    text: str
    value: int


_Content = str | int | _Formula


def own_tab(tabs: OpenTabs) -> str | None:
    """Return the name of the tab that an earlier export of ours left in the workbook."""
    names = (name for name in tabs.parts if name.startswith(TAB))
    return next((name for name in names if tabs.open(name).text(2, 1).startswith(_SIGN)), None)


def write_yearly_tab(
    tabs: OpenTabs, earlier: str | None, analysis: Analysis, counted: Sequence[CountedColumns], counts: Counts
) -> None:
    """Add the tab, or write the `earlier` one anew. Without counts of the city's own they are drawn here too."""
    taken = {name.casefold() for name in tabs.parts}
    name = earlier or (_OTHER_TAB if TAB.casefold() in taken else TAB)
    rows = _count_rows(tabs, analysis, {where.sheet: where for where in counted})
    figures = [*_values(rows), *_answers(analysis)]
    charts = [_state_chart(name, analysis)]
    if not counts.sources & {area.counts.sheet for area in analysis.areas}:
        charts.append(_count_chart(name, analysis, rows))
    sheet = _sheet_part(analysis.year, figures, _dress(tabs, analysis, counts))
    first_free_row = _HEADER_ROW + len(figures) + 2
    part = tabs.parts[earlier] if earlier else None
    replace_tab(tabs.package, tabs.workbook, name, part, sheet, charts, first_free_row)


def _count_rows(
    tabs: OpenTabs, analysis: Analysis, counted: Mapping[str, CountedColumns]
) -> list[list[_Content]]:
    """Return one row per area: its name, counts, and how many measures are in each state."""
    shared = [area.counts.sheet for area in analysis.areas]
    rows: list[list[_Content]] = []
    for area in analysis.areas:
        counts = area.counts
        where = (
            counted.get(counts.sheet) if shared.count(counts.sheet) == 1 and counts.sheet in tabs else None
        )
        numbers = (counts.problems, counts.causes, counts.measures)
        columns = (where.problem, where.cause, where.measure) if where else (0, 0, 0)
        cells: list[_Content] = [
            _counta(tabs.open(counts.sheet), counts.sheet, where.first_row, column)
            if where and column
            else number
            for column, number in zip(columns, numbers, strict=True)
        ]
        tabs.close(counts.sheet)
        rows.append([counts.name, *cells, *(area.states.get(state, 0) for state in STATES)])
    return rows


def _counta(sheet: SheetCells, name: str, first_row: int, column: int) -> _Formula:
    """Return COUNTA of one column of an area's tab, as the cities' own analysis tabs have it."""
    last = max(_LAST_COUNTED, *sheet.rows(), first_row)
    letter, quoted = column_letters(column), name.replace("'", "''")
    value = sheet.count(Area(first_row, column, last, column))
    return _Formula(f"COUNTA('{quoted}'!{letter}{first_row}:{letter}{last})", value)


def _values(rows: list[list[_Content]]) -> list[list[_Content]]:
    """Return the table of the areas, with its header and its sum."""
    titles = ["Prioriterat område", *_COUNT_TITLES, *(_STATE_TITLES[state][0] for state in STATES)]
    first, last = _HEADER_ROW + 1, _HEADER_ROW + len(rows)
    sums: list[_Content] = [
        _Formula(f"SUM({letter}{first}:{letter}{last})", sum(_number(row[column]) for row in rows))
        for column, letter in ((at, column_letters(at + 1)) for at in range(1, len(titles)))
    ]
    return [list(titles), *rows, ["Summa", *(sums if rows else [0] * len(sums))]]


def _answers(analysis: Analysis) -> list[list[_Content]]:
    """Return the table of the follow-up dates, with an empty row before it."""
    rows: list[list[_Content]] = [
        [day.day.isoformat(), day.followed, day.answered, day.in_time] for day in analysis.answered
    ]
    return [[], list(_ANSWER_TITLES), *rows] if rows else []


def _number(content: _Content) -> int:
    return content.value if isinstance(content, _Formula) else int(content)


def _state_chart(sheet: str, analysis: Analysis) -> BarChart:
    series = [
        Series(title, 5 + at, [area.states.get(state, 0) for area in analysis.areas], colour)
        for at, (state, (title, colour)) in enumerate((state, _STATE_TITLES[state]) for state in STATES)
    ]
    labels = [clean(area.counts.name) for area in analysis.areas]
    return BarChart(f"Så står åtgärderna {analysis.year}", sheet, _HEADER_ROW, labels, series, True)


def _count_chart(sheet: str, analysis: Analysis, rows: list[list[_Content]]) -> BarChart:
    series = [
        Series(title, 2 + at, [_number(row[1 + at]) for row in rows], colour)
        for at, (title, colour) in enumerate(zip(_COUNT_TITLES, _COUNT_COLOURS, strict=True))
    ]
    labels = [clean(area.counts.name) for area in analysis.areas]
    return BarChart("Problem, orsaker och åtgärder", sheet, _HEADER_ROW, labels, series, False)


def _dress(tabs: OpenTabs, analysis: Analysis, counts: Counts) -> _Dress:
    """Return styles to borrow: of the city's analysis tab, otherwise the header of the first area."""
    if counts.values:
        name, row, column = min(counts.values)
        sheet = tabs.open(name)
        number = sheet.style(row, column)
        dress = _Dress(sheet.style(1, 1), sheet.style(row - 1, column), sheet.style(row, 1), number)
        return dress if tabs.styles.general(number) else replace(dress, number=0)
    area = next((area.counts.sheet for area in analysis.areas if area.counts.sheet in tabs), None)
    if area is None:
        return _Dress()
    sheet = tabs.open(area)
    wide = (row for row in sheet.rows() if sum(sheet.filled(cell) for cell in sheet.cells(row).values()) > 2)
    return _Dress(header=sheet.style(next(wide, 1), 2))


def _sheet_part(year: int, rows: list[list[_Content]], dress: _Dress) -> str:
    """Return the tab's XML."""
    lines = [_row(1, [f"Årsanalys {year}"], [dress.title]), _row(2, [_NOTE], [0])]
    headers = {_HEADER_ROW} | {_HEADER_ROW + at + 1 for at, row in enumerate(rows) if not row}
    for number, row in enumerate(rows, _HEADER_ROW):
        looks = [dress.header] * len(row) if number in headers else [dress.label, *[dress.number] * len(row)]
        lines.append(_row(number, row, looks))
    last = column_letters(4 + len(STATES))
    return (
        f'{DECLARATION}<worksheet xmlns="{_MAIN}" xmlns:r="{DOCUMENT}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{last}{_HEADER_ROW + len(rows) - 1}"/><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="1" width="44" customWidth="1"/>'
        f'<col min="2" max="{4 + len(STATES)}" width="15" customWidth="1"/></cols><sheetData>{"".join(lines)}</sheetData>'
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><drawing r:id="rId1"/></worksheet>'
    )


def _row(number: int, contents: Sequence[_Content], looks: Sequence[int]) -> str:
    cells = "".join(
        _cell(f"{column_letters(column)}{number}", content, look)
        for column, (content, look) in enumerate(zip(contents, looks, strict=False), 1)
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(reference: str, content: _Content, style: int) -> str:
    start = f'<c r="{reference}"' + (f' s="{style}"' if style else "")
    if isinstance(content, _Formula):
        return f"{start}><f>{escape(content.text)}</f><v>{content.value}</v></c>"
    if isinstance(content, int):
        return f"{start}><v>{content}</v></c>"
    text = escape(printable(clean(content)))
    return f'{start} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

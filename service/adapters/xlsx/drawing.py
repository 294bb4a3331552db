"""Bar charts as DrawingML (ECMA-376 part 1, 21.2), with the values stored so that nobody has to calculate first."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from service.adapters.xlsx.parts import DOCUMENT
from service.domain.measure import column_letters

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PLACED = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_ROWS_HIGH, _COLUMNS_WIDE = 20, 8


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of bars: its name's cell, and the column of its values."""

    name: str
    column: int
    values: Sequence[int]
    colour: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars over the cells of one tab: the labels stand in column 1, the names in `header_row`."""

    title: str
    sheet: str
    header_row: int
    labels: Sequence[str]
    series: Sequence[Series]
    stacked: bool


def chart_part(chart: BarChart) -> str:
    """Return the chart's part."""
    bars = "".join(_series(chart, index, series) for index, series in enumerate(chart.series))
    grouping = "stacked" if chart.stacked else "clustered"
    overlap = '<c:overlap val="100"/>' if chart.stacked else ""
    return (
        f'{DECLARATION}<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}" xmlns:r="{DOCUMENT}">'
        f'<c:roundedCorners val="0"/><c:chart>{_title(chart.title)}<c:autoTitleDeleted val="0"/><c:plotArea>'
        f'<c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{bars}'
        f'<c:gapWidth val="60"/>{overlap}<c:axId val="111"/><c:axId val="112"/></c:barChart>{_AXES}</c:plotArea>'
        '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend><c:plotVisOnly val="1"/>'
        '<c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
    )


def drawing_part(first_row: int, titles: Sequence[str]) -> str:
    """Return the drawing that places the charts below one another, from `first_row`; their links are rId1, rId2 …"""
    frames = "".join(
        _frame(first_row + index * (_ROWS_HIGH + 1), index + 1, t) for index, t in enumerate(titles)
    )
    return f'{DECLARATION}<xdr:wsDr xmlns:xdr="{PLACED}" xmlns:a="{DRAWING}">{frames}</xdr:wsDr>'


def _frame(row: int, number: int, title: str) -> str:
    return (
        f"<xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row - 1}</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>{_COLUMNS_WIDE}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{row - 1 + _ROWS_HIGH}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
        f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="{number + 1}" name="Diagram {number}" '
        f'descr="{_attribute(title)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" xmlns:r="{DOCUMENT}" r:id="rId{number}"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>"
    )


def _title(text: str) -> str:
    return (
        '<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1400" b="1"/></a:pPr>'
        f'<a:r><a:rPr lang="sv-SE" sz="1400" b="1"/><a:t>{escape(text)}</a:t></a:r></a:p></c:rich></c:tx>'
        '<c:overlay val="0"/></c:title>'
    )


def _series(chart: BarChart, index: int, series: Series) -> str:
    tab = "'" + chart.sheet.replace("'", "''") + "'!"
    letter, first, last = (
        column_letters(series.column),
        chart.header_row + 1,
        chart.header_row + len(chart.labels),
    )
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/>'
        f"<c:tx>{_texts(f'{tab}${letter}${chart.header_row}', [series.name])}</c:tx>"
        f'<c:spPr><a:solidFill><a:srgbClr val="{series.colour}"/></a:solidFill></c:spPr>'
        f'<c:invertIfNegative val="0"/><c:cat>{_texts(f"{tab}$A${first}:$A${last}", chart.labels)}</c:cat>'
        f"<c:val><c:numRef><c:f>{escape(f'{tab}${letter}${first}:${letter}${last}')}</c:f>"
        f"<c:numCache><c:formatCode>General</c:formatCode>{_points(series.values)}</c:numCache></c:numRef></c:val>"
        "</c:ser>"
    )


def _texts(reference: str, texts: Sequence[str]) -> str:
    return f"<c:strRef><c:f>{escape(reference)}</c:f><c:strCache>{_points(texts)}</c:strCache></c:strRef>"


def _points(values: Sequence[object]) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{escape(str(value))}</c:v></c:pt>' for at, value in enumerate(values)
    )
    return f'<c:ptCount val="{len(values)}"/>{points}'


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})


_AXES = (
    '<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
    '<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
    '<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="112"/><c:crosses val="autoZero"/>'
    '<c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>'
    '<c:valAx><c:axId val="112"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
    '<c:axPos val="l"/><c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9D9D9"/>'
    '</a:solidFill></a:ln></c:spPr></c:majorGridlines><c:numFmt formatCode="0" sourceLinked="0"/>'
    '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
    '<c:crossAx val="111"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
)

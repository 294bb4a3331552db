"""The city's own counts keep standing with fresh values; the year's figures come on a tab of our own."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from service.adapters.xlsx.patching import CellText, CountedColumns, NewColumn, patch_workbook
from service.domain.analysis import Analysis, Answered, AreaCounts, AreaYear
from tests.adapters.xlsx.workbooks import (
    TAB,
    edited,
    parts_of,
    plan_book,
    reopened,
    saved,
    tab_of,
    with_parts,
)

TEXTS = [CellText(TAB, 3, 7, "Klart"), CellText(TAB, 5, 7, "Målat")]
COUNTED = [CountedColumns(TAB, 3, 1, 2, 3)]
CHART = "xl/charts/chart1.xml"
YEAR = Analysis(
    2025,
    (AreaYear(AreaCounts("Trygg hamn", TAB, 2, 2, 3), {"done": 1, "ongoing": 1, "silent": 1}),),
    (Answered(date(2025, 3, 26), 3, 2, 1),),
)


def values(data: bytes, tab: str) -> list[list[object]]:
    """Return a tab's stored values, as a program sees them that does not calculate."""
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(tab)
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


def charts_of(sheet: Worksheet) -> list[object]:
    """Return the charts that openpyxl found on a tab."""
    found: list[object] = getattr(sheet, "_charts")  # noqa: B009 - openpyxl has no public name for them
    return found


def test_the_citys_formulas_stay_and_their_stored_values_and_chart_are_fresh() -> None:
    data = saved(plan_book(analysis=True))
    point = (
        '<c:numCache><c:ptCount val="1"/><c:pt idx="0"><c:v>1</c:v></c:pt></c:numCache></c:numRef></c:val>'
    )
    charted = edited(data, CHART, r"(\$E\$3</(?:c:)?f>).*?</(?:c:)?val>", r"\1@")
    prefix = "c:" if "<c:f>" in parts_of(data)[CHART].decode() else ""
    point = point if prefix else point.replace("c:", "")
    charted = edited(charted, CHART, "@", point)
    result = patch_workbook(charted, texts=TEXTS)
    assert values(result.data, "Analysflik")[2] == ["Hamnen", 2.0, 2.0, 3.0, 3.0]
    assert tab_of(reopened(result.data), "Analysflik")["E3"].value == f"=COUNTA('{TAB}'!G3:G200)"
    assert f"<{prefix}v>3</{prefix}v>" in parts_of(result.data)[CHART].decode()


def test_stored_values_that_are_right_leave_the_citys_tab_untouched() -> None:
    data = patch_workbook(saved(plan_book(analysis=True)), texts=TEXTS).data
    again = parts_of(patch_workbook(data, texts=[CellText(TAB, 3, 7, "Klart i maj")]).data)
    assert [name for name, part in parts_of(data).items() if again[name] != part] == [
        "xl/worksheets/sheet1.xml"
    ]


def test_a_formula_we_cannot_calculate_makes_the_program_calculate_on_opening() -> None:
    book = plan_book()
    tab_of(book)["K1"] = '=COUNTIF(G3:G200,"Klart*")'
    data = edited(saved(book), "xl/workbook.xml", ' fullCalcOnLoad="1"', "")
    assert b'fullCalcOnLoad="1"' in parts_of(patch_workbook(data, texts=TEXTS).data)["xl/workbook.xml"]
    assert b"fullCalcOnLoad" not in parts_of(patch_workbook(data).data)["xl/workbook.xml"]


def test_the_years_figures_stand_on_a_tab_of_our_own() -> None:
    data = patch_workbook(saved(plan_book()), analysis=YEAR, counted=COUNTED).data
    rows = values(data, "Årsanalys")
    assert rows[0][0] == "Årsanalys 2025"
    titles = ["Prioriterat område", "Antal problem", "Antal orsaker", "Antal åtgärder"]
    states = ["Klart", "Pågår", "Försenat", "Ej påbörjat", "Kommer", "Utgår", "Inget svar"]
    assert rows[3] == [*titles, *states]
    assert rows[4] == ["Trygg hamn", 2.0, 2.0, 3.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0]
    assert rows[5][:5] == ["Summa", 2.0, 2.0, 3.0, 1.0]
    assert rows[7][:4] == ["Uppföljning", "Följs upp", "Svar", "Svar i tid"]
    assert rows[8][:4] == ["2025-03-26", 3.0, 2.0, 1.0]


def test_without_a_tab_of_the_citys_the_counts_are_formulas_with_two_charts() -> None:
    sheet = tab_of(
        reopened(patch_workbook(saved(plan_book()), analysis=YEAR, counted=COUNTED).data), "Årsanalys"
    )
    assert [sheet[cell].value for cell in ("B5", "D5", "D6")] == [
        f"=COUNTA('{TAB}'!A3:A200)",
        f"=COUNTA('{TAB}'!C3:C200)",
        "=SUM(D5:D5)",
    ]
    assert len(charts_of(sheet)) == 2


def test_with_a_tab_of_the_citys_only_the_states_are_drawn_in_its_styles() -> None:
    book = plan_book(analysis=True)
    tab_of(book, "Analysflik")["B2"]._style = tab_of(book)["A1"]._style
    done = reopened(patch_workbook(saved(book), analysis=YEAR, counted=COUNTED).data)
    sheet = tab_of(done, "Årsanalys")
    assert len(charts_of(sheet)) == 1
    assert sheet["A4"].fill.fgColor.rgb == tab_of(done)["A1"].fill.fgColor.rgb


def test_columns_nobody_named_are_counted_as_the_plan_was_read() -> None:
    rows = values(patch_workbook(saved(plan_book()), analysis=YEAR).data, "Årsanalys")
    assert rows[4][1:4] == [2.0, 2.0, 3.0]


def test_the_tab_of_an_earlier_export_is_replaced() -> None:
    first = patch_workbook(saved(plan_book()), texts=TEXTS, analysis=YEAR, counted=COUNTED).data
    second = patch_workbook(first, analysis=YEAR, counted=COUNTED).data
    assert list(parts_of(first)) == list(parts_of(second))
    assert first == second


def test_a_tab_of_ours_that_a_program_has_saved_is_replaced_without_leftovers() -> None:
    first = patch_workbook(saved(plan_book()), analysis=YEAR, counted=COUNTED).data
    resaved = saved(reopened(first))
    later = Analysis(2026, YEAR.areas, YEAR.answered)
    result = patch_workbook(resaved, analysis=later, counted=COUNTED).data
    assert reopened(result).sheetnames == [TAB, "Årsanalys"]
    assert values(result, "Årsanalys")[0][0] == "Årsanalys 2026"
    assert sorted(parts_of(result)) == sorted(parts_of(resaved))


def test_a_tab_of_the_citys_own_with_our_name_is_left_alone() -> None:
    book = plan_book()
    book.create_sheet("Årsanalys")["A1"] = "Stadens egen"
    result = patch_workbook(saved(book), analysis=YEAR, counted=COUNTED)
    assert reopened(result.data).sheetnames == [TAB, "Årsanalys", "Årsanalys (Årshjul)"]
    assert tab_of(reopened(result.data), "Årsanalys")["A1"].value == "Stadens egen"


def test_only_what_names_the_new_tab_changes_beside_it() -> None:
    data = saved(plan_book(analysis=True))
    data = patch_workbook(data, texts=TEXTS).data
    before, after = parts_of(data), parts_of(patch_workbook(data, analysis=YEAR, counted=COUNTED).data)
    naming = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    assert {name for name in before if before[name] != after[name]} == naming
    assert set(after) - set(before) == {
        "xl/worksheets/sheet3.xml",
        "xl/worksheets/_rels/sheet3.xml.rels",
        "xl/drawings/drawing2.xml",
        "xl/drawings/_rels/drawing2.xml.rels",
        "xl/charts/chart2.xml",
    }


def test_names_with_quotes_and_signs_keep_the_formulas_and_the_xml_whole() -> None:
    name = "Kajen's <1> & mer"
    book = plan_book()
    tab_of(book).title = "Kajen's & mer"
    counts = AreaCounts(name, "Kajen's & mer", 2, 2, 3)
    year = Analysis(2025, (AreaYear(counts, {}),), ())
    data = patch_workbook(
        saved(book), analysis=year, counted=[CountedColumns("Kajen's & mer", 3, 1, 2, 3)]
    ).data
    sheet = tab_of(reopened(data), "Årsanalys")
    assert (sheet["A5"].value, sheet["B5"].value) == (name, "=COUNTA('Kajen''s & mer'!A3:A200)")


def test_a_strict_workbook_gets_a_strict_tab() -> None:
    """ISO/IEC 29500 strict has other namespaces; a tab in the wrong one makes Excel repair the file."""
    pairs: Sequence[tuple[bytes, bytes]] = (
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    parts = parts_of(saved(plan_book()))
    for ours, strict in pairs:
        parts = {name: part.replace(ours, strict) for name, part in parts.items()}
    columns = [NewColumn(TAB, 1, "Uppföljning 2025-08-27", 7)]
    after = parts_of(
        patch_workbook(with_parts(b"", parts), columns=columns, analysis=YEAR, counted=COUNTED).data
    )
    added = [part for name, part in after.items() if name not in parts or parts[name] != part]
    assert not any(b"schemas.openxmlformats.org/spreadsheetml" in part for part in added)
    assert not any(b"schemas.openxmlformats.org/drawingml" in part for part in added)

"""Texts written into cells that are there, that are missing, and that must be left alone."""

from datetime import date
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from service.adapters.xlsx.patching import CellText, patch_workbook
from service.adapters.xlsx.texts import clean
from service.ports import OutsideError
from tests.adapters.xlsx.workbooks import (
    SHEET,
    TAB,
    edited,
    parts_of,
    plan_book,
    reopened,
    saved,
    tab_of,
    with_parts,
)


def written(data: bytes, row: int, text: str, column: int = 7) -> str:
    """Return the row's XML after one text has been written."""
    result = patch_workbook(data, texts=[CellText(TAB, row, column, text)])
    sheet = parts_of(result.data)[SHEET].decode()
    return sheet[sheet.index(f'<row r="{row}"') :].partition("</row>")[0]


def test_a_text_replaces_what_the_cell_said_and_keeps_its_style() -> None:
    data = saved(plan_book())
    before = tab_of(reopened(data))["G4"]
    result = patch_workbook(data, texts=[CellText(TAB, 4, 7, "Slipen är låst.")])
    after = tab_of(reopened(result.data))["G4"]
    assert (after.value, after.alignment.wrap_text) == ("Slipen är låst.", before.alignment.wrap_text)
    assert (result.cells, result.columns, result.findings) == (1, 0, ())


def test_a_missing_cell_is_made_in_its_place_with_the_style_of_the_cell_above() -> None:
    data = edited(saved(plan_book()), SHEET, r'<c r="G5"[^>]*(/>|></c>)', "")
    sheet = tab_of(reopened(patch_workbook(data, texts=[CellText(TAB, 5, 7, "Målat")]).data))
    assert sheet["G5"].value == "Målat"
    assert sheet["G5"].alignment.wrap_text


def test_a_missing_row_is_made_in_its_place_and_the_dimension_follows() -> None:
    data = edited(saved(plan_book()), SHEET, r'<row r="4".*?</row>', "")
    result = patch_workbook(data, texts=[CellText(TAB, 4, 7, "a"), CellText(TAB, 9, 8, "b")])
    sheet = parts_of(result.data)[SHEET].decode()
    assert [sheet.index(f'<row r="{row}"') for row in (3, 4, 5, 9)] == sorted(
        sheet.index(f'<row r="{row}"') for row in (3, 4, 5, 9)
    )
    assert '<dimension ref="A1:H9"/>' in sheet


def test_an_empty_text_empties_the_cell() -> None:
    data = saved(plan_book())
    assert tab_of(reopened(patch_workbook(data, texts=[CellText(TAB, 4, 7, "")]).data))["G4"].value is None


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://evil.example")', "+46 8", "-", "@SUM(A1)"])
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    assert "<f" not in written(saved(plan_book()), 3, text)


def test_a_cell_with_a_formula_is_left_and_told_of() -> None:
    book = plan_book()
    tab_of(book)["G3"] = "=C3"
    result = patch_workbook(saved(book), texts=[CellText(TAB, 3, 7, "Klart")])
    assert tab_of(reopened(result.data))["G3"].value == "=C3"
    assert [str(finding) for finding in result.findings] == [
        "1. Hamnen!G3: Cellen har en formel. Uppföljningen skrevs inte in."
    ]


def test_a_text_in_a_date_cell_is_no_longer_a_date() -> None:
    book = plan_book()
    tab_of(book)["G3"] = date(2025, 5, 1)
    result = patch_workbook(saved(book), texts=[CellText(TAB, 3, 7, "Flyttat till juni")])
    cell = tab_of(reopened(result.data))["G3"]
    assert (cell.value, cell.number_format) == ("Flyttat till juni", "yyyy-mm-dd")


def test_metadata_of_a_dynamic_array_and_row_spans_go_with_the_old_content() -> None:
    data = edited(saved(plan_book()), SHEET, r'<row r="3"', '<row r="3" spans="1:7"')
    data = edited(data, SHEET, r'<c r="G3"', '<c r="G3" cm="1" vm="1"')
    row = written(
        edited(data, SHEET, r'<c r="G3"[^>]*(/>|></c>)', '<c r="G3" cm="1" vm="1"><v>4</v></c>'), 3, "Klart"
    )
    assert 'cm="' not in row and 'vm="' not in row
    assert "<v>4</v>" not in row


def test_texts_for_rows_that_share_a_merged_cell_stand_there_together() -> None:
    book = plan_book()
    tab_of(book).merge_cells("G3:G5")
    words = ((5, "Start\nMålat"), (3, "Start\nLampor"), (4, "Start\nLampor"))
    texts = [CellText(TAB, row, 7, text) for row, text in words]
    sheet = tab_of(reopened(patch_workbook(saved(book), texts=texts).data))
    assert sheet["G3"].value == "Start\nLampor\nMålat"


def test_a_resorted_row_is_not_written_and_told_of_once() -> None:
    data = saved(plan_book())
    expected = [CellText(TAB, 3, 3, "Lås slipen"), CellText(TAB, 4, 3, "  lås  SLIPEN. ")]
    texts = [CellText(TAB, 3, 7, "x"), CellText(TAB, 3, 8, "x"), CellText(TAB, 4, 7, "Låst")]
    result = patch_workbook(data, texts=texts, expected=expected)
    sheet = tab_of(reopened(result.data))
    assert (sheet["G3"].value, sheet["G4"].value) == (None, "Låst")
    assert [(finding.cell, finding.code) for finding in result.findings] == [("C3", "row-moved")]


def test_a_measure_with_hyphens_and_blanks_that_do_not_show_is_still_itself() -> None:
    book = plan_book()
    tab_of(book)["C3"] = "Byt lam\u00adpor\u200b på\u00a0kajen"
    texts, expected = [CellText(TAB, 3, 7, "Klart")], [CellText(TAB, 3, 3, "Byt lampor på kajen")]
    result = patch_workbook(saved(book), texts=texts, expected=expected)
    assert (tab_of(reopened(result.data))["G3"].value, result.findings) == ("Klart", ())


def test_a_measure_that_is_a_date_cell_has_no_words_to_compare() -> None:
    book = plan_book()
    tab_of(book)["C3"] = date(2025, 5, 1)
    texts, expected = [CellText(TAB, 3, 7, "Klart")], [CellText(TAB, 3, 3, "2025-05-01")]
    assert patch_workbook(saved(book), texts=texts, expected=expected).findings == ()


def test_a_shared_string_is_read_when_rows_are_compared() -> None:
    data = saved(plan_book())
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>Byt lampor </t></r>'
        "<r><t>på kajen</t></r><rPh sb='0' eb='1'><t>x</t></rPh></si></sst>"
    )
    data = edited(data, SHEET, r'(<c r="C3"[^>]*?) t="inlineStr">.*?</c>', r'\1 t="s"><v>0</v></c>')
    rels = edited(
        data,
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        '<Relationship Id="rId90" Target="sharedStrings.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>',
    )
    data = with_parts(rels, {"xl/sharedStrings.xml": strings.encode()})
    texts, expected = [CellText(TAB, 3, 7, "Klart")], [CellText(TAB, 3, 3, "Byt lampor på kajen")]
    assert patch_workbook(data, texts=texts, expected=expected).findings == ()


def test_a_tab_that_is_gone_is_told_of_once() -> None:
    result = patch_workbook(saved(plan_book()), texts=[CellText("9. Bort", row, 7, "x") for row in (3, 4)])
    assert [(finding.sheet, finding.code) for finding in result.findings] == [("9. Bort", "tab-missing")]


def test_a_text_longer_than_a_cell_holds_is_cut_and_told_of() -> None:
    result = patch_workbook(saved(plan_book()), texts=[CellText(TAB, 3, 7, "🙂" * 20_000)])
    value = str(tab_of(reopened(result.data))["G3"].value)
    assert len(value.encode("utf-16-le")) // 2 <= 32_767
    assert value.endswith("🙂…")
    assert [finding.code for finding in result.findings] == ["text-shortened"]


@pytest.mark.parametrize(
    ("row", "height"),
    [
        ('<row r="3" ht="15">', 'ht="45"'),  # fitted by a program: raised to what the text needs
        ('<row r="3" ht="90">', 'ht="90"'),  # already enough
        ('<row r="3" ht="15" customHeight="1">', 'ht="15"'),  # set by a person: theirs
    ],
)
def test_a_row_is_raised_to_its_wrapped_text_unless_a_person_set_it(row: str, height: str) -> None:
    data = edited(saved(plan_book()), SHEET, '<row r="3">', row)
    text = "Lamporna är beställda och kommer i maj. Sara hör av sig till hamnen när de ska monteras."
    assert height in written(data, 3, text).partition(">")[0]


def test_a_row_without_a_height_is_left_for_the_program_to_fit() -> None:
    assert "ht=" not in written(saved(plan_book()), 3, "ord " * 100)


def test_cells_and_rows_without_references_are_counted_from_the_ones_before() -> None:
    data = edited(saved(plan_book()), SHEET, r'(<row r="3".*?</row>)', r"<row><c/><c/><c/></row>")
    sheet = tab_of(reopened(patch_workbook(data, texts=[CellText(TAB, 3, 2, "Orsak")]).data))
    assert sheet["B3"].value == "Orsak"


@pytest.mark.parametrize(
    "part",
    [
        b'<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet xmlns="http://schemas.openxmlformats.org/'
        b'spreadsheetml/2006/main"><sheetData/></worksheet>',
        b"<worksheet",
        b'<worksheet><sheetData><row r="x"/></sheetData></worksheet>',
        b"",
    ],
)
def test_a_tab_with_a_doctype_or_broken_xml_is_refused(part: bytes) -> None:
    data = with_parts(saved(plan_book()), {SHEET: part})
    with pytest.raises(OutsideError) as caught:
        patch_workbook(data, texts=[CellText(TAB, 3, 7, "x")])
    assert caught.value.permanent


def test_what_is_no_workbook_is_refused() -> None:
    for data in (b"", b"PK\3\4", b"hello"):
        with pytest.raises(OutsideError):
            patch_workbook(data)


@example("_x0041_ och _x005F_x0041_x0042_")
@example("  rad ett\r\nrad två\r\t ")
@example("a\x0bb\ud800c\ufffe ]]> &lt; <b> 'x' \"y\"")
@given(st.text(st.characters(codec=None), max_size=60))
def test_whatever_is_written_is_read_back(text: str) -> None:
    """Only control characters, lone surrogates and line endings are not kept; `clean` says which."""
    result = patch_workbook(BOOK, texts=[CellText(TAB, 3, 7, text), CellText(TAB, 4, 7, "x")])
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(result.data))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )
    assert rows[2][6] == clean(text)
    sheet = tab_of(reopened(result.data))
    assert unescape(str(sheet["G3"].value or "")) == clean(text)  # openpyxl leaves that to its caller


BOOK = saved(plan_book())

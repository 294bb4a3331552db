"""A follow-up date without a column gets one, beside the earlier ones and dressed like them."""

from datetime import date

import pytest
from openpyxl import Workbook

from service.adapters.xlsx.patching import CellText, NewColumn, PatchResult, patch_workbook
from tests.adapters.xlsx.workbooks import SHEET, TAB, edited, parts_of, plan_book, reopened, saved, tab_of

AUTUMN = NewColumn(TAB, 1, "Uppföljning 2025-08-27", 7, {3: "Lamporna lyser", 5: "Målat"}, date(2025, 8, 27))
WINTER = NewColumn(TAB, 1, "Uppföljning 2025-11-26", 7, {4: "Låst"}, date(2025, 11, 26))
EXPECTED = [CellText(TAB, 3, 3, "Byt lampor på kajen")]


def add(book: Workbook, *columns: NewColumn) -> PatchResult:
    """Return the book patched with the columns."""
    return patch_workbook(saved(book), columns=columns, expected=EXPECTED)


def test_a_new_column_stands_beside_its_neighbour_with_its_width_styles_and_hint() -> None:
    result = add(plan_book(), AUTUMN)
    sheet = tab_of(reopened(result.data))
    assert [cell.value for cell in sheet["H"]] == [
        "Uppföljning 2025-08-27",
        "Vad är gjort?",
        "Lamporna lyser",
        None,
        "Målat",
    ]
    assert sheet["H1"].fill.fgColor.rgb == sheet["G1"].fill.fgColor.rgb
    assert sheet["H4"].alignment.wrap_text
    assert sheet.column_dimensions["H"].width == 34
    assert (result.cells, result.columns) == (2, 1)


def test_several_new_columns_stand_in_the_order_of_their_days() -> None:
    sheet = tab_of(reopened(add(plan_book(), WINTER, AUTUMN).data))
    assert [sheet["H1"].value, sheet["I1"].value] == ["Uppföljning 2025-08-27", "Uppföljning 2025-11-26"]
    assert sheet["I4"].value == "Låst"


def test_a_column_never_covers_what_stands_to_the_right() -> None:
    book = plan_book()
    tab_of(book)["H4"] = "egen anteckning"
    tab_of(book)["J9"] = "långt bort"
    sheet = tab_of(reopened(add(book, AUTUMN).data))
    assert (sheet["H4"].value, sheet["K1"].value) == ("egen anteckning", "Uppföljning 2025-08-27")


def test_a_merged_range_to_the_right_counts_as_content() -> None:
    book = plan_book()
    tab_of(book).merge_cells("H3:I4")
    assert tab_of(reopened(add(book, AUTUMN).data))["J1"].value == "Uppföljning 2025-08-27"


def test_a_header_of_two_merged_rows_is_one_in_the_new_column_too() -> None:
    book = plan_book()
    tab_of(book).merge_cells("G1:G2")
    result = add(book, AUTUMN)
    assert "H1:H2" in {str(area) for area in tab_of(reopened(result.data)).merged_cells.ranges}


def test_a_hidden_neighbour_gives_its_width_but_not_its_hiding() -> None:
    book = plan_book()
    tab_of(book).column_dimensions["G"].hidden = True
    dimensions = tab_of(reopened(add(book, AUTUMN).data)).column_dimensions
    assert (dimensions["H"].width, dimensions["H"].hidden) == (34, False)


@pytest.mark.parametrize(
    ("cols", "expected"),
    [
        ('<col min="1" max="16384" width="20"/>', ['min="1" max="16384"']),
        (
            '<col min="7" max="7" width="34"/><col min="8" max="20" width="9"/>',
            ['"7" max="7"', 'min="8" max="8"', 'min="9" max="20"'],
        ),
        (
            '<col min="1" max="7" width="34"/><col min="9" max="9" width="9"/>',
            ['"1" max="7"', 'min="8" max="8"', 'min="9" max="9"'],
        ),
    ],
)
def test_the_widths_of_other_columns_stay(cols: str, expected: list[str]) -> None:
    data = edited(saved(plan_book()), SHEET, "<cols>.*?</cols>", f"<cols>{cols}</cols>")
    sheet = parts_of(patch_workbook(data, columns=[AUTUMN], expected=EXPECTED).data)[SHEET].decode()
    holder = sheet[sheet.index("<cols>") : sheet.index("</cols>")]
    assert [holder.index(piece) for piece in expected] == sorted(holder.index(piece) for piece in expected)
    assert holder.count("<col ") == len(expected)


def test_a_column_without_room_is_told_of() -> None:
    result = patch_workbook(saved(plan_book()), columns=[NewColumn(TAB, 1, "Uppföljning", 16_384)])
    assert [finding.code for finding in result.findings] == ["no-room"]


def test_a_resorted_row_is_not_written_in_the_new_column() -> None:
    expected = [CellText(TAB, 3, 3, "En annan åtgärd"), CellText(TAB, 5, 3, "Måla väggen")]
    result = patch_workbook(saved(plan_book()), columns=[AUTUMN], expected=expected)
    sheet = tab_of(reopened(result.data))
    assert (sheet["H3"].value, sheet["H5"].value) == (None, "Målat")
    assert [finding.code for finding in result.findings] == ["row-moved"]


def test_a_column_of_a_tab_that_is_gone_is_told_of() -> None:
    result = patch_workbook(saved(plan_book()), columns=[NewColumn("Bort", 1, "Uppföljning", 7)])
    assert [finding.code for finding in result.findings] == ["tab-missing"]

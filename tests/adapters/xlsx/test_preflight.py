"""A file is looked over before anything heavy reads it; what is refused is refused in one sentence."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.adapters.xlsx.preflight import Limits, RefusedError, check_workbook
from tests.adapters.xlsx.workbooks import SHEET, TAB, edited, parts_of, plan_book, saved, with_parts

LIMITS = Limits()
BOOK = saved(plan_book(follow_ups=("Uppföljning 2025-01-15",), analysis=True))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(data: bytes, limits: Limits = LIMITS) -> tuple[str, str]:
    """Return the code and sentence that a file is refused with."""
    with pytest.raises(RefusedError) as raised:
        check_workbook(data, limits)
    return raised.value.code, raised.value.text


def sheet_of(*cells: str) -> bytes:
    """Return a file whose first tab has these cells, each in a row of its own."""
    rows = "".join(f'<row><c r="{cell}"><v>1</v></c></row>' for cell in cells)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return with_parts(
        BOOK, {SHEET: f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode()}
    )


def zipped(name: str, content: bytes = b"<a/>") -> bytes:
    """Return a zip of one part."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return out.getvalue()


def test_a_usual_workbook_passes() -> None:
    check_workbook(BOOK, LIMITS)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"namn;telefon\nMaja;070\n", "not-a-workbook"),
        (b"%PDF-1.7", "not-a-workbook"),
        (zipped("word/document.xml"), "not-a-workbook"),
        (zipped("xl/workbook.bin"), "old-format"),
        (zipped("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), "not-excel"),
        (OLE, "old-format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (BOOK[: len(BOOK) // 2], "broken"),
        (BOOK[:-10], "broken"),
    ],
)
def test_what_is_no_workbook_is_named_for_what_it_is(data: bytes, code: str) -> None:
    assert refusal(data)[0] == code


def test_a_file_larger_than_the_limit_is_not_looked_into() -> None:
    told = "Filen är för stor: 100 MB. Gränsen är 50 MB."
    assert refusal(b"PK\x03\x04" + bytes(100 << 20)) == ("too-large", told)


def test_a_zip_that_says_it_is_too_large_is_refused_unread() -> None:
    assert refusal(BOOK, replace(LIMITS, unpacked_bytes=10_000))[0] == "too-large-unpacked"


def test_a_part_that_holds_more_than_it_says_is_refused() -> None:
    with ZipFile(BytesIO(BOOK)) as package:
        said = package.getinfo(SHEET).file_size.to_bytes(4, "little")
    assert refusal(BOOK.replace(said, (9).to_bytes(4, "little")))[0] == "broken"


@pytest.mark.parametrize("cells", [("XFD1048576",), ("A1", "C2000000"), ("ZZZ1",), ("A1", "XFD1", "A900000")])
def test_a_cell_far_away_is_named_with_its_tab(cells: tuple[str, ...]) -> None:
    code, text = refusal(sheet_of(*cells), replace(LIMITS, tab_cells=15_000))
    assert code == "too-far"
    assert text.startswith(f"Fliken {TAB} har celler ända till ")


def test_the_far_cell_is_found_in_the_middle_of_a_row_too() -> None:
    far = edited(BOOK, SHEET, 'r="B3"', 'r="XFD1048576"')
    assert refusal(far)[1] == (
        f"Fliken {TAB} har celler ända till XFD1048576. Ta bort det som står långt utanför tabellen och spara på nytt."
    )


def test_the_cells_of_all_tabs_together_have_a_limit() -> None:
    assert refusal(BOOK, replace(LIMITS, all_cells=40))[0] == "too-far"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused_wherever_they_stand(part: str) -> None:
    bad = parts_of(BOOK)[part].replace(b"<", b'<!DOCTYPE x [<!ENTITY a "b">]><', 1)
    assert refusal(with_parts(BOOK, {part: bad}))[0] == "entities"


def test_too_many_parts_are_refused() -> None:
    assert refusal(BOOK, replace(LIMITS, parts=5))[0] == "too-many-parts"


def test_a_workbook_with_macros_or_of_a_template_is_as_good_as_any() -> None:
    check_workbook(with_parts(BOOK, {"xl/vbaProject.bin": b"\x00<!DOCTYPE"}), LIMITS)


def test_a_picture_may_have_a_document_type() -> None:
    check_workbook(with_parts(BOOK, {"xl/media/image1.svg": b"<!DOCTYPE svg><svg/>"}), LIMITS)


@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(b"PK\x05\x06" + bytes(18))
def test_any_bytes_are_either_a_workbook_or_refused_in_a_sentence(data: bytes) -> None:
    _, text = refusal(data)
    assert text.endswith(".")


@given(st.lists(st.tuples(st.integers(0, len(BOOK) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused_but_never_anything_else(flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(BOOK)
    for place, value in flips:
        damaged[place] = value
    try:
        check_workbook(bytes(damaged), LIMITS)
    except RefusedError as refused:
        assert refused.text.endswith(".")

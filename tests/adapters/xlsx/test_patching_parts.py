"""Every part that is not about follow-up comes out byte for byte, its place in the zip and its compression too."""

import struct
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.formatting.rule import DataBarRule
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from service.adapters.xlsx.patching import CellText, patch_workbook
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

TEXTS = [CellText(TAB, 3, 7, "Klart")]
NORRVIK = Path(__file__).parents[3] / "service" / "rehearsal" / "norrvik" / "atgardsplan.xlsx"
REAL = Path(__file__).parents[4] / "shared" / "plan-2025" / "atgardsplan-2025.xlsx"


def rich_book() -> bytes:
    """Return a workbook with all that a spreadsheet library would drop or rewrite."""
    book = plan_book()
    sheet = tab_of(book)
    sheet.protection.enable()
    sheet["F3"].comment = Comment("Fråga Sara", "Maja Ek")
    sheet.add_data_validation(DataValidation("list", sqref="E3:E200", formula1='"våren,hösten"'))
    bars = DataBarRule("num", 0, "num", 9, color="1F5C4D")  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("A3:A9", bars)
    sheet.print_title_rows = "1:2"
    other = book.create_sheet("Listor")
    other.append(["Namn", "Roll"])
    other.append(["Robin Sand", "fältare"])
    other.add_table(Table(displayName="Roller", ref="A1:B2"))
    extension = (
        '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:sparklineGroups/></ext></extLst>'
    )
    data = edited(saved(book), SHEET, "</worksheet>", f"{extension}</worksheet>")
    return with_parts(
        data,
        {
            "docMetadata/LabelInfo.xml": b'<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/'
            b'mipLabelMetadata"><clbl:label id="{1}" enabled="1"/></clbl:labelList>',
            "customXml/item1.xml": b"<handlaggning><diarienummer>N 2025/17</diarienummer></handlaggning>",
            "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments/>",
            "xl/printerSettings/printerSettings1.bin": bytes(range(256)) * 4,
            "xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
        },
    )


def raw_members(data: bytes) -> dict[str, bytes]:
    """Return each member as it lies in the file: local header, name and compressed bytes."""
    with ZipFile(BytesIO(data)) as package:
        members = sorted(package.infolist(), key=lambda info: info.header_offset)
        ends = [info.header_offset for info in members[1:]] + [package.start_dir]
    return {info.filename: data[info.header_offset : end] for info, end in zip(members, ends, strict=True)}


def test_only_the_tabs_own_part_changes_and_every_other_member_is_the_same_bytes() -> None:
    data = rich_book()
    before, after = raw_members(data), raw_members(patch_workbook(data, texts=TEXTS).data)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == [SHEET]


def test_inside_the_tabs_part_only_the_cell_changes() -> None:
    data = rich_book()
    before = parts_of(data)[SHEET].decode()
    after = parts_of(patch_workbook(data, texts=TEXTS).data)[SHEET].decode()
    for piece in (
        "<sheetProtection",
        "<dataValidations",
        "<conditionalFormatting",
        "<extLst",
        "<legacyDrawing",
    ):
        assert piece in before
        assert before[before.index(piece) :].partition(">")[0].rstrip("/ ") in after
    assert "x14:sparklineGroups" in after


def test_nothing_to_write_gives_the_same_file() -> None:
    data = rich_book()
    assert parts_of(patch_workbook(data).data) == parts_of(data)
    assert raw_members(patch_workbook(data).data) == raw_members(data)


def test_the_same_export_twice_gives_the_same_bytes() -> None:
    data = rich_book()
    assert patch_workbook(data, texts=TEXTS).data == patch_workbook(data, texts=TEXTS).data


@pytest.mark.parametrize("path", [NORRVIK, REAL], ids=["norrvik", "a real plan"])
def test_a_plans_other_parts_come_out_as_they_went_in(path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    data = path.read_bytes()
    name = next(tab for tab in reopened(data).sheetnames if tab.startswith("1."))
    result = patch_workbook(data, texts=[CellText(name, 3, 7, "Klart")])
    before, after = raw_members(data), raw_members(result.data)
    assert list(before) == list(after)
    assert len([part for part in before if before[part] != after[part]]) == 1
    assert tab_of(reopened(result.data), name)["G3"].value == "Klart"


@given(st.dictionaries(st.integers(3, 40), st.text(max_size=20), max_size=6))
def test_whatever_is_written_no_other_part_changes(texts: dict[int, str]) -> None:
    result = patch_workbook(RICH, texts=[CellText(TAB, row, 7, text) for row, text in texts.items()])
    before, after = raw_members(RICH), raw_members(result.data)
    assert {name for name in before if before[name] != after[name]} <= {SHEET}


def test_stored_members_names_beyond_ascii_comments_and_streamed_sizes_survive() -> None:
    """Programs write zips in their own ways: uncompressed, with sizes after the data, with a comment at the end."""
    out = Unseekable()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        package.comment = b"Norrvik"
        for name, content in parts_of(saved(plan_book())).items():
            package.writestr(name, content)
        package.writestr(ZipInfo("customXml/åäö.xml"), b"<a/>", ZIP_STORED)
    data = bytes(out.written)
    assert struct.unpack_from("<H", data, 6)[0] & 8
    result = patch_workbook(data, texts=TEXTS)
    with ZipFile(BytesIO(result.data)) as package:
        assert package.testzip() is None
        assert package.comment == b"Norrvik"
        assert package.read("customXml/åäö.xml") == b"<a/>"
    assert tab_of(reopened(result.data))["G3"].value == "Klart"


class Unseekable(BytesIO):
    """A pipe: the zip's sizes have to follow the data."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.written += data
        return len(data)

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError

    def seek(self, *_: int) -> int:
        raise OSError


def test_a_prefixed_and_a_strict_workbook_are_written_in_their_own_dialect() -> None:
    main, strict = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    data = saved(plan_book())
    sheet = parts_of(data)[SHEET].decode().replace(main, strict)
    result = patch_workbook(with_parts(data, {SHEET: sheet.encode()}), texts=TEXTS)
    assert f'<is xmlns="{strict}"' not in parts_of(result.data)[SHEET].decode()
    assert '<is><t xml:space="preserve">Klart</t></is>' in parts_of(result.data)[SHEET].decode()
    prefixed = sheet.replace(strict, main).replace("xmlns=", "xmlns:x=").replace("</", "</x:")
    prefixed = prefixed.replace("<", "<x:").replace("<x:/x:", "</x:")
    written = parts_of(patch_workbook(with_parts(data, {SHEET: prefixed.encode()}), texts=TEXTS).data)[
        SHEET
    ].decode()
    assert '<x:is><x:t xml:space="preserve">Klart</x:t></x:is>' in written


def test_a_signed_file_is_written_and_its_broken_signature_told_of() -> None:
    data = with_parts(saved(plan_book()), {"_xmlsignatures/sig1.xml": b"<Signature/>"})
    assert [finding.code for finding in patch_workbook(data, texts=TEXTS).findings] == ["signature-broken"]


def test_a_zip_with_a_member_twice_is_refused() -> None:
    out = BytesIO(saved(plan_book()))
    with ZipFile(out, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr(SHEET, b"<worksheet/>")
    with pytest.raises(OutsideError):
        patch_workbook(out.getvalue(), texts=TEXTS)


RICH = rich_book()

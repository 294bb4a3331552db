"""Looking a workbook over before anything heavy reads it: is it one, how large does it unpack, does it reach too far.

calamine gives a tab one block of memory from its first cell to its last: a single cell at XFD1048576 in a file of 5 kB
makes it ask for half a terabyte, and the whole process dies. So the parts are unpacked here first, a piece at a time,
and never beyond the limits. What is not caught here (a file made to mislead) meets the limits of the child process.
"""

import posixpath
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from service.domain.measure import column_letters

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PIECE = 1 << 20
_MAIN = "xl/workbook.xml"
_MARKUP = (".xml", ".rels", ".vml")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_LAST_ADDRESS = re.compile(rb" r=[\"'][A-Z]{0,3}(\d{1,7})[\"']")
_FAR_ADDRESS = re.compile(rb" r=[\"'](?:([A-Z]{2,3})(\d{1,7})|[A-Z](\d{6,7}))[\"']")
_ALPHABET = 26


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be. Bytes, cells (rows by columns from A1), seconds."""

    file_bytes: int = 50 << 20
    unpacked_bytes: int = 400 << 20
    parts: int = 5_000
    tabs: int = 200
    tab_cells: int = 10_000_000
    all_cells: int = 30_000_000
    memory_bytes: int = 1536 << 20
    output_bytes: int = 256 << 20
    cpu_seconds: int = 60
    wall_seconds: float = 120.0


class RefusedError(Exception):
    """The workbook is not read: `code` for the program, `text` one Swedish sentence that says what and where."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code, text)
        self.code, self.text = code, text


def check_workbook(data: bytes, limits: Limits) -> None:
    """Return when the bytes are an Excel workbook that may be read. Raises RefusedError."""
    check_size(len(data), limits)
    _check_kind(data)
    try:
        with ZipFile(BytesIO(data)) as package:
            _check_members(package, limits)
            _check_parts(package, limits)
    except (BadZipFile, LargeZipFile, zlib.error, EOFError, OSError) as problem:
        raise RefusedError(
            "broken", "Filen är skadad: den går inte att packa upp. Spara den på nytt i Excel."
        ) from problem
    except (NotImplementedError, RuntimeError, ValueError, OverflowError, UnicodeError) as problem:
        raise RefusedError(
            "broken", "Filen är skadad eller packad på ett sätt som Excel inte använder."
        ) from problem


def check_size(size: int, limits: Limits) -> None:
    """Return when a file of that many bytes may be looked into. Raises RefusedError."""
    if size > limits.file_bytes:
        raise RefusedError(
            "too-large",
            f"Filen är för stor: {size / (1 << 20):.0f} MB. Gränsen är {limits.file_bytes >> 20} MB.",
        )


def _check_kind(data: bytes) -> None:
    """Refuse what is no zip, saying what it is instead when that can be seen ([MS-CFB] 2.2, [MS-OFFCRYPTO] 2.3)."""
    if not data:
        raise RefusedError("empty-file", "Filen är tom.")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise RefusedError(
                "encrypted", "Arbetsboken är skyddad med lösenord. Ta bort lösenordet och spara den på nytt."
            )
        raise RefusedError("old-format", "Filen är av äldre Office-typ (.xls). Spara den som .xlsx i Excel.")
    if not data.startswith(_ZIP):
        raise RefusedError("not-a-workbook", "Filen är ingen Excel-arbetsbok (.xlsx).")


def _check_members(package: ZipFile, limits: Limits) -> None:
    """Check what the zip says of itself (APPNOTE.TXT 4.3.12): kind, number of parts, sizes."""
    members = package.infolist()
    names = {info.filename.lower() for info in members}
    if _MAIN not in names:
        raise RefusedError(*_other_kind(package, names))
    if len(members) > limits.parts:
        raise RefusedError(
            "too-many-parts", f"Filen har {len(members)} delar. Så ser ingen Excel-arbetsbok ut."
        )
    if len(names) < len(members):
        raise RefusedError("broken", "Filen är skadad: samma del finns två gånger i den.")
    if any(info.flag_bits & 1 for info in members):
        raise RefusedError("encrypted", "Filen är packad med lösenord. Spara den utan lösenord.")
    if sum(info.file_size for info in members) > limits.unpacked_bytes:
        raise RefusedError(*_too_much(limits))


def _other_kind(package: ZipFile, names: set[str]) -> tuple[str, str]:
    if "xl/workbook.bin" in names:
        return "old-format", "Filen är en binär arbetsbok (.xlsb). Spara den som .xlsx i Excel."
    if "mimetype" in names and b"opendocument" in package.open("mimetype").read(100):
        return "not-excel", "Filen är i OpenDocument-format (.ods). Spara den som .xlsx."
    return "not-a-workbook", "Filen är ingen Excel-arbetsbok (.xlsx)."


def _too_much(limits: Limits) -> tuple[str, str]:
    return (
        "too-large-unpacked",
        f"Arbetsboken blir för stor när den packas upp, mer än {limits.unpacked_bytes >> 20} MB.",
    )


def _check_parts(package: ZipFile, limits: Limits) -> None:
    """Unpack every part, a piece at a time, within the limits. What a part really holds counts, not what it says."""
    left, cells = limits.unpacked_bytes, 0
    for info in package.infolist():
        reach = _Reach() if "worksheets/" in info.filename.lower() else None
        markup = info.filename.lower().endswith(_MARKUP)
        for piece in _pieces(package, info):
            left -= len(piece)
            if left < 0:
                raise RefusedError(*_too_much(limits))
            if markup and _DOCTYPE.search(piece):
                raise RefusedError(
                    "entities",
                    "Filen innehåller en dokumenttyp med egna tecken. Så skriver inte Excel, så den läses inte.",
                )
            if reach is not None:
                reach.take(piece)
        if reach is not None:
            cells += reach.cells
            if reach.cells > limits.tab_cells or cells > limits.all_cells:
                raise RefusedError("too-far", _too_far(package, info, reach))


def _pieces(package: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    """Yield a part's content in pieces that each begin where a tag may be cut: no tag is seen in halves only."""
    rest = b""
    with package.open(info) as stream:
        while read := stream.read(_PIECE):
            cut = read.rfind(b"<")
            yield (rest + read[:cut]) if cut > 0 else rest + read
            rest = read[cut:] if cut > 0 else b""
    if rest:
        yield rest


class _Reach:
    """How far a tab's cells reach: its last row and its last column.

    Rows stand in order (ECMA-376 part 1, 18.3.1.73), so the last address in each piece tells the row. Columns A–Z are
    taken as used; those beyond are looked for everywhere, and so are rows that are far off by themselves. What gets
    past on purpose meets the memory limit.
    """

    def __init__(self) -> None:
        self.row, self.column = 0, _ALPHABET

    @property
    def cells(self) -> int:
        """Cells from A1 to the last."""
        return self.row * self.column

    @property
    def last(self) -> str:
        """The address that closes the used area."""
        return f"{column_letters(self.column)}{self.row}"

    def take(self, piece: bytes) -> None:
        """Look at the next piece of the tab's part."""
        last = _LAST_ADDRESS.match(piece, piece.rfind(b" r="))
        if last:
            self.row = max(self.row, int(last[1]))
        for letters, number, far in _FAR_ADDRESS.findall(piece):
            self.row = max(self.row, int(number or far))
            if letters:
                self.column = max(self.column, _column_number(letters))


def _column_number(letters: bytes) -> int:
    """Return a column's number: A → 1, XFD → 16384."""
    number = 0
    for letter in letters:
        number = number * _ALPHABET + letter - 64
    return number


def _too_far(package: ZipFile, info: ZipInfo, reach: _Reach) -> str:
    tab = _tab_name(package, info.filename)
    where = f"Fliken {tab}" if tab else "En flik"
    return (
        f"{where} har celler ända till {reach.last}. Ta bort det som står långt utanför tabellen "
        "och spara på nytt."
    )


def _tab_name(package: ZipFile, part: str) -> str:
    """Return the name of the tab whose part it is (ECMA-376 part 1, 18.2.20 and 11.3), "" when that is not clear."""
    try:
        links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  # no entities: see above
        book = ElementTree.fromstring(package.read(_MAIN))  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return ""
    ids = {
        link.get("Id")
        for link in links
        if posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))).lower() == f"/{part}".lower()
    }
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet") and any(
            value in ids for key, value in sheet.items() if key.endswith("}id")
        ):
            return sheet.get("name", "")
    return ""

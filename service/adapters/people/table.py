"""People in a table: the columns are known by their headings, in Swedish or English, in any order."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from service.adapters.people.entry import MOST_ROWS, PeopleFinding, PeopleReading, clean, entry_of
from service.domain.parties import Party

_HEADINGS = {
    "name": ("namn", "name", "person", "fullständigt namn", "visningsnamn", "display name", "full name", "namn på person", "vem"),
    "given": ("förnamn", "first name", "given name", "firstname", "tilltalsnamn"),
    "surname": ("efternamn", "last name", "surname", "lastname", "family name"),
    "email": ("e-post", "epost", "e-postadress", "epostadress", "mail", "mejl", "mejladress", "mailadress", "e-mail", "email", "email address", "e-mail address", "adress"),
    "phone": ("telefon", "tel", "tfn", "telefonnummer", "mobil", "mobiltelefon", "mobilnummer", "phone", "mobile", "mobile phone", "phone number"),
    "unit": ("enhet", "unit", "avdelning", "förvaltning", "department", "arbetsplats", "grupp", "verksamhet"),
    "aliases": ("alias", "aliases", "även kallad", "smeknamn", "nickname", "kallas", "roll", "funktion", "titel", "befattning", "title", "job title", "role"),
    "organisation": ("organisation", "organization", "företag", "company", "arbetsgivare", "kommun", "myndighet"),
    "stand_in": ("ersättare", "stand-in", "standin", "substitute", "vikarie", "ställföreträdare", "deputy"),
    "manager": ("chef", "manager", "närmaste chef", "ansvarig chef"),
    "kind": ("typ", "sort", "slag", "kategori", "kind", "type", "entry type", "category"),
}  # fmt: skip
_FIELD_OF = {heading: field for field, headings in _HEADINGS.items() for heading in headings}
_HEADING_ROWS = 10  # the headings stand in one of the first rows
_MOST_COLUMNS = 200
_LARGEST_UNPACKED = 60_000_000  # bytes, all parts together
_MOST_PARTS = 500
_REFERENCE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")

Rows = list[tuple[int, Sequence[str]]]  # (number of the row in the file, its cells)


def csv_rows(data: bytes) -> Rows:
    """Return the rows of a table in text: comma, semicolon or tab; UTF-8, UTF-16 with a mark, or Windows-1252."""
    text = _decoded(data).replace("\x00", "")
    head = text[:4000]
    first = next((line for line in head.splitlines() if line.strip()), "")
    if first.lower().startswith("sep=") and len(first) > 4:
        delimiter, text = first[4], text.partition("\n")[2]
    else:
        delimiter = max(";\t,", key=first.count) if any(mark in first for mark in ";\t,") else ";"
    rows: Rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            rows.append((reader.line_num, cells[:_MOST_COLUMNS]))
            if len(rows) > MOST_ROWS + _HEADING_ROWS:
                break
    except csv.Error:
        pass  # what was read before the broken row still counts; the row itself cannot be told from the rest
    return rows


def sheet_rows(data: bytes) -> Rows | str:
    """Return the rows of a workbook's first sheet that has a heading for names or addresses, or what is wrong."""
    problem = _unsafe(data)
    if problem:
        return problem
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names[:20]:
            cells = book.get_sheet_by_name(name).to_python(
                skip_empty_area=False, nrows=MOST_ROWS + _HEADING_ROWS
            )
            rows: Rows = [
                (number, [_written(cell) for cell in row[:_MOST_COLUMNS]])
                for number, row in enumerate(cells, 1)
            ]
            if _headings(rows)[1]:
                return rows
    except (CalamineError, ValueError, OSError, KeyError) as broken:
        return f"Arbetsboken går inte att läsa ({type(broken).__name__})."
    return "Arbetsboken har ingen flik med rubrikerna Namn och E-post."


def read_rows(rows: Rows) -> PeopleReading:
    """Read rows whose first ones hold the headings."""
    at, columns = _headings(rows)
    if not columns:
        return PeopleReading(
            (), (PeopleFinding(1, "Rubrikraden saknas. Första raden ska ha till exempel Namn och E-post."),)
        )
    entries: list[Party] = []
    findings: list[PeopleFinding] = []
    numbers: list[int] = []
    seen: set[tuple[str, str | None]] = set()
    for number, cells in rows[at + 1 :]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(entries) >= MOST_ROWS:
            findings.append(PeopleFinding(number, f"Bara de första {MOST_ROWS} raderna lästes."))
            break
        party, problems = entry_of(_fields(cells, columns), number)
        findings += problems
        if party is not None and (party.name.casefold(), party.email) in seen:
            findings.append(PeopleFinding(number, f"{party.name} står redan på en rad ovanför."))
        elif party is not None:
            seen.add((party.name.casefold(), party.email))
            entries.append(party)
            numbers.append(number)
    return PeopleReading(tuple(entries), tuple(findings), tuple(numbers))


def _headings(rows: Rows) -> tuple[int, dict[int, str]]:
    """Return the place of the heading row, and which field each column holds (empty: there is no such row)."""
    for at, (_, cells) in enumerate(rows[:_HEADING_ROWS]):
        columns = {
            column: field
            for column, cell in enumerate(cells)
            if (field := _FIELD_OF.get(clean(cell).lower().rstrip(":*")))
        }
        if {"name", "given", "surname", "email"} & set(columns.values()):
            return at, columns
    return 0, {}


def _fields(cells: Sequence[str], columns: dict[int, str]) -> dict[str, str]:
    """Return the fields; two columns for one field ("Alias" and "Titel") are put together with a line break."""
    fields: dict[str, str] = {}
    for column, field in columns.items():
        if column < len(cells) and (value := cells[column].strip()):
            together = field == "aliases" and field in fields
            fields[field] = f"{fields[field]}\n{value}" if together else fields.get(field) or value
    return fields


def _decoded(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _written(cell: object) -> str:
    """Return a cell as somebody would write it; a phone number kept as a number loses its decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _unsafe(data: bytes) -> str:
    """Say why a workbook must not be opened: it would unpack to too much, or its far cells would need too much memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
                return "Arbetsboken är för stor. Spara bara listan med personer i en egen fil."
            left = _LARGEST_UNPACKED
            for part in parts:
                with archive.open(part) as stream:
                    content = stream.read(left + 1)
                left -= len(content)
                if left < 0 or (part.filename.lower().endswith(".xml") and not _is_within_bounds(content)):
                    return "Arbetsboken är för stor eller har celler långt utanför listan. Spara bara listan i en egen fil."
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        EOFError,
        etree.XMLSyntaxError,
    ):
        return "Filen är skadad eller lösenordsskyddad och går inte att läsa."
    return ""


def _is_within_bounds(content: bytes) -> bool:
    """Tell whether every cell of a part stands among the rows and columns a list of people may have."""
    if b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content[:4000]:
        return False
    tree = etree.iterparse(
        io.BytesIO(content), events=("start", "end"), resolve_entities=False, no_network=True
    )
    for event, element in tree:
        reference = element.get("r") or element.get("ref")
        if event == "start" and reference and not all(_is_near(corner) for corner in reference.split(":")):
            return False
        if event == "end":
            element.clear()
    return True


def _is_near(corner: str) -> bool:
    if corner.isdigit():
        return int(corner) <= 1_048_576 and (int(corner) <= MOST_ROWS * 5)
    found = _REFERENCE.match(corner)
    if found is None:
        return True
    return int(found[2]) <= MOST_ROWS * 5 and _column(found[1]) <= _MOST_COLUMNS * 5


def _column(letters: Iterable[str]) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number

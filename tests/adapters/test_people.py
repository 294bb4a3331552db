"""People in tables and on cards become directory entries, and what is wrong becomes a finding on its row."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from service.adapters.people import LARGEST, PeopleReading, read_people
from service.domain.parties import Party

ROBIN = Party(
    "", "Robin Sand", "robin.sand@norrvik.example", unit="Fältenheten", aliases=("Robban", "fältchef")
)


def csv(text: str, encoding: str = "utf-8") -> PeopleReading:
    return read_people(text.encode(encoding), "people.csv")


def workbook(*rows: tuple[object, ...], title: str = "Personer") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def texts(reading: PeopleReading) -> list[tuple[int, str]]:
    return [(finding.row, finding.text) for finding in reading.findings]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_may_use_any_common_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    text = delimiter.join(["E-post", "Namn", "Enhet", "Alias"]) + "\n"
    text += (
        delimiter.join(["robin.sand@norrvik.example", "Robin Sand", "Fältenheten", "Robban|fältchef"]) + "\n"
    )
    assert csv(text, encoding) == PeopleReading((ROBIN,), ())


def test_english_headings_and_given_name_and_surname_in_their_own_columns_are_understood() -> None:
    reading = csv(
        "Surname,First name,E-mail,Department,Mobile\nSand,Robin,robin.sand@norrvik.example,IT,070-1740605\n"
    )
    assert reading.entries == (Party("", "Robin Sand", "robin.sand@norrvik.example", "070-1740605", "IT"),)


def test_a_name_with_the_surname_first_is_turned_round() -> None:
    assert csv('Namn;E-post\n"Sand, Robin";r@norrvik.example\n').entries[0].name == "Robin Sand"


def test_stand_in_manager_and_organisation_follow() -> None:
    entry = csv("namn;ersättare;chef;organisation\nRobin Sand;Sara Lindh;Maja Ek;Norrvik\n").entries[0]
    assert (entry.stand_in, entry.manager, entry.organisation) == ("Sara Lindh", "Maja Ek", "Norrvik")


def test_a_row_with_a_unit_but_no_name_is_a_unit_with_its_own_address() -> None:
    entry = csv("namn;e-post;enhet\n;falt@norrvik.example;Fältenheten\n").entries[0]
    assert (entry.kind, entry.name, entry.email) == ("unit", "Fältenheten", "falt@norrvik.example")


def test_a_column_of_kinds_tells_units_from_persons() -> None:
    kinds = [entry.kind for entry in csv("typ;namn\nEnhet;Polisen Norrvik\nPerson;Robin Sand\n").entries]
    assert kinds == ["unit", "person"]


def test_two_columns_of_other_names_are_put_together() -> None:
    assert csv("namn;alias;titel\nRobin Sand;Robban;fältchef\n").entries[0].aliases == ("Robban", "fältchef")


def test_the_headings_may_stand_below_a_title() -> None:
    reading = csv("Personer i Norrvik 2026;;\n;;\nNamn;E-post;\nRobin Sand;r@norrvik.example;\n")
    assert [entry.name for entry in reading.entries] == ["Robin Sand"]


def test_a_row_without_name_and_address_is_a_finding() -> None:
    reading = csv("namn;e-post;telefon\nRobin Sand;;\n;;08-123456\n\nSara Lindh;;\n")
    assert [entry.name for entry in reading.entries] == ["Robin Sand", "Sara Lindh"]
    assert texts(reading) == [(3, "Raden har varken namn eller e-postadress och togs inte med.")]


def test_what_is_no_address_is_a_finding_and_the_person_is_kept() -> None:
    reading = csv("namn;e-post\nRobin Sand;robin.sand\n")
    assert reading.entries == (Party("", "Robin Sand"),)
    assert texts(reading) == [(2, "”robin.sand” är ingen e-postadress. Raden tas med utan adress.")]


def test_what_is_pasted_from_another_program_is_what_it_looks_like() -> None:
    reading = csv("Namn;E\u2011post\nAnna\u2011Karin\u00a0Ek;mailto:anna@norrvik.example\u200b\n")
    assert [(entry.name, entry.email) for entry in reading.entries] == [
        ("Anna-Karin Ek", "anna@norrvik.example")
    ]
    assert reading.findings == ()


def test_an_address_copied_with_its_name_is_only_the_address() -> None:
    assert (
        csv("namn;e-post\nRobin Sand;Robin Sand <Robin.Sand@Norrvik.example>\n").entries[0].email
        == ROBIN.email
    )


def test_the_same_person_twice_is_kept_once() -> None:
    reading = csv("namn;e-post\nRobin Sand;r@norrvik.example\nrobin sand;r@norrvik.example\n")
    assert (len(reading.entries), texts(reading)) == (1, [(3, "robin sand står redan på en rad ovanför.")])


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b"", "Filen är tom"),
        (b"hej;hopp\n1;2\n", "Rubrikraden saknas"),
        (b"x" * (LARGEST + 1), "Filen är större än"),
        (b"PK\x03\x04 inte en arbetsbok", "Filen är skadad"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Filen är ett äldre"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data: bytes, start: str) -> None:
    reading = read_people(data, "people.csv")
    assert reading.entries == ()
    assert reading.findings[0].text.startswith(start)


def test_a_workbook_is_read_from_the_sheet_with_the_headings() -> None:
    rows = [
        ("Namn", "E-post", "Enhet", "Alias", "Telefon"),
        ("Robin Sand", ROBIN.email, "Fältenheten", "Robban;fältchef", 701740605),
    ]
    reading = read_people(workbook(*rows), "people.xlsx")
    assert reading.findings == ()
    assert (reading.entries[0].name, reading.entries[0].aliases, reading.entries[0].phone) == (
        "Robin Sand",
        ROBIN.aliases,
        "701740605",
    )


def test_a_workbook_without_headings_says_so() -> None:
    assert texts(read_people(workbook(("a", "b")), "p.xlsx")) == [
        (1, "Arbetsboken har ingen flik med rubrikerna Namn och E-post.")
    ]


def test_a_workbook_with_a_cell_at_the_far_end_is_refused_before_it_is_opened() -> None:
    data = io.BytesIO(workbook(("Namn",)))
    out = io.BytesIO()
    with zipfile.ZipFile(data) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            content = source.read(part).replace(b'r="A1"', b'r="XFD1048576"')
            target.writestr(part.filename, content)
    assert texts(read_people(out.getvalue(), "p.xlsx"))[0][1].startswith(
        "Arbetsboken är för stor eller har celler långt"
    )


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/worksheets/sheet1.xml", b" " * 70_000_000)
    assert texts(read_people(out.getvalue(), "p.xlsx"))[0][1].startswith("Arbetsboken är för stor")


CARD = """BEGIN:VCARD
VERSION:4.0
N:Sand;Robin;;;
FN:Robin Sand
NICKNAME:Robban
TITLE:fältchef
item1.EMAIL;TYPE=work:robin.sand@norrv
 ik.example
TEL;VALUE=uri;TYPE="voice,work":tel:+46-70-1740605
ORG:Norrviks stadsdel;Fältenheten
END:VCARD
"""


def test_a_card_gives_name_address_phone_unit_and_aliases_also_when_its_lines_are_folded() -> None:
    (entry,) = read_people(CARD.encode(), "robin.vcf").entries
    assert entry == Party(
        "",
        "Robin Sand",
        ROBIN.email,
        "+46-70-1740605",
        "Fältenheten",
        organisation="Norrviks stadsdel",
        aliases=ROBIN.aliases,
    )


def test_a_card_of_the_old_version_is_read_in_its_own_charset() -> None:
    card = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Gr=F6n;=C5=\r\nsa\r\nEND:VCARD\r\n"
    assert read_people(card.encode(), "a.vcf").entries[0].name == "Åsa Grön"


def test_several_cards_in_one_file_and_one_that_never_ends() -> None:
    reading = read_people(
        (CARD + "BEGIN:VCARD\nFN:Sara Lindh\nEND:VCARD\nBEGIN:VCARD\nFN:Otto Berg\n").encode(), "alla.vcf"
    )
    assert [entry.name for entry in reading.entries] == ["Robin Sand", "Sara Lindh"]
    assert texts(reading) == [(15, "Kortet saknar slut (END:VCARD) och togs inte med.")]


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(["a.csv", "a.vcf", "a.xlsx"]),
    st.sampled_from([b"", b"namn;e-post\n", b"BEGIN:VCARD\n", b"PK\x03\x04"]),
)
def test_no_file_raises(data: bytes, name: str, start: bytes) -> None:
    reading = read_people(start + data, name)
    assert all(entry.name for entry in reading.entries)

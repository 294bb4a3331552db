"""Which files of an answer are kept: by name and by content, within limits, each refusal with one sentence."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.defaults import load
from service.domain.reply import Attachment, FileRules, judge_files, names_a_person
from service.domain.reply.contents import LOCKED, MACROS, OBJECTS, OTHER, what_is_wrong
from service.domain.reply.file_names import LONGEST, ending_of, safe_name
from service.domain.reply.files import KINDS
from service.domain.schedule import PolicyError
from tests.domain.reply.packages import OLE, PDF, PNG, office, open_document, package

DATA = load("policy")["attachments"]
RULES = FileRules.from_data(DATA)
MISLEADING = "Filnamnet har dubbla filändelser."
RUNNING = "Program och webbsidor tas inte emot."


def sent(name: str, content: bytes = PDF, kind: str = "application/octet-stream") -> Attachment:
    return Attachment(name, kind, len(content), content)


def refusals(*files: Attachment, rules: FileRules = RULES) -> list[str]:
    return [file.refused for file in judge_files(files, rules)]


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("rapport.pdf", ""),
        ("Rapport.PDF", ""),
        ("plan.v2.slutlig.pdf", ""),
        ("möte.docx.pdf", ""),
        ("www.norrvik.se.pdf", ""),
        ("rapport.pdf.exe", RUNNING),
        ("rapport.exe.pdf", MISLEADING),
        ("rapport.html .pdf", MISLEADING),
        ("rapport.docm.pdf", MISLEADING),
        ("rapport.pdf\u202e.js", RUNNING),
        ("rapport.html", RUNNING),
        ("karta.svg", RUNNING),
        ("makro.js", RUNNING),
        ("lista.docm", MACROS),
        ("lista.xlsm", MACROS),
        ("allt.zip", "Packade filer tas inte emot, skicka filerna var för sig."),
        ("vidare.eml", "Mejl tas inte emot som bilaga."),
        ("winmail.dat", "Filen är Outlooks eget format (winmail.dat) och går inte att läsa."),
        ("ritning.dwg", "Filtypen tas inte emot."),
        ("ritning", "Filtypen tas inte emot."),
    ],
)
def test_the_name_decides_first(name: str, refused: str) -> None:
    (judged,) = judge_files([sent(name)], RULES)
    assert (judged.refused, bool(judged.content), judged.size) == (refused, not refused, len(PDF))


@pytest.mark.parametrize(
    ("ending", "content", "wrong"),
    [
        ("pdf", PDF, ""),
        ("pdf", b"\xef\xbb\xbf\r\n" + PDF, ""),
        ("pdf", b"MZ\x90\x00", OTHER),
        ("docx", office("wordprocessingml.document"), ""),
        ("xlsx", office("spreadsheetml.sheet"), ""),
        ("pptx", office("presentationml.presentation"), ""),
        ("docx", office("spreadsheetml.sheet"), OTHER),
        ("docx", office("wordprocessingml", '<Default ContentType="application/vnd.ms-office.vbaProject"/>'), MACROS),
        ("xlsx", office("spreadsheetml", '<O ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'), MACROS),
        ("docx", package({"helt/annat.txt": "x"}), OTHER),
        ("docx", b"PK\x03\x04 trasig", OTHER),
        ("docx", PDF, OTHER),
        ("docx", OLE + "EncryptedPackage".encode("utf-16-le"), LOCKED),
        ("docx", OLE + b"\x00" * 20, OTHER),
        ("odt", open_document("text"), ""),
        ("ods", open_document("spreadsheet"), ""),
        ("odt", open_document("spreadsheet"), OTHER),
        ("odt", open_document("text", "Basic/Standard/Module1.xml"), MACROS),
        ("doc", OLE + b"\x00" * 20, ""),
        ("doc", OLE + "_VBA_PROJECT".encode("utf-16-le"), MACROS),
        ("doc", b"{\\rtf1 hej}", OTHER),
        ("rtf", b"{\\rtf1 hej}", ""),
        ("rtf", b"{\\rtf1 {\\object\\objdata 0105}}", OBJECTS),
        ("txt", "Lamporna är bytta.".encode(), ""),
        ("csv", "Gata;Antal\nÅgatan;3".encode("cp1252"), ""),
        ("csv", "Gata;Antal".encode("utf-16"), ""),
        ("txt", b"  <!DOCTYPE html><script>", OTHER),
        ("txt", b"MZ\x90\x00", OTHER),
        ("txt", b"abc\x00def", OTHER),
        ("ics", b"BEGIN:VCALENDAR\r\n", ""),
        ("ics", b"hej", OTHER),
        ("png", PNG, ""),
        ("jpg", PNG, OTHER),
        ("jpeg", b"\xff\xd8\xff\xe0", ""),
        ("webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", ""),
        ("heic", b"\x00\x00\x00\x18ftypheic", ""),
        ("heic", b"\x00\x00\x00\x18ftypisom", OTHER),
        ("gif", b"GIF89a", ""),
        ("tif", b"II*\x00", ""),
        ("bmp", b"BM\x00", ""),
        ("okänd", PDF, OTHER),
    ],
)  # fmt: skip
def test_the_content_is_what_the_name_says(ending: str, content: bytes, wrong: str) -> None:
    assert what_is_wrong(ending, content) == wrong


def test_a_package_with_a_list_of_parts_made_to_cost_is_refused() -> None:
    assert what_is_wrong("docx", b"PK\x03\x04" + b"PK\x01\x02" * 6_000) == OTHER


def test_a_file_without_ending_gets_that_of_its_type() -> None:
    judged = judge_files([sent("rapport", kind="application/pdf"), sent("", PNG, "image/png")], RULES)
    assert [(each.name, each.content_type, each.refused) for each in judged] == [
        ("rapport.pdf", "application/pdf", ""),
        ("bilaga-2.png", "image/png", ""),
    ]


def test_what_the_sender_says_of_the_type_decides_nothing() -> None:
    (judged,) = judge_files([sent("rapport.pdf", kind="text/html")], RULES)
    assert (judged.content_type, judged.refused) == ("application/pdf", "")


def test_a_file_is_refused_when_it_is_empty_or_too_large() -> None:
    rules = FileRules.from_data({**DATA, "each_mb": 1})
    assert refusals(sent("tom.pdf", b""), sent("stor.pdf", PDF + b"x" * 2**20), rules=rules) == [
        "Filen är tom.",
        "Filen är större än 1 MB.",
    ]


def test_files_that_are_too_large_together_are_refused_and_smaller_ones_after_them_kept() -> None:
    rules = FileRules.from_data({**DATA, "together_mb": 1})
    large = [sent(f"{n}.pdf", PDF + bytes([n]) * 700_000) for n in range(2)]
    said = "Bilagorna är tillsammans större än 1 MB."
    assert refusals(*large, sent("liten.pdf"), rules=rules) == ["", said, ""]


def test_no_more_files_are_kept_than_the_rules_say_and_the_refused_do_not_count() -> None:
    rules = FileRules.from_data({**DATA, "most": 2})
    files = [sent("a.exe"), *(sent(f"{n}.pdf", PDF + bytes([n])) for n in range(3))]
    assert refusals(*files, rules=rules) == [
        RUNNING,
        "",
        "",
        "Fler än 2 bilagor på en gång tas inte emot.",
    ]


def test_the_same_file_twice_is_one() -> None:
    assert [each.name for each in judge_files([sent("a.pdf"), sent("b.pdf")], RULES)] == ["a.pdf"]


def test_a_personal_number_in_a_name_is_seen_and_not_shown() -> None:
    file = sent("Orosanmälan 19811228-9874.pdf")
    assert names_a_person([file]) and not names_a_person([sent("Orosanmälan 2025-03-19.pdf")])
    assert [each.name for each in judge_files([file], RULES)] == ["bilaga-1.pdf"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"each_mb": "tio"}, "attachments.each_mb"),
        ({"most": True}, "attachments.most"),
        ({"together_mb": -1}, "attachments.together_mb"),
        ({"kinds": ["pdf", "exe"]}, "attachments.kinds"),
        ({"kinds": "pdf"}, "attachments.kinds"),
    ],
)
def test_limits_that_cannot_be_followed_are_told_by_their_place(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(PolicyError) as refused:
        FileRules.from_data({**DATA, **changes})
    assert refused.value.place == place


def test_an_organisation_can_leave_a_kind_out() -> None:
    rules = FileRules.from_data({**DATA, "kinds": ["png"]})
    assert refusals(sent("rapport.pdf"), sent("karta.png", PNG), rules=rules) == [
        "Filtypen tas inte emot.",
        "",
    ]


def test_every_kind_that_is_allowed_by_default_can_be_looked_into() -> None:
    assert set(DATA["kinds"]) == set(KINDS)
    assert all(what_is_wrong(ending, b"\x00nothing of the kind") for ending in KINDS)


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("rapport.pdf", "rapport.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\robin\rapport.pdf", "rapport.pdf"),
        ("a\u030arsrapport.pdf", "årsrapport.pdf"),
        ("rapport\u202efdp.exe", "rapportfdp.exe"),
        ("rap\u200bport\x00\x1b.pdf", "rapport.pdf"),
        ('vad? "nu" <då>.pdf', "vad_ _nu_ _då_.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1", "_lpt1"),
        (" . ", "bilaga"),
        ("", "bilaga"),
        ("..pdf", "pdf"),
        ("rapport.pdf . .", "rapport.pdf"),
        ("a\tb\r\nc.pdf", "a b c.pdf"),
        ("a" * 400 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


ANYTHING = st.text(st.characters(codec=None), max_size=300) | st.text(
    './\\:\u202e\u200b~ aCONå\u030a"%;\r\n\x00', max_size=40
)


@given(ANYTHING)
def test_any_name_becomes_one_that_is_safe_everywhere(given_name: str) -> None:
    name = safe_name(given_name)
    assert name and len(name) <= LONGEST and name == safe_name(name)
    assert not set(name) & set('/\\:*?"<>|\r\n\t\x00\x7f\u202e\u200b') and name.strip(". ") == name
    name.encode()
    assert ending_of(name) == ending_of(name.upper())


@given(ANYTHING, st.binary(max_size=200), st.sampled_from(sorted(KINDS)), st.booleans())
def test_any_file_is_kept_whole_or_refused_with_a_sentence(
    name: str, content: bytes, ending: str, zipped: bool
) -> None:
    sent_in = sent(f"{name}.{ending}", b"PK\x03\x04" + content if zipped else content)
    for judged in judge_files([sent_in], RULES):
        assert (judged.content == sent_in.content) if not judged.refused else judged.content == b""
        assert judged.refused == "" or judged.refused.endswith(".")
        assert len(judged.name) <= 200


@given(st.integers(0, 400), st.binary(max_size=8))
def test_a_broken_package_never_breaks_the_looking(at: int, noise: bytes) -> None:
    whole = office("wordprocessingml.document")
    assert what_is_wrong("docx", whole[:at] + noise + whole[at + len(noise) :]) in ("", OTHER, MACROS)

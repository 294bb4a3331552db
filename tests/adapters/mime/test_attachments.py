"""Files that come with a mail: which are kept, which are refused and why, and which are not files to a reader."""

import pytest

from service.adapters.mime import parse


def with_files(
    *files: bytes, text: bytes = b"Content-Type: text/html\r\n\r\n<p>Se bilagan <img src='cid:logo@x'>"
) -> bytes:
    parts = b"".join(b"--B\r\n" + part + b"\r\n" for part in (text, *files))
    return b"Content-Type: multipart/mixed; boundary=B\r\n\r\n" + parts + b"--B--\r\n"


def file(kind: bytes, body: bytes = b"innehall", *more: bytes) -> bytes:
    return b"\r\n".join((b"Content-Type: " + kind, *more, b"", body))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (b"filename=rapport.pdf", "rapport.pdf"),
        (b'filename="Rapport mars.pdf"', "Rapport mars.pdf"),
        (b"filename*=utf-8''%C3%A5rsrapport.pdf", "årsrapport.pdf"),
        (b"filename*0*=iso-8859-1'sv'%E5rs; filename*1=rapport.pdf", "årsrapport.pdf"),
        (b'filename="=?utf-8?Q?=C3=A5rsrapport.pdf?="', "årsrapport.pdf"),
        (b'filename="C:\\\\Users\\\\robin\\\\rapport.pdf"', "rapport.pdf"),
        (b'filename="../../etc/rapport.pdf"', "rapport.pdf"),
        (b'filename="rapport\x00\x1b.pdf"', "rapport.pdf"),
        ('filename="rapport\u202efdp.pdf"'.encode(), "rapportfdp.pdf"),
        (b"filename=.pdf", "pdf"),
        (b"filename=" + b"a" * 400 + b".pdf", "a" * 190 + ".pdf"),
    ],
)
def test_a_files_name_is_a_name_and_nothing_else(written: bytes, name: str) -> None:
    (kept,) = parse(
        with_files(file(b"application/pdf", b"%PDF", b"Content-Disposition: attachment; " + written))
    ).attachments
    assert kept.name == name


def test_a_file_without_a_name_gets_one_of_its_type() -> None:
    (kept,) = parse(
        with_files(file(b"image/jpeg", b"/9j/", b"Content-Transfer-Encoding: base64"))
    ).attachments
    assert (kept.name, kept.content, kept.size, kept.refused) == ("bilaga-1.jpg", b"\xff\xd8\xff", 3, "")


@pytest.mark.parametrize(
    "name", [b"x.exe", b"x.docm", b"x.html", b"x.svg", b"x.zip", b"rapport.pdf.js", b"x"]
)
def test_a_type_that_is_not_taken_is_refused_with_a_sentence(name: bytes) -> None:
    mail = parse(with_files(file(b"application/octet-stream; name=" + name)))
    assert [(each.refused, each.content, each.size) for each in mail.attachments] == [
        ("Filtypen tas inte emot.", b"", 8)
    ]
    assert mail.text == "Se bilagan"


def test_a_file_that_is_too_large_is_refused_and_the_others_kept() -> None:
    mail = parse(
        with_files(
            file(b"application/pdf; name=stor.pdf", b"x" * (10 * 2**20 + 1)), file(b"text/csv; name=a.csv")
        )
    )
    assert [each.refused for each in mail.attachments] == ["Filen är större än 10 MB.", ""]


def test_files_that_are_too_large_together_are_refused_from_there_on() -> None:
    large = file(b"application/pdf; name=stor.pdf", b"x" * (8 * 2**20))
    mail = parse(with_files(large, large, large, file(b"text/csv; name=a.csv")))
    assert [each.refused for each in mail.attachments] == [
        "",
        "",
        "Bilagorna är tillsammans större än 20 MB.",
        "",
    ]


def test_a_logotype_in_the_text_is_no_file_and_a_photo_is() -> None:
    logo = file(b"image/png; name=image001.png", b"x", b"Content-ID: <logo@x>")
    photo = file(b"image/jpeg; name=foto.jpg", b"x", b"Content-ID: <annan@x>")
    assert [each.name for each in parse(with_files(logo, photo)).attachments] == ["foto.jpg"]


@pytest.mark.parametrize(
    "kind",
    [
        b"text/x-vcard; name=robin.vcf",
        b"application/pgp-signature; name=signature.asc",
        b"application/x-pkcs7-signature; name=smime.p7s",
    ],
)
def test_what_only_signs_is_no_file(kind: bytes) -> None:
    assert parse(with_files(file(kind))).attachments == ()


def test_a_file_is_kept_byte_for_byte() -> None:
    body = b"rad 1\nrad 2\r\n\r\n\xe5\x00"
    (kept,) = parse(with_files(file(b"text/csv; name=a.csv", body))).attachments
    assert kept.content == body

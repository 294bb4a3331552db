"""Files that come with a mail: under which names, and which of them are not files to a reader."""

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


def test_a_file_without_a_name_is_a_file_too() -> None:
    (kept,) = parse(
        with_files(file(b"image/jpeg", b"/9j/", b"Content-Transfer-Encoding: base64"))
    ).attachments
    assert (kept.name, kept.content, kept.size, kept.content_type) == ("", b"\xff\xd8\xff", 3, "image/jpeg")


SMALL, PASTED = b"x" * 5_000, b"x" * 400_000


@pytest.mark.parametrize(
    ("picture", "files"),
    [
        (file(b"image/png; name=image001.png", SMALL, b"Content-ID: <logo@x>"), []),
        (
            file(
                b"image/png; name=image001.png",
                SMALL,
                b"Content-ID: <logo@x>",
                b"Content-Disposition: attachment",
            ),
            [],
        ),
        (file(b"image/png; name=image001.png", SMALL, b"Content-Disposition: attachment"), []),
        (file(b"image/png; name=Logotyp Norrvik.png", SMALL), []),
        (file(b"image/jpeg; name=foto.jpg", SMALL, b"Content-ID: <annan@x>"), ["foto.jpg"]),
        (file(b"image/jpeg; name=image0.jpeg", PASTED, b"Content-Disposition: inline"), ["image0.jpeg"]),
        (file(b"image/png; name=image001.png", PASTED, b"Content-ID: <logo@x>"), ["image001.png"]),
        (file(b"application/pdf; name=logotyp.pdf", SMALL), ["logotyp.pdf"]),
    ],
)
def test_a_logotype_is_no_file_and_a_photograph_is(picture: bytes, files: list[str]) -> None:
    assert [each.name for each in parse(with_files(picture)).attachments] == files


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

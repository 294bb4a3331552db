"""The best text of a mail: which part, which charset, which lines."""

import base64

import pytest

from service.adapters.mime import parse


def mail(kind: bytes, body: bytes, *more: bytes) -> bytes:
    return b"\r\n".join((b"Subject: x", b"Content-Type: " + kind, *more, b"", body))


def multipart(subtype: bytes, *parts: bytes) -> bytes:
    body = b"".join(b"\r\n--gr\xc3\xa4ns\r\n" + part for part in parts) + b"\r\n--gr\xc3\xa4ns--\r\n"
    return mail(b'multipart/%b; boundary="gr\xc3\xa4ns"' % subtype, body)


PLAIN = b"Content-Type: text/plain\r\n\r\n"
HTML = b"Content-Type: text/html\r\n\r\n"


@pytest.mark.parametrize(
    ("charset", "written", "read"),
    [
        (b"utf-8", "Åtgärden är klar".encode(), "Åtgärden är klar"),
        (b"iso-8859-1", "Åtgärden är klar".encode("latin-1"), "Åtgärden är klar"),
        (b"iso-8859-1", "Åtgärden är klar".encode(), "Åtgärden är klar"),
        (b"windows-1252", "”klart” – 5 €".encode("cp1252"), "”klart” – 5 €"),
        (b"iso-8859-1", "”klart” – 5 €".encode("cp1252"), "”klart” – 5 €"),
        (b"utf-8", "Åtgärden är klar".encode("latin-1"), "Åtgärden är klar"),
        (b"us-ascii", "Åtgärden är klar".encode(), "Åtgärden är klar"),
        (b"x-okand", "Åtgärden är klar".encode(), "Åtgärden är klar"),
        (b"punycode", "Åtgärden är klar".encode(), "Åtgärden är klar"),
        (b"utf-16", "Åtgärden är klar".encode("utf-16"), "Åtgärden är klar"),
        (b"iso-8859-15", "5 €".encode("iso-8859-15"), "5 €"),
        (b"'utf-8'", "på väg".encode(), "på väg"),
        (b"utf-8", b"\xef\xbb\xbfHej", "Hej"),
        (b"utf-8", b"H\x00ej\x00", "Hej"),
        (b"utf-8", "åäö på två\xc3".encode()[:-1], "åäö på två\ufffd"),
    ],
)
def test_the_charset_is_what_makes_words_of_the_bytes(charset: bytes, written: bytes, read: str) -> None:
    assert parse(mail(b"text/plain; charset=" + charset, written)).text == read


def test_a_charset_that_nobody_knows_is_noted() -> None:
    assert parse(mail(b"text/plain; charset=x-okand", b"Hej")).defects == ("unknown-charset",)


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        (b"quoted-printable", b"=C3=85tg=C3=A4rden =\r\n=C3=A4r klar"),
        (b"Quoted-Printable", b"=c3=85tg=c3=a4rden = \r\n=c3=a4r klar"),
        (b"base64", base64.b64encode("Åtgärden är klar".encode())),
        (b"BASE64 ", base64.b64encode("Åtgärden är klar".encode()).rstrip(b"=")),
        (b"base64", b"w4V0Z8Okcm\r\n!RlbiDDpHIga2xhcg==\r\n\r\nLista: plan@x.example\r\n"),
        (b"base64", "Åtgärden är klar".encode() + b"\r\n"),
        (b"nonsens", "Åtgärden är klar".encode()),
        (b"8bit", "Åtgärden är klar".encode()),
        (b"x-uuencode", b"begin 644 x\n3PX5T9\\.D<F1E;B##I'(@:VQA<@``\n`\nend\n"),
    ],
)
def test_a_broken_transfer_encoding_is_undone_as_far_as_it_goes(encoding: bytes, written: bytes) -> None:
    read = parse(mail(b"text/plain; charset=utf-8", written, b"Content-Transfer-Encoding: " + encoding)).text
    assert read.rstrip("\n") == "Åtgärden är klar"


def test_the_plain_one_of_two_forms_is_read() -> None:
    mail = parse(multipart(b"alternative", PLAIN + b"Klart.", HTML + b"<b>Klart.</b>"))
    assert (mail.text, mail.from_html) == ("Klart.", False)


def test_html_is_read_when_the_plain_form_says_nothing() -> None:
    mail = parse(multipart(b"alternative", PLAIN + b" \r\n\xc2\xa0\r\n", HTML + b"<b>Klart.</b>"))
    assert (mail.text, mail.from_html) == ("Klart.", True)


def test_plain_parts_after_one_another_belong_together() -> None:
    assert parse(multipart(b"mixed", PLAIN + b"Ett.", PLAIN + b"Tv\xc3\xa5.")).text == "Ett.\n\nTvå."


def test_a_list_footer_after_html_does_not_hide_the_html() -> None:
    assert (
        parse(multipart(b"mixed", HTML + b"<p>Klart.", PLAIN + b"-- \r\nListan")).text
        == "Klart.\n\n-- \nListan"
    )


def test_html_beside_plain_text_is_the_same_once_more() -> None:
    assert parse(multipart(b"mixed", PLAIN + b"Klart.", HTML + b"<p>Klart.")).text == "Klart."


def test_a_text_file_is_no_text_of_the_mail() -> None:
    file = b"Content-Type: text/plain; name=lista.txt\r\nContent-Disposition: attachment\r\n\r\nrad"
    mail = parse(multipart(b"mixed", PLAIN + b"Se lista.", file))
    assert mail.text == "Se lista."
    assert [each.name for each in mail.attachments] == ["lista.txt"]


def test_the_only_text_counts_even_when_it_has_a_name() -> None:
    named = b"Content-Type: text/plain; name=meddelande.txt\r\n\r\nKlart."
    assert parse(multipart(b"mixed", named)).text == "Klart."


def test_a_mail_carried_within_is_not_read_as_the_answer() -> None:
    carried = b"Content-Type: message/rfc822\r\n\r\nSubject: gammalt\r\n\r\nGammal text"
    mail = parse(multipart(b"mixed", PLAIN + b"Se nedan.", carried))
    assert mail.text == "Se nedan."
    assert [each.content_type for each in mail.attachments] == ["message/rfc822"]


def test_what_calls_itself_plain_and_is_html_is_read_as_html() -> None:
    mail = parse(mail_of(b"<html><body><p>Klart &amp; betalt</p></body></html>"))
    assert (mail.text, mail.from_html) == ("Klart & betalt", True)


def mail_of(body: bytes) -> bytes:
    return mail(b"text/plain", body)


@pytest.mark.parametrize("kind", [b"text", b"", b"text/plain;;", b"nonsens", b"text/plain; charset"])
def test_a_broken_content_type_is_plain_text(kind: bytes) -> None:
    assert parse(mail(kind, b"Klart.")).text == "Klart."


def test_a_boundary_that_is_not_told_is_found() -> None:
    mail_without = parse(mail(b"multipart/mixed", b"--abc\r\n" + PLAIN + b"Klart.\r\n--abc--\r\n"))
    assert (mail_without.text, mail_without.defects) == ("Klart.", ("bad-boundary",))


def test_parts_that_are_never_ended_are_read() -> None:
    assert (
        parse(mail(b"multipart/mixed; boundary=abc", b"--abc\r\n" + PLAIN + b"Klart.\r\n")).text == "Klart."
    )


def test_a_multipart_that_is_only_text_is_text() -> None:
    assert parse(mail(b"multipart/alternative; boundary=abc", b"Klart.\r\n")).text == "Klart."


def test_flowed_lines_are_joined_and_the_separator_stays() -> None:
    body = b"Vi \r\nses.\r\n> citat \r\n> till\r\n>> inre\r\n Robin\r\n-- \r\nslut \r\n"
    read = parse(mail(b"text/plain; format=flowed", body)).text
    assert read == "Vi ses.\n> citat till\n>> inre\nRobin\n-- \nslut"


def test_flowed_lines_without_their_space_when_told() -> None:
    assert parse(mail(b"text/plain; format=flowed; delsp=yes", b"Uppf \r\noljning")).text == ("Uppfoljning")


def test_a_clear_signed_text_is_read_without_its_signature() -> None:
    body = (
        b"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nKlart.\r\n- -- \r\nRobin\r\n"
        b"-----BEGIN PGP SIGNATURE-----\r\n\r\nabc=\r\n-----END PGP SIGNATURE-----\r\n"
    )
    assert parse(mail_of(body)).text == "Klart.\n-- \nRobin"


def test_a_signed_mail_is_readable_and_its_signature_no_file() -> None:
    signature = b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB'
    read = parse(multipart(b"signed", PLAIN + b"Klart.", signature))
    assert (read.text, read.wrapper, read.attachments) == ("Klart.", "", ())


@pytest.mark.parametrize(
    ("raw", "wrapper"),
    [
        (mail(b"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", b"MIIB"), "smime"),
        (mail(b"application/x-pkcs7-mime", b"MIIB"), "smime"),
        (mail(b"application/octet-stream; name=smime.p7m", b"MIIB"), "smime"),
        (
            multipart(
                b"encrypted", b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", PLAIN + b"abc"
            ),
            "pgp",
        ),
        (
            mail(b"text/plain", b"-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n-----END PGP MESSAGE-----\r\n"),
            "pgp",
        ),
        (
            multipart(b"mixed", PLAIN + b"", b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx"),
            "tnef",
        ),
        (multipart(b"mixed", b"Content-Type: application/octet-stream; name=WINMAIL.DAT\r\n\r\nx"), "tnef"),
    ],
)
def test_a_wrapper_that_keeps_the_words_is_named(raw: bytes, wrapper: str) -> None:
    read = parse(raw)
    assert (read.wrapper, read.text) == (wrapper, "")


def test_words_beside_winmail_dat_are_read() -> None:
    read = parse(
        multipart(
            b"mixed", PLAIN + b"Klart.", b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx"
        )
    )
    assert (read.text, read.wrapper) == ("Klart.", "")
    assert [each.name for each in read.attachments] == ["winmail.dat"]


def test_html_after_a_plain_text_tells_the_same_again_and_after_html_goes_on() -> None:
    plain, first, second = PLAIN + b"Klart.", HTML + b"<p>Del ett.</p>", HTML + b"<p>Del tv\xc3\xa5.</p>"
    assert parse(multipart(b"mixed", plain, first)).text == "Klart."
    assert parse(multipart(b"mixed", first, plain, second)).text == "Del ett.\n\nKlart.\n\nDel två."

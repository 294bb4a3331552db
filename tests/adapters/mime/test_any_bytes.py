"""Whatever the bytes: no exception, and no mail that takes longer than it is long."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.mime import parse
from service.adapters.mime.letter import LARGEST

LETTERS = [
    b"From: Robin <robin@x.example>\r\nTo: svar+ab@x.example\r\nSubject: =?utf-8?Q?SV:_Fr=C3=A5ga?=\r\nDate: Mon, 3 Mar 2025 09:05:00 +0100\r\n"
    b'References: <a@b>\r\n <c@d>\r\nContent-Type: multipart/mixed; boundary="B=1"\r\n\r\n--B=1\r\nContent-Type: multipart/alternative; boundary=C\r\n\r\n'
    b"--C\r\nContent-Type: text/plain; charset=iso-8859-1; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nKlart =E5 \r\n> hej\r\n-- \r\nR\r\n"
    b"--C\r\nContent-Type: text/html\r\n\r\n<div>Klart<ol><li>a</ol><div class=gmail_quote><blockquote>hej</blockquote></div><div id=appendonsend>\r\n--C--\r\n"
    b"--B=1\r\nContent-Type: application/pdf; name*0*=utf-8''%C3%A5; name*1=.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--B=1--\r\n",
    b"Return-Path: <>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n--B\r\n\r\nNej\r\n--B\r\n"
    b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    b"--B\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <a@b>\r\n\r\nx\r\n--B--\r\n",
    b"From: a@x.example\r\nContent-Type: text/calendar; method=REPLY\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"QkVHSU46VkNBTEVOREFSDQpNRVRIT0Q6UkVQTFkNCkJFR0lOOlZFVkVOVA0KVUlEOmENCkVORDpWRVZFTlQNCg==\r\n",
    b"Content-Type: text/html; charset=utf-16\r\n\r\n<html><p style='white-space:pre'>a<table><tr><td>\xff\xfe&nbsp;<div id=Signature>R",
]

cuts = st.tuples(st.sampled_from(LETTERS), st.integers(0, 900), st.integers(0, 900), st.binary(max_size=12))
pieces = st.lists(cuts, min_size=1, max_size=4)


@given(st.binary(max_size=600))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    assert "unreadable" not in parse(raw).defects


@given(pieces)
@settings(max_examples=200, deadline=None)
def test_mails_cut_mended_and_joined_at_random_are_mails(taken: list[tuple[bytes, int, int, bytes]]) -> None:
    raw = b"".join(letter[start : start + length] + noise for letter, start, length, noise in taken)
    mail = parse(raw)
    assert "unreadable" not in mail.defects
    mail.text.encode("utf-8")
    mail.subject.encode("utf-8")


@given(st.sampled_from(LETTERS), st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255)), max_size=20))
@settings(max_examples=200, deadline=None)
def test_mails_with_bytes_changed_at_random_are_mails(letter: bytes, changes: list[tuple[int, int]]) -> None:
    raw = bytearray(letter)
    for place, octet in changes:
        raw[place % len(raw)] = octet
    assert "unreadable" not in parse(bytes(raw)).defects


HTML = b"Content-Type: text/html\r\n\r\n"
MANY = 20_000


@pytest.mark.parametrize(
    "raw",
    [
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(10_000)
        ),
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * MANY,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * MANY,
        HTML + b"<div>" * MANY,
        HTML + b"<blockquote>a" * 900,
        HTML + b'<div class="gmail_quote">' * 900 + b"<p>x" * MANY,
        HTML + b'<div id="divRplyFwdMsg">' * 900 + b"<p></p>" * MANY,
        HTML + b"<" * MANY,
        HTML + b"<![if " * MANY,
        b"X y z\r\nSubject: a\r\n" * MANY,
        b"A: b\r\n" * MANY,
        b"Subject: a\r\n" + b" b\r\n" * MANY,
        b"To: " + b'\\"' * MANY + b"\r\n\r\n",
        b"To: " + b"((" * MANY + b"\r\n\r\n",
        b"Subject: " + b"=?u?q?" * MANY + b"\r\n\r\n",
        b"Content-Type: text/plain" + b"; " * MANY + b"\r\n\r\n",
        b"\r\n" + b"-----BEGIN PGP SIGNED MESSAGE-----\n" * MANY,
        b"Return-Path: <>\r\n\r\n" + b"> \n" * MANY,
        b"Content-Type: message/delivery-status\r\n\r\n" + b"\r\n \t" * MANY,
    ],
)
def test_hostile_repetition_is_read_like_anything_else(raw: bytes) -> None:
    assert "unreadable" not in parse(raw).defects


def test_a_mail_beyond_the_limit_is_read_as_far_as_it_goes() -> None:
    mail = parse(b"Subject: stor\r\n\r\n" + b"hej\r\n" * (LARGEST // 5))
    assert mail.subject == "stor"
    assert "too-large" in mail.defects
    assert mail.text.startswith("hej\nhej\n")

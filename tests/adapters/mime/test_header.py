"""What the header of a mail says, as senders and relays really write it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from service.adapters.mime import parse


def head(*lines: bytes) -> bytes:
    return b"\r\n".join((*lines, b"", b"Hej"))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"Uppf\xc3\xb6ljning", "Uppföljning"),
        (b"Uppf\xf6ljning", "Uppföljning"),
        (b"=?utf-8?Q?SV:_Uppf=C3=B6ljning?=", "SV: Uppföljning"),
        (b"=?ISO-8859-1?B?U1Y6IFVwcGb2bGpuaW5n?=", "SV: Uppföljning"),
        (b"=?utf-8?B?U1Y6IFVwcGbDtmxqbmluZw?=", "SV: Uppföljning"),
        (b"=?utf-8?Q?Uppf=C3?= =?utf-8?Q?=B6ljning?=", "Uppföljning"),
        (b"=?utf-8?Q?Uppf=C3?=\r\n =?utf-8?Q?=B6ljning?=", "Uppföljning"),
        (b"=?x-okand?Q?Uppf=F6ljning?=", "Uppföljning"),
        (b"=?utf-8?Q?Uppf=F6ljning?=", "Uppföljning"),
        (b"=?utf-8*sv?Q?Uppf=C3=B6ljning?= nu", "Uppföljning nu"),
        (b"=?utf-8?Q?tv=C3=A5 ord?=", "två ord"),
        (b"=?utf-8?Q?aldrig avslutad", "=?utf-8?Q?aldrig avslutad"),
        (b"en lang\r\n  rad", "en lang rad"),
        (b"med\x00noll", "mednoll"),
    ],
)
def test_a_subject_is_read_however_it_is_encoded(written: bytes, read: str) -> None:
    mail = parse(head(b"Subject: " + written))
    assert mail.subject == mail.headers["subject"] == read


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        (b"Robin Sand <Robin.Sand@Norrvik.example>", "Robin Sand", "robin.sand@norrvik.example"),
        (b"robin.sand@norrvik.example", "", "robin.sand@norrvik.example"),
        (b"robin.sand@norrvik.example (Robin Sand)", "Robin Sand", "robin.sand@norrvik.example"),
        (b'"Sand, Robin (fritid)" <robin@norrvik.example>', "Sand, Robin (fritid)", "robin@norrvik.example"),
        (b"Sand Robin <mailto:robin@norrvik.example>", "Sand Robin", "robin@norrvik.example"),
        (b"=?utf-8?Q?Bj=C3=B6rn_=C3=85s?= <bjorn@norrvik.example>", "Björn Ås", "bjorn@norrvik.example"),
        (b"=?utf-8?Q?Bj=C3=B6rn_=3Cbjorn=40norrvik.example=3E?=", "Björn", "bjorn@norrvik.example"),
        (b"Bj\xf6rn <bjorn@norrvik.example>", "Björn", "bjorn@norrvik.example"),
        (b"a@x.example <robin@norrvik.example>", "a@x.example", "robin@norrvik.example"),
        (b"'Robin' <robin@norrvik.example", "", "robin@norrvik.example"),
        (b"Robin Sand", "Robin Sand", ""),
    ],
)
def test_the_sender_is_a_bare_address_in_lower_case(written: bytes, name: str, address: str) -> None:
    mail = parse(head(b"From: " + written))
    assert mail.sender == address
    assert mail.sender_name.strip("' ") == (name or mail.sender_name.strip("' "))


def test_all_addresses_that_a_mail_came_by_are_recipients_once() -> None:
    mail = parse(
        head(
            b'To: "Plan" <svar+AB12@plan.example>, grupp: a@x.example;',
            b"Cc: B@x.example",
            b"Delivered-To: svar+ab12@plan.example",
            b"X-Original-To: c@x.example",
            b"Envelope-To: d@x.example",
            b"X-Forwarded-To: e@x.example",
        )
    )
    assert mail.recipients == (
        "svar+ab12@plan.example",
        "a@x.example",
        "b@x.example",
        "c@x.example",
        "d@x.example",
        "e@x.example",
    )


def test_a_missing_from_is_made_good_by_sender_or_reply_to() -> None:
    assert parse(head(b"Sender: a@x.example")).sender == "a@x.example"
    assert parse(head(b"From: okand", b"Reply-To: <b@x.example>")).sender == "b@x.example"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"<a@x> <b@x>", ("<a@x>", "<b@x>")),
        (b"<a@x>\r\n\t<b@x>", ("<a@x>", "<b@x>")),
        (b"<a@x><b@x>,<a@x>", ("<a@x>", "<b@x>")),
        (b"<long.id\r\n .continued@x>", ("<long.id.continued@x>",)),
        (b"a@x", ("<a@x>",)),
        (b"=?us-ascii?Q?=3Ca=40x=3E?=", ("<a@x>",)),
        (b"Your mail of Monday", ()),
    ],
)
def test_references_are_ids_in_brackets_however_they_are_folded(
    written: bytes, read: tuple[str, ...]
) -> None:
    mail = parse(head(b"References: " + written, b"In-Reply-To: " + written))
    assert mail.references == read
    assert mail.in_reply_to == (read[0] if read else "")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"Mon, 3 Mar 2025 09:05:00 +0100", datetime(2025, 3, 3, 9, 5, tzinfo=timezone(timedelta(hours=1)))),
        (b"3 Mar 2025 09:05 -0000", datetime(2025, 3, 3, 9, 5, tzinfo=UTC)),
        (b"Mon, 3 Mar 2025 09:05:00 +0100 (CET)", datetime(2025, 3, 3, 8, 5, tzinfo=UTC)),
        (b"i morse", None),
        (b"Mon, 33 Mar 2025 99:05:00 +0100", None),
        (b"Mon, 3 Mar 2025 09:05:00 +9999999", None),
    ],
)
def test_the_date_has_a_zone_or_is_not_there(written: bytes, read: datetime | None) -> None:
    mail = parse(head(b"Date: " + written))
    assert mail.date == read
    assert mail.date is None or mail.date.tzinfo is not None
    assert ("bad-date" in mail.defects) == (read is None)


def test_a_header_that_comes_twice_has_both_values() -> None:
    mail = parse(head(b"X-Loop: a", b"x-loop: b"))
    assert mail.headers["x-loop"] == "a\nb"


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n\r\nSubject: hej\r\n\r\nText",
        b"\xef\xbb\xbfSubject: hej\r\n\r\nText",
        b"From a@x.example Mon Mar  3 09:05:00 2025\nSubject: hej\n\nText",
        b"Subject: hej\r\rText",
        b"Subject: hej\n\nText",
        b"Subject : hej\r\n\r\nText",
        b"Subject: hej\r\nn\xe5got som inte h\xf6r hit\r\nX-Mailer: post\r\n\r\nText",
        b"X-Empty:\r\nSubject: hej\r\n\r\nText",
    ],
)
def test_the_header_is_found_whatever_is_wrong_with_its_edges(raw: bytes) -> None:
    mail = parse(raw)
    assert (mail.subject, mail.text) == ("hej", "Text")


def test_a_forgotten_empty_line_ends_the_header_where_the_words_begin() -> None:
    mail = parse(b"Subject: hej\r\nDet gick bra.\r\nOch sen: kaffe.\r\n")
    assert mail.subject == "hej"
    assert mail.text == "Det gick bra.\nOch sen: kaffe."
    assert mail.defects == ("broken-header",)


def test_nothing_at_all_is_an_empty_mail_with_a_defect() -> None:
    mail = parse(b"")
    assert (mail.text, mail.sender, mail.defects) == ("", "", ("no-header",))


def test_a_mail_with_the_line_ends_of_old_macs_is_read_as_any_other() -> None:
    raw = head(b"Subject: Hej", b"Content-Transfer-Encoding: quoted-printable")
    raw += b" d=C3=A4r, det h=\r\n=C3=A4r =C3=A4r\r\nklart."
    assert parse(raw.replace(b"\r\n", b"\r")).text == parse(raw).text == "Hej där, det här är\nklart."

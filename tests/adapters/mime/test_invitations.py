"""Answers to invitations, as calendars send them."""

import base64
import quopri
from datetime import UTC, date, datetime

import pytest

from service.adapters.mime import parse
from service.domain.reply.model import CalendarPart

REPLY = """BEGIN:VCALENDAR
PRODID:-//Kalender//SV
METHOD:REPLY
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=DECLINED;CN="Lindh: Sara, Å":mailto:Sara.Lindh@nor
 rvik.example
UID:k7f3-2025-03\\,1@plan.example
SEQUENCE:2
SUMMARY;LANGUAGE=sv:Avböjt: Uppföljning
BEGIN:VALARM
ATTENDEE:mailto:larm@x.example
UID:larm
END:VALARM
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
READ = CalendarPart("REPLY", "k7f3-2025-03,1@plan.example", "sara.lindh@norrvik.example", "DECLINED", 2)


def mail(
    body: bytes, kind: bytes = b"text/calendar; method=REPLY; charset=utf-8", encoding: bytes = b"8bit"
) -> bytes:
    return (
        b"From: sara.lindh@norrvik.example\r\nContent-Type: %b\r\nContent-Transfer-Encoding: %b\r\n\r\n%b"
        % (kind, encoding, body)
    )


@pytest.mark.parametrize(
    "raw",
    [
        mail(REPLY.encode()),
        mail(base64.encodebytes(REPLY.encode()), encoding=b"base64"),
        mail(quopri.encodestring(REPLY.encode()), encoding=b"quoted-printable"),
        mail(REPLY.encode("cp1252"), b'text/calendar; charset="windows-1252"; method=REPLY'),
        mail(REPLY.replace("METHOD:REPLY\r\n", "").encode(), b"text/calendar; method=reply"),
        mail(REPLY.encode(), b"application/ics; name=invite.ics"),
        mail(REPLY.replace("\r\n", "\n").encode()),
        mail(REPLY.replace("mailto:Sara", "MAILTO:sara").encode()),
        b"Content-Type: multipart/alternative; boundary=B\r\n\r\n--B\r\n\r\n\r\n--B\r\nContent-Type: text/calendar\r\n\r\n"
        + REPLY.encode(),
    ],
)
def test_an_answer_is_read_in_whatever_form_it_comes(raw: bytes) -> None:
    assert parse(raw).calendar == READ


def test_the_one_who_sends_is_the_one_who_answers() -> None:
    both = REPLY.replace("ATTENDEE;", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:robin@norrvik.example\r\nATTENDEE;")
    assert parse(mail(both.encode())).calendar == READ


def test_a_proposal_for_another_time_is_told() -> None:
    read = parse(mail(REPLY.replace("METHOD:REPLY", "METHOD:COUNTER").encode())).calendar
    assert read is not None
    assert read.method == "COUNTER"


def test_a_calendar_without_anything_wanted_has_empty_values() -> None:
    assert parse(mail(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSEQUENCE:x\r\n")).calendar == CalendarPart(
        "REPLY", "", "", ""
    )


def test_what_is_no_calendar_is_none() -> None:
    assert parse(mail(b"Hej")).calendar is None


@pytest.mark.parametrize(
    ("start", "begins"),
    [
        ("DTSTART;VALUE=DATE:20250402", date(2025, 4, 2)),
        ("DTSTART:20250402", date(2025, 4, 2)),
        ("DTSTART:20250402T070000Z", datetime(2025, 4, 2, 7, tzinfo=UTC)),
        ('DTSTART;TZID="W. Europe Standard Time":20250402T090000', datetime(2025, 4, 2, 9)),
        ("DTSTART;TZID=W. Eu\r\n rope Standard Time:20250402\r\n T090000", datetime(2025, 4, 2, 9)),
        ("DTSTART:20250231", None),
        ("DTSTART:20250402T250000Z", None),
        ("DTSTART:i morgon", None),
        ("X-UTAN:20250402", None),
    ],
)
def test_when_an_event_begins_is_read_and_not_when_its_zone_does(
    start: str, begins: date | datetime | None
) -> None:
    told = REPLY.replace("UID:k7f3", f"{start}\r\nUID:k7f3").replace("METHOD:REPLY", "METHOD:COUNTER")
    calendar = parse(mail(told.encode())).calendar
    assert calendar is not None
    assert (calendar.method, calendar.begins) == ("COUNTER", begins)

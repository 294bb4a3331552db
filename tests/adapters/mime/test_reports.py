"""Delivery reports: whose address, what happened, which mail it was."""

import pytest

from service.adapters.mime import parse
from service.domain.reply.model import DeliveryReport

REPORT = b"""From: MAILER-DAEMON@norrvik.example\r
Return-Path: <>\r
Subject: Undelivered Mail Returned to Sender\r
Content-Type: multipart/report; report-type=delivery-status; boundary=B\r
\r
--B\r
Content-Type: text/plain\r
\r
Mejlet kom inte fram.\r
--B\r
Content-Type: %b\r
\r
Reporting-MTA: dns; mx.norrvik.example\r
Arrival-Date: Mon, 3 Mar 2025 09:05:00 +0100\r
\r
%b\r
\r
--B\r
Content-Type: %b\r
\r
From: plan@norrvik.example\r
Message-ID:\r
 <fraga-1@norrvik.example>\r
Subject: =?utf-8?Q?Fr=C3=A5ga?=\r
\r
Hur g=E5r det?\r
--B--\r
"""
STATUS = b"message/delivery-status"
RETURNED = b"message/rfc822"
FAILED = b"Final-Recipient: rfc822; Otto.Berg@Norrvik.example\r\nAction: failed\r\nStatus: 5.1.1"


def report(fields: bytes = FAILED, status: bytes = STATUS, returned: bytes = RETURNED) -> bytes:
    return REPORT % (status, fields, returned)


@pytest.mark.parametrize("returned", [RETURNED, b"text/rfc822-headers", b"message/global"])
@pytest.mark.parametrize(
    "status", [STATUS, b"message/global-delivery-status", b"Message/Delivery-Status; name=details.txt"]
)
def test_a_report_tells_recipient_status_and_the_mail_that_came_back(status: bytes, returned: bytes) -> None:
    mail = parse(report(status=status, returned=returned))
    assert mail.is_report
    assert mail.text == "Mejlet kom inte fram."
    assert mail.reports == (DeliveryReport("otto.berg@norrvik.example", "failed", "5.1.1"),)
    assert mail.reported_id == "<fraga-1@norrvik.example>"
    assert mail.attachments == ()


@pytest.mark.parametrize(
    ("fields", "read"),
    [
        (
            b"Final-Recipient: rfc822;a@x.example\r\nAction: failed\r\nStatus: 5.0.0 (unknown)\r\n"
            b"Diagnostic-Code: smtp; 550 5.1.1 <a@x.example>:\r\n    User unknown",
            DeliveryReport("a@x.example", "failed", "5.0.0", "550 5.1.1 <a@x.example>: User unknown"),
        ),
        (
            b"Original-Recipient: rfc822;a@x.example\r\nAction: delayed\r\nStatus: 4.4.1",
            DeliveryReport("a@x.example", "delayed", "4.4.1"),
        ),
        (
            b"Final-Recipient: x-local; arkiv\r\nOriginal-Recipient: rfc822; <a@x.example>\r\nAction: Failed (really)",
            DeliveryReport("a@x.example", "failed", ""),
        ),
        (
            b"Final-Recipient: RFC822; a@x.example\r\nAction: failed\r\nDiagnostic-Code: smtp;554 5.7.1 nej",
            DeliveryReport("a@x.example", "failed", "5.7.1", "554 5.7.1 nej"),
        ),
    ],
)
def test_the_fields_of_a_recipient_are_read_as_mail_systems_write_them(
    fields: bytes, read: DeliveryReport
) -> None:
    assert parse(report(fields)).reports == (read,)


def test_every_recipient_has_a_report() -> None:
    mail = parse(report(FAILED + b"\r\n\r\n" + FAILED.replace(b"Otto.Berg", b"sara") + b"\r\n"))
    assert [each.recipient for each in mail.reports] == ["otto.berg@norrvik.example", "sara@norrvik.example"]


def test_a_report_in_quoted_printable_is_read() -> None:
    mail = parse(
        report(
            b"Final-Recipient: rfc822; a@x=\r\n.example\r\nAction: failed",
            b"message/delivery-status\r\nContent-Transfer-Encoding: quoted-printable",
        )
    )
    assert [each.recipient for each in mail.reports] == ["a@x.example"]


def test_a_bounce_in_plain_words_tells_which_mail_it_was() -> None:
    mail = parse(
        b"From: MAILER-DAEMON@x.example\r\nReturn-Path: <>\r\n\r\nHi. This is the qmail-send program.\r\n\r\n"
        b"<otto@x.example>:\r\nno mailbox\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n"
        b"Subject: plan\r\nMessage-ID: <fraga-2@norrvik.example>\r\n\r\nHej\r\n"
    )
    assert (mail.is_report, mail.reported_id) == (False, "<fraga-2@norrvik.example>")


def test_an_ordinary_answer_that_quotes_an_id_reports_nothing() -> None:
    assert parse(b"From: a@x.example\r\n\r\nSe mitt\r\nMessage-ID: <a@b>\r\n").reported_id == ""


def test_the_address_that_we_wrote_to_goes_before_the_one_it_was_forwarded_to() -> None:
    fields = FAILED + b"\r\nOriginal-Recipient: rfc822;otto@strandbo.example"
    (report,) = parse(REPORT % (STATUS, fields, RETURNED)).reports
    assert report.recipient == "otto@strandbo.example"


def test_an_action_in_a_block_of_its_own_belongs_to_the_recipient_below_it() -> None:
    told = b"Action: failed\r\n\r\nFinal-Recipient: rfc822; otto.berg@norrvik.example\r\nStatus: 4.7.0"
    assert parse(report(told)).reports == (DeliveryReport("otto.berg@norrvik.example", "failed", "4.7.0"),)

"""The listener, spoken to with Python's own LMTP and SMTP clients."""

import os
import smtplib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from service.adapters.lmtp import MailListener
from service.adapters.smtp import SmtpMailer, SmtpServer
from service.ports import Arrived, Outgoing
from tests.servers.postfix import private_postfix
from tests.servers.programs import free_port

FROM = "robin.sand@norrvik.example"
PLAN = "plan+k7f32m@norrvik.example"
OTHER = "plan+p4xd7q@norrvik.example"
MAIL = b"Subject: svar\r\n\r\n.punkt\r\nklart\r\n"


@contextmanager
def listening(store: Callable[[Arrived], None], **more: Any) -> Iterator[int]:
    port = free_port()
    listener = MailListener(store, port=port, **more)
    listener.start()
    try:
        yield port
    finally:
        listener.stop()


def broken(arrived: Arrived) -> None:
    raise OSError("the disk is full")


def replies_after_data(port: int, receivers: list[str], content: bytes = MAIL) -> list[int]:
    """Hand over one mail; return every reply that comes after the last dot."""
    with smtplib.LMTP("127.0.0.1", port, timeout=20) as line:
        line.ehlo_or_helo_if_needed()
        line.mail(FROM)
        for receiver in receivers:
            line.rcpt(receiver)
        line.putcmd("DATA")
        assert line.getreply()[0] == 354
        line.send(content + b".\r\n")
        codes = [line.getreply()[0] for _ in receivers]
        assert line.noop()[0] == 250  # in step: no reply is left over
        return codes


def test_a_mail_is_stored_before_the_server_hears_that_it_is() -> None:
    stored: list[Arrived] = []
    with listening(stored.append) as port, smtplib.LMTP("127.0.0.1", port, timeout=20) as line:
        line.sendmail(FROM, [PLAN], MAIL)
        (arrived,) = stored
    assert arrived.source == "lmtp"
    assert arrived.content == (
        b"Return-Path: <robin.sand@norrvik.example>\r\nDelivered-To: plan+k7f32m@norrvik.example\r\n" + MAIL
    )


def test_every_recipient_gets_a_reply_and_the_mail_is_stored_once() -> None:
    stored: list[Arrived] = []
    with listening(stored.append) as port:
        assert replies_after_data(port, [PLAN, OTHER], MAIL.replace(b"\r\n.", b"\r\n..")) == [250, 250]
    assert len(stored) == 1


def test_what_cannot_be_stored_is_to_be_tried_again_for_every_recipient() -> None:
    with listening(broken) as port:
        assert replies_after_data(port, [PLAN, OTHER]) == [451, 451]


def test_a_mail_over_the_limit_is_refused_for_every_recipient() -> None:
    stored: list[Arrived] = []
    with listening(stored.append, largest=1000) as port:
        assert replies_after_data(port, [PLAN, OTHER], MAIL + b"x" * 900 + b"\r\n" * 200) == [552, 552]
    assert stored == []


def test_a_long_line_does_not_bounce() -> None:
    stored: list[Arrived] = []
    with listening(stored.append) as port:
        assert replies_after_data(port, [PLAN], MAIL + b"x" * 20_000 + b"\r\n") == [250]
    assert stored[0].content.endswith(b"x\r\n")


def test_the_same_mail_handed_over_again_has_the_same_key() -> None:
    stored: list[Arrived] = []
    with listening(stored.append) as port:
        replies_after_data(port, [PLAN])
        replies_after_data(port, [PLAN])
    assert len({arrived.key for arrived in stored}) == 1


def test_a_bounce_keeps_its_null_sender() -> None:
    stored: list[Arrived] = []
    with listening(stored.append) as port, smtplib.LMTP("127.0.0.1", port, timeout=20) as line:
        line.sendmail("", [PLAN], MAIL)
    assert stored[0].content.startswith(b"Return-Path: <>\r\n")


def test_mail_to_others_is_refused_at_once() -> None:
    stored: list[Arrived] = []
    takes = PLAN.__eq__
    with listening(stored.append, takes=takes) as port, smtplib.LMTP("127.0.0.1", port, timeout=20) as line:
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="550"):
            line.sendmail(FROM, ["otto.berg@norrvik.example"], MAIL)
        assert line.sendmail(FROM, [PLAN, "otto.berg@norrvik.example"], MAIL).keys() == {
            "otto.berg@norrvik.example"
        }
    assert len(stored) == 1


def test_over_smtp_the_mail_has_one_reply() -> None:
    stored: list[Arrived] = []
    with (
        listening(stored.append, protocol="smtp") as port,
        smtplib.SMTP("127.0.0.1", port, timeout=20) as line,
    ):
        line.sendmail(FROM, [PLAN, OTHER], MAIL)
        assert line.noop()[0] == 250
    assert stored[0].source == "smtp"


@pytest.mark.program("dovecot", "postfix")
@pytest.mark.skipif(os.geteuid() != 0, reason="Postfix starts as root only")
def test_postfix_hands_over_again_what_could_not_be_stored_and_is_answered_for_each(tmp_path: Path) -> None:
    stored: list[Arrived] = []
    tries: list[Arrived] = []
    done = threading.Event()

    def store(arrived: Arrived) -> None:
        tries.append(arrived)
        if len(tries) == 1:
            raise OSError("the disk is full")
        stored.append(arrived)
        done.set()

    with listening(store) as port:
        transport = f"lmtp:inet:127.0.0.1:{port}"
        with private_postfix(tmp_path, ("plan",), transport) as postfix:
            mailer = SmtpMailer(SmtpServer("127.0.0.1", postfix.port, "none", timeout=20))
            sent = mailer.send(Outgoing(FROM, (PLAN, OTHER), MAIL, "<r.1@norrvik.example>"))
            mailer.close()
            assert sent.delivery == "sent"
            assert done.wait(30)
    assert len({arrived.key for arrived in tries}) == len(stored) == 1
    assert stored[0].content.endswith(b".punkt\r\nklart\r\n")
    assert b"Delivered-To: plan+k7f32m@norrvik.example\r\nDelivered-To: plan+p4xd7q@" in stored[0].content

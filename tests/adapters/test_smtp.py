"""The SMTP transport against servers on loopback: an honest one (aiosmtpd) and one that says what it is told to."""

import base64
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from service.adapters.smtp import SmtpMailer, SmtpServer
from service.ports import Outgoing
from tests.servers.certificate import client_side, make_certificate, server_side
from tests.servers.programs import free_port
from tests.servers.scripted_smtp import CLOSE, HANG, scripted_smtp

MAIL = Outgoing(
    "plan@norrvik.example",
    ("robin.sand@norrvik.example",),
    b"Subject: hej\r\n\r\n.punkt\r\nklart\r\n",
    "<r.1@norrvik.example>",
)
BOTH = Outgoing(MAIL.envelope_from, (*MAIL.envelope_to, "otto.berg@norrvik.example"), MAIL.content, "<r.2@x>")


PIPELINING = {"EHLO": "250-norrvik\r\n250 PIPELINING"}
"""The server takes several commands in one packet (RFC 2920)."""


def plain(port: int, **more: Any) -> SmtpMailer:
    return SmtpMailer(SmtpServer("127.0.0.1", port, "none", timeout=5, **more))


@pytest.mark.parametrize("offers", [{}, PIPELINING], ids=["one by one", "pipelining"])
@pytest.mark.parametrize(
    ("changes", "delivery", "code"),
    [
        ({}, "sent", "250"),
        ({"HELLO": "421 4.3.2 too busy"}, "later", "421"),
        ({"HELLO": "554 5.7.1 go away"}, "later", "554"),
        ({"HELLO": CLOSE}, "later", ""),
        ({"EHLO": CLOSE}, "later", ""),
        ({"MAIL": "421 4.3.2 closing"}, "later", "421"),
        ({"MAIL": "450 4.7.1 slow down"}, "later", "450"),
        ({"MAIL": "530 5.7.0 log in first"}, "later", "530"),
        ({"MAIL": "550 5.1.8 no such sender"}, "never", "550"),
        ({"MAIL": CLOSE}, "later", ""),
        ({"RCPT": "450 4.2.0 greylisted"}, "later", "450"),
        ({"RCPT": "550 5.1.1 no such person"}, "never", "550"),
        ({"RCPT": "550 5.1.1 no such person", "DATA": "554 5.5.1 nobody to send to"}, "never", "550"),
        ({"RCPT": "550 5.1.1 no such person", "DATA": CLOSE}, "never", "550"),
        ({"RCPT": CLOSE}, "later", ""),
        ({"DATA": "451 4.3.0 disk"}, "later", "451"),
        ({"DATA": "554 5.6.0 no"}, "never", "554"),
        ({"DATA": CLOSE}, "later", ""),
        ({".": "451 4.3.0 disk"}, "later", "451"),
        ({".": "552 5.3.4 too big"}, "never", "552"),
        ({".": CLOSE}, "unknown", ""),
    ],
)
def test_every_answer_of_the_server_becomes_an_outcome(
    changes: dict[str, str], delivery: str, code: str, offers: dict[str, str]
) -> None:
    with scripted_smtp(offers | changes) as server:
        mailer = plain(server.port)
        outcome = mailer.send(MAIL)
        mailer.close()
    assert (outcome.delivery, outcome.code) == (delivery, code)
    assert outcome.text


@pytest.mark.parametrize(("where", "delivery"), [("HELLO", "later"), ("MAIL", "later"), (".", "unknown")])
def test_a_server_that_falls_silent_is_not_waited_for(where: str, delivery: str) -> None:
    with scripted_smtp({where: HANG}) as server:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", server.port, "none", timeout=0.2))
        assert mailer.send(MAIL).delivery == delivery
        server.over.set()


def test_nobody_listening_means_later() -> None:
    assert plain(free_port()).send(MAIL).delivery == "later"


def test_a_mail_comes_through_byte_for_byte_dots_and_all() -> None:
    with scripted_smtp({}) as server:
        mailer = plain(server.port)
        mailer.send(MAIL)
        mailer.close()
    assert server.mails == [MAIL.content]
    assert server.heard[1:3] == ["mail FROM:<plan@norrvik.example>", "rcpt TO:<robin.sand@norrvik.example>"]


@pytest.mark.parametrize("offers", [{}, PIPELINING], ids=["one by one", "pipelining"])
def test_one_recipient_refused_does_not_stop_the_other(offers: dict[str, str]) -> None:
    with scripted_smtp(offers | {"RCPT otto.berg": "550 5.1.1 no such person"}) as server:
        mailer = plain(server.port)
        outcome = mailer.send(BOTH)
        mailer.close()
    assert outcome.delivery == "sent"
    assert outcome.refused == ("otto.berg@norrvik.example",)
    assert "550 5.1.1 no such person" in outcome.text


@pytest.mark.parametrize("offers", [{}, PIPELINING], ids=["one by one", "pipelining"])
def test_one_recipient_to_be_tried_again_and_one_refused_means_later(offers: dict[str, str]) -> None:
    answers = {"RCPT otto.berg": "550 5.1.1 no such person", "RCPT robin.sand": "450 4.2.0 greylisted"}
    with scripted_smtp(offers | answers) as server:
        mailer = plain(server.port)
        outcome = mailer.send(BOTH)
        mailer.close()
    assert (outcome.delivery, outcome.code, outcome.refused) == ("later", "450", BOTH.envelope_to)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        PIPELINING | {"DATA otto.berg": "554 5.5.1 nobody to send to"},
        PIPELINING,  # waits for the mail all the same, and gets an empty one that goes nowhere
    ],
)
def test_a_refused_mail_leaves_the_line_fit_for_the_next_one(changes: dict[str, str]) -> None:
    with scripted_smtp(changes | {"RCPT otto.berg": "550 5.1.1 no such person"}) as server:
        mailer = plain(server.port)
        refused = Outgoing("plan@norrvik.example", ("otto.berg@norrvik.example",), MAIL.content, "<r.3@x>")
        outcomes = [mailer.send(mail).delivery for mail in (refused, MAIL)]
        mailer.close()
    assert outcomes == ["never", "sent"]
    assert server.connections == 1
    assert server.mails[-1] == MAIL.content
    assert server.mails[:-1] in ([], [b""])


def test_a_server_that_offers_it_hears_sender_recipient_and_data_at_once() -> None:
    with scripted_smtp(PIPELINING) as server:
        mailer = plain(server.port)
        assert [mailer.send(MAIL).delivery for _ in range(2)] == ["sent", "sent"]
        mailer.close()
    one = ["mail FROM:<plan@norrvik.example>", "rcpt TO:<robin.sand@norrvik.example>", "DATA"]
    assert server.heard[1:] == [*one, *one, "quit"]
    assert server.mails == [MAIL.content] * 2


def test_no_empty_mail_goes_to_a_recipient_taken_after_a_refused_sender() -> None:
    with scripted_smtp(PIPELINING | {"MAIL": "550 5.1.8 no such sender"}) as server:
        mailer = plain(server.port)
        assert mailer.send(MAIL).delivery == "never"
        server.answers["MAIL"] = "250 ok"
        assert mailer.send(MAIL).delivery == "sent"
        mailer.close()
    assert server.mails.count(MAIL.content) == 1
    assert server.connections == 2


def test_a_line_break_in_an_address_never_becomes_a_command() -> None:
    with scripted_smtp(PIPELINING) as server:
        mailer = plain(server.port)
        with pytest.raises(ValueError, match="line break"):
            mailer.send(Outgoing("plan@norrvik.example", ("\r\n",), MAIL.content, "<r.4@x>"))
        mailer.close()
    assert len(server.heard) == 1  # the greeting alone


def test_the_line_is_kept_between_mails_and_opened_anew_when_the_server_has_gone() -> None:
    with scripted_smtp({}) as server:
        mailer = plain(server.port)
        assert [mailer.send(MAIL).delivery for _ in range(3)] == ["sent"] * 3
        assert server.connections == 1
        server.answers["MAIL"] = "421 4.4.2 idle too long"
        assert mailer.send(MAIL).code == "421"
        assert server.connections == 2
        server.answers["MAIL"] = "250 ok"
        assert mailer.send(MAIL).delivery == "sent"
        assert server.connections == 3
        mailer.close()


@pytest.mark.parametrize("host", ["mail.norrvik.example", "192.0.2.7"])
def test_an_open_line_to_another_machine_is_refused_unless_allowed(host: str) -> None:
    with pytest.raises(ValueError, match="Okrypterad"):
        SmtpMailer(SmtpServer(host, 25, "none"))
    SmtpMailer(SmtpServer(host, 25, "none", allow_plain=True))


def test_a_server_without_starttls_gets_no_mail() -> None:
    with scripted_smtp({}) as server:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", server.port, timeout=5))
        outcome = mailer.send(MAIL)
    assert outcome.delivery == "later"
    assert "STARTTLS" in outcome.text
    assert server.mails == []


class Inbox:
    """Keeps what an aiosmtpd server has taken."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802, aiosmtpd's name
        self.mails.append(envelope.original_content)
        return "250 2.0.0 taken"


def check_login(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"plan", b"hemligt ord"), handled=False)


async def check_token(server: Any, args: list[str]) -> AuthResult:
    good = base64.b64encode(b"user=plan\x01auth=Bearer ny-nyckel\x01\x01").decode()
    if args[1] == good:
        return AuthResult(success=True)
    await server.push("334 eyJzdGF0dXMiOiI0MDEifQ==")
    await server._reader.readuntil()
    return AuthResult(success=False, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@contextmanager
def honest_server(tls: ssl.SSLContext | None = None, **more: Any) -> Iterator[tuple[int, list[bytes]]]:
    inbox = Inbox()
    inbox.auth_XOAUTH2 = check_token  # type: ignore[attr-defined]
    port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, tls_context=tls, **more)
    controller.start()
    try:
        yield port, inbox.mails
    finally:
        controller.stop()


@pytest.mark.program("openssl")
def test_mail_goes_over_starttls_with_a_login(certificate: tuple[Path, Path]) -> None:
    tls = server_side(*certificate)
    with honest_server(tls, require_starttls=True, authenticator=check_login, auth_required=True) as (
        port,
        mails,
    ):
        server = SmtpServer(
            "localhost", port, user="plan", password="hemligt ord", timeout=5, tls=client_side(certificate[0])
        )
        mailer = SmtpMailer(server)
        assert mailer.send(MAIL).delivery == "sent"
        mailer.close()
        assert mails == [MAIL.content]


@pytest.mark.program("openssl")
def test_a_wrong_password_is_for_the_administrator_and_no_mail_is_lost(
    certificate: tuple[Path, Path],
) -> None:
    with honest_server(server_side(*certificate), authenticator=check_login, auth_required=True) as (
        port,
        mails,
    ):
        server = SmtpServer(
            "localhost", port, user="plan", password="fel", timeout=5, tls=client_side(certificate[0])
        )
        outcome = SmtpMailer(server).send(MAIL)
    assert (outcome.delivery, outcome.code, mails) == ("later", "535", [])


@pytest.mark.program("openssl")
def test_an_access_token_is_fetched_for_every_new_line(certificate: tuple[Path, Path]) -> None:
    tokens = iter(["gammal-nyckel", "ny-nyckel"])
    with honest_server(server_side(*certificate), authenticator=check_login, auth_required=True) as (
        port,
        mails,
    ):
        server = SmtpServer(
            "localhost",
            port,
            user="plan",
            token=lambda: next(tokens),
            timeout=5,
            tls=client_side(certificate[0]),
        )
        mailer = SmtpMailer(server)
        assert [mailer.send(MAIL).delivery for _ in range(3)] == ["later", "sent", "sent"]
        mailer.close()
        assert len(mails) == 2


@pytest.mark.program("openssl")
def test_a_certificate_that_nobody_vouches_for_gets_no_mail(certificate: tuple[Path, Path]) -> None:
    with honest_server(server_side(*certificate), require_starttls=True) as (port, mails):
        outcome = SmtpMailer(SmtpServer("localhost", port, timeout=5)).send(MAIL)
    assert outcome.delivery == "later"
    assert "säkra förbindelsen" in outcome.text
    assert mails == []


def test_other_work_is_done_while_the_server_has_the_mail_and_not_before() -> None:
    with scripted_smtp(PIPELINING) as server:
        mailer = plain(server.port)
        when: list[int] = []
        assert mailer.send(MAIL, lambda: when.append(len(server.heard))).delivery == "sent"
        server.answers["RCPT"] = "550 5.1.1 no such person"
        server.answers["DATA"] = "554 5.5.1 nobody to send to"
        assert mailer.send(MAIL, lambda: when.append(0)).delivery == "never"
        mailer.close()
    assert when == [4]


def test_a_line_on_which_the_other_work_failed_is_let_go_with_its_unread_answer() -> None:
    def fail() -> None:
        raise OSError("the disk is full")

    with scripted_smtp({}) as server:
        mailer = plain(server.port)
        with pytest.raises(OSError, match="full"):
            mailer.send(MAIL, fail)
        assert mailer.send(MAIL).delivery == "sent"
        mailer.close()
    assert server.connections == 2
    assert server.heard.count("DATA") == 2

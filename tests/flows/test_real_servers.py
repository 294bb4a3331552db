"""The whole way over a real Postfix and a real Dovecot: nothing lost and nothing double, whatever happens to the line."""

import smtplib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import select

from config.settings import Settings
from service.adapters.clock import SetClock
from service.adapters.imap import ImapMailbox
from service.bootstrap import build_service, make_listener, open_imap
from service.flows.disturbances import disturbances
from service.flows.fill_outbox import fill_outbox
from service.flows.read_inbox import read_inbox
from service.flows.send_outbox import send_outbox
from service.flows.service import Service
from service.flows.take_in_mail import is_for_us, take_in_mail
from service.ports import Arrived, Mailbox
from service.store.post import Inbound, Message
from tasks.intake import Intake
from tests.flows.norrvik import LAMPS, Town, text_of
from tests.servers.dovecot import PASSWORD, Dovecot, private_dovecot
from tests.servers.postfix import Postfix, private_postfix
from tests.servers.programs import free_port

pytestmark = pytest.mark.program("dovecot", "postfix")

US, ROBIN = "arshjul", "robin.sand"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with private_dovecot() as server:
        yield server


@pytest.fixture(scope="module")
def postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    with private_postfix(dovecot.folder / "mail", (US, ROBIN)) as server:
        yield server


def settings(folder: Path, user: str = US, **given: Any) -> Settings:
    return Settings(
        var=folder,
        organisation="Norrvik",
        coordinator_name="Maja Ek",
        coordinator_email="maja.ek@norrvik.example",
        mail_from=f"{user}@norrvik.example",
        smtp_host="127.0.0.1",
        smtp_security="none",
        **given,
    )


def imap(dovecot: Dovecot, user: str = US) -> dict[str, Any]:
    return {
        "imap_host": "127.0.0.1",
        "imap_port": dovecot.imap_port,
        "imap_security": "none",
        "imap_user": user,
        "imap_password": PASSWORD,
    }


OpenService = Callable[..., Service]


@pytest.fixture
def open_service(tmp_path: Path, clock: SetClock) -> Iterator[OpenService]:
    """Builds services as the settings say, or over a given mailbox, and closes them after the test."""
    built: list[Service] = []

    def make(given: Settings, mailbox: Mailbox | None = None, **more: Any) -> Service:
        built.append(build_service(given, clock=clock, mailbox=mailbox, **more))
        return built[-1]

    yield make
    for service in built:
        if isinstance(service.mailbox, ImapMailbox):
            service.mailbox.close()
        service.mailer.close()
        service.store.close()


def stored(service: Service) -> list[str]:
    """Return the subjects of what has come in; each mail once is each subject once."""
    with service.store.read() as session:
        contents = session.scalars(select(Inbound.content).order_by(Inbound.id)).all()
    return sorted(str(message_from_bytes(content)["Subject"]) for content in contents)


def hello(number: int) -> bytes:
    return f"Subject: svar {number}\r\nMessage-ID: <{number}@post.example>\r\n\r\nhej {number}\r\n".encode()


def wait_for(what: Callable[[], bool]) -> None:
    end = monotonic() + 30
    while not what():
        assert monotonic() < end, "it did not happen"
        sleep(0.05)


def delivered(dovecot: Dovecot, user: str) -> list[EmailMessage]:
    """Return the mails in a user's inbox."""
    files = [*(dovecot.maildir(user) / "new").glob("*"), *(dovecot.maildir(user) / "cur").glob("*")]
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def answer_through(postfix: Postfix, asked: EmailMessage, words: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "robin.sand@norrvik.example", str(asked["Reply-To"])
    mail["Subject"], mail["In-Reply-To"] = f"Sv: {asked['Subject']}", str(asked["Message-ID"])
    mail["Message-ID"] = "<svar@norrvik.example>"
    mail.set_content(f"{words}\n\n{'_' * 32}\nFrån: {asked['From']}\nSkickat: i dag\n\n{text_of(asked)}")
    with smtplib.SMTP("127.0.0.1", postfix.port) as line:
        line.send_message(mail)


def test_a_question_goes_out_the_answer_wakes_the_watch_and_becomes_a_record(
    tmp_path: Path, clock: SetClock, dovecot: Dovecot, postfix: Postfix, open_service: OpenService
) -> None:
    given = settings(tmp_path, smtp_port=postfix.port, **imap(dovecot))
    service = open_service(given)
    town = Town(service, clock, tmp_path)
    town.bring_in(LAMPS)
    clock.set(datetime.combine(date(2025, 3, 6), time(9), tzinfo=service.zone))
    assert fill_outbox(service) == 1
    assert send_outbox(service) == 1
    wait_for(lambda: len(delivered(dovecot, ROBIN)) == 1)
    woken = Event()
    intake = Intake(None, open_imap(given), lambda _sweep: woken.set(), patience=1)
    try:
        answer_through(postfix, delivered(dovecot, ROBIN)[0], "Klart")
        assert woken.wait(30)
    finally:
        intake.stop()
    assert take_in_mail(service) == 1
    assert read_inbox(service) == 1
    (record,) = town.records("Byt lampor")
    assert (record.status, record.confirmed, record.source) == ("done", True, "mail")
    assert take_in_mail(service) == 0
    assert send_outbox(service) == 1
    wait_for(lambda: len(delivered(dovecot, ROBIN)) == 2)


class Breaking(Mailbox):
    """A mailbox whose server breaks every connection when the n-th mail is to be put away."""

    def __init__(self, inner: ImapMailbox, at: int, happens: Callable[[], None]) -> None:
        self.inner, self.left, self.happens = inner, at, happens

    def arrivals(self, limit: int) -> Iterator[Arrived]:
        yield from self.inner.arrivals(limit)

    def put_away(self, arrived: Arrived) -> None:
        self.left -= 1
        if self.left == 0:
            self.happens()
        self.inner.put_away(arrived)


class Forgetful(Breaking):
    """A mailbox over which the process dies each time a mail has been stored and is to be put away."""

    def put_away(self, arrived: Arrived) -> None:
        """Do nothing, as a dead process does."""


def box_of(folder: Path, dovecot: Dovecot, user: str) -> ImapMailbox:
    opened = open_imap(settings(folder, user, **imap(dovecot, user)))
    assert opened is not None
    return opened


@pytest.mark.parametrize("at", [1, 3, 6])
def test_a_line_that_breaks_midway_loses_nothing_and_doubles_nothing(
    tmp_path: Path, dovecot: Dovecot, open_service: OpenService, at: int
) -> None:
    user = f"broken{at}"
    for number in range(6):
        dovecot.deliver(user, hello(number))
    box = box_of(tmp_path, dovecot, user)
    service = open_service(settings(tmp_path, user), Breaking(box, at, lambda: dovecot.kick(user)))
    taken = take_in_mail(service) + take_in_mail(service)
    box.close()
    assert taken == 6
    assert stored(service) == [f"svar {number}" for number in range(6)]


def test_a_folder_that_is_numbered_anew_after_a_crash_gives_nothing_double(
    tmp_path: Path, dovecot: Dovecot, open_service: OpenService
) -> None:
    for number in range(4):
        dovecot.deliver("renumbered", hello(number))
    box = box_of(tmp_path, dovecot, "renumbered")
    dying = open_service(settings(tmp_path, "renumbered"), Forgetful(box, 0, lambda: None))
    assert take_in_mail(dying) == 4
    dovecot.renumber("renumbered")
    dovecot.deliver("renumbered", hello(4))
    service = open_service(settings(tmp_path, "renumbered"), box)
    assert take_in_mail(service) == 1
    assert take_in_mail(service) == 0
    assert stored(service) == [f"svar {number}" for number in range(5)]


def test_a_server_that_is_away_is_remembered_until_it_is_back(
    tmp_path: Path, clock: SetClock, dovecot: Dovecot, open_service: OpenService
) -> None:
    away = settings(tmp_path, "away", **imap(dovecot, "away") | {"imap_port": free_port()})
    service = open_service(away)
    assert take_in_mail(service) == 0
    with service.store.read() as session:
        assert [each.what for each in disturbances(session)] == ["intake"]
    dovecot.deliver("away", hello(1))
    clock.set(clock.now() + timedelta(minutes=1))
    back = open_service(settings(tmp_path, "away", **imap(dovecot, "away")))
    assert take_in_mail(back) == 1
    with back.store.read() as session:
        assert disturbances(session) == ()


def test_a_mail_server_hands_answers_over_by_lmtp_to_our_address_and_no_other(
    tmp_path: Path, open_service: OpenService
) -> None:
    port = free_port()
    given = settings(tmp_path, listen_port=port)
    heard = Event()
    service = open_service(given, nudge=lambda _sweep: heard.set())
    intake = Intake(make_listener(given, service), None, service.nudge, patience=1)
    try:
        with (
            private_postfix(tmp_path, (US,), transport=f"lmtp:inet:127.0.0.1:{port}") as postfix,
            smtplib.SMTP("127.0.0.1", postfix.port) as line,
        ):
            line.sendmail("robin@annan.example", [f"{US}+k7f3@norrvik.example"], hello(1))
            assert heard.wait(30)
    finally:
        intake.stop()
    assert stored(service) == ["svar 1"]
    assert is_for_us(service, "Arshjul+ABC@Norrvik.example")
    assert not is_for_us(service, "otto.berg@norrvik.example")


def test_mail_to_nobody_is_final_and_silences_the_address(
    tmp_path: Path, clock: SetClock, postfix: Postfix, open_service: OpenService
) -> None:
    service = open_service(settings(tmp_path, smtp_port=postfix.port))
    town = Town(service, clock, tmp_path)
    town.bring_in((*LAMPS[:5], "Tove Alm"))
    clock.set(datetime.combine(date(2025, 3, 6), time(9), tzinfo=service.zone))
    assert fill_outbox(service) == 1
    assert send_outbox(service) == 1
    with service.store.read() as session:
        message = session.scalars(select(Message)).one()
    assert message.state == "failed"
    assert "Kontrollera adressen" in message.why
    assert town.party("Tove Alm").undeliverable_since is not None

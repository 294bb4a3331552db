"""The IMAP mailbox against a real Dovecot: nothing lost, nothing double, whatever happens to the line."""

import base64
import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from service.adapters.compose import compose
from service.adapters.imap import ImapMailbox, ImapServer
from service.adapters.smtp import SmtpMailer, SmtpServer
from service.flows.letters import Address, Letter
from service.ports import Arrived, Outgoing
from tests.servers.certificate import client_side, make_certificate
from tests.servers.dovecot import PASSWORD, Dovecot, private_dovecot
from tests.servers.postfix import private_postfix
from tests.servers.programs import free_port


def mail(number: int) -> bytes:
    return f"Subject: svar {number}\r\nMessage-ID: <{number}@norrvik.example>\r\n\r\n{number}: klart\r\n".encode()


def composed() -> bytes:
    """Return a mail of ours, Swedish in every header that can hold it."""
    return compose(
        Letter("Uppföljning: åtgärder väntar på svar", "Hej Åsa!\n.punkt\n", "<p>Hej Åsa!</p>"),
        kind="reminder",
        sender=Address("plan@norrvik.example", "Åtgärdsplanen"),
        to=Address("asa@norrvik.example", "Åsa Öman"),
        message_id="<r.4fQz8tWmL2vHn@norrvik.example>",
        date=datetime(2025, 3, 3, 7, tzinfo=UTC),
        list_id="arshjul.norrvik.example",
    )


class Ledger:
    """What the service's own ledger does: knows a mail by its place and by its bytes."""

    def __init__(self) -> None:
        self.stored: list[bytes] = []
        self.places: set[tuple[str, str]] = set()

    def take(self, box: ImapMailbox, limit: int = 100) -> None:
        for arrived in box.arrivals(limit):
            self.note(arrived)
            box.put_away(arrived)

    def note(self, arrived: Arrived) -> None:
        if (arrived.source, arrived.key) not in self.places and arrived.content not in self.stored:
            self.stored.append(arrived.content)
        self.places.add((arrived.source, arrived.key))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def dovecot(certificate: tuple[Path, Path]) -> Iterator[Dovecot]:
    with private_dovecot(certificate) as server:
        yield server


@pytest.fixture
def user(request: pytest.FixtureRequest) -> str:
    """A mailbox for this test alone."""
    return f"plan{crc32(request.node.nodeid.encode())}"


OpenBox = Callable[..., ImapMailbox]


@pytest.fixture
def open_box(request: pytest.FixtureRequest) -> Iterator[OpenBox]:
    """Opens mailboxes and closes them after the test; without a server it is the private Dovecot's."""
    opened: list[ImapMailbox] = []

    def make(user: str = "plan", server: ImapServer | None = None, **more: Any) -> ImapMailbox:
        if server is None:
            port = request.getfixturevalue("dovecot").imap_port
            server = ImapServer("127.0.0.1", port, "none", user, PASSWORD, timeout=10, **more)
        opened.append(ImapMailbox(server))
        return opened[-1]

    yield make
    for box in opened:
        box.close()


needs_dovecot = pytest.mark.program("dovecot", "openssl")


@needs_dovecot
def test_a_mail_stays_unread_until_it_is_put_away(dovecot: Dovecot, user: str, open_box: OpenBox) -> None:
    dovecot.deliver(user, mail(1))
    box = open_box(user)
    (first,) = box.arrivals(10)
    (again,) = open_box(user).arrivals(10)
    assert first == again
    assert first.content == mail(1)
    box.put_away(first)
    assert list(open_box(user).arrivals(10)) == []
    assert [path.name.endswith(":2,S") for path in (dovecot.maildir(user) / "cur").iterdir()] == [True]


@needs_dovecot
def test_stored_mails_are_moved_to_a_folder_that_is_made_when_missing(
    dovecot: Dovecot, user: str, open_box: OpenBox
) -> None:
    dovecot.deliver(user, mail(1))
    box = open_box(user, done_folder="Lästa")
    (arrived,) = box.arrivals(10)
    box.put_away(arrived)
    assert list(box.arrivals(10)) == []
    (moved,) = open_box(user, folder="Lästa").arrivals(10)
    assert moved.content == mail(1)
    assert moved.source.startswith("imap:Lästa:")


@needs_dovecot
def test_the_oldest_come_first_and_never_more_than_asked_for(
    dovecot: Dovecot, user: str, open_box: OpenBox
) -> None:
    for number in range(5):
        dovecot.deliver(user, mail(number))
    box = open_box(user)
    assert [arrived.content for arrived in box.arrivals(3)] == [mail(0), mail(1), mail(2)]


@needs_dovecot
def test_of_a_huge_mail_the_beginning_is_read(dovecot: Dovecot, user: str, open_box: OpenBox) -> None:
    dovecot.deliver(user, mail(1) + b"x" * 5000)
    (arrived,) = open_box(user, largest=1000).arrivals(10)
    assert len(arrived.content) == 1000


@needs_dovecot
def test_waiting_ends_when_a_mail_comes(dovecot: Dovecot, user: str, open_box: OpenBox) -> None:
    box = open_box(user)
    assert box.wait(0.1) is False
    later = threading.Timer(0.3, dovecot.deliver, (user, mail(1)))
    later.start()
    assert box.wait(20) is True
    later.join()
    assert [arrived.content for arrived in box.arrivals(10)] == [mail(1)]


@needs_dovecot
def test_waiting_is_over_at_once_when_a_mail_lies_there(
    dovecot: Dovecot, user: str, open_box: OpenBox
) -> None:
    dovecot.deliver(user, mail(1))
    assert open_box(user).wait(3600) is True


@needs_dovecot
@pytest.mark.parametrize("done_folder", ["", "Klart"])
@pytest.mark.parametrize("when", ["before storing", "before putting away", "after putting away"])
def test_a_line_that_breaks_midway_loses_nothing_and_doubles_nothing(
    dovecot: Dovecot, user: str, open_box: OpenBox, when: str, done_folder: str
) -> None:
    for number in range(6):
        dovecot.deliver(user, mail(number))
    box = open_box(user, done_folder=done_folder)
    ledger = Ledger()
    for position, arrived in enumerate(box.arrivals(100)):
        if position == 2 and when == "before storing":
            dovecot.kick(user)
        ledger.note(arrived)
        if position == 2 and when == "before putting away":
            dovecot.kick(user)
        box.put_away(arrived)
        if position == 2 and when == "after putting away":
            dovecot.kick(user)
    ledger.take(box)
    assert ledger.stored == [mail(number) for number in range(6)]
    assert list(open_box(user).arrivals(100)) == []


@needs_dovecot
def test_a_folder_numbered_anew_loses_nothing_and_doubles_nothing(
    dovecot: Dovecot, user: str, open_box: OpenBox
) -> None:
    for number in range(4):
        dovecot.deliver(user, mail(number))
    box = open_box(user, done_folder="Klart")
    ledger = Ledger()
    sources = set()
    for position, arrived in enumerate(box.arrivals(100)):
        sources.add(arrived.source)
        ledger.note(arrived)
        if position == 1:
            dovecot.renumber(user)
        box.put_away(arrived)  # after the renumbering it must not move another mail
    for arrived in box.arrivals(100):
        sources.add(arrived.source)
        ledger.note(arrived)
        box.put_away(arrived)
    assert sorted(ledger.stored) == [mail(number) for number in range(4)]
    assert len(sources) == 2
    moved = list(open_box(user, folder="Klart").arrivals(100))
    assert sorted(arrived.content for arrived in moved) == [mail(number) for number in range(4)]


@needs_dovecot
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_line_is_secured(
    dovecot: Dovecot, user: str, open_box: OpenBox, certificate: tuple[Path, Path], security: Any
) -> None:
    dovecot.deliver(user, mail(1))
    port = dovecot.imaps_port if security == "tls" else dovecot.imap_port
    trusted = ImapServer(
        "localhost", port, security, user, PASSWORD, timeout=10, tls=client_side(certificate[0])
    )
    assert len(list(open_box(server=trusted).arrivals(10))) == 1
    with pytest.raises(ConnectionError):
        list(open_box(server=replace(trusted, tls=None)).arrivals(10))


@needs_dovecot
def test_a_wrong_password_is_one_error_of_one_kind(dovecot: Dovecot, open_box: OpenBox) -> None:
    box = open_box(server=ImapServer("127.0.0.1", dovecot.imap_port, "none", "plan", "fel", timeout=10))
    with pytest.raises(ConnectionError, match="IMAP-servern"):
        list(box.arrivals(1))


def test_nobody_listening_is_the_same_error() -> None:
    box = ImapMailbox(ImapServer("127.0.0.1", free_port(), "none", timeout=5))
    with pytest.raises(ConnectionError, match="IMAP-servern"):
        box.wait(1)


def test_an_open_line_to_another_machine_is_refused() -> None:
    with pytest.raises(ValueError, match="Okrypterad"):
        ImapMailbox(ImapServer("imap.norrvik.example", 143, "none"))


def test_an_access_token_logs_in() -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            line, _ = listener.accept()
            with line, line.makefile("rb") as coming:
                line.sendall(b"* OK ready\r\n")
                tag = coming.readline().split()[0]
                line.sendall(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n" + tag + b" OK done\r\n")
                tag = coming.readline().split()[0]
                line.sendall(b"+ \r\n")
                heard.append(base64.b64decode(coming.readline()))
                line.sendall(tag + b" NO not today\r\n")
                coming.read()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        port = listener.getsockname()[1]
        server = ImapServer("127.0.0.1", port, "none", "plan", token=lambda: "nyckel", timeout=5)
        with pytest.raises(ConnectionError):
            list(ImapMailbox(server).arrivals(1))
        thread.join(10)
    assert heard == [b"user=plan\x01auth=Bearer nyckel\x01\x01"]


@pytest.mark.program("dovecot", "openssl", "postfix")
@pytest.mark.skipif(os.geteuid() != 0, reason="Postfix starts as root only")
def test_mails_through_postfix_are_collected_from_dovecot_each_once(
    dovecot: Dovecot, user: str, open_box: OpenBox
) -> None:
    with private_postfix(dovecot.folder / "mail", (user,)) as postfix:
        mailer = SmtpMailer(SmtpServer("127.0.0.1", postfix.port, "none", timeout=20))
        box = open_box(user, done_folder="Klart")
        ledger = Ledger()
        letter = composed()
        for number, content in enumerate([*(mail(number) for number in range(7)), letter]):
            to = (f"{user}+k7f32m@norrvik.example",)
            sent = mailer.send(Outgoing("robin.sand@norrvik.example", to, content, f"<{number}@x>"))
            assert sent.delivery == "sent"
        mailer.close()
        for _ in range(100):
            if len(ledger.stored) == 8 or not box.wait(20):
                break
            ledger.take(box, 3)
            dovecot.kick(user)
    assert len(ledger.stored) == len(ledger.places) == 8
    bodies = sorted(content.partition(b"\r\n\r\n")[2] for content in ledger.stored if letter not in content)
    assert bodies == [f"{number}: klart\r\n".encode() for number in range(7)]
    assert sum(content.endswith(letter) for content in ledger.stored) == 1
    assert all(b"k7f32m@norrvik.example" in content for content in ledger.stored)

"""The Graph transport against a small server that answers as Graph does."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from service.adapters.graph import GraphAccount, GraphMailer, addressed
from service.ports import Outgoing
from tests.servers.programs import free_port

CONTENT = (
    b"From: plan@norrvik.example\r\nTo: Robin Sand <robin.sand@norrvik.example>\r\n"
    b"Cc: =?utf-8?q?Sara_=C3=85?=\r\n <sara.lindh@norrvik.example>\r\nSubject: hej\r\n\r\nTo: klart\r\n"
)
BOTH = ("robin.sand@norrvik.example", "sara.lindh@norrvik.example")
MAIL = Outgoing("plan@norrvik.example", BOTH, CONTENT, "<r.1@norrvik.example>")


@dataclass
class Office:
    """What the server says, and what it has heard."""

    answers: list[int] = field(default_factory=list)
    posts: list[tuple[str, str, str, bytes]] = field(default_factory=list)


class Keys:
    """Tokens that are numbered as they are fetched."""

    fetched = 1

    def __call__(self) -> str:
        return f"nyckel-{self.fetched}"

    def forget(self) -> None:
        self.fetched += 1


class NoKeys(Keys):
    """An application that is refused."""

    def __call__(self) -> str:
        raise PermissionError("Inloggningen nekades: fel hemlighet")


@contextmanager
def graph(office: Office) -> Iterator[GraphMailer]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kind, bearer = self.headers["Content-Type"], self.headers["Authorization"]
            office.posts.append((self.path, kind, bearer, base64.b64decode(body)))
            code = office.answers.pop(0) if office.answers else 202
            if code:
                self._say(
                    code, {"error": {"code": "ErrorOne", "message": "what is wrong"}} if code > 299 else {}
                )

        def _say(self, code: int, said: dict[str, Any]) -> None:
            content = json.dumps(said).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    here = f"http://127.0.0.1:{server.server_port}"
    try:
        yield GraphMailer(GraphAccount("plan@norrvik.example", Keys(), f"{here}/v1.0", 5))
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def test_a_mail_is_sent_as_it_is_from_the_mailbox() -> None:
    office = Office()
    with graph(office) as mailer:
        assert mailer.send(MAIL).delivery == "sent"
    assert office.posts == [
        ("/v1.0/users/plan@norrvik.example/sendMail", "text/plain", "Bearer nyckel-1", CONTENT)
    ]


def test_a_withdrawn_token_is_fetched_anew_and_the_mail_sent() -> None:
    office = Office(answers=[401])
    with graph(office) as mailer:
        assert mailer.send(MAIL).delivery == "sent"
    assert [bearer for _, _, bearer, _ in office.posts] == ["Bearer nyckel-1", "Bearer nyckel-2"]


@pytest.mark.parametrize(
    ("answers", "delivery"),
    [
        ([400], "never"),
        ([401, 401], "later"),
        ([403], "later"),
        ([404], "later"),
        ([413], "never"),
        ([429], "later"),
        ([503], "later"),
        ([0], "unknown"),
    ],
)
def test_every_answer_becomes_an_outcome(answers: list[int], delivery: str) -> None:
    code = str(answers[-1]) if answers[-1] else ""
    with graph(Office(answers=answers)) as mailer:
        outcome = mailer.send(MAIL)
    assert (outcome.delivery, outcome.code) == (delivery, code)
    assert not code or outcome.text == f"{code} ErrorOne: what is wrong"


def test_without_a_token_nothing_is_posted_and_the_mail_waits() -> None:
    office = Office()
    with graph(office) as mailer:
        refused = GraphMailer(replace(mailer._account, token=NoKeys()))
        assert refused.send(MAIL).delivery == "later"
        assert refused.send(MAIL).text == "Inloggningen nekades: fel hemlighet"
    assert office.posts == []


def test_nobody_there_means_later() -> None:
    account = GraphAccount("plan@norrvik.example", Keys(), f"http://127.0.0.1:{free_port()}", 5)
    assert GraphMailer(account).send(MAIL).delivery == "later"


def test_the_envelope_decides_who_gets_a_trial_mail() -> None:
    trial = addressed(replace(MAIL, envelope_to=("maja.ek@norrvik.example",)))
    assert trial == (
        b"From: plan@norrvik.example\r\nSubject: hej\r\nTo: maja.ek@norrvik.example\r\n\r\nTo: klart\r\n"
    )
    assert addressed(MAIL) == CONTENT


@pytest.mark.parametrize("address", ["http://graph.norrvik.example/v1.0", "file:///etc", "ftp://127.0.0.1"])
def test_secrets_never_go_in_the_clear(address: str) -> None:
    with pytest.raises(ValueError, match="https"):
        GraphMailer(GraphAccount("plan@norrvik.example", Keys(), address))

"""Tokens by client credentials, from a small server that answers as a login does."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from service.adapters.oauth import Application, ClientCredentials, LoginRefusedError, microsoft_url
from tests.servers.programs import free_port


@dataclass
class Login:
    """What the server says, and what it has heard. `now` is the client's clock, in seconds."""

    status: int = 200
    said: bytes = b""
    lasts: int = 3600
    now: float = 0.0
    heard: list[dict[str, list[str]]] = field(default_factory=list)


@contextmanager
def token_from(login: Login) -> Iterator[ClientCredentials]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

        def do_POST(self) -> None:
            login.heard.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            token = {"access_token": f"nyckel-{len(login.heard)}", "expires_in": login.lasts}
            content = login.said or json.dumps(token).encode()
            self.send_response(login.status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield ClientCredentials(application(server.server_port), lambda: login.now)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def application(port: int) -> Application:
    return Application(
        f"http://127.0.0.1:{port}/token", "app", "hemligt", "https://norrvik.example/.default", 5
    )


def test_the_application_asks_in_its_own_name_for_its_scope() -> None:
    login = Login()
    with token_from(login) as token:
        assert token() == "nyckel-1"
    assert login.heard == [
        {
            "grant_type": ["client_credentials"],
            "client_id": ["app"],
            "client_secret": ["hemligt"],
            "scope": ["https://norrvik.example/.default"],
        }
    ]


def test_one_token_serves_until_two_minutes_before_its_end() -> None:
    login = Login(lasts=3600)
    with token_from(login) as token:
        assert [token(), token()] == ["nyckel-1", "nyckel-1"]
        login.now = 3479
        assert token() == "nyckel-1"
        login.now = 3480
        assert token() == "nyckel-2"


def test_a_refused_token_is_fetched_anew() -> None:
    with token_from(Login()) as token:
        assert token() == "nyckel-1"
        token.forget()
        assert token() == "nyckel-2"


def test_a_wrong_secret_is_told_in_the_logins_own_words_and_never_with_the_secret() -> None:
    wrong = {"error": "invalid_client", "error_description": "AADSTS7000215: wrong secret"}
    with token_from(Login(401, json.dumps(wrong).encode())) as token:
        with pytest.raises(LoginRefusedError, match="401 AADSTS7000215: wrong secret") as refused:
            token()
        assert "hemligt" not in repr(refused.value.args) + repr(token._application)


@pytest.mark.parametrize(
    "said",
    [
        b"<html>",
        b"[]",
        b'{"token": "x"}',
        b'{"access_token": 7}',
        b'{"access_token": "x", "expires_in": ["7"]}',
    ],
)
def test_an_answer_without_a_token_is_an_error_and_not_a_token(said: bytes) -> None:
    with token_from(Login(said=said)) as token, pytest.raises(LoginRefusedError, match="inte går att läsa"):
        token()


def test_nobody_there_is_told() -> None:
    with pytest.raises(LoginRefusedError, match="går inte att nå"):
        ClientCredentials(application(free_port()))()


@pytest.mark.parametrize(
    "url", ["http://login.norrvik.example/token", "file:///etc/passwd", "ftp://127.0.0.1/"]
)
def test_the_secret_never_goes_in_the_clear(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        ClientCredentials(Application(url, "app", "hemligt", "x"))


def test_a_tenants_name_cannot_lead_elsewhere() -> None:
    assert microsoft_url("../x") == "https://login.microsoftonline.com/..%2Fx/oauth2/v2.0/token"

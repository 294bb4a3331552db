"""`arshjul mail test` as whoever sets up the mail uses it."""

import json
from typing import get_args

from service.flows.letters import Kind
from tests.commands.conftest import Arshjul
from tests.servers.programs import free_port
from tests.servers.scripted_smtp import scripted_smtp

MAJA = "maja.ek@norrvik.example"


def through(arshjul: Arshjul, port: int, security: str = "none") -> None:
    arshjul.told |= {
        "ARSHJUL_MAIL_FROM": "plan@norrvik.example",
        "ARSHJUL_SMTP_HOST": "127.0.0.1",
        "ARSHJUL_SMTP_PORT": str(port),
        "ARSHJUL_SMTP_SECURITY": security,
    }


def test_what_came_of_each_mail_is_there_for_a_program_too(arshjul: Arshjul) -> None:
    with scripted_smtp({}) as server:
        through(arshjul, server.port)
        code, said = arshjul("mail", "test", MAJA, "--json")
    told = json.loads(said)
    assert code == 0
    assert sorted(mail["kind"] for mail in told) == sorted(get_args(Kind))
    assert {mail["delivery"] for mail in told} == {"sent"}
    assert len(server.mails) == len(told)


def test_an_address_that_the_server_refuses_is_told_once(arshjul: Arshjul) -> None:
    with scripted_smtp({"RCPT": "550 5.1.1 no such person"}) as server:
        through(arshjul, server.port)
        code, said = arshjul("mail", "test", MAJA)
        refused = [heard for heard in server.heard if heard.startswith("rcpt")]
        as_json = arshjul("mail", "test", MAJA, "--json")
    assert code == 1
    nothing = f"Inget skickades. E-postservern nekar mejlet till {MAJA}: 550 5.1.1 no such person"
    assert said.strip() == nothing
    assert len(refused) == 1
    assert as_json[0] == 1
    assert [mail["code"] for mail in json.loads(as_json[1])] == ["550"]


def test_a_server_that_is_busy_or_away_is_told_in_one_line(arshjul: Arshjul) -> None:
    with scripted_smtp({"MAIL": "450 4.3.2 later please"}) as server:
        through(arshjul, server.port)
        assert arshjul("mail", "test", MAJA) == (
            1,
            "Inget skickades. E-postservern tar inte emot mejl nu: 450 4.3.2 later please\n",
        )
    through(arshjul, free_port())
    code, said = arshjul("mail", "test", MAJA)
    assert (code, said.count("\n")) == (1, 1)
    assert "arshjul doctor" in said


def test_a_server_without_starttls_is_told_in_swedish(arshjul: Arshjul) -> None:
    with scripted_smtp({}) as server:
        through(arshjul, server.port, "starttls")
        code, said = arshjul("mail", "test", MAJA)
    assert code == 1
    assert "erbjuder inte STARTTLS, alltså ingen krypterad förbindelse" in said
    assert server.mails == []

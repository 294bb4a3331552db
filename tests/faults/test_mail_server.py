"""A mail server that refuses, defers, hangs or breaks off: mails wait, or come again with the same Message-ID."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from sqlalchemy import select

from service.adapters.clock import SetClock
from service.adapters.smtp import SmtpMailer, SmtpServer
from service.flows.service import Service
from service.flows.sweeps import run_all
from service.flows.verify_ledger import verify_ledger
from service.store.post import Message
from tests.faults.ground import Ground, Place
from tests.faults.length import LONG
from tests.servers.scripted_smtp import CLOSE, HANG, Script, scripted_smtp

AT_ONCE = {"EHLO": "250-norrvik\r\n250 PIPELINING"}
"""What a server says that hears sender, recipient and DATA in one packet (RFC 2920)."""

MORNING = datetime(2025, 1, 7, 8, tzinfo=UTC)


def sweep(service: Service, script: Script) -> None:
    """Run every sweep until nothing is left to do, with this server to send through."""
    mailer = SmtpMailer(SmtpServer("127.0.0.1", script.port, "none", timeout=1))
    talking = replace(service, mailer=mailer)
    while run_all(talking):
        pass
    mailer.close()


def ids(script: Script) -> Counter[str]:
    return Counter(str(message_from_bytes(mail)["Message-ID"]) for mail in script.mails)


def states(service: Service) -> dict[str, str]:
    with service.store.read() as session:
        rows = session.execute(select(Message.message_id, Message.state))
        return {row.message_id: row.state for row in rows}


def begun(place: Place, changes: Mapping[str, str]) -> tuple[Service, SetClock, Counter[str]]:
    """Return a service that has lived through a morning with a server that behaves as `changes` say."""
    clock = SetClock(MORNING)
    service = place.service(clock, 1)
    with scripted_smtp(changes) as bad:
        sweep(service, bad)
        taken = ids(bad) if changes.get(".", "") in (CLOSE, HANG) else Counter[str]()
    assert verify_ledger(service, place.organisation(service)) == []
    return service, clock, taken


@pytest.mark.parametrize(
    "changes",
    [
        {".": CLOSE},
        {"DATA": CLOSE},
        {".": HANG},
        AT_ONCE | {".": CLOSE},
        AT_ONCE | {"DATA": CLOSE},
        {"RCPT": "450 4.2.1 later"},
        {"MAIL": "421 4.3.2 closing"},
        {"HELLO": "421 4.3.2 too busy"},
        {".": "451 4.3.0 later"},
        {"EHLO": HANG},
        AT_ONCE | {"RCPT": "421 4.3.2 closing"},
    ][: 11 if LONG else 6],
)
def test_what_the_server_did_not_take_goes_when_it_does(
    on_sqlite: Ground, changes: Mapping[str, str]
) -> None:
    place = on_sqlite.fresh()
    service, clock, before = begun(place, changes)
    clock.set(clock.now() + timedelta(hours=3))
    with scripted_smtp({}) as good:
        sweep(service, good)
        after = ids(good)
    assert set(states(service).values()) == {"sent"}
    assert set(after.values()) == {1} and set(after) == set(states(service))
    assert verify_ledger(service, place.organisation(service)) == []
    doubles = sum((before & after).values())
    print(f"{changes}: {len(after)} mails, {doubles} doubles with the same Message-ID")
    assert bool(doubles) == (changes.get(".", "") in (CLOSE, HANG))
    service.store.close()


def test_what_the_server_refuses_for_good_is_a_persons_to_see(on_sqlite: Ground) -> None:
    place = on_sqlite.fresh()
    service, clock, _ = begun(place, {"RCPT robin": "550 5.1.1 nobody here", "RCPT sara": "550 5.7.1 no"})
    clock.set(clock.now() + timedelta(days=1))
    with scripted_smtp({}) as good:
        sweep(service, good)
    assert set(states(service).values()) <= {"sent", "failed"}
    assert verify_ledger(service, place.organisation(service)) == []
    service.store.close()

"""Sending a mail from the plan's rows, beside a bare smtplib loop with the same bytes; reading one beside the stdlib.

The server that takes the mail is another process, and both loops talk to it over one connection.

Reading is all of it: bytes in; kind, new words, answers, dates out. Beside it stands the standard library's parser on the same
mails, three ways: `policy.default` building the tree alone (no header or text asked for); `policy.default` with every header
and the text decoded, which is what a reader needs at the least; and the older `compat32` building the tree, which decodes
nothing at all.
"""

import email
import smtplib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email import policy
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import select

from config.settings import Settings
from config.vocabulary import load
from service.adapters.clock import SetClock
from service.adapters.mime import parse
from service.bootstrap import build_service
from service.domain.message import subject_tag
from service.domain.reply import MailWords, read_mail
from service.flows.letters import Reminder
from service.flows.letters.samples import sample_letters
from service.flows.post_letter import frame_for, new_identifiers, post_letter
from service.flows.send_outbox import send_outbox
from service.flows.service import Service
from service.store.people import Organisation, PartyRow
from service.store.post import Message

NOW = datetime(2025, 3, 6, 9, tzinfo=UTC)
MAILS = 200
ROUNDS = 3
CORPUS = Path(__file__).parents[1] / "data" / "mail"

SINK = """
import time
from aiosmtpd.controller import Controller
class Keep:
    async def handle_DATA(self, server, session, envelope):
        return '250 2.0.0 kept'
class Any(Controller):
    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
controller = Any(Keep(), hostname='127.0.0.1', port=0)
controller.start()
print(controller.port, flush=True)
time.sleep(600)
"""


def measure() -> dict[str, float]:
    """Return the ratios: writing, storing and sending a mail to the bare loop; reading a mail to the stdlib parser."""
    figures = {}
    with sink() as port:
        rounds = [_send_round(port) for _ in range(ROUNDS)]
    for name in rounds[0]:
        figures[name] = median(each[name] for each in rounds)
    mails = [path.read_bytes() for path in sorted(CORPUS.rglob("*.eml"))]
    if mails:
        readings = [_read_round(mails) for _ in range(ROUNDS)]
        for name in readings[0]:
            figures[name] = median(each[name] for each in readings)
    return figures


@contextmanager
def sink() -> Iterator[int]:
    """A mail server that throws everything away, in a process of its own; yield its port."""
    process = subprocess.Popen([sys.executable, "-c", SINK], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _send_round(port: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        service = _service(Path(folder), port)
        _write(service, 1)  # templates are compiled at the first mail, once in the life of a process
        started = perf_counter()
        _write(service, MAILS)
        written = perf_counter() - started
        started = perf_counter()
        while send_outbox(service):
            pass
        sent = perf_counter() - started
        with service.store.read() as session:
            states = session.execute(select(Message.state, Message.envelope_to, Message.content)).all()
        assert {row.state for row in states} == {"sent"}
        service.store.close()
        bare = _bare(port, [(row.envelope_to, row.content) for row in states])
    return {
        "write_and_send_to_bare_smtplib": (written + sent) / bare,
        "send_alone_to_bare_smtplib": sent / bare,
    }


def _service(folder: Path, port: int) -> Service:
    settings = Settings(
        var=folder,
        mail_from="arshjul@norrvik.example",
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        mails_per_minute=100_000,
        recipients_per_day=1_000_000,
    )
    service = build_service(settings, clock=SetClock(NOW))
    with service.store.write() as session:
        where = session.scalars(select(Organisation.id)).one()
        people = [
            PartyRow(organisation_id=where, name=f"Åsa Öberg {number}", email=f"p{number}@norrvik.example")
            for number in range(MAILS)
        ]
        session.add_all(people)
    return service


def _write(service: Service, most: int) -> None:
    """Write one reminder about two measures to each person, as the sweep does: one transaction an organisation."""
    with service.store.write() as session:
        people = session.scalars(select(PartyRow).where(~PartyRow.coordinator).limit(most)).all()
        for party in people:
            key = f"bench:{party.id}:{most}"
            named = new_identifiers(service, key)
            frame = frame_for(session, service, party.organisation_id, party, subject_tag(named.token_id))
            facts = next(
                each
                for each in sample_letters(frame, "https://plan.norrvik.example/svar/x", NOW, "smtp", "x@y.z")
                if isinstance(each, Reminder)
            )
            post_letter(session, service, facts, party, key, named)


def _bare(port: int, mails: list[tuple[list[str], bytes]]) -> float:
    """Return the seconds that smtplib alone takes for the same mails on one connection."""
    started = perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for to, content in mails:
            line.sendmail("arshjul@norrvik.example", to, content)
    return perf_counter() - started


def _read_round(mails: list[bytes]) -> dict[str, float]:
    """Return what parsing and reading the corpus costs to what the stdlib alone takes for the same mails."""
    words = MailWords.from_data(load("mail"))
    ours = _seconds(lambda raw: read_mail(parse(raw), words, None, date(2025, 3, 6)), mails)
    return {
        "read_a_mail_to_stdlib_parser": ours
        / _seconds(lambda raw: email.message_from_bytes(raw, policy=policy.default), mails),
        "read_a_mail_to_stdlib_parser_and_text": ours / _seconds(_headers_and_text, mails),
        "read_a_mail_to_stdlib_compat32_tree": ours / _seconds(email.message_from_bytes, mails),
    }


def _seconds(do: Callable[[bytes], object], mails: list[bytes]) -> float:
    started = perf_counter()
    for raw in mails:
        do(raw)
    return perf_counter() - started


def _headers_and_text(raw: bytes) -> None:
    """Parse a mail, every header and the text decoded: what anybody who wants to read it has to do at the least."""
    try:
        mail = email.message_from_bytes(raw, policy=policy.default)
        dict(mail.items())
        body = mail.get_body(("plain", "html"))
        if body is not None:
            body.get_content()
    except (LookupError, ValueError, KeyError, AttributeError, IndexError, TypeError):
        return  # the stdlib breaks on some of the malformed ones

"""Sending a mail from the plan's rows, beside a bare smtplib loop with the same bytes; reading one beside the stdlib.

Sending is all of it, in one process: the facts of a reminder about two measures; subject, text and HTML from the templates,
CSS inlined; MIME; the outbox's row, on disk with full sync, fifty in one transaction as the sweep does; the claim with its
lease and the allowance; SMTP; and "sent" written down, four in one commit. Beside it a loop of smtplib's sendmail with the
very bytes that were sent. Both say fifty mails on one connection and hang up, in turns, on warm code, and each pair gives
one ratio: the figure is their median, with the lowest and the highest beside it. On a machine that is busy with other things
they lie far apart, and the median says little.

The server is another process. `postfix` is a real one, as Debian has it, that queues each mail on the same disk and then
throws it away: the least that a mail costs in earnest, since a server that is further away only takes longer for both.
`sink` answers in the same words and does nothing at all: what is left is our own work beside smtplib's.

Reading is all of it: bytes in; kind, new words, answers, dates out. Beside it stands the standard library's parser on the same
mails, three ways: `policy.default` building the tree alone (no header or text asked for); `policy.default` with every header
and the text decoded, which is what a reader needs at the least; and the older `compat32` building the tree, which decodes
nothing at all.
"""

import email
import os
import smtplib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
from service.flows.letters import Ask, Said
from service.flows.post_letter import Identifiers, answer_link, frame_for, new_identifiers, post_letter
from service.flows.send_outbox import send_outbox
from service.flows.service import Service
from service.store.people import Organisation, PartyRow
from service.store.post import Message
from tests.adapters.sample_letters import REMINDER
from tests.servers.postfix import private_postfix
from tests.servers.programs import find_program

NOW = datetime(2025, 3, 6, 9, tzinfo=UTC)
MAILS = 50
"""What one sweep takes."""

ROUNDS = 12
"""How many pairs are timed with each server."""

READINGS = 3
CORPUS = Path(__file__).parents[1] / "data" / "mail"

SINK = """
import asyncio
class Sink(asyncio.Protocol):
    def connection_made(self, line):
        self.line, self.waiting, self.in_mail = line, b'', False
        line.write(b'220 sink.norrvik.example ESMTP' + END)
    def data_received(self, data):
        self.waiting += data
        said = []
        while True:
            end = END + b'.' + END if self.in_mail else END
            command, found, rest = self.waiting.partition(end)
            if not found:
                break
            self.waiting = rest
            said.append(b'250 2.0.0 Ok: queued as 4YkQ2N5lZkz1' if self.in_mail else ANSWERS[command[:4].upper()])
            self.in_mail = not self.in_mail and command[:4].upper() == b'DATA'
        self.line.write(b''.join(each + END for each in said))
        if said and said[-1].startswith(b'221'):
            self.line.close()
END = bytes((13, 10))
OFFERS = b'250-PIPELINING', b'250-SIZE 10240000', b'250-ENHANCEDSTATUSCODES', b'250-8BITMIME', b'250 DSN'
ANSWERS = {
    b'EHLO': END.join((b'250-sink.norrvik.example', *OFFERS)), b'MAIL': b'250 2.1.0 Ok', b'RCPT': b'250 2.1.5 Ok',
    b'DATA': b'354 End data with <CR><LF>.<CR><LF>', b'QUIT': b'221 2.0.0 Bye',
}
async def main():
    server = await asyncio.get_running_loop().create_server(Sink, '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def measure() -> dict[str, float]:
    """Return the ratios: writing, storing and sending a mail to the bare loop; reading a mail to the stdlib parser."""
    figures: dict[str, float] = {}
    if find_program("postfix") and os.geteuid() == 0:
        users = tuple(f"p{number}" for number in range(MAILS))
        with (
            tempfile.TemporaryDirectory() as folder,
            private_postfix(Path(folder), users, "discard:") as postfix,
        ):
            figures |= _sending("postfix", postfix.port)
    with sink() as port:
        figures |= _sending("sink", port)
    mails = [path.read_bytes() for path in sorted(CORPUS.rglob("*.eml"))]
    if mails:
        readings = [_read_round(mails) for _ in range(READINGS)]
        for name in readings[0]:
            figures[name] = median(each[name] for each in readings)
    return figures


@contextmanager
def sink(program: str = SINK) -> Iterator[int]:
    """A mail server in a process of its own, by itself one that throws everything away; yield its port."""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _sending(server: str, port: int) -> dict[str, float]:
    """Return the median ratio to the bare loop with its extremes, and the milliseconds behind it."""
    with tempfile.TemporaryDirectory() as folder:
        service = _service(Path(folder), port)
        rounds = [_send_round(service, port, number) for number in range(ROUNDS + 1)][
            1:
        ]  # the first one warms up
        service.store.close()
    ratios = [(each.written + each.sent) / each.bare for each in rounds]
    name = f"write_and_send_to_bare_smtplib_{server}"
    return {
        name: median(ratios),
        f"{name}_lowest": min(ratios),
        f"{name}_highest": max(ratios),
        f"send_alone_to_bare_smtplib_{server}": median(each.sent / each.bare for each in rounds),
        f"milliseconds_to_write_{server}": median(each.written for each in rounds) * 1000 / MAILS,
        f"milliseconds_to_send_{server}": median(each.sent for each in rounds) * 1000 / MAILS,
        f"milliseconds_bare_{server}": median(each.bare for each in rounds) * 1000 / MAILS,
    }


@dataclass(frozen=True)
class Round:
    """Seconds that the same mails took: ours to write, ours to send, and the bare loop's."""

    written: float
    sent: float
    bare: float


def _send_round(service: Service, port: int, number: int) -> Round:
    started = perf_counter()
    _write(service, number)
    written = perf_counter() - started
    started = perf_counter()
    while send_outbox(service, MAILS):
        pass
    sent = perf_counter() - started
    with service.store.read() as session:
        newest = select(Message.state, Message.envelope_to, Message.content).order_by(Message.id.desc())
        rows = session.execute(newest.limit(MAILS)).all()
    assert {row.state for row in rows} == {"sent"}
    return Round(written, sent, _bare(port, [(row.envelope_to, row.content) for row in rows]))


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
            PartyRow(organisation_id=where, name=f"Åsa-{number} Öberg", email=f"p{number}@norrvik.example")
            for number in range(MAILS)
        ]
        session.add_all(people)
    return service


def _write(service: Service, number: int) -> None:
    """Write one reminder about two measures to each person, as the sweep does: one transaction an organisation."""
    with service.store.write() as session:
        for party in session.scalars(select(PartyRow).where(~PartyRow.coordinator)):
            key = f"bench:{party.id}:{number}"
            named = new_identifiers(service, key)
            frame = frame_for(session, service, party.organisation_id, party, subject_tag(named.token_id))
            asks = tuple(_ask(service, named, ask, key) for ask in REMINDER.asks[:2])
            facts = replace(REMINDER, frame=frame, asks=asks, link=answer_link(service, named))
            post_letter(session, service, facts, party, key, named)


def _ask(service: Service, named: Identifiers, ask: Ask, key: str) -> Ask:
    """Return a question that no other mail has: its measure, its goals and what was last said of it."""
    return replace(
        ask,
        title=f"{ask.title} {key}",
        goals=f"{ask.goals} {key}",
        last=Said(date(2025, 1, 15), f"Fyra vuxna är klara, vi söker två till. {key}"),
        link=answer_link(service, named, ask.number),
    )


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

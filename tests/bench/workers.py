"""Two workers beside one, and eight for doubles: real `arshjul worker` processes on PostgreSQL and Redis.

The mail server takes 50 ms for each mail, as one on the network does, so that what is measured is whether workers wait
for one another (claims, locks, the shared allowance) and not how many cores this machine has. Each worker has one process
and one connection. A single hint starts them, as the timetable's does; whatever else they need to wake one another is theirs.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from smtplib import SMTP
from time import perf_counter, sleep

from sqlalchemy import func, select, update

from config.settings import Settings
from service.adapters.clock import SystemClock
from service.bootstrap import build_service
from service.flows.letters.samples import sample_letters
from service.flows.post_letter import frame_for, post_letter
from service.flows.service import Service
from service.store.people import Organisation, PartyRow
from service.store.post import Message
from tasks.app import app, configure
from tests.bench.mail import sink
from tests.servers.postgres import private_postgres
from tests.servers.programs import find_program
from tests.servers.redis import private_redis

MAILS = 400
PATIENCE = 300.0

SINK = """
import asyncio, re, sys
seen, doubles = set(), 0
class Line(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.held, self.in_data = transport, b'', False
        transport.write(b'220 slow ESMTP' + END)
    def data_received(self, data):
        self.held += data
        asyncio.ensure_future(self.take())
    async def take(self):
        global doubles
        while True:
            end = END + b'.' + END if self.in_data else END
            if end not in self.held:
                return
            said, _, self.held = self.held.partition(end)
            if self.in_data:
                self.in_data = False
                known = re.search(rb'(?im)^message-id:\\s*(\\S+)', said)[1]
                doubles += known in seen
                seen.add(known)
                await asyncio.sleep(0.05)
                self.transport.write(b'250 kept' + END)
                continue
            verb = said[:4].upper()
            self.in_data = verb == b'DATA'
            count = b'250 %d %d' % (len(seen), doubles)
            self.transport.write({b'DATA': b'354 go on', b'QUIT': b'221 bye', b'NOOP': count}.get(verb, b'250 ok') + END)
END = bytes((13, 10))
async def main():
    server = await asyncio.get_running_loop().create_server(Line, '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def measure() -> dict[str, float]:
    """Return how much faster two workers send than one, and how many mails came twice with eight."""
    if find_program("initdb") is None or find_program("redis-server") is None:
        return {}
    with private_redis() as broker:
        configure(broker, 3600)
        seconds = {count: _send(count, broker) for count in (1, 2, 8)}
    return {
        "two_workers_send_times_as_fast_as_one": seconds[1][0] / seconds[2][0],
        "eight_workers_send_times_as_fast_as_one": seconds[1][0] / seconds[8][0],
        "mails_that_came_twice_with_eight": float(seconds[8][1]),
        "milliseconds_a_mail_with_one": seconds[1][0] * 1000 / MAILS,
    }


def _send(workers: int, broker: str) -> tuple[float, int]:
    """Return the seconds that some workers take for the mails, and how many came twice."""
    with (
        tempfile.TemporaryDirectory() as folder,
        private_postgres() as database,
        sink(SINK) as port,
    ):
        settings = Settings(
            var=Path(folder),
            database_url=database,
            broker_url=broker,
            mail_from="arshjul@norrvik.example",
            smtp_host="127.0.0.1",
            smtp_port=port,
            smtp_security="none",
            mails_per_minute=1_000_000,
            recipients_per_day=1_000_000,
            connections=8,
        )
        service = build_service(settings, clock=SystemClock())
        _fill(service)
        with _workers(workers, settings):
            started = perf_counter()
            app.send_task("send_outbox")
            while _waiting(service) and perf_counter() - started < PATIENCE:
                sleep(0.05)
            seconds = perf_counter() - started
        assert _waiting(service) == 0
        service.store.close()
        return seconds, _doubles(port)


def _fill(service: Service) -> None:
    """Write mails that are due now, one to each of many people."""
    with service.store.write() as session:
        where = session.scalars(select(Organisation.id)).one()
        names = [f"Åsa Öberg {number}" for number in range(MAILS)]
        people = [
            PartyRow(organisation_id=where, name=name, email=f"p{number}@norrvik.example")
            for number, name in enumerate(names)
        ]
        session.add_all(people)
        session.flush()
        frame = frame_for(session, service, where, people[0])
        facts = sample_letters(
            frame, "https://plan.norrvik.example", datetime.now(UTC), "smtp", "a@b.example"
        )[0]
        for party in people:
            post_letter(session, service, facts, party, f"bench:{party.id}")
        session.flush()
        session.execute(update(Message).values(next_at=datetime(2025, 1, 2, tzinfo=UTC)))


def _waiting(service: Service) -> int:
    with service.store.read() as session:
        return session.scalar(select(func.count()).where(Message.state != "sent")) or 0


@contextmanager
def _workers(count: int, settings: Settings) -> Iterator[None]:
    """Run the command's own workers until the block is left; they are ready when it is entered."""
    told = {
        **os.environ,
        "ARSHJUL_VAR": str(settings.var),
        "ARSHJUL_DATABASE_URL": settings.database_url,
        "ARSHJUL_BROKER_URL": settings.broker_url,
        "ARSHJUL_MAIL_FROM": settings.mail_from,
        "ARSHJUL_SMTP_HOST": settings.smtp_host,
        "ARSHJUL_SMTP_PORT": str(settings.smtp_port),
        "ARSHJUL_SMTP_SECURITY": "none",
        "ARSHJUL_MAILS_PER_MINUTE": str(settings.mails_per_minute),
        "ARSHJUL_RECIPIENTS_PER_DAY": str(settings.recipients_per_day),
        "ARSHJUL_CONNECTIONS": str(settings.connections),
    }
    command = [sys.executable, "-W", "ignore", "-m", "service", "worker", "--concurrency", "1"]
    running = [
        subprocess.Popen(
            command, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        for _ in range(count)
    ]
    try:
        started = perf_counter()
        while len(app.control.ping(timeout=1) or ()) < count and perf_counter() - started < PATIENCE:
            pass
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def _doubles(port: int) -> int:
    """Ask the mail server: it counts by Message-ID, and must have had every mail."""
    with SMTP("127.0.0.1", port) as line:
        _, said = line.noop()
    kept, doubles = said.split()
    assert int(kept) == MAILS
    return int(doubles)

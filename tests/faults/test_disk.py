"""A disk that is full: the sweep fails, nothing is half written, and all goes on when there is room again."""

import random
import resource
from datetime import UTC, datetime
from multiprocessing.connection import Connection

import pytest

from service.adapters.clock import SetClock
from service.flows.sweeps import run_all
from service.rehearsal.sink import Sink
from tests.faults.ground import Ground, Place
from tests.faults.kills import PROCESSES
from tests.faults.length import LONG
from tests.faults.proof import faults, recover

NOW = datetime(2025, 1, 7, 8, tzinfo=UTC)


def sweep_on_a_full_disk(place: Place, port: int, room: int, line: Connection) -> None:
    """Sweep until the database cannot grow (RLIMIT_FSIZE: no file of this process may pass `room` bytes)."""
    service = place.service(SetClock(NOW), port)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        while run_all(service):
            pass
    except Exception as error:  # whatever it is: what counts is what stands on the disk afterwards
        line.send(type(error).__name__)
        raise SystemExit(1) from None
    line.send("")


@pytest.mark.parametrize("seed", range(20 if LONG else 1))
def test_a_full_disk_loses_nothing(on_sqlite: Ground, sink: Sink, seed: int) -> None:
    room = random.Random(seed).randrange(8_000, 400_000)
    place = on_sqlite.fresh()
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=sweep_on_a_full_disk, args=(place, sink.port, room, theirs))
    process.start()
    theirs.close()
    failed = ours.recv()
    process.join(60)
    clock = SetClock(NOW)
    service = place.service(clock, sink.port)
    recover(service, place, clock)
    print(f"seed {seed}, room for {room} bytes: {failed or 'nothing failed'}, {sink.doubles} doubles")
    assert faults(service, place, sink) == []
    service.mailer.close()
    service.store.close()

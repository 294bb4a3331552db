"""The service's own processes under kill -9, and the servers they lean on restarted while they work."""

import random
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from time import sleep
from zoneinfo import ZoneInfo

import pytest
import redis

from service.adapters.clock import SetClock, ShiftedClock
from service.rehearsal.sink import Sink
from tests.faults.ground import Ground, Place
from tests.faults.length import FIRST_SEED, LONG
from tests.faults.proof import faults, recover
from tests.servers.redis import restartable_redis

pytestmark = pytest.mark.skipif(not LONG, reason="the long form: make faults")

BEFORE_WORK = datetime(2025, 3, 11, 7, 59, tzinfo=ZoneInfo("Europe/Stockholm"))


class Town:
    """The processes of one place, under one clock that goes."""

    def __init__(self, place: Place, sink: Sink, broker: str = "") -> None:
        self.place, self.sink, self.broker = place, sink, broker
        self.clock = ShiftedClock(BEFORE_WORK)
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, form: str) -> subprocess.Popen[bytes]:
        """Start a process: run, worker or beat."""
        command = [sys.executable, "-W", "ignore", "-m", "tests.faults.program", form, str(self.place.folder)]
        command += [self.place.database, str(self.sink.port), self.broker, self.clock.now().isoformat()]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9."""
        process.kill()
        process.wait()
        self.running.remove(process)

    def wait_for_mail(self, most: float = 150) -> None:
        """Wait until mails have come and none has for some seconds."""
        before = -1
        for _ in range(int(most / 4)):
            if self.sink.count == before > 0:
                return
            before = self.sink.count
            sleep(4)
        raise AssertionError(f"after {most} s only {self.sink.count} mails have come")

    def end(self) -> list[str]:
        """Kill what runs, let the leases run out, and return what is wrong."""
        for process in list(self.running):
            assert process.poll() is None, "a process has ended by itself"
            self.kill(process)
        clock = SetClock(self.clock.now())
        service = self.place.service(clock, self.sink.port)
        recover(service, self.place, clock)
        wrong = faults(service, self.place, self.sink)
        service.mailer.close()
        service.store.close()
        return wrong


@pytest.mark.timeout(900)
def test_the_one_process_is_killed_while_it_works(on_sqlite: Ground, sink: Sink) -> None:
    chance = random.Random(FIRST_SEED)
    town = Town(on_sqlite.fresh(), sink)
    town.clock = ShiftedClock(BEFORE_WORK + timedelta(minutes=1))
    for _ in range(12):
        process = town.start("run")
        sleep(1.5 + 4 * chance.random())
        town.kill(process)
    assert town.end() == []
    print(f"arshjul run: 12 kills, {sink.count} mails, {sink.doubles} doubles")


@pytest.mark.timeout(900)
@pytest.mark.program("initdb", "redis-server")
def test_two_beats_and_eight_workers_outlive_their_servers(
    on_postgres: Ground, own_postgres: tuple[str, Callable[[], None]], sink: Sink
) -> None:
    chance = random.Random(FIRST_SEED)
    with restartable_redis() as (broker, restart_redis):
        town = Town(on_postgres.fresh(), sink, broker)
        workers = [town.start("worker") for _ in range(8)]
        beats = [town.start("beat") for _ in range(2)]
        sleep(20)
        restart_redis()
        own_postgres[1]()
        sleep(2)
        with redis.from_url(broker) as client:
            client.flushall()
        for process in (*chance.sample(workers, 3), beats[0]):
            town.kill(process)
        town.start("worker")
        for _ in range(150):
            if sink.count:
                break
            sleep(0.5)
        own_postgres[1]()
        restart_redis()
        town.kill(next(each for each in workers if each in town.running))
        town.wait_for_mail()
        wrong = town.end()
    print(
        f"2 beats, 8 workers: 5 kills, 2 restarts of each server, {sink.count} mails, {sink.doubles} doubles"
    )
    assert wrong == []

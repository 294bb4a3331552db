"""Processes killed with SIGKILL at random points of a day's sweeps. A seed says which day, how many, and when."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

from service.adapters.clock import SetClock
from service.flows.sweeps import run_all
from service.rehearsal.sink import Sink
from tests.faults.ground import Ground, Place
from tests.faults.proof import faults, recover

FIRST, DAYS = date(2025, 1, 7), 170
"""The days on which processes die."""

AT_BOOT = 0.15
"""The part of the processes that die while they start."""

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.faults.kills"])


@dataclass(slots=True)
class Tally:
    """What a campaign came to: runs, processes killed while they worked, doubles, and what was wrong, by seed."""

    runs: int = 0
    kills: int = 0
    doubles: int = 0
    wrong: dict[int, list[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.runs} runs, {self.kills} kills, {self.doubles} doubles, {len(self.wrong)} wrong"


def sweep_until_done(place: Place, smtp_port: int, now: datetime, line: Connection) -> None:
    """The life of a process: build the service, say so, and sweep until nothing is left to do."""
    service = place.service(SetClock(now), smtp_port)
    line.send("built")
    while run_all(service):
        pass


def campaign(ground: Ground, seeds: Iterable[int]) -> Tally:
    """Kill for every seed and see what is left afterwards."""
    tally = Tally()
    length = _a_life(ground)
    for seed in seeds:
        run(ground, seed, length, tally)
    return tally


def run(ground: Ground, seed: int, length: float, tally: Tally) -> None:
    """One run: up to three processes (on SQLite up to two) at once on a random day, each killed at a random point."""
    chance = random.Random(seed)
    place = ground.fresh()
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    with TemporaryDirectory() as kept:
        sink = Sink(Path(kept))
        sink.start()
        try:
            clock = SetClock(datetime.min)
            service = place.service(clock, sink.port)
            clock.set(datetime.combine(day, time(9), tzinfo=service.zone))
            for _ in range(chance.randint(1, 2)):
                tally.kills += _kill_some(place, sink.port, clock.now(), chance, length)
                clock.set(clock.now() + timedelta(minutes=chance.choice((0, 5, 11))))
            recover(service, place, clock)
            wrong = faults(service, place, sink)
            service.mailer.close()
            service.store.close()
        finally:
            sink.stop()
    tally.runs += 1
    tally.doubles += sink.doubles
    if wrong:
        tally.wrong[seed] = wrong


def _kill_some(place: Place, port: int, now: datetime, chance: random.Random, length: float) -> int:
    """Start some processes at once and kill each when its time has come; return how many were still at work."""
    started = []
    for _ in range(chance.randint(1, 3 if place.database else 2)):
        ours, theirs = PROCESSES.Pipe()
        process = PROCESSES.Process(target=sweep_until_done, args=(place, port, now, theirs), daemon=True)
        process.start()
        theirs.close()
        started.append((process, ours, chance.random() < AT_BOOT, chance.random()))
    killed = 0
    for process, line, at_boot, point in sorted(started, key=lambda each: (not each[2], each[3])):
        if at_boot:
            sleep(point * 0.1)
        else:
            line.poll(30)
            sleep(point * length)
        process.kill()
        process.join(30)
        killed += process.exitcode == -9
        process.close()
        line.close()
    return killed


def _a_life(ground: Ground) -> float:
    """Return the seconds that a process sweeps when nobody kills it, on a day when much is due."""
    place = ground.fresh()
    with TemporaryDirectory() as kept:
        sink = Sink(Path(kept))
        sink.start()
        try:
            service = place.service(SetClock(datetime.min), sink.port)
            now = datetime.combine(FIRST, time(9), tzinfo=service.zone)
            ours, theirs = PROCESSES.Pipe()
            process = PROCESSES.Process(target=sweep_until_done, args=(place, sink.port, now, theirs))
            process.start()
            ours.poll(30)
            started = perf_counter()
            process.join(60)
            service.store.close()
            return perf_counter() - started
        finally:
            sink.stop()

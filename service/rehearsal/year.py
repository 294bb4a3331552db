"""A whole year of a plan in a minute: the real sweeps, real SMTP and real replies, under a clock that is set.

The service is built as for any installation; only the clock, the sink that takes the mail and the owners are made up.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from heapq import heappop, heappush
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from config.settings import SettingsApart
from service.adapters.clock import SetClock
from service.adapters.people import read_people
from service.bootstrap import build_service
from service.domain.days import WorkCalendar
from service.domain.schedule import Policy, next_open
from service.domain.workbook import Sheet, read_plan
from service.flows.found_organisation import found_organisation
from service.flows.import_directory import DirectoryReport, import_directory
from service.flows.import_plan import ImportReport, import_plan
from service.flows.rules import rules_of
from service.flows.service import Service
from service.flows.sweeps import SWEEPS
from service.rehearsal.lengthened import lengthened
from service.rehearsal.made_up import make_people_up
from service.rehearsal.owners import OwnerModel, react
from service.rehearsal.sink import Sink
from service.store.people import Organisation
from service.store.post import Inbound, Message

ROUNDS = 50
"""How often the sweeps may follow one another at one instant, for each organisation, before something is wrong."""

OFTEN = 10
"""Sweeps of a shorter pace carry the mail."""

SELDOM = 100
"""Sweeps of at least this pace are run on Monday mornings alone: nobody notices when they were."""

TIMES = (time(8), time(13))
"""When in a day the rehearsed clock stops and the sweeps run."""


@dataclass(slots=True)
class Month:
    """What happened in one month: mails out by kind, mails in by how they were read."""

    out: Counter[str] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Year:
    """A rehearsed year: what was read, and what happened month by month and person by person."""

    imported: ImportReport
    directory: DirectoryReport
    measures: int = 0
    doubles: int = 0
    months: dict[int, Month] = field(default_factory=lambda: defaultdict(Month))
    load: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What to rehearse: a workbook and its people, in a year, with owners of a stated kind.

    `made_up` gives everybody whom the workbook names an address for the run. With `measures` the plan is made to have
    so many. `keep_mail` leaves every mail that was sent in the folder.
    """

    organisation: str
    coordinator_name: str
    coordinator_email: str
    workbook: bytes
    workbook_name: str
    people: bytes
    people_name: str
    year: int
    owners: OwnerModel
    made_up: bool = False
    measures: int | None = None
    keep_mail: bool = True


def rehearse(
    rehearsal: Rehearsal,
    folder: Path,
    tell: Callable[[str], None],
    organisations: int = 1,
    faults: bool = False,
) -> tuple[Service, list[int], Year]:
    """Live through the year in `folder`; return the service as it stands at its end, its organisations and the story.

    With several organisations each has the same plan and people of its own. With `faults` the mail server refuses,
    defers and breaks off now and then.
    """
    sink = Sink(folder / "mail" if rehearsal.keep_mail else None, faults=faults)
    sink.start()
    try:
        return _live(rehearsal, folder, sink, tell, organisations)
    finally:
        sink.stop()


def _live(
    rehearsal: Rehearsal, folder: Path, sink: Sink, tell: Callable[[str], None], organisations: int
) -> tuple[Service, list[int], Year]:
    settings = _settings(rehearsal, folder, sink.port)
    clock = SetClock(datetime(rehearsal.year, 1, 2, 7, tzinfo=UTC))
    service = build_service(settings, clock=clock)
    # Every organisation of the run has the same workbook: it is read from its bytes once.
    service = replace(service, read_workbook=cache(partial(_sheets, service, rehearsal)))
    event.listen(service.store.engine, "connect", _without_waiting)
    service.store.close()
    where = _organisations(service, rehearsal, organisations)
    tell("Läser arbetsboken och personerna")
    year = _begin(service, where[0], rehearsal)
    year.measures += sum(_begin(service, one, rehearsal).measures for one in where[1:])
    rules = _rules(service, where[0])
    post = Post(service, sink, rehearsal.owners, Path(settings.maildir))
    for instant in _instants(rehearsal.year, service):
        if not (_is_stop(service, rules, instant) or sink.faults or post.has_by(instant)):
            continue
        clock.set(instant)
        tell(f"{instant:%Y-%m-%d}  {sink.count} mejl skickade, {post.delivered} har kommit in")
        post.deliver_until(instant)
        seldom = instant.weekday() == 0 and instant.time() == TIMES[0]
        for _ in _rounds(service, len(where), seldom=seldom):
            # At once: a morning's mails to all the municipalities together are more than should be held.
            post.collect(instant)
    service.mailer.close()
    year.doubles = sink.doubles
    _tell_story(service, year)
    return service, where, year


def _sheets(service: Service, rehearsal: Rehearsal, data: bytes) -> Sequence[Sheet]:
    """Return a workbook's tabs, with as many measures as the rehearsal is to have."""
    sheets = service.read_workbook(data)
    if rehearsal.measures is None:
        return sheets
    reading = read_plan(sheets, service.words.workbook, rehearsal.year, otherwise=rehearsal.year)
    return lengthened(sheets, reading, rehearsal.measures)


def _without_waiting(connection: Any, _record: object) -> None:
    """A rehearsed year need not outlive a power cut: nobody waits for the disk."""
    connection.execute("PRAGMA synchronous=OFF")


def _is_stop(service: Service, rules: tuple[Policy, WorkCalendar], instant: datetime) -> bool:
    """Whether mail goes out for the first time on this day, or it is time to tidy up.

    At other times nothing is due that was not before: only answers, or what a server has put off.
    """
    opens = next_open(instant, *rules, service.zone) <= instant
    return instant.time() == TIMES[0] and (opens or instant.weekday() == 0)


def _rules(service: Service, organisation: int) -> tuple[Policy, WorkCalendar]:
    """Return the rules of a rehearsed organisation; in all others they are the same."""
    with service.store.read() as session:
        return rules_of(service, session.get_one(Organisation, organisation))


def _organisations(service: Service, rehearsal: Rehearsal, count: int) -> list[int]:
    """Return the organisations of the run; the first is the one the service was founded with."""
    with service.store.write() as session:
        for number in range(2, count + 1):
            name, email = f"{rehearsal.organisation} {number}", f"{number}.{rehearsal.coordinator_email}"
            found_organisation(session, name, str(service.zone), rehearsal.coordinator_name, email)
        return list(session.scalars(select(Organisation.id).order_by(Organisation.id)))


def _begin(service: Service, where: int, rehearsal: Rehearsal) -> Year:
    """Import the plan and its people for one organisation."""
    imported = import_plan(service, where, rehearsal.workbook, rehearsal.workbook_name, rehearsal.year)
    people = read_people(rehearsal.people, rehearsal.people_name) if rehearsal.people else None
    if rehearsal.made_up:
        with service.store.write() as session:
            make_people_up(session, where)
    directory = import_directory(service, where, people.entries if people else ())
    return Year(imported, directory, measures=directory.measures)


def _settings(rehearsal: Rehearsal, folder: Path, port: int) -> SettingsApart:
    return SettingsApart(
        var=folder,
        organisation=rehearsal.organisation,
        coordinator_name=rehearsal.coordinator_name,
        coordinator_email=rehearsal.coordinator_email,
        mail_from=f"arshjul@{rehearsal.coordinator_email.rpartition('@')[2]}",
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        mails_per_minute=1_000_000,
        recipients_per_day=1_000_000,
        maildir=str(folder / "inkorg"),
    )


def _instants(year: int, service: Service) -> Iterator[datetime]:
    """Yield the instants at which the clock stops, from the year's second day to its last."""
    day = date(year, 1, 2)
    while day.year == year:
        for at in TIMES:
            yield datetime.combine(day, at, tzinfo=service.zone)
        day += timedelta(days=1)


def _rounds(service: Service, organisations: int, *, seldom: bool) -> Iterator[int]:
    """Let the sweeps follow one another until nothing is left to do, and yield after each round how much was done.

    Those that carry the mail follow one another most often, as they do in a real day; those that only tidy up run once,
    when it is time for them.
    """
    carrying = [sweep for sweep in SWEEPS if sweep.pace < OFTEN]
    usual = [sweep for sweep in SWEEPS if sweep.pace < SELDOM]
    sweeps = list(SWEEPS) if seldom else usual
    for _ in range(ROUNDS * organisations):
        done = sum(sweep.run(service) for sweep in sweeps)
        yield done
        if done == 0 and sweeps is not carrying:
            return
        sweeps = carrying if done else usual
    raise RuntimeError("the sweeps do not come to rest")


class Post:
    """Carries mail between the sink, the owners and the maildir that answers are read from."""

    def __init__(self, service: Service, sink: Sink, owners: OwnerModel, maildir: Path) -> None:
        self._service = service
        self._sink = sink
        self._owners = owners
        self._new, self._tmp = maildir / "new", maildir / "tmp"
        for name in ("new", "cur", "tmp"):
            (maildir / name).mkdir(parents=True, exist_ok=True)
        self._waiting: list[tuple[datetime, int, bytes]] = []
        self._number = 0
        self.delivered = 0

    @property
    def unread(self) -> int:
        """How many answers lie in the maildir that nobody has taken in."""
        return sum(1 for _ in self._new.iterdir())

    def collect(self, now: datetime) -> None:
        """Let the owners see what has been delivered, and remember what they will answer."""
        for delivered in self._sink.fresh():
            reaction = react(self._owners, delivered, now)
            if reaction is not None:
                self._number += 1
                heappush(self._waiting, (reaction.at, self._number, reaction.content))

    def has_by(self, now: datetime) -> bool:
        """Whether an answer has been written by `now` that is still to be put into the maildir."""
        return bool(self._waiting) and self._waiting[0][0] <= now

    def deliver_until(self, now: datetime) -> None:
        """Put every answer that has been written by `now` into the maildir.

        Written in tmp/ and then moved, as a maildir asks: what stands in new/ is whole, since it may be read at once.
        """
        while self.has_by(now):
            _, number, content = heappop(self._waiting)
            name = f"{number:06d}.norrvik"
            (self._tmp / name).write_bytes(content)
            (self._tmp / name).rename(self._new / name)
            self.delivered += 1


def _tell_story(service: Service, year: Year) -> None:
    """Read from the ledger what happened: it is what will be shown to people, so it is what we count."""
    with service.store.read() as session:
        sent = session.execute(
            select(Message.kind, Message.sent_at, Message.envelope_to, Message.organisation_id)
        )
        for kind, at, to, organisation in sent.yield_per(1000):
            if at is None:
                continue
            local = at.astimezone(service.zone)
            year.months[local.month].out[kind] += 1
            year.load[f"{organisation}:{to[0]}"][local.isocalendar().week] += 1
        for state, at in session.execute(select(Inbound.state, Inbound.arrived_at)):
            year.months[at.astimezone(service.zone).month].came[state] += 1

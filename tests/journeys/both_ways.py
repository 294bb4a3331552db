"""Some weeks of Norrvik's year, lived through by Celery in one of its two forms; prints what came of it as JSON.

Run as a program, `python -m tests.journeys.both_ways embedded|distributed FOLDER [DATABASE_URL BROKER_URL]`, so that
each form has a process and a Celery app of its own.
"""

import json
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from celery.contrib.testing.worker import start_worker
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config.settings import Settings
from service.adapters.clock import SetClock
from service.adapters.people import read_people
from service.bootstrap import build_service
from service.flows.import_directory import import_directory
from service.flows.import_plan import import_plan
from service.flows.service import Service
from service.flows.sweeps import SWEEPS
from service.rehearsal.demo import norrvik
from service.rehearsal.owners import OwnerModel
from service.rehearsal.sink import Sink
from service.rehearsal.year import Post
from service.store.people import Organisation, PartyRow
from service.store.plan import FollowUpRecord, MeasureRecord
from service.store.post import Inbound, Message, ReminderRow, SweepRun
from tasks.app import app, configure, nudge, use_service
from tasks.ticker import nudge_ticker, start_ticker

DAYS = (7, 8, 9, 15, 16)
"""The days of January 2025 on which the clock stops."""


def live(form: str, folder: Path, database: str, broker: str) -> dict[str, Any]:
    """Live through the days and return what is in the ledger, the outbox and the records at their end."""
    sink = Sink(folder / "mail")
    sink.start()
    clock = SetClock(datetime(2025, 1, 2, 7, tzinfo=UTC))
    settings = Settings(
        var=folder,
        database_url=database,
        broker_url=broker,
        organisation="Norrvik",
        coordinator_name="Maja Ek",
        coordinator_email="maja.ek@norrvik.example",
        mail_from="arshjul@norrvik.example",
        smtp_host="127.0.0.1",
        smtp_port=sink.port,
        smtp_security="none",
        mails_per_minute=100_000,
        sweep_seconds=1,
    )
    service = build_service(settings, clock=clock, nudge=nudge if broker else nudge_ticker)
    configure(broker, 1)
    use_service(service)
    begin(service)
    app.loader.import_default_modules()
    ticker = start_ticker()
    post = Post(service, sink, OwnerModel(), folder / "inkorg")
    try:
        if form == "distributed":
            with start_worker(app, pool="solo", perform_ping_check=False, loglevel="ERROR"):
                through(service, clock, post)
        else:
            through(service, clock, post)
    finally:
        ticker.stop()
        service.mailer.close()
        sink.stop()
    return story(service)


def begin(service: Service) -> None:
    """Import Norrvik's plan and people."""
    wanted = norrvik(OwnerModel())
    with service.store.read() as session:
        where = session.scalars(select(Organisation.id)).one()
    import_plan(service, where, wanted.workbook, wanted.workbook_name, 2025)
    import_directory(service, where, read_people(wanted.people, wanted.people_name).entries)


def through(service: Service, clock: SetClock, post: Post) -> None:
    """Let answers come at seven, when no mail goes out, and stop again at eight; wait each time for rest.

    Were both to happen at once, it would be chance whether an answer is read before the reminder it makes needless.
    """
    for day in DAYS:
        for hour in (7, 8):
            clock.set(datetime(2025, 1, day, hour, tzinfo=service.zone))
            if hour == 7:
                post.deliver_until(clock.now())
            settle(service, clock, post)
            post.collect(clock.now())


def settle(service: Service, clock: SetClock, post: Post) -> None:
    """Ask for every sweep and wait, until three looks in a row see the same and nothing waits."""
    looks: list[object] = []
    for _ in range(400):
        for sweep in SWEEPS:
            service.nudge(sweep.name)
        now = (busy(service, clock, post), pulse(service))
        looks = [*looks[-2:], now]
        if len(looks) == 3 and looks[0] == looks[1] == looks[2] and not now[0]:
            return
        time.sleep(0.4)
    raise RuntimeError("the service does not come to rest")


def busy(service: Service, clock: SetClock, post: Post) -> int:
    with service.store.read() as session:
        new = session.scalar(select(func.count()).select_from(Inbound).where(Inbound.state == "new")) or 0
        waiting = select(func.count()).select_from(Message)
        due = waiting.where(Message.state.in_(("pending", "sending")), Message.next_at <= clock.now())
        # Under load a sweep may come long after it was asked for: each must have come to its end at this hour.
        ended = select(func.count()).select_from(SweepRun).where(SweepRun.ended_at >= clock.now())
        missing = len(SWEEPS) - (session.scalar(ended) or 0)
        return new + (session.scalar(due) or 0) + post.unread + to_write(session, service, clock) + missing


def to_write(session: Session, service: Service, clock: SetClock) -> int:
    """How many persons have something due now and no mail of the day yet; at seven nobody is written to."""
    local = clock.now().astimezone(service.zone)
    if local.hour < 8:
        return 0
    due = select(ReminderRow.recipient_id).where(
        ReminderRow.state == "planned", ReminderRow.due_at <= clock.now()
    )
    keys = {f"reminders:{party}:{local.date()}" for party in session.scalars(due)}
    return len(keys - set(session.scalars(select(Message.key))))


def pulse(service: Service) -> tuple[int, ...]:
    with service.store.read() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Message, Inbound, FollowUpRecord)
        ]
        queued = select(func.count()).select_from(ReminderRow).where(ReminderRow.state == "planned")
        return (*(count or 0 for count in counts), session.scalar(queued) or 0)


def story(service: Service) -> dict[str, Any]:
    """Return everything that must be the same in both forms; ids and random names are left out."""
    with service.store.read() as session:
        messages = session.execute(
            select(Message.kind, PartyRow.email, Message.subject, Message.state, Message.sent_at).join(
                PartyRow, PartyRow.id == Message.party_id
            )
        )
        records = session.execute(
            select(MeasureRecord.code, FollowUpRecord.occasion, FollowUpRecord.status, FollowUpRecord.text)
            .join(MeasureRecord, MeasureRecord.id == FollowUpRecord.measure_id)
            .where(FollowUpRecord.source == "mail")
        )
        reminders = session.execute(
            select(
                MeasureRecord.code, ReminderRow.occasion, ReminderRow.step, PartyRow.email, ReminderRow.state
            )
            .join(MeasureRecord, MeasureRecord.id == ReminderRow.measure_id)
            .join(PartyRow, PartyRow.id == ReminderRow.recipient_id)
        )
        return {
            "messages": sorted(
                [kind, email, _lasting(kind, subject), state, at.isoformat() if at else ""]
                for kind, email, subject, state, at in messages
            ),
            "records": sorted([str(part) for part in row] for row in records),
            "reminders": sorted([str(part) for part in row] for row in reminders),
            "inbound": sorted(session.scalars(select(Inbound.state))),
        }


def _lasting(kind: str, subject: str) -> str:
    """Return a subject without its random name, and without the weekly mail's count: of two workers at one instant
    one may write the mail while the other reads an answer."""
    named = re.sub(r"\[#.*?\]", "", subject)
    return re.sub(r"\d+ av", "… av", named) if kind == "weekly" else named


if __name__ == "__main__":
    form, folder, *addresses = sys.argv[1:]
    database, broker = addresses or ("", "")
    print(json.dumps(live(form, Path(folder), database, broker)))

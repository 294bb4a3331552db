"""The sweep's cost follows what is due, not what exists: 1,000 due among 10,000 measures and among 1,000,000.

The sweep is the whole of it, up to the mails in the outbox: it lists the 1,000 reminders, gathers them into 250 mails, and
writes and composes each. The bare query lists the 1,000 rows and nothing else. Two figures stand beside it: what the sweep
spends on finding the same rows (whom to write to, about what, and who has had the day's mail), and the whole sweep, which is
dear by the mails it writes.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import insert, select, text

from config.settings import Settings
from service.adapters.clock import SetClock
from service.bootstrap import build_service
from service.domain.days import local_day
from service.flows.due_now import recipients_due, rows_due
from service.flows.fill_outbox import fill_outbox
from service.flows.service import Service
from service.store.people import Organisation, PartyRow
from service.store.plan import AreaRow, MeasureRecord, PlanRow
from service.store.post import ReminderRow
from tests.servers.postgres import private_postgres
from tests.servers.programs import find_program

NOW = datetime(2025, 3, 6, 9, tzinfo=UTC)
DUE = 1000
OWNERS = 250
FEW, MANY = 10_000, 1_000_000
AT_ONCE = 20_000
LOOKS = 3
"""How often each look is timed; the quickest counts, for both."""


def measure() -> dict[str, float]:
    """Return how much dearer the sweep is among a hundred times as many measures, and than the bare look for what is due."""
    # On warm code: the first sweep of a process reads templates and puts its queries together.
    _sweep(FEW, "")
    figures = _ratios("sqlite", _sweep(FEW, ""), _sweep(MANY, ""))
    if find_program("initdb") is not None:
        with private_postgres() as few, private_postgres() as many:
            figures |= _ratios("postgresql", _sweep(FEW, few), _sweep(MANY, many))
    return figures


@dataclass(frozen=True)
class Seconds:
    """What the whole sweep took, what finding the due rows took in it, and the bare query that lists them."""

    sweep: float
    finding: float
    bare: float


def _ratios(database: str, small: Seconds, large: Seconds) -> dict[str, float]:
    return {
        f"sweep_1000_due_among_1000000_to_10000_{database}": large.sweep / small.sweep,
        f"list_due_among_1000000_to_10000_{database}": large.bare / small.bare,
        f"finding_1000_due_to_bare_sql_{database}": large.finding / large.bare,
        f"sweep_with_its_250_mails_to_bare_sql_{database}": large.sweep / large.bare,
    }


def _sweep(measures: int, database: str) -> Seconds:
    """Return the seconds of the sweep, of finding what is due, and of the query alone that lists it."""
    with tempfile.TemporaryDirectory() as folder:
        service = build_service(Settings(var=Path(folder), database_url=database), clock=SetClock(NOW))
        _fill(service, measures)
        bare, finding = (min(look(service) for _ in range(LOOKS)) for look in (_bare, _finding))
        started = perf_counter()
        written = 0
        while some := fill_outbox(service, limit=OWNERS):
            written += some
        taken = perf_counter() - started
        assert written == OWNERS
        service.store.close()
        return Seconds(taken, finding, bare)


def _bare(service: Service) -> float:
    with service.store.read() as session:
        started = perf_counter()
        query = select(ReminderRow).where(ReminderRow.state == "planned", ReminderRow.due_at <= NOW)
        assert len(session.scalars(query).all()) == DUE
        return perf_counter() - started


def _finding(service: Service) -> float:
    """The sweep's own two looks: whom to write to, and about which rows."""
    today = local_day(NOW, service.zone)
    with service.store.read() as session:
        where = session.scalars(select(Organisation.id)).one()
        started = perf_counter()
        recipients = [party for _, party in recipients_due(session, NOW, today, OWNERS)]
        assert len(rows_due(session, where, recipients, NOW, today)) == DUE
        return perf_counter() - started


def _fill(service: Service, measures: int) -> None:
    """Store measures with one reminder each, of which 1,000 are due now and the rest later."""
    with service.store.write() as session:
        where = session.scalars(select(Organisation.id)).one()
        plan = PlanRow(organisation_id=where, year=2025, created_at=NOW)
        session.add(plan)
        owners = [
            PartyRow(organisation_id=where, name=f"Person {number}", email=f"p{number}@norrvik.example")
            for number in range(OWNERS)
        ]
        session.add_all(owners)
        session.flush()
        area = AreaRow(plan_id=plan.id, name="Parken", sheet="1", position=0)
        session.add(area)
        session.flush()
        leads = [owner.id for owner in owners]
        for some in _stretches(measures):
            session.execute(insert(MeasureRecord), [_measure(plan, area, leads, number) for number in some])
            session.execute(insert(ReminderRow), [_reminder(plan, leads, number) for number in some])
    if not service.store.is_sqlite:
        # The server does this by itself, some minutes after so many rows have come.
        with service.store.write() as session:
            session.execute(text("ANALYZE"))


def _stretches(measures: int) -> Iterator[range]:
    for start in range(0, measures, AT_ONCE):
        yield range(start, min(start + AT_ONCE, measures))


def _measure(plan: PlanRow, area: AreaRow, leads: list[int], number: int) -> dict[str, Any]:
    return {
        "id": number + 1, "organisation_id": plan.organisation_id, "plan_id": plan.id, "area_id": area.id,
        "code": f"M{number}", "position": number, "sheet": "1", "row": number, "column": 3,
        "fingerprint": str(number), "text": f"Åtgärd {number}", "lead_id": leads[number % OWNERS],
        "when_since": date(2025, 1, 2), "lead_since": date(2025, 1, 2), "when_reading": {}, "who_reading": {},
    }  # fmt: skip


def _reminder(plan: PlanRow, leads: list[int], number: int) -> dict[str, Any]:
    due = NOW - timedelta(hours=1) if number < DUE else NOW + timedelta(days=30)
    return {
        "organisation_id": plan.organisation_id, "measure_id": number + 1, "occasion": "f:2025-03-26", "step": "ask",
        "recipient_id": leads[number % OWNERS], "due_day": NOW.date(), "due_at": due, "state": "planned",
        "reason": "Frågan.", "created_at": NOW, "changed_at": NOW,
    }  # fmt: skip

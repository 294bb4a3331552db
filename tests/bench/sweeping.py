"""The sweep's cost follows what is due, not what exists: 1,000 due among few measures and among many."""

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import insert, select

from config.settings import Settings
from service.adapters.clock import SetClock
from service.bootstrap import build_service
from service.flows.fill_outbox import fill_outbox
from service.flows.service import Service
from service.store.people import Organisation, PartyRow
from service.store.plan import AreaRow, MeasureRecord, PlanRow
from service.store.post import ReminderRow

NOW = datetime(2025, 3, 6, 9, tzinfo=UTC)
DUE = 1000
OWNERS = 250


def measure() -> dict[str, float]:
    """Return how much dearer the sweep and its look for what is due are among ten times as many measures."""
    small, small_sql = _sweep(10_000)
    large, large_sql = _sweep(100_000)
    return {
        "sweep_1000_due_among_100000_to_10000": large / small,
        "list_due_among_100000_to_10000": large_sql / small_sql,
        "sweep_1000_due_to_bare_sql": small / small_sql,
    }


def _sweep(measures: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        service = build_service(Settings(var=Path(folder)), clock=SetClock(NOW))
        _fill(service, measures)
        with service.store.read() as session:
            started = perf_counter()
            query = select(ReminderRow).where(ReminderRow.state == "planned", ReminderRow.due_at <= NOW)
            assert len(session.scalars(query).all()) == DUE
            bare = perf_counter() - started
        started = perf_counter()
        written = 0
        while some := fill_outbox(service, limit=OWNERS):
            written += some
        taken = perf_counter() - started
        assert written == OWNERS
        service.store.close()
        return taken, bare


def _fill(service: Service, measures: int) -> None:
    """Store measures with one reminder each, of which 1,000 are due now and the rest later."""
    today = date(2025, 1, 2)
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
        rows = [
            {
                "organisation_id": where, "plan_id": plan.id, "area_id": area.id, "code": f"M{number}", "position": number,
                "sheet": "1", "row": number, "column": 3, "fingerprint": str(number), "text": f"Åtgärd {number}",
                "lead_id": owners[number % OWNERS].id, "when_since": today, "lead_since": today,
                "when_reading": {}, "who_reading": {},
            }
            for number in range(measures)
        ]  # fmt: skip
        session.execute(insert(MeasureRecord), rows)
        identities = session.scalars(select(MeasureRecord.id).order_by(MeasureRecord.position)).all()
        session.execute(
            insert(ReminderRow),
            [
                {
                    "organisation_id": where, "measure_id": identity, "occasion": "f:2025-03-26", "step": "ask",
                    "recipient_id": owners[number % OWNERS].id, "due_day": NOW.date(),
                    "due_at": NOW - timedelta(hours=1) if number < DUE else NOW + timedelta(days=30),
                    "state": "planned", "reason": "Frågan.", "created_at": NOW, "changed_at": NOW,
                }
                for number, identity in enumerate(identities)
            ],
        )  # fmt: skip

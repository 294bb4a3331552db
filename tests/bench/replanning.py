"""New rules for 290 municipalities with 60 measures each, one after another, while the sweep goes on beside it."""

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

from sqlalchemy import func, insert, select

from config.settings import Settings
from service.adapters.clock import SetClock
from service.bootstrap import build_service
from service.domain.schedule import laid_over
from service.flows.change_rules import change_rules
from service.flows.fill_outbox import fill_outbox
from service.flows.found_organisation import found_organisation
from service.flows.replan import replan
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.plan import AreaRow, FollowUpDate, MeasureRecord, PlanRow
from service.store.post import ReminderRow

NOW = datetime(2025, 3, 6, 9, tzinfo=UTC)
ASKED = datetime(2025, 3, 13, 9, tzinfo=UTC)
"""The morning when the question before the first follow-up date is due: the sweep has mails to write."""

SINCE = date(2025, 1, 2)
MEETINGS = (date(2025, 3, 26), date(2025, 5, 21), date(2025, 9, 24), date(2025, 11, 26))
ORGANISATIONS, MEASURES, OWNERS = 290, 60, 12
ALLOWED = 60.0
"""Seconds that issue 5 allows."""


def measure() -> dict[str, float]:
    """Return the part of the minute allowed that re-planning takes, and how long the longest sweep had to wait."""
    with tempfile.TemporaryDirectory() as folder:
        clock = SetClock(NOW)
        service = build_service(Settings(var=Path(folder)), clock=clock)
        where = [_organisation(service, number) for number in range(ORGANISATIONS)]
        before = _days(service)
        clock.set(ASKED)
        over, sweeps = Event(), list[float]()
        sweeping = Thread(target=_sweep, args=(service, over, sweeps))
        rules = laid_over(service.policy, {"follow_up": {"ask": 12, "remind": [6, 2]}})
        sweeping.start()
        started = perf_counter()
        for organisation_id in where:
            change_rules(service, organisation_id, rules)
        taken = perf_counter() - started
        over.set()
        sweeping.join()
        assert _days(service) != before
        service.store.close()
    return {
        "replan_17400_to_a_minute": taken / ALLOWED,
        "longest_sweep_beside_it_to_all": max(sweeps) / taken,
    }


def _organisation(service: Service, number: int) -> int:
    """Found one with its owners, follow-up dates and measures, planned as they would be after an import."""
    with service.store.write() as session:
        made = found_organisation(
            session, f"Norrvik {number}", "Europe/Stockholm", "Maja Ek", f"maja.ek@{number}.example"
        )
        plan = PlanRow(organisation_id=made.id, year=2025, created_at=NOW)
        owners = [
            PartyRow(organisation_id=made.id, name=f"Person {each}", email=f"p{each}@{number}.example")
            for each in range(OWNERS)
        ]
        session.add_all((plan, *owners))
        session.flush()
        area = AreaRow(plan_id=plan.id, name="Parken", sheet="1", position=0)
        session.add_all((area, *(FollowUpDate(plan_id=plan.id, day=day, since=SINCE) for day in MEETINGS)))
        session.flush()
        rows = [
            {
                "organisation_id": made.id, "plan_id": plan.id, "area_id": area.id, "code": f"M{each}", "position": each,
                "sheet": "1", "row": each, "column": 3, "fingerprint": str(each), "text": f"Åtgärd {each}",
                "lead_id": owners[each % OWNERS].id, "when_since": SINCE, "lead_since": SINCE,
                "when_reading": {}, "who_reading": {},
            }
            for each in range(MEASURES)
        ]  # fmt: skip
        session.execute(insert(MeasureRecord), rows)
        measures = session.scalars(select(MeasureRecord).where(MeasureRecord.plan_id == plan.id)).all()
        replan(session, service, measures)
        return made.id


def _days(service: Service) -> list[tuple[date, int]]:
    """Return how many reminders are to go on each day."""
    query = select(ReminderRow.due_day, func.count()).where(ReminderRow.state == "planned")
    with service.store.read() as session:
        rows = session.execute(query.group_by(ReminderRow.due_day).order_by(ReminderRow.due_day))
        return [(row[0], row[1]) for row in rows]


def _sweep(service: Service, over: Event, sweeps: list[float]) -> None:
    """Do what is due again and again, and note the seconds that each time took."""
    while not over.is_set() or not sweeps:
        started = perf_counter()
        fill_outbox(service)
        sweeps.append(perf_counter() - started)
        over.wait(0.5)

"""The overview through HTTP: a plan of 5,000 measures beside one of 50, each with its whole ladder in the ledger.

On PostgreSQL after ANALYZE, which the server otherwise does by itself some minutes after so many rows have come.
"""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import func, insert, select, text
from starlette.testclient import TestClient

from config.settings import Settings
from service.adapters.clock import SetClock
from service.adapters.people import read_people
from service.bootstrap import build_service
from service.flows.import_directory import import_directory
from service.flows.import_plan import import_plan
from service.flows.replan import replan
from service.flows.service import Service
from service.rehearsal.demo import NORRVIK
from service.store.people import Organisation
from service.store.plan import MeasureRecord
from service.web.app import create_app
from tests.more_measures import copy_of
from tests.servers.postgres import private_postgres
from tests.servers.programs import find_program
from tests.web.conftest import field, link_secret

NOW = datetime(2025, 3, 6, 9, tzinfo=UTC)
TIMES = 9


def measure() -> dict[str, float]:
    """Return how much dearer the page is with a hundred times as many measures."""
    figures = {"overview_5000_to_50_sqlite": _page(5000, "") / _page(50, "")}
    if find_program("initdb") is not None:
        with private_postgres() as small, private_postgres() as large:
            figures["overview_5000_to_50_postgresql"] = _page(5000, large) / _page(50, small)
    return figures


def _page(measures: int, database: str) -> float:
    """Return the median time of the page, in seconds, once it has been seen."""
    with tempfile.TemporaryDirectory() as folder:
        service = build_service(Settings(var=Path(folder), database_url=database), clock=SetClock(NOW))
        fill(service, measures)
        with TestClient(create_app(service), base_url="http://127.0.0.1:8000") as browser:
            _sign_in(browser, service)
            taken = []
            for _ in range(TIMES):
                started = perf_counter()
                assert browser.get("/").status_code == 200
                taken.append(perf_counter() - started)
        service.store.close()
        return median(taken[1:])


def _sign_in(browser: TestClient, service: Service) -> None:
    road = f"/in/{link_secret(service)}"
    html = browser.get(road).text
    assert browser.post(road, data={"csrf": field(html)}).status_code == 200


def fill(service: Service, measures: int) -> None:
    """Take in Norrvik's plan and people, and copy its measures until there are so many."""
    with service.store.read() as session:
        where = session.scalars(select(Organisation.id)).one()
    import_plan(service, where, (NORRVIK / "atgardsplan.xlsx").read_bytes(), "plan.xlsx", 2025)
    people = read_people((NORRVIK / "personer.csv").read_bytes(), "personer.csv")
    import_directory(service, where, people.entries)
    with service.store.write() as session:
        rows = session.scalars(select(MeasureRecord)).all()
        top = session.scalar(select(func.max(MeasureRecord.id))) or 0
        copies = [
            copy_of(rows[number % len(rows)], code=f"N{number}", position=number)
            for number in range(len(rows), measures)
        ]
        if copies:
            session.execute(insert(MeasureRecord), copies)
        new = session.scalars(select(MeasureRecord).where(MeasureRecord.id > top)).all()
        replan(session, service, new)
    if not service.store.is_sqlite:
        with service.store.write() as session:
            session.execute(text("ANALYZE"))

"""The web over Norrvik's small plan: an application, a visitor's client and a signed-in coordinator's."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from config.settings import Settings
from service.adapters.clock import SetClock
from service.bootstrap import build_service
from service.flows.service import Service
from service.flows.sign_in import make_link_secret
from service.store.people import Organisation, PartyRow
from service.store.plan import AreaRow, MeasureRecord, PlanRow
from service.web.app import create_app
from tests.more_measures import copy_of
from tests.web.norrvik import NOW, Norrvik, fill


@pytest.fixture
def clock() -> SetClock:
    """Thursday 6 March 2025, half past nine in Norrvik; a test may put it forward."""
    return SetClock(NOW)


@pytest.fixture
def service(sqlite_folder: Path, clock: SetClock) -> Iterator[Service]:
    """A service whose organisation is founded and whose plan is not yet imported."""
    given: dict[str, Any] = {
        "var": sqlite_folder,
        "database_url": "",
        "organisation": "Norrviks stadsdel",
        "coordinator_name": "Maja Ek",
        "coordinator_email": "maja.ek@norrvik.example",
        "public_url": "http://testserver",
    }
    settings = Settings(**given)
    built = build_service(settings, clock=clock)
    yield built
    built.store.close()


@pytest.fixture
def norrvik(service: Service) -> Norrvik:
    """The plan in the store."""
    return fill(service)


@pytest.fixture
def app(service: Service) -> FastAPI:
    """The application, with whatever the service has been filled with."""
    return create_app(service)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A visitor who follows no redirects by herself."""
    with TestClient(app, follow_redirects=False) as opened:
        yield opened


def field(html: str, name: str = "csrf") -> str:
    """Return the value of a hidden field in a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no field {name}"
    return found[1]


def link_secret(service: Service) -> str:
    """Return a fresh one-time secret for the coordinator."""
    with service.store.write() as session:
        party = session.scalars(
            select(PartyRow).where(PartyRow.coordinator).order_by(PartyRow.id).limit(1)
        ).one()
        return make_link_secret(session, party, service.clock.now())


def sign_in(client: TestClient, service: Service) -> None:
    """Sign the client's browser in, by the page."""
    address = f"/in/{link_secret(service)}"
    answer = client.post(address, data={"csrf": field(client.get(address).text)})
    assert answer.status_code == 303


@pytest.fixture
def coordinator(client: TestClient, service: Service) -> TestClient:
    """Maja's browser, signed in."""
    sign_in(client, service)
    return client


@pytest.fixture
def csrf(coordinator: TestClient) -> str:
    return field(coordinator.get("/tillganglighet").text)


@pytest.fixture
def elsewhere(norrvik: Norrvik, service: Service) -> str:
    """The code of a measure in another organisation's plan."""
    with service.store.write() as session:
        other = Organisation(name="Granngårda", zone="Europe/Stockholm", settings={})
        session.add(other)
        session.flush()
        row = session.scalars(select(MeasureRecord)).first()
        assert row is not None
        plan = PlanRow(organisation_id=other.id, year=2025, created_at=service.clock.now())
        session.add(plan)
        session.flush()
        area = AreaRow(plan_id=plan.id, name="Deras område", sheet="1", position=1)
        session.add_all(
            [
                area,
                PartyRow(
                    organisation_id=other.id, name="Olle Bok", email="olle@bok.example", coordinator=True
                ),
            ]
        )
        session.flush()
        theirs = {"organisation_id": other.id, "plan_id": plan.id, "area_id": area.id, "lead_id": None}
        session.add(MeasureRecord(**copy_of(row, **theirs, code="ZZZZ", text="Deras åtgärd")))
    return "ZZZZ"


Grow = Callable[[int], None]


@pytest.fixture
def grow(norrvik: Norrvik, service: Service) -> Grow:
    """Make the plan so many times as large."""

    def grown(times: int) -> None:
        with service.store.write() as session:
            rows = session.scalars(select(MeasureRecord)).all()
            for number in range(times):
                for row in rows:
                    session.add(MeasureRecord(**copy_of(row, code=f"{number:03d}{row.code}"[:8])))

    return grown

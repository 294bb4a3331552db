"""A service over Norrvik with a clock that is set, mails as files, and a maildir that answers are put into."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import Settings
from service.adapters.clock import SetClock
from service.bootstrap import build_service
from service.flows.service import Service
from tests.flows.norrvik import Town


@pytest.fixture
def clock() -> SetClock:
    """Thursday 2 January 2025, seven in the morning in Norrvik: before anybody is written to."""
    return SetClock(datetime(2025, 1, 2, 6, tzinfo=UTC))


@pytest.fixture
def service(sqlite_folder: Path, clock: SetClock) -> Iterator[Service]:
    """A service with an organisation and a coordinator, and no plan."""
    settings = Settings(
        var=sqlite_folder,
        organisation="Norrvik",
        coordinator_name="Maja Ek",
        coordinator_email="maja.ek@norrvik.example",
        mail_from="arshjul@norrvik.example",
        public_url="https://plan.norrvik.example",
        mails_per_minute=1000,
    )
    built = build_service(settings, clock=clock)
    yield built
    built.store.close()


@pytest.fixture
def town(service: Service, clock: SetClock, tmp_path: Path) -> Town:
    """Norrvik: the service and everything a story needs to do with it."""
    return Town(service, clock, tmp_path)

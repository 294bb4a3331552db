"""What every test may ask for: missing programs named, private servers, an empty store."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from service.store.engine import Store
from service.store.migrate import upgrade
from tests.servers.postgres import private_postgres
from tests.servers.programs import find_program
from tests.servers.redis import private_redis

# No deadline: the machine is shared. Derandomised: a red run is red again.
settings.register_profile(
    "arshjul", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("arshjul")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip by name, or fail under CI, a test whose programs are not installed."""
    for marker in item.iter_markers("program"):
        for name in marker.args:
            if find_program(name) is None:
                if os.environ.get("CI") == "true":
                    pytest.fail(f"{name} is not installed, and under CI it must be", pytrace=False)
                pytest.skip(f"{name} is not installed")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store on SQLite."""
    opened = Store(f"sqlite:///{tmp_path / 'arshjul.sqlite'}")
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A private PostgreSQL's address, one for this test process."""
    with private_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A private Redis's address, one for this test process."""
    with private_redis() as url:
        yield url

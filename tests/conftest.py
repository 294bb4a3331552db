"""What every test may ask for: missing programs named, private servers, an empty store."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine

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


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest schema, made once for each test process: copied, it is made anew in no time."""
    file = tmp_path_factory.mktemp("empty") / "arshjul.sqlite"
    made = Store(f"sqlite:///{file}")
    upgrade(made)
    made.close()
    return file


@pytest.fixture
def sqlite_folder(tmp_path: Path, empty_database: Path) -> Path:
    """The test's own folder with an empty database in it, as a service of this release would make it."""
    copy(empty_database, tmp_path)  # with its mode: its owner's only
    return tmp_path


@pytest.fixture
def store(sqlite_folder: Path) -> Iterator[Store]:
    """An empty store on SQLite."""
    opened = Store(f"sqlite:///{sqlite_folder / 'arshjul.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A private PostgreSQL's address, one for this test process."""
    with private_postgres() as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_url: str) -> str:
    """The address of a new, empty database on the private PostgreSQL."""
    return new_database(postgres_url)


@pytest.fixture
def other_postgres_url(postgres_url: str) -> str:
    """The address of another new, empty database there."""
    return new_database(postgres_url)


def new_database(postgres_url: str) -> str:
    """Make an empty database on a server; return its address."""
    name = f"test_{secrets.token_hex(6)}"
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return postgres_url.rpartition("/")[0] + f"/{name}"


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A private Redis's address, one for this test process."""
    with private_redis() as url:
        yield url

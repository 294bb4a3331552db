"""The imported plan on both databases, once for all faults, and an SMTP server that keeps what comes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.rehearsal.sink import Sink
from tests.faults.ground import Ground
from tests.servers.postgres import restartable_postgres


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The plan in a file."""
    return Ground(tmp_path_factory.mktemp("sqlite")).prepare()


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[tuple[str, Callable[[], None]]]:
    """A private PostgreSQL to fill with databases, and what restarts it."""
    with restartable_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def on_postgres(
    tmp_path_factory: pytest.TempPathFactory, own_postgres: tuple[str, Callable[[], None]]
) -> Ground:
    """The plan in a database."""
    return Ground(tmp_path_factory.mktemp("postgres"), own_postgres[0]).prepare()


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """A mail server that takes everything."""
    started = Sink(tmp_path / "sink")
    started.start()
    yield started
    started.stop()

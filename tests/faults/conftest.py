"""Grounds for faults on both databases, and how long the campaign is."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.ground import Ground
from tests.servers.postgres import private_postgres


@pytest.fixture
def runs() -> int:
    """How many killings on each database: `ARSHJUL_FAULTS`, otherwise few."""
    return int(os.environ.get("ARSHJUL_FAULTS", "4"))


@pytest.fixture
def first_seed() -> int:
    """The first seed: `ARSHJUL_FAULTS_SEED` repeats a run."""
    return int(os.environ.get("ARSHJUL_FAULTS_SEED", "1"))


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Ground:
    """The plan in a file."""
    return Ground(tmp_path).prepare()


@pytest.fixture
def on_postgres(tmp_path: Path, own_postgres_url: str) -> Ground:
    """The plan in a PostgreSQL of this test module's own."""
    return Ground(tmp_path, own_postgres_url).prepare()


@pytest.fixture
def own_postgres_url() -> Iterator[str]:
    """A private PostgreSQL that a test may fill with databases."""
    with private_postgres() as url:
        yield url

"""kill -9 at random points of a day: everything comes, the ledger verifies, doubles have the same Message-ID."""

import pytest

from tests.faults.ground import Ground
from tests.faults.kills import Tally, campaign
from tests.faults.length import SEEDS


def tell(where: str, tally: Tally) -> None:
    print(f"{where}, seeds {SEEDS[0]}–{SEEDS[-1]}: {tally}")


@pytest.mark.timeout(3600)
def test_what_is_killed_on_sqlite_is_taken_up_again(on_sqlite: Ground) -> None:
    tally = campaign(on_sqlite, SEEDS)
    tell("SQLite", tally)
    assert not tally.wrong


@pytest.mark.timeout(3600)
@pytest.mark.program("initdb")
def test_what_is_killed_on_postgresql_is_taken_up_again(on_postgres: Ground) -> None:
    tally = campaign(on_postgres, SEEDS)
    tell("PostgreSQL", tally)
    assert not tally.wrong

"""kill -9 at random points of a day: everything comes, the ledger verifies, doubles have the same Message-ID."""

import pytest

from tests.faults.ground import Ground
from tests.faults.kills import campaign


@pytest.mark.timeout(3600)
def test_what_is_killed_on_sqlite_is_taken_up_again(on_sqlite: Ground, runs: int, first_seed: int) -> None:
    tally = campaign(on_sqlite, range(first_seed, first_seed + runs))
    print(f"SQLite: seeds {first_seed}–{first_seed + runs - 1}: {tally}")
    assert not tally.wrong


@pytest.mark.timeout(3600)
@pytest.mark.program("initdb")
def test_what_is_killed_on_postgresql_is_taken_up_again(
    on_postgres: Ground, runs: int, first_seed: int
) -> None:
    tally = campaign(on_postgres, range(first_seed, first_seed + runs))
    print(f"PostgreSQL: seeds {first_seed}–{first_seed + runs - 1}: {tally}")
    assert not tally.wrong

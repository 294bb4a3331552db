"""A copy of a database in use: what is committed is in it, what is under way is not, and it is its owner's only."""

from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from service.adapters.dumps import dump, restore
from service.ports import OutsideError
from service.store.engine import Store
from service.store.people import Organisation


def names_in(file: Path) -> list[str]:
    with closing(connect(file)) as database:
        return [name for (name,) in database.execute("SELECT name FROM organisation ORDER BY name")]


def test_a_copy_taken_in_the_middle_of_a_write_has_what_was_committed(store: Store, tmp_path: Path) -> None:
    with store.write() as session:
        session.add(Organisation(name="Norrvik", settings={}))
    with store.write() as session:
        session.add(Organisation(name="Söderås", settings={}))
        session.flush()
        dump(store.url, tmp_path / "kopia")
    assert names_in(tmp_path / "kopia") == ["Norrvik"]
    assert (tmp_path / "kopia").stat().st_mode & 0o777 == 0o600


def test_a_copy_comes_back_without_what_was_written_after_it(store: Store, tmp_path: Path) -> None:
    with store.write() as session:
        session.add(Organisation(name="Norrvik", settings={}))
    dump(store.url, tmp_path / "kopia")
    with store.write() as session:
        session.add(Organisation(name="Söderås", settings={}))
    store.close()
    restore(store.url, tmp_path / "kopia")
    assert names_in(tmp_path / "arshjul.sqlite") == ["Norrvik"]


def test_what_is_no_database_is_not_put_back(store: Store, tmp_path: Path) -> None:
    (tmp_path / "kopia").write_bytes(b"SQLite format 3\x00 and then nothing")
    with pytest.raises(OutsideError, match="damaged"):
        restore(store.url, tmp_path / "kopia")
    assert names_in(tmp_path / "arshjul.sqlite") == []

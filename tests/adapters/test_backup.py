"""A copy of the database is whole, is refused when it is damaged, and gives back what was there."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import select

from service.adapters.backup import back_up, restore
from service.ports import OutsideError
from service.store.engine import Store
from service.store.migrate import upgrade
from service.store.people import Organisation


def filled(url: str, name: str) -> Store:
    store = Store(url)
    upgrade(store)
    with store.write() as session:
        session.add(Organisation(name=name, zone="Europe/Stockholm", settings={}))
    return store


def names(url: str) -> list[str]:
    store = Store(url)
    with store.read() as session:
        found = list(session.scalars(select(Organisation.name).order_by(Organisation.id)))
    store.close()
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.program("pg_dump"))])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of either kind."""
    if request.param == "postgres":
        return str(request.getfixturevalue("empty_postgres_url"))
    return f"sqlite:///{tmp_path}/arshjul.sqlite"


def test_what_was_in_the_copy_is_what_comes_back(url: str, tmp_path: Path) -> None:
    store = filled(url, "Norrvik")
    # The service goes on while it is copied: its connection is open, and SQLite has a -wal beside the file.
    back_up(url, tmp_path / "kopia")
    with store.write() as session:
        session.add(Organisation(name="Efteråt", zone="Europe/Stockholm", settings={}))
    store.close()
    restore(url, tmp_path / "kopia")
    assert names(url) == ["Norrvik"]


def test_only_the_owner_may_read_a_copy(url: str, tmp_path: Path) -> None:
    filled(url, "Norrvik").close()
    back_up(url, tmp_path / "kopia")
    assert stat.S_IMODE((tmp_path / "kopia").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob(".*")] == []


@pytest.mark.parametrize(
    "content", [b"", b"hej", b"SQLite format 3\x00" + bytes(4000), b"PGDMP" + bytes(500)]
)
def test_what_is_no_whole_copy_changes_nothing(url: str, tmp_path: Path, content: bytes) -> None:
    filled(url, "Norrvik").close()
    (tmp_path / "kopia").write_bytes(content)
    with pytest.raises(OutsideError):
        restore(url, tmp_path / "kopia")
    assert names(url) == ["Norrvik"]


def test_a_copy_of_the_other_kind_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "kopia").write_bytes(b"PGDMP" + bytes(500))
    with pytest.raises(OutsideError) as refused:
        restore(f"sqlite:///{tmp_path}/arshjul.sqlite", tmp_path / "kopia")
    assert refused.value.text.endswith("är ingen kopia av en SQLite-databas.")

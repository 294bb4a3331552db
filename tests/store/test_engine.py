"""The store: one unit of work on SQLite and PostgreSQL, a schema that migrations and models agree on."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from service.store.engine import Store
from service.store.migrate import current, newest, upgrade
from service.store.people import Organisation, PartyRow, SignIn
from service.store.schema import metadata


def add_norrvik(store: Store) -> int:
    with store.write() as session:
        organisation = Organisation(name="Norrvik", settings={})
        session.add(organisation)
        session.flush()
        maja = PartyRow(organisation_id=organisation.id, name="Maja Ek")
        session.add(maja)
        session.flush()
        return maja.id


def test_the_migrations_give_exactly_the_models_schema(store: Store) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_twice_changes_nothing(store: Store) -> None:
    upgrade(store)
    assert current(store) == newest()


@pytest.mark.program("initdb")
def test_the_migrations_give_the_models_schema_on_postgresql_too(empty_postgres_url: str) -> None:
    store = Store(empty_postgres_url)
    upgrade(store)
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    store.close()


def test_a_failed_block_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as session:
        session.add(Organisation(name="Norrvik", settings={}))
        session.flush()
        _ = 1 / 0
    with store.read() as session:
        assert session.scalars(select(Organisation)).all() == []


def test_an_instant_without_a_zone_is_refused(store: Store) -> None:
    maja = add_norrvik(store)
    with pytest.raises(StatementError, match="zone"), store.write() as session:
        session.add(SignIn(party_id=maja, secret_hash="x", expires_at=datetime(2025, 3, 1)))


def test_an_instant_comes_back_as_utc(store: Store) -> None:
    maja = add_norrvik(store)
    noon = datetime(2025, 3, 1, 12, tzinfo=UTC)
    with store.write() as session:
        session.add(SignIn(party_id=maja, secret_hash="x", expires_at=noon))
    with store.read() as session:
        assert session.scalars(select(SignIn.expires_at)).one() == noon


def test_a_new_file_of_sqlites_is_its_owners_only(store: Store) -> None:
    add_norrvik(store)
    file = Path(store.engine.url.database or "")
    assert {path.stat().st_mode & 0o777 for path in file.parent.glob("arshjul.sqlite*")} == {0o600}


def test_nobody_else_on_the_machine_may_read_the_file(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/egen.sqlite")
    upgrade(store)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("egen.sqlite*")}
    store.close()
    assert set(modes.values()) == {0o600}
    assert "egen.sqlite-wal" in modes

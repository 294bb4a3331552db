"""Bring a database to the newest schema (Alembic), from an empty file or from any earlier release."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from service.store.engine import Store
from service.store.statistics import teach

_ADVISORY_LOCK = 2023196
"""Any fixed number will do: it keeps two processes that start at once from migrating at once."""


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for our scripts, over `connection`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """Return the newest revision's name."""
    return ScriptDirectory.from_config(configuration()).get_current_head() or ""


def current(store: Store) -> str | None:
    """Return the revision a database stands at, None when it is empty."""
    with store.engine.execution_options(arshjul_reading=True).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(store: Store) -> None:
    """Bring the database to the newest revision; safe when several processes start together."""
    if current(store) == newest():
        return
    with store.engine.begin() as connection:
        if not store.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
        command.upgrade(configuration(connection), "head")
        if store.is_sqlite:
            teach(connection)

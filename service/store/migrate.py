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

NEWER = "Databasen är från en nyare version av Årshjul. Installera den versionen, eller lägg tillbaka en kopia från före den."


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


def is_newer(revision: str | None) -> bool:
    """Whether a revision is of a later release than this one: unknown to our scripts."""
    known = {each.revision for each in ScriptDirectory.from_config(configuration()).walk_revisions()}
    return revision is not None and revision not in known


def upgrade(store: Store) -> None:
    """Bring the database to the newest revision; safe when several processes start together.

    ValueError: the database is of a later release; nothing in it is touched.
    """
    stands = current(store)
    if stands == newest():
        return
    if is_newer(stands):
        raise ValueError(NEWER)
    with store.engine.begin() as connection:
        if not store.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
        command.upgrade(configuration(connection), "head")
        if store.is_sqlite:
            teach(connection)

"""The database behind one door: a unit of work to write, a snapshot to read; SQLite and PostgreSQL alike."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

READING = {"arshjul_reading": True}

CACHE_KIB = 16_000
"""What each connection to SQLite may keep of the file: its own two megabytes are soon too few for a ledger of some years."""

PRAGMAS = (
    "journal_mode=WAL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "synchronous=FULL",
    f"cache_size=-{CACHE_KIB}",
)

AT_ONCE = 500
"""How many rows are asked for with one query's IN: databases limit how many values a query may carry."""


def open_engine(url: str) -> Engine:
    """Return an engine for `url`. Errors never show parameters: they are people's words and addresses.

    SQLite runs in WAL with full sync (a lost commit would be a lost reminder) and takes its write lock at BEGIN: a
    deferred BEGIN that reads first and writes later fails with "database is locked" however long it may wait.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10, hide_parameters=True)
    if parsed.database:
        _make_private(Path(parsed.database))
    if parsed.database and parsed.database != ":memory:":
        # SQLite gives the files beside it the same rights: people's words are nobody else's to read on the machine.
        os.close(os.open(parsed.database, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(file: Path) -> None:
    """Make the database's file readable for its owner only: SQLite would follow the umask. Its journals follow it."""
    if file.parent.is_dir():
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("arshjul_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class Store:
    """The unit of work. `write()` commits at the end of the block or rolls back; `read()` never writes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_engine(url)
        self._reading = self.engine.execution_options(**READING)

    @property
    def is_sqlite(self) -> bool:
        """Whether one writer at a time is a law of the database (no SKIP LOCKED)."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: all of the block or nothing."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A snapshot to read from; what is loaded may be used after the block."""
        with Session(self._reading, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

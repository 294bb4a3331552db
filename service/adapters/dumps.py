"""A database copied to a file while it is in use, and put back from one: SQLite by its online backup, PostgreSQL by its
own programs."""

import os
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from service.ports import OutsideError

OWNER_ONLY = 0o600


def is_sqlite(url: str) -> bool:
    """Whether the database is a file of SQLite's."""
    return make_url(url).get_backend_name() == "sqlite"


def file_of(url: str) -> Path:
    """Return the file of a database on SQLite."""
    return Path(make_url(url).database or "")


def dump(url: str, target: Path) -> None:
    """Write one consistent copy of the database to a new file, readable for its owner only, and check the copy.

    OutsideError: the copy could not be made, or does not hold together.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
    if not is_sqlite(url):
        _run("pg_dump", url, ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])
        _run("pg_restore", url, ["--list", str(target)], connect=False)
        return
    source = file_of(url)
    if not source.exists():
        raise OutsideError("absent", f"Det finns ingen databas i {source}.", permanent=True)
    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as live:
        try:
            with closing(sqlite3.connect(target)) as copy:
                live.backup(copy)
                # The copy is one file: without this it would ask for a -wal beside it.
                copy.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as problem:
            raise OutsideError(
                "dump", f"Databasen gick inte att kopiera: {problem}.", permanent=False
            ) from None
    check_sqlite(target)


def check_sqlite(file: Path) -> None:
    """OutsideError: the file is no database, or not whole."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            (said,) = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as problem:
        said = str(problem)
    if said != "ok":
        raise OutsideError("damaged", "Kopian av databasen är skadad.", permanent=True)


def is_empty(url: str) -> bool:
    """Whether restoring would overwrite nothing."""
    if is_sqlite(url):
        file = file_of(url)
        return not file.exists() or file.stat().st_size == 0
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    return _run("psql", url, ["--no-psqlrc", "--tuples-only", "--command", tables]).strip() == "0"


def is_in_use(url: str) -> bool:
    """Whether anybody else has the database open: a service of ours, wherever its web listens, or an administrator."""
    if not is_sqlite(url):
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return _run("psql", url, ["--no-psqlrc", "--tuples-only", "--command", others]).strip() != "0"
    if is_empty(url):
        return False
    with closing(sqlite3.connect(file_of(url), timeout=0, isolation_level=None)) as alone:
        try:
            # In WAL every open connection holds a lock on the file, and this asks for the only one.
            alone.execute("PRAGMA locking_mode=EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return True
        except sqlite3.DatabaseError:
            return False  # no database, or a damaged one: a copy may be what it needs
        alone.execute("ROLLBACK")
    return False


def restore(url: str, source: Path) -> None:
    """Put the database back from a file that `dump` wrote. What is there is overwritten; all of it or nothing.

    OutsideError: the file is not whole, or the database does not take it.
    """
    if not is_sqlite(url):
        options = ["--clean", "--if-exists"] if not is_empty(url) else []
        _run(
            "pg_restore",
            url,
            [
                *options,
                "--no-owner",
                "--no-privileges",
                "--single-transaction",
                "--exit-on-error",
                str(source),
            ],
        )
        return
    check_sqlite(source)
    target = file_of(url)
    target.parent.mkdir(parents=True, exist_ok=True)
    # A journal of the old database must never be laid over the new one.
    for journal in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            target.with_name(target.name + journal).unlink()
    source.chmod(OWNER_ONLY)
    source.replace(target)


def _run(program: str, url: str, arguments: Sequence[str], *, connect: bool = True) -> str:
    """Run one of PostgreSQL's programs. The password goes in its environment: others may see a command line."""
    parsed: URL = make_url(url)
    address = parsed.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": parsed.password} if parsed.password else {}
    try:
        done = subprocess.run(  # noqa: S603 (our own words, no shell)
            [program, *([f"--dbname={address}"] if connect else []), *arguments],
            env={**os.environ, **secret},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        text = f"Programmet {program} saknas. Installera postgresql-client i minst databasens version."
        raise OutsideError("program", text, permanent=True) from None
    if done.returncode:
        said = " ".join(done.stderr.split())[:300]
        raise OutsideError("postgresql", f"{program} misslyckades: {said}", permanent=True)
    return done.stdout

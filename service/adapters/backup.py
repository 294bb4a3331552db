"""A copy of the database in one file, taken while the service goes, and put back.

SQLite is copied through its own online backup, PostgreSQL by `pg_dump` in its custom form; each is read through again
before it is called a copy. The key for links and reply addresses is not in it: a copy that opens every door would have to be
kept like a key. Whoever restores needs both.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from service.ports import OutsideError

SQLITE = b"SQLite format 3\x00"
DUMP = b"PGDMP"
"""How files of the two forms begin."""


def back_up(database: str, target: Path) -> int:
    """Write a copy of the database at the address `database` to `target`; return its size in bytes.

    The file appears whole or not at all, readable by its owner alone. OutsideError: it cannot be written or does not hold.
    """
    url, draft = make_url(database), target.with_name(f".{target.name}.skrivs")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        if url.get_backend_name() == "sqlite":
            _copy_sqlite(Path(url.database or ""), draft)
        else:
            _run(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                f"--file={draft}",
                f"--dbname={_plain(url)}",
                url=url,
            )
            _run("pg_restore", "--list", str(draft), url=url)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def restore(database: str, source: Path) -> None:
    """Put a copy back as the database at the address `database`, in place of what is there; nothing may be using it.

    OutsideError: the file is no copy of this kind of database, or is damaged; then what was there is left as it was.
    """
    url = make_url(database)
    with source.open("rb") as file:
        begins = file.read(16)
    if url.get_backend_name() == "sqlite":
        if not begins.startswith(SQLITE):
            raise _refused(f"{source} är ingen kopia av en SQLite-databas.")
        _restore_sqlite(source, Path(url.database or ""))
    else:
        if not begins.startswith(DUMP):
            raise _refused(f"{source} är ingen kopia av en PostgreSQL-databas.")
        wanted = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _run("pg_restore", *wanted, f"--dbname={_plain(url)}", str(source), url=url)


def _copy_sqlite(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        # One file is easier to keep than three.
        copy.execute("PRAGMA journal_mode=DELETE")
    _check_sqlite(target)


def _check_sqlite(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            (said,) = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as problem:
        said = str(problem)
    if said != "ok":
        raise _refused(f"{file} är skadad ({said}).")


def _restore_sqlite(source: Path, target: Path) -> None:
    draft = target.with_name(f".{target.name}.skrivs")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        shutil.copyfile(source, draft)
        _check_sqlite(draft)
        for beside in ("-wal", "-shm"):
            Path(f"{target}{beside}").unlink(missing_ok=True)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _plain(url: URL) -> str:
    """Return the address as PostgreSQL's own programs write it, without the password: others may list processes."""
    return url.set(drivername="postgresql", password=None).render_as_string()


def _run(program: str, *words: str, url: URL) -> None:
    where = shutil.which(program)
    if where is None:
        raise _refused(f"Programmet {program} saknas. På Debian: apt-get install postgresql-client.")
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(  # noqa: S603 - our own words, to a program found on the path
        [where, *words],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip() or "inget svar").splitlines()[0]
        raise _refused(f"{program} gick inte: {reason}")


def _refused(text: str) -> OutsideError:
    return OutsideError("backup", text, permanent=True)

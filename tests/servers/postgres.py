"""A private PostgreSQL: its own folder, a socket-less loopback port, gone when the test ends."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.programs import free_port, program


def _account() -> str | None:
    """PostgreSQL refuses to run as root: then Debian's own account for it is used."""
    return "postgres" if os.geteuid() == 0 else None


@contextmanager
def private_postgres() -> Iterator[str]:
    """Start a server with one empty database; yield its SQLAlchemy address."""
    with restartable_postgres() as (url, _):
        yield url


@contextmanager
def restartable_postgres() -> Iterator[tuple[str, Callable[[], None]]]:
    """Start a server with one empty database; yield its address, and what stops it at once and starts it again."""
    folder = Path(tempfile.mkdtemp(prefix="arshjul-pg-"))
    account = _account()
    if account:
        shutil.chown(folder, account)
    data = folder / "data"
    run = {"cwd": folder, "user": account, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(
        [program("initdb"), "-D", data, "-U", "arshjul", "--auth=trust", "-E", "UTF8", "--no-sync"],
        check=True,
        **run,
    )  # type: ignore[call-overload]
    port = free_port()
    options = [
        "-c",
        f"port={port}",
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        f"unix_socket_directories={folder}",
    ]
    options += ["-c", "fsync=off", "-c", "max_connections=100"]
    running = []

    def start() -> None:
        command = [program("postgres"), "-D", data, *options]
        running.append(subprocess.Popen(command, **run))  # type: ignore[call-overload]
        _wait_until_ready(port, folder)

    def restart() -> None:
        # SIGQUIT is PostgreSQL's immediate shutdown: no farewell, and recovery from its log at the next start.
        running[-1].send_signal(signal.SIGQUIT)
        running[-1].wait(timeout=20)
        start()

    try:
        start()
        yield f"postgresql+psycopg://arshjul@127.0.0.1:{port}/postgres", restart
    finally:
        running[-1].terminate()
        running[-1].wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(port: int, folder: Path) -> None:
    command = [program("pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-U", "arshjul"]
    for _ in range(200):
        if subprocess.run(command, capture_output=True, cwd=folder, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start")

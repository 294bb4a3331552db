"""A private Redis on a free loopback port, nothing kept on disk."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import redis

from tests.servers.programs import free_port, program


@contextmanager
def private_redis() -> Iterator[str]:
    """Start a server; yield its address."""
    with restartable_redis() as (url, _):
        yield url


@contextmanager
def restartable_redis() -> Iterator[tuple[str, Callable[[], None]]]:
    """Start a server; yield its address, and what kills it and starts it again, empty."""
    port = free_port()
    options = f"--port {port} --bind 127.0.0.1 --appendonly no --save".split()
    running = []

    def start() -> None:
        command = [program("redis-server"), *options, ""]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        _wait_until_ready(port)

    def restart() -> None:
        running[-1].kill()
        running[-1].wait(timeout=20)
        start()

    try:
        start()
        yield f"redis://127.0.0.1:{port}/0", restart
    finally:
        running[-1].terminate()
        running[-1].wait(timeout=20)


def _wait_until_ready(port: int) -> None:
    with redis.Redis(host="127.0.0.1", port=port) as client:
        for _ in range(100):
            try:
                client.ping()
                return
            except redis.ConnectionError:
                time.sleep(0.05)
    raise RuntimeError("Redis did not start")

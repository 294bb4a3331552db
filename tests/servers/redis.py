"""A private Redis on a free loopback port, nothing kept on disk."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from tests.servers.programs import free_port, program


@contextmanager
def private_redis() -> Iterator[str]:
    """Start a server; yield its address."""
    port = free_port()
    command = [
        program("redis-server"),
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_ready(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_ready(port: int) -> None:
    with redis.Redis(host="127.0.0.1", port=port) as client:
        for _ in range(100):
            try:
                client.ping()
                return
            except redis.ConnectionError:
                time.sleep(0.05)
    raise RuntimeError("Redis did not start")

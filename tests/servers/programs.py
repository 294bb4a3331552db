"""Where installed programs are; Debian keeps some outside the usual path."""

import os
import shutil
import socket
from pathlib import Path


def find_program(name: str) -> str | None:
    """Return the path of an installed program, None when it is missing."""
    postgres = sorted(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin"))
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", *reversed(postgres)])
    return shutil.which(name, path=path)


def program(name: str) -> str:
    """Return the path of a program that the test has asked for with its marker."""
    found = find_program(name)
    assert found, f"{name} is not installed"
    return found


def free_port() -> int:
    """Return a port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

"""The command line as a person uses it, in an installation of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def arshjul(tmp_path: Path) -> "Arshjul":
    """The command, in an installation of its own."""
    return Arshjul(tmp_path)


class Arshjul:
    def __init__(self, folder: Path) -> None:
        self.told = {
            **os.environ,
            "ARSHJUL_VAR": str(folder),
            "ARSHJUL_COORDINATOR_NAME": "Maja Ek",
            "ARSHJUL_COORDINATOR_EMAIL": "maja.ek@norrvik.example",
        }

    def __call__(self, *words: str) -> tuple[int, str]:
        """Run one command; return its exit code and what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "service", *words],
            env=self.told,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

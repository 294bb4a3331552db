"""The same weeks, embedded on SQLite and distributed on PostgreSQL and Redis, give the same mails and records."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def live(form: str, folder: Path, *addresses: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.journeys.both_ways", form, str(folder), *addresses]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr[-4000:]
    story: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return story


@pytest.mark.timeout(300)
@pytest.mark.program("initdb", "redis-server")
def test_embedded_and_distributed_live_through_the_same_weeks(
    tmp_path: Path, empty_postgres_url: str, redis_url: str
) -> None:
    embedded = live("embedded", tmp_path / "embedded")
    distributed = live("distributed", tmp_path / "distributed", empty_postgres_url, redis_url)
    assert len(embedded["messages"]) > 20
    assert len(embedded["records"]) > 5
    assert [each for each in embedded["messages"] if each not in distributed["messages"]] == []
    assert [each for each in distributed["messages"] if each not in embedded["messages"]] == []
    assert embedded == distributed

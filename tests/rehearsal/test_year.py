"""The rehearsed year keeps the rules that its real counterparts keep."""

import threading
from datetime import UTC, datetime, timedelta
from heapq import heappush
from pathlib import Path

from service.rehearsal.owners import OwnerModel
from service.rehearsal.sink import Sink
from service.rehearsal.year import Post
from tests.flows.conftest import clock, service, town
from tests.flows.norrvik import Town

__all__ = ["clock", "service", "town"]

LETTER = b"x" * 2_000_000 + b"END"


def test_whoever_looks_in_the_maildir_sees_whole_letters_only(town: Town, tmp_path: Path) -> None:
    sink = Sink(tmp_path / "sink")
    sink.start()
    post = Post(town.service, sink, OwnerModel(), tmp_path / "box")
    now = datetime(2025, 1, 7, tzinfo=UTC)
    for number in range(60):
        heappush(post._waiting, (now - timedelta(hours=1), number, LETTER))
    torn: list[str] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            for path in (tmp_path / "box" / "new").iterdir():
                if path.stat().st_size != len(LETTER):
                    torn.append(path.name)

    reader = threading.Thread(target=look)
    reader.start()
    post.deliver_until(now)
    done.set()
    reader.join()
    sink.stop()
    assert torn == []
    assert post.unread == 60

"""The timetable kept in memory: nothing depends on when beat last ran, so there is no file to keep or to break.

In the embedded form the same beat runs in a thread and its tasks run in it, one after another.
"""

from queue import Empty, SimpleQueue
from typing import Any

from celery.beat import EmbeddedService, Scheduler

from tasks.app import app

_nudges: SimpleQueue[str] = SimpleQueue()


class Ticker(Scheduler):  # type: ignore[misc]
    """Celery's in-memory scheduler, which also does at once what it has been nudged to do."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Run what was asked for since the last tick, then what the timetable says."""
        for sweep in _drain():
            self.app.tasks[sweep].apply_async()
        seconds: float = super().tick(*args, **kwargs)
        return seconds


def _drain() -> set[str]:
    asked: set[str] = set()
    while True:
        try:
            asked.add(_nudges.get_nowait())
        except Empty:
            return asked


def nudge_ticker(sweep: str) -> None:
    """Ask the embedded ticker for a sweep; it comes within a second, in the ticker's own thread."""
    _nudges.put(sweep)


def start_ticker() -> Any:
    """Start the embedded ticker; `stop()` on what is returned ends it."""
    app.loader.import_default_modules()
    thread = EmbeddedService(app, thread=True, scheduler_cls=Ticker)
    thread.start()
    return thread

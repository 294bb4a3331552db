"""The Celery app. The database is the queue; what runs here only shortens the waiting.

No result backend, no eta, countdown, retry or chord: on Redis a long eta runs several times, and every job is a
bounded sweep that can be run again at any time.
"""

from collections.abc import Callable
from functools import lru_cache

from celery import Celery
from kombu.exceptions import OperationalError

from config.settings import read_settings
from service.bootstrap import build_service
from service.flows.service import Service
from tasks.timetable import timetable

app = Celery("arshjul", include=["tasks.sweeps"])


def configure(broker_url: str, sweep_seconds: int) -> Celery:
    """Set the app up for a broker, or, without one, for running its tasks where they are called."""
    app.conf.update(
        broker_url=broker_url or "memory://",
        task_always_eager=not broker_url,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={"visibility_timeout": 3600},
        task_serializer="json",
        accept_content=["json"],
        task_default_queue="arshjul",
        timezone="UTC",
        enable_utc=True,
        worker_hijack_root_logger=False,
        beat_schedule=timetable(sweep_seconds),
        beat_scheduler="tasks.ticker:Ticker",
    )
    return app


class _Running:
    """The service that this process's tasks work with: the embedded one, or one built at the first task.

    A worker's children are forked before they build theirs, so no connection crosses a fork.
    """

    make: Callable[[], Service] | None = None


def use_service(service: Service) -> None:
    """Let the tasks of this process work with `service` (the embedded form)."""
    _Running.make = lambda: service


@lru_cache(maxsize=1)
def _own_service() -> Service:
    return build_service(read_settings(), nudge=nudge)


def service() -> Service:
    """Return the service that tasks work with."""
    return _Running.make() if _Running.make else _own_service()


def nudge(sweep: str) -> None:
    """Ask for a sweep soon. When the broker does not answer the hint is lost: the timetable comes anyway."""
    try:
        app.send_task(sweep, retry=False, expires=300)
    except (OperationalError, OSError):
        return

"""How often each sweep runs. Intervals only: what day and hour something is due is the domain's business."""

from datetime import timedelta
from typing import Any

from service.flows.sweeps import SWEEPS


def timetable(seconds: int) -> dict[str, dict[str, Any]]:
    """Return Celery's beat schedule: every sweep every `seconds`, times its own pace.

    An entry expires just under its interval, so that sweeps never pile up behind a stopped worker.
    """
    return {
        sweep.name: {
            "task": sweep.name,
            "schedule": timedelta(seconds=seconds * sweep.pace),
            "options": {"expires": seconds * sweep.pace * 0.95},
        }
        for sweep in SWEEPS
    }

"""The tasks: one for each sweep, each of them a line."""

from collections.abc import Callable

from service.flows.sweeps import SWEEPS, Sweep
from service.flows.vital_signs import note_sweep
from tasks.app import app, service


def _task(sweep: Sweep) -> Callable[[], int]:
    @app.task(name=sweep.name)  # type: ignore[untyped-decorator]
    def run() -> int:
        """Do what is due now, and note that it was done."""
        done = sweep.run(service())
        note_sweep(service(), sweep.name)
        return done

    return run  # type: ignore[no-any-return]


TASKS = [_task(sweep) for sweep in SWEEPS]

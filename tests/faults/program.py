"""A process of the service with a clock that shows another day, for real kill -9 and real restarts.

`python -m tests.faults.program run|worker|beat FOLDER DATABASE SMTP_PORT BROKER START`
"""

import sys
from datetime import datetime
from pathlib import Path

from celery.apps.beat import Beat

from service.adapters.clock import ShiftedClock
from service.commands.run import open_port, serve
from tasks.app import app, configure, nudge, use_service
from tests.faults.ground import Place


def main(form: str, folder: str, database: str, smtp_port: str, broker: str, start: str) -> None:
    """Be one of the service's processes until somebody ends it."""
    place = Place(Path(folder), database)
    clock = ShiftedClock(datetime.fromisoformat(start))
    if form == "run":
        settings = place.settings(int(smtp_port))
        serve(settings, open_port(settings), clock)
        return
    configure(broker, 1)
    app.loader.import_default_modules()
    if form == "beat":
        Beat(app=app, loglevel="CRITICAL", quiet=True, scheduler="tasks.ticker:Ticker").run()
        return
    use_service(place.service(clock, int(smtp_port), broker, nudge))
    app.worker_main(["worker", "--loglevel=critical", "--pool=solo", "--without-mingle", "--without-gossip"])


if __name__ == "__main__":
    main(*sys.argv[1:])

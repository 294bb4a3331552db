"""The README's picture, taken anew: `python -m tests.picture [FILE.png]`.

Lives through Norrvik's year, keeps the database as it stood one morning in May, opens the overview on it under a clock set
to that morning, and takes its picture in the installed Chromium.
"""

import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from playwright.sync_api import sync_playwright

from config.settings import Settings
from service.adapters.clock import SetClock
from service.bootstrap import build_service
from service.flows.service import Service
from service.rehearsal.demo import run_demo
from service.web.app import create_app
from tests.servers.programs import free_port, program
from tests.web.conftest import link_secret

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "oversikt.png"
MORNING = datetime(2025, 5, 12, 7, 30, tzinfo=UTC)
"""A Monday with follow-up dates behind and ahead of it."""

SIZE = (1280, 1260)


def main(arguments: list[str]) -> None:
    """Take the picture."""
    target = Path(arguments[0]) if arguments else PICTURE
    with TemporaryDirectory() as folder:
        live_until_morning(Path(folder))
        service = build_service(
            Settings(var=Path(folder) / "morning", database_url="", broker_url=""), clock=SetClock(MORNING)
        )
        with answering(service) as address:
            take(target, service, address)
        service.store.close()
    print(f"{target}: {target.stat().st_size // 1000} kB")


def live_until_morning(folder: Path) -> None:
    """Leave in `folder`/morning the database as it stood before the morning's mail."""
    (folder / "morning").mkdir()
    run_demo(folder / "year", keeper(folder / "year", folder / "morning"))


def keeper(year: Path, morning: Path) -> Callable[[str], None]:
    """Return what listens to the year's progress, whose lines begin with the day, and copies at the right one."""

    def tell(line: str) -> None:
        kept = morning / "arshjul.sqlite"
        if line.startswith(f"{MORNING:%Y-%m-%d}") and not kept.exists():
            with (
                closing(sqlite3.connect(year / "arshjul.sqlite")) as source,
                closing(sqlite3.connect(kept)) as copy,
            ):
                source.backup(copy)

    return tell


@contextmanager
def answering(service: Service) -> Iterator[str]:
    """Let the pages answer on loopback; give their address."""
    port = free_port()
    config = uvicorn.Config(create_app(service), host="127.0.0.1", port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def take(target: Path, service: Service, address: str) -> None:
    """Sign in as the coordinator and photograph the overview."""
    width, height = SIZE
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=["--no-sandbox"])
        page = browser.new_page(base_url=address, viewport={"width": width, "height": height})
        page.goto(f"/in/{link_secret(service)}")
        page.get_by_role("button", name="Logga in").click()
        page.wait_for_url("**/", wait_until="load")
        target.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=target)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])

"""The README's picture, taken anew: `python -m tests.picture [FILE.png]`.

Lives through Norrvik's year, opens the overview as it stood one morning in May under a clock set to that morning, and takes
its picture in the installed Chromium.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from playwright.sync_api import sync_playwright

from config.settings import Settings
from service.adapters.clock import SetClock
from service.bootstrap import build_service
from service.flows.service import Service
from service.rehearsal.demo import run_demo
from service.rehearsal.morning import MORNING, morning_settings
from service.web.app import create_app
from tests.servers.programs import free_port, program
from tests.web.conftest import link_secret

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "oversikt.png"
SIZE = (1280, 1260)


def main(arguments: list[str]) -> None:
    """Take the picture."""
    target = Path(arguments[0]) if arguments else PICTURE
    with TemporaryDirectory() as folder:
        run_demo(Path(folder), lambda line: None)
        service = build_service(morning_settings(Path(folder), Settings()), clock=SetClock(MORNING))
        with answering(service) as address:
            take(target, service, address)
        service.store.close()
    print(f"{target}: {target.stat().st_size // 1000} kB")


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

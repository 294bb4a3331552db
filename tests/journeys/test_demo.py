"""`make demo` and `make look`: the year in Norrvik leaves what it says it leaves, and a morning of it can be looked at."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from config.settings import Settings
from service.adapters.clock import SetClock
from service.bootstrap import build_service
from service.flows.verify_ledger import verify_ledger
from service.rehearsal.demo import run_demo
from service.rehearsal.morning import MORNING, morning_settings
from service.web.app import create_app
from tests.flows.norrvik import text_of


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The folder of the lived year, and what the command says of it."""
    folder = tmp_path_factory.mktemp("demo")
    yield folder, run_demo(folder, lambda line: None)


def test_the_year_leaves_what_it_says(year: tuple[Path, str]) -> None:
    folder, said = year
    assert "47 åtgärder" in said
    named = [line.split()[0] for line in said.splitlines() if line.startswith("  ") and "." in line]
    for name in named:
        assert (folder / name).exists(), name
    assert "Årsanalys" in load_workbook(folder / "atgardsplan-med-uppfoljning.xlsx").sheetnames
    assert list((folder / "mail").glob("*.eml"))


def test_the_kept_morning_is_the_years_own(year: tuple[Path, str]) -> None:
    folder, _ = year
    service = build_service(morning_settings(folder, Settings()), clock=SetClock(MORNING))
    assert service.mailer.name == "eml"
    assert verify_ledger(service, 1) == []
    link = newest_answer_link(folder / "mail")
    with TestClient(create_app(service), base_url="http://127.0.0.1:8000") as browser:
        assert browser.get(link).status_code == 200
    service.store.close()


def newest_answer_link(mails: Path) -> str:
    """Return the answer link of the newest mail before the morning."""
    for path in sorted(mails.glob("*.eml"), reverse=True):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        found = re.search(r"http://[^\s/]+(/svar/\w+)", text_of(mail))
        if found and mail["Date"].datetime < MORNING:
            return found[1]
    raise AssertionError("no mail has an answer link")


def test_a_rehearsal_does_not_look_at_the_environment_where_the_real_mailbox_stands() -> None:
    told = {
        **os.environ,
        "ARSHJUL_IMAP_HOST": "imap.norrvik.example",
        "ARSHJUL_SMTP_HOST": "smtp.norrvik.example",
    }
    asked = (
        "from config.settings import Settings, SettingsApart;"
        "print(Settings().imap_host, repr(SettingsApart().imap_host + SettingsApart().smtp_host))"
    )
    said = subprocess.run([sys.executable, "-c", asked], env=told, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["imap.norrvik.example", "''"]

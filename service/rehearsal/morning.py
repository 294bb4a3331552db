"""One morning of Norrvik's year, kept to be looked at: much is going on, some of it waits for the coordinator."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

from config.settings import Settings, SettingsApart

MORNING = datetime(2025, 5, 12, 7, 30, tzinfo=UTC)
"""A Monday with follow-up dates behind and ahead of it, before its mail has gone out in full."""


def keep_morning(year: Path, tell: Callable[[str], None]) -> Callable[[str], None]:
    """Return `tell` that also copies the database in `year` to its folder "morgon" when the day has come.

    The rehearsal's lines begin with the day it has reached.
    """
    folder = year / "morgon"

    def telling(line: str) -> None:
        tell(line)
        if line.startswith(f"{MORNING:%Y-%m-%d}") and not folder.exists():
            folder.mkdir()
            _copy(year / "arshjul.sqlite", folder / "arshjul.sqlite")
            copyfile(year / "secret.key", folder / "secret.key")

    return telling


def morning_settings(year: Path, like: Settings) -> Settings:
    """Return the settings to look at the morning that was kept in `year`, at the address of `like`. No mail leaves."""
    return SettingsApart(
        var=year / "morgon", public_url=like.public_url, host=like.host, port=like.port, mail_transport="eml"
    )


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as year, closing(sqlite3.connect(target)) as morning:
        year.backup(morning)

"""Asking how a phrase would be read starts neither the web, the database nor Celery."""

import subprocess
import sys

import pytest

ASK = """
import sys
from service.__main__ import main
try:
    main()
except SystemExit:
    pass
print(*{name.partition(".")[0] for name in sys.modules})
"""
HEAVY = {
    "fastapi",
    "starlette",
    "uvicorn",
    "sqlalchemy",
    "alembic",
    "celery",
    "kombu",
    "jinja2",
    "openpyxl",
}


@pytest.mark.parametrize("arguments", [("when", "2 ggr/år", "--year", "2025"), ("who", "Maja Ek ansvarar")])
def test_one_phrase_is_read_without_web_database_or_celery(arguments: tuple[str, ...]) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", ASK, "read", *arguments],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    reading, modules = asked.stdout.strip().rsplit("\n", 1)
    assert reading.startswith(("Läses som:", "Personer:"))
    assert not HEAVY & set(modules.split())

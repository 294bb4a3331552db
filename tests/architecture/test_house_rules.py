"""House rules that no linter knows, checked by reading the code."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("service", "tasks", "config")


def modules() -> Iterator[Path]:
    for folder in OURS:
        yield from (ROOT / folder).rglob("*.py")


def committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def asks_the_time(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today", "time"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "time"}
    )


def test_only_the_clock_adapter_asks_what_time_it_is() -> None:
    guilty = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules()
        if path != ROOT / "service/adapters/clock.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if asks_the_time(node) and isinstance(node, ast.Call)
    ]
    assert guilty == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_the_rule_against_asking_the_time_sees_one_who_does() -> None:
    assert any(asks_the_time(node) for node in ast.walk(ast.parse("datetime.now(UTC)")))


def test_no_module_is_called_after_nothing() -> None:
    nameless = {"utils", "helpers", "manager", "common", "misc"}
    assert [path for path in modules() if path.stem in nameless] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_carries_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"https?://|--index|--find-links|--trusted-host", text)
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\w)", text.strip()))


def test_no_committed_text_names_a_package_index() -> None:
    hosts = re.compile(
        "|".join(
            ["py" + r"pi\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "deb" + r"\.debian\.org"]
        )
    )
    naming = [
        str(path.relative_to(ROOT))
        for path in committed()
        if path.suffix in {".py", ".md", ".toml", ".lock", ".in", ".yml", ".sh", ".html", ".txt", ""}
        and hosts.search(path.read_text(errors="ignore"))
    ]
    assert naming == []

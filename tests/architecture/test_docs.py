"""What the documents name is there: files, headings, commands and their options, settings and make targets."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from config.settings import Settings
from service.__main__ import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
OURS = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
COMMANDS: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
COMMAND = re.compile(r"(?<![./\w-])(?:\.venv/bin/)?arshjul ([a-z|]+(?: [a-z|]+)?)([^\n#]*)")


def code_in(text: str) -> list[str]:
    """Return what is written as code: fenced blocks and spans."""
    return [
        *re.findall(r"```.*?\n(.*?)```", text, re.DOTALL),
        *re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text),
    ]


def commands_in(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the words after `arshjul` in code, as far as they may be commands, and the options that follow."""
    for code in code_in(text):
        for words, rest in COMMAND.findall(code):
            yield words.split(" "), re.findall(r"(?<!\S)\[?(--[a-z-]+)", rest)


def missing(words: list[str], options: list[str]) -> list[str]:
    """Return what of a command line does not exist."""
    lacking: list[str] = []
    for name in words[0].split("|"):
        command = COMMANDS.get(name)
        inside: dict[str, Any] | None = getattr(command, "commands", None)
        if inside is None:
            lacking += _unknown(name, command, options)
            continue
        for inner in words[1].split("|") if len(words) > 1 else []:
            lacking += _unknown(f"{name} {inner}", inside.get(inner), options)
    return lacking


def _unknown(name: str, command: Any, options: list[str]) -> list[str]:
    if command is None:
        return [name]
    known = {option for parameter in command.params for option in parameter.opts}
    return [f"{name} {option}" for option in options if option not in known]


def anchors_of(path: Path) -> set[str]:
    """Return the anchors that a page's headings have on a forge: lower case, no punctuation, hyphens for blanks."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@OURS
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    dead = []
    for target, anchor in re.findall(
        r"\]\((?!https?://|mailto:)([^)#]*)(?:#([^)]+))?\)", document.read_text()
    ):
        page = (document.parent / target).resolve() if target else document
        if not page.exists() or (anchor and anchor not in anchors_of(page)):
            dead.append(f"{target}#{anchor}")
    assert dead == []


@OURS
def test_every_command_named_exists_with_its_options(document: Path) -> None:
    lacking = [
        name for words, options in commands_in(document.read_text()) for name in missing(words, options)
    ]
    assert lacking == []


@OURS
def test_every_variable_named_is_a_setting(document: Path) -> None:
    settings = {f"ARSHJUL_{name.upper()}" for name in Settings.model_fields} | {"ARSHJUL_SECRETS_DIR"}
    named = re.findall(r"ARSHJUL_[A-Z_]*[A-Z](?![A-Z_…])", document.read_text())
    assert sorted(set(named) - settings) == []


@OURS
def test_every_make_target_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(
        r"(?:^|`|[\w/=]+ )make ([a-z]+)", "\n".join(code_in(document.read_text())), re.MULTILINE
    )
    assert sorted(set(named) - targets) == []


@OURS
def test_every_file_of_ours_named_exists(document: Path) -> None:
    named = re.findall(r"`((?:service|tasks|config|templates|tests)/[\w./-]+)`", document.read_text())
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_commands_are_found_in_the_forms_that_documents_use() -> None:
    assert missing(["fly"], []) == ["fly"]
    assert missing(["plan", "burn"], []) == ["plan burn"]
    assert missing(["plan", "import"], ["--dry-run", "--wet-run"]) == ["plan import --wet-run"]
    text = "`arshjul read when|who --json` and\n```sh\n.venv/bin/arshjul doctor --only web  # look\n```\n"
    assert list(commands_in(text)) == [(["doctor"], ["--only"]), (["read", "when|who"], ["--json"])]

"""A migration's draft: what the models say and the revisions do not."""

import re
import shutil
from pathlib import Path

import pytest

from service.store.schema import metadata
from tests.draft_migration import SCRIPTS, draft


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A copy of our revisions, to draft in."""
    return shutil.copytree(SCRIPTS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))


def test_nothing_is_drafted_while_models_and_revisions_agree(scripts: Path) -> None:
    before = sorted(scripts.rglob("*.py"))
    assert draft("Change nothing", scripts) is None
    assert sorted(scripts.rglob("*.py")) == before


def test_without_revisions_the_draft_is_the_whole_schema_as_the_first(scripts: Path) -> None:
    for revision in (scripts / "versions").glob("*.py"):
        revision.unlink()
    path = draft("Begin anew", scripts)
    assert path == scripts / "versions" / "0001_begin_anew.py"
    text = path.read_text()
    assert text.startswith('"""Begin anew."""')
    assert set(re.findall(r"create_table\(\s*['\"](\w+)", text)) == set(metadata.tables)
    assert draft("And then nothing", scripts) is None

"""Draft a migration from what the models say and the revisions do not: `make migration NAME="What it does"`.

The draft is compared on an empty SQLite file that stands at the newest revision, and is numbered after it. Read it before it
is committed: a renamed column is drafted as one that goes and one that comes, and data is never moved.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.operations.ops import MigrationScript
from alembic.script import Script

from service.store.engine import Store
from service.store.migrate import configuration

SCRIPTS = Path(__file__).parents[1] / "service" / "store" / "migrations"


def draft(name: str, scripts: Path = SCRIPTS) -> Path | None:
    """Write the revision called `name` that the models need; return its file, None when nothing differs."""
    with TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/draft.sqlite")
        try:
            return _draft(name, scripts, store)
        finally:
            store.close()


def _draft(name: str, scripts: Path, store: Store) -> Path | None:
    with store.engine.begin() as connection:
        config = configuration(connection)
        config.set_main_option("script_location", str(scripts))
        command.upgrade(config, "head")
        made = command.revision(
            config,
            message=name,
            autogenerate=True,
            rev_id=f"{_count(scripts) + 1:04d}",
            process_revision_directives=lambda _context, _revision, drafts: _drop_empty(drafts),
        )
    return Path(made.path) if isinstance(made, Script) else None


def _count(scripts: Path) -> int:
    return len(list((scripts / "versions").glob("[0-9]*.py")))


def _drop_empty(drafts: list[MigrationScript]) -> None:
    """Leave nothing to write when nothing differs."""
    drafts[:] = [script for script in drafts if not _is_empty(script)]


def _is_empty(script: MigrationScript) -> bool:
    parts: Iterable[object] = script.upgrade_ops_list
    return all(part.is_empty() for part in parts)  # type: ignore[attr-defined]


def main(arguments: list[str]) -> int:
    """Draft what is named on the command line."""
    if len(arguments) != 1 or not arguments[0].strip():
        print('Say what the migration does: make migration NAME="Add a phone number"')
        return 2
    path = draft(arguments[0].strip().rstrip("."))
    print(path or "The models and the revisions agree; there is nothing to migrate.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

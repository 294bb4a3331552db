"""Alembic's entry: migrates over the connection it is handed, so that it runs in the caller's process."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from service.store.schema import metadata
from service.store.types import Instant, Packed


def plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our column types as what the database sees: a migration must not change when our code does."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Packed):
        return "sa.LargeBinary()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=plain_type,
)
with context.begin_transaction():
    context.run_migrations()

"""SQLite looks up what is rare by what is rare, however large the ledger grows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import ClauseElement, exists, inspect, select
from sqlalchemy.dialects import sqlite

from service.store.engine import Store
from service.store.migrate import upgrade
from service.store.plan import MeasureRecord
from service.store.post import Message, ReminderRow
from service.store.statistics import STATISTICS

NOW = datetime(2025, 3, 6, 9, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path / 'arshjul.sqlite'}")
    upgrade(made)
    made.engine.dispose()  # a connection plans by what it knew when it was opened
    yield made
    made.close()


def ways(store: Store, query: ClauseElement) -> str:
    """Return how SQLite would go about a query."""
    said = str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    with store.engine.connect() as connection:
        return "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}"))


def test_a_measures_reminders_are_found_by_the_measure_and_not_by_their_state(store: Store) -> None:
    planned = select(ReminderRow.due_day).where(
        ReminderRow.measure_id.in_([1, 2, 3]), ReminderRow.state == "planned"
    )
    asked = exists().where(
        ReminderRow.measure_id == MeasureRecord.id,
        ReminderRow.occasion == "f:2025-03-26",
        ReminderRow.state == "sent",
    )
    assert "USING INDEX sqlite_autoindex_reminder_1 (measure_id=?)" in ways(store, planned)
    assert "sqlite_autoindex_reminder_1 (measure_id=? AND occasion=?)" in ways(
        store, select(MeasureRecord.id).where(MeasureRecord.plan_id == 1, asked)
    )


def test_a_mails_reminders_are_found_by_the_mail(store: Store) -> None:
    queued = select(ReminderRow.id).where(ReminderRow.message_id.in_([1, 2]), ReminderRow.state == "queued")
    assert "ix_reminder_message_id (message_id=?)" in ways(store, queued)


def test_what_is_due_is_found_by_state_and_hour_from_the_index_alone(store: Store) -> None:
    due = select(ReminderRow.organisation_id, ReminderRow.recipient_id).where(
        ReminderRow.state == "planned", ReminderRow.due_at <= NOW
    )
    assert "COVERING INDEX ix_reminder_due (state=? AND due_at<?)" in ways(store, due.distinct())


def test_mails_that_wait_are_found_among_all_that_were_sent(store: Store) -> None:
    waiting = select(Message.id).where(Message.state == "pending", Message.next_at <= NOW)
    assert "ix_message_due (state=? AND next_at<?)" in ways(store, waiting.order_by(Message.next_at))


def test_every_index_that_is_told_of_exists(store: Store) -> None:
    with store.engine.connect() as connection:
        names = set(
            connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'index'").scalars()
        )
        tables = set(inspect(connection).get_table_names())
    assert set(STATISTICS) <= tables
    assert {index for indexes in STATISTICS.values() for index in indexes} <= names

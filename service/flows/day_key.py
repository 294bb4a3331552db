"""The key of a mail that goes to a person once a day, as SQL: what `message_key` is for one person, for a whole column."""

from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, String, cast, literal

ReminderOrChange = Literal["reminders", "change"]


def day_key(kind: ReminderOrChange, party: Any, day: ColumnElement[str]) -> ColumnElement[str]:
    """Return the key of a `day` (ISO text) for the party in a column."""
    return literal(f"{kind}:") + cast(party, String) + literal(":") + day


def iso(day: date) -> ColumnElement[str]:
    """Return a day as the key has it."""
    return literal(day.isoformat())

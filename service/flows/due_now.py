"""What is due now: whom to write to, and about which rows. A look-up in an index, however much is not due."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.domain.message import message_key
from service.flows.day_key import day_key, iso
from service.store.post import Message, ReminderRow


def recipients_due(session: Session, now: datetime, today: date, limit: int) -> Sequence[tuple[int, int]]:
    """Return (organisation, party) of at most `limit` who have something due at `now` and no mail of `today` yet."""
    key = day_key("reminders", ReminderRow.recipient_id, iso(today))
    query = (
        select(ReminderRow.organisation_id, ReminderRow.recipient_id)
        .where(ReminderRow.state == "planned", ReminderRow.due_at <= now)
        .where(~exists().where(Message.key == key))
        .distinct()
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def rows_due(
    session: Session, organisation_id: int, recipients: Sequence[int], now: datetime, today: date
) -> list[ReminderRow]:
    """Return what those `recipients` have due, locked for this transaction; without those who have had the day's mail."""
    query = select(ReminderRow).where(
        ReminderRow.state == "planned",
        ReminderRow.due_at <= now,
        ReminderRow.organisation_id == organisation_id,
        ReminderRow.recipient_id.in_(recipients),
    )
    rows = list(session.scalars(query.with_for_update(skip_locked=True)))
    keys = [message_key(party, today) for party in recipients]
    taken = set(session.scalars(select(Message.key).where(Message.key.in_(keys))))
    return [row for row in rows if message_key(row.recipient_id, today) not in taken]

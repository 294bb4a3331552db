"""What goes out by itself in the coming days, per day and person."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.plan import MeasureRecord
from service.store.post import ReminderRow


@dataclass(frozen=True, slots=True)
class Coming:
    """One mail to come: the day, to whom, about which measures, and why each stands in it."""

    day: date
    person: str
    party_id: int
    measures: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def what(self) -> str:
        """Return the reasons as one line."""
        return f"{', '.join(self.measures)}: {' '.join(dict.fromkeys(self.reasons))}"

    def as_json(self) -> dict[str, Any]:
        """Return the line for a machine."""
        return {
            "day": self.day.isoformat(),
            "person": self.person,
            "measures": list(self.measures),
            "reasons": list(self.reasons),
        }


def preview_schedule(service: Service, organisation_id: int, days: int = 30) -> list[Coming]:
    """Return the mails planned for the next `days` days; what is overdue goes at the next opportunity, today."""
    today = local_day(service.clock.now(), service.zone)
    with service.store.read() as session:
        return _coming(session, organisation_id, today, today + timedelta(days=days))


def _coming(session: Session, organisation_id: int, today: date, until: date) -> list[Coming]:
    rows = session.execute(
        select(ReminderRow.due_day, ReminderRow.reason, PartyRow.id, PartyRow.name, MeasureRecord.code)
        .join(PartyRow, PartyRow.id == ReminderRow.recipient_id)
        .join(MeasureRecord, MeasureRecord.id == ReminderRow.measure_id)
        .where(ReminderRow.organisation_id == organisation_id, ReminderRow.state == "planned")
        .where(ReminderRow.due_day <= until)
        .order_by(ReminderRow.due_day, PartyRow.name, MeasureRecord.position)
    )
    mails: dict[tuple[date, int], list[tuple[str, str, str]]] = defaultdict(list)
    for due, reason, party_id, name, code in rows:
        mails[max(due, today), party_id].append((name, code, reason))
    return [
        Coming(
            day,
            lines[0][0],
            party_id,
            tuple(dict.fromkeys(code for _, code, _ in lines)),
            tuple(reason for _, _, reason in lines),
        )
        for (day, party_id), lines in sorted(mails.items(), key=lambda each: (each[0][0], each[1][0][0]))
    ]

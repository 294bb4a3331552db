"""Recompute from the plan and the records what should have been sent up to now, and hold the ledger against it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.schedule import Fault, LedgerRow, as_the_ledger_tells, audit, plan_reminders
from service.flows.followed import followed_of, ledger_row, outlook_of
from service.flows.service import Service
from service.store.engine import AT_ONCE
from service.store.plan import MeasureRecord
from service.store.post import Message, ReminderRow


@dataclass(frozen=True, slots=True)
class LedgerFinding:
    """One thing that does not add up: which measure, which reminder, and what is wrong, in Swedish."""

    kind: str
    code: str
    occasion: str
    step: str
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.occasion} {self.step}: {self.text}"


def verify_ledger(service: Service, organisation_id: int) -> list[LedgerFinding]:
    """Return everything in an organisation's ledger that does not add up, as things stand now."""
    today = local_day(service.clock.now(), service.zone)
    found: list[LedgerFinding] = []
    with service.store.read() as session:
        outlook = outlook_of(session, service, organisation_id)
        written_to = _had_the_weekly(session, organisation_id, outlook.calendar.on_or_before(today))
        query = select(MeasureRecord).where(MeasureRecord.organisation_id == organisation_id)
        measures = session.scalars(query.order_by(MeasureRecord.id)).all()
        for start in range(0, len(measures), AT_ONCE):
            some = measures[start : start + AT_ONCE]
            codes = {measure.id: measure.code for measure in some}
            rows = _rows(session, service, list(codes))
            for followed in followed_of(session, some, service.zone, outlook.policy):
                ledger = rows[followed.measure]
                seen = as_the_ledger_tells(followed, ledger, today)
                wanted = plan_reminders(seen, outlook.policy, outlook.calendar, outlook.people)
                faults = audit(seen, ledger, wanted, today, written_to)
                found += [_finding(codes[followed.measure], fault) for fault in faults]
        found += _twice(session, organisation_id)
    return found


def _rows(session: Session, service: Service, measures: Sequence[int]) -> dict[int, list[LedgerRow]]:
    rows = session.execute(
        select(ReminderRow, Message.sent_at, Message.first_tried_at)
        .outerjoin(Message, Message.id == ReminderRow.message_id)
        .where(ReminderRow.measure_id.in_(measures))
    )
    found: dict[int, list[LedgerRow]] = defaultdict(list)
    for row, sent_at, tried_at in rows:
        at = sent_at or tried_at
        sent_on = local_day(at, service.zone) if at is not None else None
        found[row.measure_id].append(ledger_row(row, service.zone)._replace(sent_on=sent_on))
    return found


def _had_the_weekly(session: Session, organisation_id: int, day: date) -> set[int]:
    """Return the coordinators whose mail of `day` was the weekly one."""
    weekly = select(Message.party_id).where(
        Message.organisation_id == organisation_id,
        Message.kind == "weekly",
        Message.key.endswith(f":{day.isoformat()}"),
    )
    return {party for party in session.scalars(weekly) if party is not None}


def _finding(code: str, fault: Fault) -> LedgerFinding:
    return LedgerFinding(fault.kind, code, fault.key.occasion, fault.key.step, fault.text)


def _twice(session: Session, organisation_id: int) -> Iterator[LedgerFinding]:
    """Yield the days on which a person got more than one mail of reminders."""
    rows = session.execute(
        select(Message.party_id, Message.key, func.count())
        .where(
            Message.organisation_id == organisation_id,
            Message.state == "sent",
            Message.key.like("reminders:%"),
        )
        .group_by(Message.party_id, Message.key)
        .having(func.count() > 1)
    )
    for party, key, count in rows:
        yield LedgerFinding("double", f"person {party}", key, "", f"{count} mejl samma dag.")

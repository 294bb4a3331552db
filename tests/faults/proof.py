"""What must hold when the sweeps have come to rest after a fault, whatever it was."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.adapters.clock import SetClock
from service.domain.days import local_day
from service.domain.schedule import next_open
from service.flows.followed import outlook_of
from service.flows.service import Service
from service.flows.sweeps import run_all
from service.flows.verify_ledger import verify_ledger
from service.rehearsal.sink import Sink
from service.store.post import Inbound, Message, ReminderRow
from tests.faults.ground import Place

AFTER_THE_LEASE = timedelta(minutes=11)
"""What a dead worker had claimed is taken again ten minutes later."""


def recover(service: Service, place: Place, clock: SetClock) -> None:
    """Let the leases of the dead run out, the hours come when mail may go, and the sweeps come to rest."""
    with service.store.read() as session:
        outlook = outlook_of(session, service, place.organisation(service))
    after = clock.now() + AFTER_THE_LEASE
    clock.set(next_open(after, outlook.policy, outlook.calendar, service.zone))
    for _ in range(50):
        if run_all(service) == 0:
            return
    raise AssertionError("the sweeps do not come to rest")


def faults(service: Service, place: Place, sink: Sink) -> list[str]:
    """Return everything that is wrong: in the ledger, lost on the way, or sent and forgotten."""
    found = [str(finding) for finding in verify_ledger(service, place.organisation(service))]
    with service.store.read() as session:
        return [*found, *_lost(session, service, place), *_between(session, sink)]


def _lost(session: Session, service: Service, place: Place) -> Iterator[str]:
    now = service.clock.now()
    waiting = select(Message.id).where(Message.state.in_(("pending", "sending")), Message.next_at <= now)
    yield from (f"mail {identity} still waits" for identity in session.scalars(waiting))
    today = local_day(now, service.zone)
    due = select(ReminderRow.recipient_id).where(ReminderRow.state == "planned", ReminderRow.due_at <= now)
    keys = set(session.scalars(select(Message.key)))
    for party in session.scalars(due.distinct()):
        if f"reminders:{party}:{today}" not in keys:
            yield f"person {party} has something due and no mail"
    came = session.scalar(select(func.count()).select_from(Inbound)) or 0
    if came != place.mails:
        yield f"{came} mails are stored of {place.mails} that came"


def _between(session: Session, sink: Sink) -> Iterator[str]:
    """Hold what we say was sent against what the mail server has; each Message-ID is there once, doubles are counted."""
    rows = session.execute(select(Message.message_id, Message.state))
    states = {row.message_id: row.state for row in rows}
    for identity in sink.known - {name for name, state in states.items() if state == "sent"}:
        yield f"{identity} came but is {states.get(identity, 'unknown')} here"
    for identity in {name for name, state in states.items() if state == "sent"} - sink.known:
        yield f"{identity} is sent here but never came"

"""Send what is due: claim with a lease, commit, hand over, and write down what came of it.

No transaction is open while a mail server is talked to. A worker that dies lets its lease run out, and the mail is
sent again with the same Message-ID: at least once, on purpose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Row, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from service.domain.message import next_attempt
from service.flows.allowance import draw, give_back
from service.flows.disturbances import disturbed, works_again
from service.flows.service import Service
from service.flows.silence import silence
from service.ports import Outcome, Outgoing
from service.store.people import PartyRow
from service.store.post import Message, ReminderRow
from service.store.types import Instant

LEASE = timedelta(minutes=10)
"""Longer than any mail server takes to answer; a mail claimed longer ago is taken again."""

LONGEST = timedelta(minutes=3)
"""How long one sweep goes on sending: what it has not come to then is given back well before its lease runs out."""

AS_IT_IS: dict[str, bool] = {"synchronize_session": False}
"""For updates after which no loaded row is looked at."""

TOGETHER = 4
"""How many mails that the server has taken are written down in one commit, while it works on the next.

So many and that one may come twice after a crash, with the same Message-ID.
"""

OUT_OF_ORDER = frozenset({"", "401", "403", "421", "530", "534", "535", "538"})
"""Codes after which the next mail would fare no better: the server is out of reach, busy, or refuses our login."""

WANTED = (Message.id, Message.envelope_from, Message.envelope_to, Message.content, Message.message_id)
"""What sending needs of a message."""

_NOW = bindparam("now", type_=Instant)
_IS_DUE = or_(
    (Message.state == "pending") & (Message.next_at <= _NOW),
    (Message.state == "sending") & (Message.lease_until <= _NOW),  # whoever had it is gone
)
_ANY_DUE = select(Message.id).where(_IS_DUE).limit(1)
_DUE = (
    select(*WANTED)
    .where(_IS_DUE)
    .order_by(Message.next_at, Message.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # SQLite has one writer, and leaves it out
)
_OURS: BindParameter[int] = bindparam("ours", expanding=True)
_MESSAGE, _REMINDER = Message.metadata.tables["message"], Message.metadata.tables["reminder"]

# Said to the tables, and put together once: for a few mails at a time that would cost more than the database itself.
_SENT = (
    update(_MESSAGE)
    .where(_MESSAGE.c.id.in_(_OURS), _MESSAGE.c.state == "sending")
    .values(state="sent", sent_at=bindparam("now"), lease_until=None, why="")
)
_DONE_WITH = (
    update(_REMINDER)
    .where(
        _REMINDER.c.message_id.in_(_OURS),
        or_(_REMINDER.c.state == "queued", (_REMINDER.c.state == "sent") & (_REMINDER.c.why != "")),
    )
    .values(state="sent", why=bindparam("because"), changed_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that is ours to send until the lease runs out."""

    id: int
    mail: Outgoing


def send_outbox(service: Service, limit: int = 50) -> int:
    """Send at most `limit` mails that are due, as many as the transport may send; return how many were tried."""
    claimed = _claim(service, limit)
    if not claimed:
        return 0
    if len(claimed) == limit:
        # There is more: another worker, if there is one, takes its share meanwhile.
        service.nudge("send_outbox")
    started = service.clock.now()
    tried = 0
    sent: list[int] = []

    def meanwhile() -> None:
        if len(sent) >= TOGETHER:
            _settle_sent(service, sent)

    for message in claimed:
        outcome = service.mailer.send(message.mail, meanwhile)
        tried += 1
        if outcome.delivery == "sent":
            sent.append(message.id)
            if len(sent) > TOGETHER:  # this transport leaves no time meanwhile
                _settle_sent(service, sent)
        else:
            _settle_sent(service, sent)
            _settle(service, message.id, outcome)
        stopped = outcome.delivery == "later" and outcome.code in OUT_OF_ORDER
        if stopped or service.clock.now() - started > LONGEST:
            break
    _settle_sent(service, sent)
    # A worker counts as one connection while it has mails claimed, so the line is let go with the last of them.
    service.mailer.close()
    _conclude(service, outcome, claimed[tried:], started)
    return tried


def _conclude(service: Service, last: Outcome, untried: Sequence[Claimed], started: datetime) -> None:
    """Say whether the transport works, and give back what was claimed and not come to, as if it never was."""
    if last.delivery == "later" and last.code in OUT_OF_ORDER:
        disturbed(service, "sending", _explain(last))
    else:
        works_again(service, "sending")
    if not untried:
        return
    now = service.clock.now()
    again = next_attempt(1, now, last.delivery) or now
    with service.store.write() as session:
        ours = (Message.id.in_([message.id for message in untried])) & (Message.state == "sending")
        session.execute(
            update(Message)
            .where(ours)
            .values(state="pending", lease_until=None, attempts=Message.attempts - 1, next_at=again)
        )
        never = (Message.id.in_([message.id for message in untried])) & (Message.attempts == 0)
        session.execute(update(Message).where(never).values(first_tried_at=None))
        give_back(session, service.mailer.name, service.rate, len(untried), started)


def _claim(service: Service, limit: int) -> Sequence[Claimed]:
    """Take what is due under a lease, in the order it became due, and commit before anything is sent."""
    now = service.clock.now()
    with service.store.read() as session:
        if session.scalar(_ANY_DUE, {"now": now}) is None:
            return ()
    with service.store.write() as session:
        due = session.execute(_DUE, {"now": now, "most": limit}).all()
        taken = due[: draw(session, service.mailer.name, service.rate, len(due), now)]
        session.execute(
            update(Message)
            .where(Message.id.in_([row.id for row in taken]))
            .values(
                state="sending",
                lease_until=now + LEASE,
                attempts=Message.attempts + 1,
                first_tried_at=func.coalesce(Message.first_tried_at, now),
            ),
            execution_options=AS_IT_IS,
        )
    return [Claimed(row.id, _outgoing(service, row)) for row in taken]


def _outgoing(service: Service, row: Row[int, str, list[str], bytes, str]) -> Outgoing:
    """Return the mail with its envelope. In a trial nothing goes anywhere else, whenever it was written."""
    trial = service.identity.redirect_all_to
    to = (trial,) if trial else tuple(row.envelope_to)
    return Outgoing(row.envelope_from, to, row.content, row.message_id)


def _settle_sent(service: Service, sent: list[int]) -> None:
    """Write down that the server has some mails, and empty the list: none of them waits any more."""
    if not sent:
        return
    now = service.clock.now()
    with service.store.write() as session:
        session.connection().execute(_SENT, {"ours": sent, "now": now})
        _reminders(session, sent, "", now)
    sent.clear()


def _settle(service: Service, message_id: int, outcome: Outcome) -> None:
    """Write down why a mail did not go. Only the lease's holder may: one settled meanwhile stays settled."""
    now = service.clock.now()
    with service.store.write() as session:
        message = session.get_one(Message, message_id)
        if message.state != "sending":
            return
        message.lease_until = None
        message.why = _explain(outcome)
        again = next_attempt(message.attempts, message.first_tried_at or now, outcome.delivery)
        if again is not None:
            message.state, message.next_at = "pending", max(again, now)
            return
        message.state = "failed"
        if outcome.delivery == "later":
            _ask_again(session, message_id, now)
            return
        _reminders(session, [message_id], message.why, now)
        if outcome.delivery == "never" and _about_the_address(outcome):
            _silence(session, service, message, now)


def _reminders(session: Session, messages: Sequence[int], why: str, now: datetime) -> None:
    """Let the reminders of some mails be done with: the mail went, or it never will, and `why` says so."""
    session.connection().execute(_DONE_WITH, {"ours": messages, "because": why, "now": now})


def _ask_again(session: Session, message_id: int, now: datetime) -> None:
    """Let the reminders of a mail that was given up go into the next one: nobody has refused them."""
    rows = (ReminderRow.message_id == message_id) & (ReminderRow.state == "queued")
    again = {"state": "planned", "message_id": None, "changed_at": now}
    session.execute(update(ReminderRow).where(rows).values(again), execution_options=AS_IT_IS)


def _explain(outcome: Outcome) -> str:
    """Return one Swedish sentence on what came of a try; empty when all went well."""
    said = (
        f" Servern svarade: {outcome.code} {outcome.text}".rstrip() + "."
        if outcome.code or outcome.text
        else ""
    )
    return {
        "sent": "",
        "later": f"Servern kunde inte ta emot mejlet just nu. Vi försöker igen.{said}",
        "never": f"Servern tar inte emot mejlet. Kontrollera adressen.{said}",
        "unknown": f"Förbindelsen bröts innan servern hann svara. Vi försöker igen med samma id.{said}",
    }[outcome.delivery]


def _about_the_address(outcome: Outcome) -> bool:
    """Whether a refusal is about the mailbox (RFC 3463 §3.2, X.1.X) and not about us or the content."""
    return outcome.text.startswith(("5.1.", "5.2.1")) or outcome.code in ("551", "553")


def _silence(session: Session, service: Service, message: Message, now: datetime) -> None:
    """An address that does not exist gets nothing more until a person has looked at it."""
    party = session.get(PartyRow, message.party_id) if message.party_id else None
    if party is not None:
        silence(session, service, party, message.why, now)

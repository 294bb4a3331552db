"""A person decides about a mail: send a failed one again, hold one back that waits, or let go what was held."""

from sqlalchemy import select, update

from service.flows.letters import Address
from service.flows.replan import void_message
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.post import Message, ReminderRow


def retry_message(service: Service, message_id: int) -> str:
    """Put a failed mail back in the queue, due now; return why not, empty when it was done.

    It goes to the address that the register has now, in its header too, with the same words and the same Message-ID:
    the old address never had it.
    """
    now = service.clock.now()
    with service.store.write() as session:
        message = session.get_one(Message, message_id)
        party = session.get(PartyRow, message.party_id) if message.party_id else None
        if party is not None and (party.undeliverable_since is not None or not party.email):
            return f"{party.name} har ingen adress som tar emot mejl. Rätta den först."
        if message.retired_on is not None:
            return "Mejlets text är gallrad, så det kan inte skickas igen."
        to = [party.email] if party is not None else message.envelope_to
        if party is not None and to != message.envelope_to and not service.identity.redirect_all_to:
            message.content = service.readdress(message.content, Address(party.email, party.name))
        again = session.execute(
            update(Message)
            .where(Message.id == message_id, Message.state == "failed")
            .values(state="pending", next_at=now, first_tried_at=None, attempts=0, why="", envelope_to=to)
            .returning(Message.id)
        ).scalar_one_or_none()
    if again is None:
        return "Mejlet är redan på väg eller skickat."
    service.nudge("send_outbox")
    return ""


def hold_message(service: Service, message_id: int, by: int) -> bool:
    """Withdraw a mail that has not gone, and hold its questions until a person lets them go; False when it is too late.

    An answer that comes meanwhile does away with what was held, as with any question.
    """
    now = service.clock.now()
    with service.store.write() as session:
        name = session.scalars(select(PartyRow.name).where(PartyRow.id == by)).one()
        waiting = select(ReminderRow.id).where(
            ReminderRow.message_id == message_id, ReminderRow.state == "queued"
        )
        held = session.scalars(waiting).all()
        if not void_message(session, message_id, f"Stoppat av {name}.", now):
            return False
        session.execute(
            update(ReminderRow)
            .where(ReminderRow.id.in_(held))
            .values(state="held", why=f"Stoppat av {name}.", changed_at=now)
        )
    return True


def let_go(service: Service, organisation_id: int, party_id: int) -> int:
    """Let what is held for somebody go out after all, in the next mail; return how many questions it was."""
    now = service.clock.now()
    with service.store.write() as session:
        freed = session.scalars(
            update(ReminderRow)
            .where(
                ReminderRow.organisation_id == organisation_id,
                ReminderRow.recipient_id == party_id,
                ReminderRow.state == "held",
            )
            .values(state="planned", why="", changed_at=now)
            .returning(ReminderRow.id)
        ).all()
    service.nudge("fill_outbox")
    return len(freed)

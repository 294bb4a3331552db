"""A letter that goes at most once under its key, however many sweeps run, to an address that may turn out to be none."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.flows.letters import Facts
from service.flows.post_letter import Identifiers, post_letter
from service.flows.service import Service
from service.flows.silence import silence
from service.store.people import PartyRow
from service.store.post import Message

UNUSABLE = "Adressen går inte att skicka till. Rätta den."


def post_notice(
    session: Session,
    service: Service,
    facts: Facts,
    party: PartyRow,
    key: str,
    identifiers: Identifiers | None = None,
) -> Message | None:
    """Put the letter in the outbox, under the organisation's lock.

    Return None when it is there already, or when nothing can be sent to the address: then a person sees that.
    """
    if session.scalar(select(Message.id).where(Message.key == key)) is not None:
        return None
    try:
        return post_letter(session, service, facts, party, key, identifiers)
    except ValueError:
        silence(session, service, party, UNUSABLE, service.clock.now())
        return None

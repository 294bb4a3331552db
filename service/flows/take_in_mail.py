"""Store what arrives, byte for byte, before anybody tries to understand it."""

import hashlib

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.flows.disturbances import disturbed, is_to_wait, works_again
from service.flows.service import Service
from service.ports import Arrived
from service.store.post import Inbound


def take_in_mail(service: Service, limit: int = 100) -> int:
    """Store at most `limit` mails from the mailbox; return how many were new.

    1. The raw bytes are committed. 2. Only then is the mail marked or moved. A crash between the two gives the same
    mail once more, and the ledger knows it. 3. A mailbox that cannot be reached is remembered, and tried with longer
    and longer waits between.
    """
    if is_to_wait(service, "intake"):
        return 0
    new = 0
    try:
        for arrived in service.mailbox.arrivals(limit):
            new += store_arrival(service, arrived)
            service.mailbox.put_away(arrived)
    except ConnectionError as trouble:
        disturbed(service, "intake", str(trouble))
    else:
        works_again(service, "intake")
    if new:
        service.nudge("read_inbox")
    return new


def is_for_us(service: Service, address: str) -> bool:
    """Return whether an address, with or without a detail, is the mailbox for answers or the one we write from."""
    local, _, host = address.strip().strip("<>").lower().rpartition("@")
    bare = local.strip('"').partition("+")[0] + "@" + host
    return bare in (service.identity.replies_to.lower(), service.identity.mail_from.lower())


def store_arrival(service: Service, arrived: Arrived) -> bool:
    """Commit one mail; return whether it was new. Safe to repeat."""
    try:
        with service.store.write() as session:
            return _store(session, service, arrived)
    except IntegrityError:  # another worker stored the same mail between our look and our insert
        return False


def _store(session: Session, service: Service, arrived: Arrived) -> bool:
    """Insert the mail unless the ledger has it: by its place, or by its bytes.

    The bytes matter when a mail server rebuilds a folder and numbers every mail anew (RFC 9051 §2.3.1.1).
    """
    digest = hashlib.sha256(arrived.content).hexdigest()
    place = (Inbound.source == arrived.source) & (Inbound.key == arrived.key)
    if session.scalar(select(Inbound.id).where(or_(place, Inbound.sha256 == digest)).limit(1)) is not None:
        return False
    session.add(
        Inbound(
            source=arrived.source,
            key=arrived.key,
            sha256=digest,
            content=arrived.content,
            arrived_at=service.clock.now(),
        )
    )
    return True

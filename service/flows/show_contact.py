"""Whom to turn to: an organisation's first coordinator, as pages and letters name her."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.flows.letters import Contact
from service.store.people import Organisation, PartyRow


def contact_of(session: Session, organisation_id: int | None) -> Contact | None:
    """Return an organisation's first coordinator; None without one.

    When it is not known which organisation it is about, the only one there is: nobody is sent to a stranger.
    """
    if organisation_id is None:
        known = session.scalars(select(Organisation.id).limit(2)).all()
        if len(known) != 1:
            return None
        organisation_id = known[0]
    query = select(PartyRow).where(PartyRow.organisation_id == organisation_id, PartyRow.coordinator)
    party = session.scalars(query.order_by(PartyRow.id).limit(1)).first()
    return Contact(party.name, "samordnare", party.phone, party.email) if party else None

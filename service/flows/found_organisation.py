"""The first start: an organisation with its coordinator, so that there is someone to sign in."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.people import Organisation, PartyRow


def found_organisation(
    session: Session, name: str, zone: str, coordinator_name: str, coordinator_email: str
) -> Organisation:
    """Return the organisation called `name`; make it, with its coordinator, when it is not there."""
    organisation = session.scalar(select(Organisation).where(Organisation.name == name))
    if organisation is not None:
        return organisation
    organisation = Organisation(name=name, zone=zone, settings={})
    session.add(organisation)
    session.flush()
    session.add(
        PartyRow(
            organisation_id=organisation.id,
            name=coordinator_name,
            email=coordinator_email.strip().lower(),
            coordinator=True,
        )
    )
    session.flush()
    return organisation


def is_founded(session: Session, name: str) -> bool:
    """Whether there is an organisation called `name`."""
    return session.scalar(select(Organisation.id).where(Organisation.name == name)) is not None


def coordinators_of(session: Session, organisation_id: int) -> list[PartyRow]:
    """Return the organisation's coordinators, the first one first: it is that one mails are signed by."""
    query = select(PartyRow).where(PartyRow.organisation_id == organisation_id, PartyRow.coordinator)
    return list(session.scalars(query.order_by(PartyRow.id)))

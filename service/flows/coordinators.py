"""Who coordinates: a colleague is let in, somebody who has left is not, and there is always one."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.flows.find_measure import find_party
from service.flows.found_organisation import coordinators_of
from service.flows.send_sign_in import link_to
from service.flows.service import Service
from service.flows.sign_in import coordinator_with, make_link_secret
from service.store.people import PartyRow, WebSession


class CoordinatorError(ValueError):
    """Why somebody cannot be made a coordinator or stop being one: one Swedish sentence."""


def let_in(service: Service, organisation_id: int, party_id: int) -> str:
    """Let somebody of the directory coordinate; return the name. CoordinatorError: no address, or it is taken."""
    with service.store.write() as session:
        party = _found(session, organisation_id, party_id)
        _let_in(session, party)
        return party.name


def let_in_by_address(service: Service, organisation_id: int, name: str, email: str) -> str:
    """Let the one with this address coordinate, as a new entry of the directory when nobody there has it."""
    address = email.strip().lower()
    with service.store.write() as session:
        query = select(PartyRow).where(PartyRow.organisation_id == organisation_id, PartyRow.email == address)
        party = session.scalars(query.order_by(PartyRow.id)).first()
        if party is None:
            party = PartyRow(organisation_id=organisation_id, name=name, email=address)
            session.add(party)
        _let_in(session, party)
        return party.name


def let_go(service: Service, organisation_id: int, party_id: int) -> str:
    """Let somebody coordinate no more and sign them out everywhere; return the name. CoordinatorError: the only one."""
    with service.store.write() as session:
        party = _found(session, organisation_id, party_id)
        if [each.id for each in coordinators_of(session, organisation_id)] == [party.id]:
            raise CoordinatorError(f"{party.name} är ensam samordnare. Släpp in en till först.")
        party.coordinator = False
        session.execute(delete(WebSession).where(WebSession.party_id == party.id))
        return party.name


def sign_in_link(service: Service, email: str) -> str | None:
    """Return a one-time link for the coordinator with this address, for when mail does not work; None: nobody has it."""
    with service.store.write() as session:
        party = coordinator_with(session, email)
        return link_to(service, make_link_secret(session, party, service.clock.now())) if party else None


def _found(session: Session, organisation_id: int, party_id: int) -> PartyRow:
    party = find_party(session, organisation_id, party_id)
    if party is None:
        raise CoordinatorError("Personen finns inte kvar i personregistret.")
    return party


def _let_in(session: Session, party: PartyRow) -> None:
    """Coordinators sign in by their address, so no two may share one."""
    if not party.email:
        raise CoordinatorError(f"{party.name} saknar e-postadress. Lägg in den först.")
    other = coordinator_with(session, party.email)
    if other is not None and other is not party:
        raise CoordinatorError(f"{other.name} loggar redan in med {party.email}.")
    party.coordinator = True

"""An address that mail does not reach: nothing more goes there until a person has acted, and its measures show it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.flows.replan import replan
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.plan import MeasureParty, MeasureRecord


def silence(session: Session, service: Service, party: PartyRow, why: str, now: datetime) -> None:
    """Stop writing to `party` from now on, and let its questions go to whoever stands in."""
    if party.undeliverable_since is not None:
        return
    party.undeliverable_since, party.undeliverable_why = now, why[:500]
    replan_party(session, service, party)


def reach_again(session: Session, service: Service, party: PartyRow) -> None:
    """A person has put the address right: write to `party` again."""
    party.undeliverable_since, party.undeliverable_why = None, ""
    replan_party(session, service, party)


def replan_party(session: Session, service: Service, party: PartyRow) -> None:
    """Plan everything that `party` leads or takes part in anew, and what it answers for in another's place."""
    session.flush()
    stood_in_for = select(PartyRow.id).where(
        (PartyRow.stand_in_id == party.id) | (PartyRow.manager_id == party.id)
    )
    takes_part = select(MeasureParty.measure_id).where(MeasureParty.party_id == party.id)
    query = select(MeasureRecord).where(
        MeasureRecord.organisation_id == party.organisation_id,
        (MeasureRecord.lead_id == party.id)
        | MeasureRecord.lead_id.in_(stood_in_for)
        | MeasureRecord.id.in_(takes_part),
    )
    replan(session, service, list(session.scalars(query)))

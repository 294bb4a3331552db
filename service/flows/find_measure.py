"""A measure by the code that people know it by, within one organisation."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.store.people import PartyRow
from service.store.plan import MeasureRecord


def find_measure(session: Session, organisation_id: int, code: str) -> MeasureRecord | None:
    """Return the measure with its area and lead; None when the organisation has none with that code."""
    query = select(MeasureRecord).where(
        MeasureRecord.organisation_id == organisation_id, MeasureRecord.code == code.upper()[:8]
    )
    loaded = query.options(joinedload(MeasureRecord.area), joinedload(MeasureRecord.lead))
    return session.scalars(loaded).one_or_none()


def find_party(session: Session, organisation_id: int, party_id: int) -> PartyRow | None:
    """Return somebody in the organisation's directory; None when nobody there has that number."""
    query = select(PartyRow).where(PartyRow.organisation_id == organisation_id, PartyRow.id == party_id)
    return session.scalar(query)

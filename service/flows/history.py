"""A line in a measure's history: what was done, when, and by whom."""

from datetime import datetime

from sqlalchemy.orm import Session

from service.store.people import PartyRow
from service.store.plan import Event, MeasureRecord


def tell(
    session: Session, measure: MeasureRecord, kind: str, said: str, at: datetime, by: int | None = None
) -> None:
    """Write down what was done with a measure. The name of whoever did it stands first, when somebody did."""
    person = session.get(PartyRow, by) if by else None
    session.add(
        Event(
            organisation_id=measure.organisation_id,
            measure_id=measure.id,
            at=at,
            kind=kind,
            text=f"{person.name}: {said}" if person else said,
        )
    )

"""An answer from another address than the owner's that would close a measure: it waits until a coordinator vouches for it.

The answer itself stays as it came (records are only added to): what the coordinator vouches for is a record of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from service.domain.measure import CLOSED
from service.flows.record_followup import Report, record_followup
from service.flows.service import Service
from service.flows.standing import closed
from service.store.people import PartyRow
from service.store.plan import FollowUpRecord, MeasureRecord

_Later = aliased(FollowUpRecord)

UNCONFIRMED: tuple[ColumnElement[bool], ...] = (
    ~FollowUpRecord.confirmed,
    FollowUpRecord.source == "mail",
    FollowUpRecord.status.in_(CLOSED),
    ~closed,
    ~exists().where(
        _Later.measure_id == FollowUpRecord.measure_id,
        _Later.confirmed,
        _Later.status.is_not(None),
        _Later.recorded_at > FollowUpRecord.recorded_at,
    ),
)
"""Answers that say a measure is done or struck, which nobody has vouched for and no later word has settled."""


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """One such answer, with the name of its sender where the directory has the address."""

    record: FollowUpRecord
    measure: MeasureRecord
    by: str


def unconfirmed_answers(session: Session, organisation_id: int, most: int) -> Iterable[Unconfirmed]:
    """Yield the organisation's answers that wait to be confirmed, the oldest first."""
    rows = session.execute(
        select(FollowUpRecord, MeasureRecord, PartyRow.name)
        .join(MeasureRecord, MeasureRecord.id == FollowUpRecord.measure_id)
        .outerjoin(PartyRow, PartyRow.id == FollowUpRecord.party_id)
        .where(
            MeasureRecord.organisation_id == organisation_id, MeasureRecord.gone_at.is_(None), *UNCONFIRMED
        )
        .order_by(FollowUpRecord.recorded_at, FollowUpRecord.id)
        .limit(most)
    )
    for record, measure, name in rows:
        yield Unconfirmed(record, measure, name or "")


def unconfirmed_of(session: Session, measure_id: int) -> frozenset[int]:
    """Return the numbers of a measure's records that wait to be confirmed."""
    query = select(FollowUpRecord.id).join(MeasureRecord, MeasureRecord.id == FollowUpRecord.measure_id)
    return frozenset(session.scalars(query.where(MeasureRecord.id == measure_id, *UNCONFIRMED)))


def confirm_answer(service: Service, record: FollowUpRecord, by: int) -> bool:
    """Let an answer hold as the coordinator's word; False when it needs none, or its words are held back."""
    if record.confirmed or record.withheld or record.source != "mail":
        return False
    report = Report(
        measure_id=record.measure_id,
        party_id=by,
        occasion=record.occasion,
        status=record.status,  # type: ignore[arg-type]
        text=record.text,
        source="coordinator",
        source_ref=f"confirms:{record.id}",
        hindrance=record.hindrance,
    )
    return record_followup(service, report) == 1

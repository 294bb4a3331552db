"""Append what somebody reported, by whatever road, and let everything that depends on it follow at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.domain.followup import Record, Source, status_of
from service.domain.measure import Status
from service.domain.reply import has_personal_number
from service.flows.history import tell
from service.flows.replan import replan
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.plan import FollowUpRecord, MeasureParty, MeasureRecord


@dataclass(frozen=True, slots=True)
class Report:
    """What one party says of one measure.

    `source` and `source_ref` make it idempotent: the same mail or form read twice is one record. `snooze_until` and
    `not_mine` are answers that report nothing: then `text` may be empty and no record is written.
    """

    measure_id: int
    party_id: int | None
    occasion: str
    status: Status | None
    text: str
    source: Source
    source_ref: str
    hindrance: str = ""
    new_date_text: str = ""
    confirmed: bool = True
    withheld: bool = False
    snooze_until: date | None = None
    not_mine: bool = False
    not_mine_text: str = ""
    day: date | None = None


def record_followup(service: Service, *reports: Report) -> int:
    """Record reports in one transaction of their own; return how many were new."""
    with service.store.write() as session:
        recorded = record_reports(session, service, reports)
    service.nudge("fill_outbox")
    return recorded


def record_reports(session: Session, service: Service, reports: Iterable[Report]) -> int:
    """Record reports within the caller's transaction and plan their measures anew; return how many were new."""
    now = service.clock.now()
    touched: dict[int, MeasureRecord] = {}
    new = 0
    for report in reports:
        measure = session.get_one(MeasureRecord, report.measure_id)
        if _is_recorded(session, report):
            continue
        new += 1
        touched[measure.id] = measure
        _record(session, service, measure, report, now)
    session.flush()
    for measure in touched.values():
        refresh_status(session, measure)
    replan(session, service, list(touched.values()))
    return new


def _is_recorded(session: Session, report: Report) -> bool:
    query = select(FollowUpRecord.id).where(
        FollowUpRecord.source == report.source,
        FollowUpRecord.source_ref == report.source_ref,
        FollowUpRecord.measure_id == report.measure_id,
    )
    return session.scalar(query) is not None


def _record(
    session: Session, service: Service, measure: MeasureRecord, report: Report, now: datetime
) -> None:
    if report.snooze_until is not None:
        measure.snoozed_on = now.astimezone(service.zone).date()
        measure.snoozed_until = report.snooze_until
        said = f"Påminnelse först {report.snooze_until.isoformat()}."
        tell(session, measure, "snoozed", said, now, report.party_id)
    if report.not_mine:
        _hand_back(session, measure, report, now)
    if not (report.text or report.status or report.hindrance or report.new_date_text):
        return
    session.add(
        FollowUpRecord(
            measure_id=measure.id,
            party_id=report.party_id,
            occasion=report.occasion,
            day=report.day or now.astimezone(service.zone).date(),
            status=report.status,
            text=report.text,
            hindrance=report.hindrance,
            new_date_text=report.new_date_text,
            source=report.source,
            source_ref=report.source_ref,
            confirmed=report.confirmed,
            withheld=report.withheld or _names_a_person(report),
            recorded_at=now,
        )
    )


def _names_a_person(report: Report) -> bool:
    """Whether an owner's words seem to hold a personal identity number: follow-up is about measures, not persons."""
    return report.source in ("mail", "page") and has_personal_number(f"{report.text}\n{report.hindrance}")


def _hand_back(session: Session, measure: MeasureRecord, report: Report, now: datetime) -> None:
    """The answer "not mine": nobody is asked any more until the coordinator has placed the measure.

    Only the one who was asked can hand a measure back. From others (a manager, one who takes part) it is a word to the
    coordinator, and one who takes part is not asked again.
    """
    proposal = f" Förslag: {report.not_mine_text}" if report.not_mine_text else ""
    said = f"Svarade att åtgärden inte är deras.{proposal}"
    if measure.lead_id is None or not _answers_for(session, measure, report.party_id):
        session.execute(
            delete(MeasureParty).where(
                MeasureParty.measure_id == measure.id, MeasureParty.party_id == (report.party_id or 0)
            )
        )
        tell(session, measure, "word", said, now, report.party_id)
        return
    measure.who_reading = {
        **measure.who_reading,
        "refused": report.party_id,
        "proposal": report.not_mine_text,
    }
    measure.lead_id, measure.who_corrected = None, True
    tell(session, measure, "not_mine", said, now, report.party_id)


def _answers_for(session: Session, measure: MeasureRecord, party_id: int | None) -> bool:
    """Whether a party is the measure's lead, or the one who stands in for the lead."""
    if party_id is None or measure.lead_id is None:
        return False
    lead = session.get_one(PartyRow, measure.lead_id)
    return party_id in (lead.id, lead.stand_in_id)


def refresh_status(session: Session, measure: MeasureRecord) -> None:
    """Fold the measure's records into `status`."""
    rows = session.scalars(select(FollowUpRecord).where(FollowUpRecord.measure_id == measure.id))
    measure.status, measure.status_day = status_of(record_of(row) for row in rows)


def record_of(row: FollowUpRecord, party: str = "") -> Record:
    """Return a stored record as the domain's value; words withheld for their personal data stay behind."""
    return Record(
        measure=row.measure_id,
        occasion=row.occasion,
        day=row.day,
        status=row.status,  # type: ignore[arg-type]
        text="" if row.withheld else row.text,
        hindrance="" if row.withheld else row.hindrance,
        source=row.source,  # type: ignore[arg-type]
        source_ref=row.source_ref,
        party=party,
        confirmed=row.confirmed,
        recorded_at=row.recorded_at,
    )

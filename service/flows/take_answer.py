"""Take an answer from the owner's page, with the files that were chosen there."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.reply import Attachment, names_a_person
from service.flows.keep_attachments import keep_files
from service.flows.record_followup import Report, record_reports
from service.flows.service import Service
from service.store.plan import FollowUpRecord, MeasureRecord


def take_answer(service: Service, report: Report, files: Sequence[Attachment] = ()) -> None:
    """Record the answer and keep its files, in one transaction. The same form sent twice is one answer.

    A file that is refused never refuses the answer: it is linked to it with the reason, for the page to tell.
    """
    held = names_a_person(files)
    with service.store.write() as session:
        if record_reports(session, service, [replace(report, withheld=held)]) and files:
            record = _record(session, report)
            measure = session.get_one(MeasureRecord, record.measure_id)
            keep_files(session, service, record, measure.organisation_id, files)
    service.nudge("fill_outbox")


def _record(session: Session, report: Report) -> FollowUpRecord:
    query = select(FollowUpRecord).where(
        FollowUpRecord.source == report.source,
        FollowUpRecord.source_ref == report.source_ref,
        FollowUpRecord.measure_id == report.measure_id,
    )
    return session.scalars(query).one()

"""Words held back because they seem to name a person by number: a coordinator looks, and releases or rewrites them.

That somebody looked is a line of the measure's history; what was written is not.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.flows.history import tell
from service.flows.service import Service
from service.store.attachments import AttachmentRecord, AttachmentRow
from service.store.plan import FollowUpRecord, MeasureRecord


def find_record(session: Session, organisation_id: int, record_id: int) -> FollowUpRecord | None:
    """Return a record on one of the organisation's measures; None when there is none with that number."""
    query = select(FollowUpRecord).join(MeasureRecord, MeasureRecord.id == FollowUpRecord.measure_id)
    return session.scalar(
        query.where(FollowUpRecord.id == record_id, MeasureRecord.organisation_id == organisation_id)
    )


def look_at_withheld(service: Service, record_id: int, by: int) -> FollowUpRecord:
    """Return the record with its words, and note who looked."""
    with service.store.write() as session:
        record = session.get_one(FollowUpRecord, record_id)
        _tell(session, service, record, by, "Öppnade en text som hålls tillbaka.")
        return record


def settle_withheld(
    service: Service, record_id: int, text: str, hindrance: str, by: int, files: Collection[int] = ()
) -> None:
    """Let the words be seen as they now stand: as they came, rewritten, or none; and of its files those in `files`."""
    with service.store.write() as session:
        record = session.get_one(FollowUpRecord, record_id)
        same = (record.text, record.hindrance) == (text, hindrance)
        record.text, record.hindrance, record.withheld = text, hindrance, False
        said = (
            "Släppte en text som hölls tillbaka."
            if same
            else "Ändrade och släppte en text som hölls tillbaka."
        )
        said += _settle_files(session, record, files)
        _tell(session, service, record, by, said)


def _settle_files(session: Session, record: FollowUpRecord, files: Collection[int]) -> str:
    """Release the chosen files; the others stay held back. Return what is to be said of it."""
    rows = session.scalars(
        select(AttachmentRow)
        .join(AttachmentRecord, AttachmentRecord.attachment_id == AttachmentRow.id)
        .where(AttachmentRecord.record_id == record.id)
    ).all()
    left = [row for row in rows if row.id not in files and not row.refused and row.retired_on is None]
    for row in rows:
        row.withheld = row in left
    if not left:
        return ""
    return " En bilaga hålls kvar." if len(left) == 1 else f" {len(left)} bilagor hålls kvar."


def _tell(session: Session, service: Service, record: FollowUpRecord, by: int, said: str) -> None:
    measure = session.get_one(MeasureRecord, record.measure_id)
    tell(session, measure, "withheld", said, service.clock.now(), by)

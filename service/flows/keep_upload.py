"""A workbook between looking at it and importing it: kept for the coordinator who sent it up, for a day at most."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, undefer

from service.store.plan import Upload

KEPT = timedelta(days=1)


def keep_upload(
    session: Session, organisation_id: int, party_id: int, name: str, content: bytes, now: datetime
) -> int:
    """Keep a workbook in place of the coordinator's last one; return its number. Those too old go at the same time."""
    session.execute(delete(Upload).where(or_(Upload.party_id == party_id, Upload.uploaded_at < now - KEPT)))
    row = Upload(
        organisation_id=organisation_id,
        party_id=party_id,
        name=name[:255],
        content=content,
        uploaded_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def find_upload(session: Session, organisation_id: int, party_id: int, upload_id: int) -> Upload | None:
    """Return the coordinator's own workbook with its bytes; None when it is gone or somebody else's."""
    query = select(Upload).where(
        Upload.id == upload_id, Upload.party_id == party_id, Upload.organisation_id == organisation_id
    )
    return session.scalar(query.options(undefer(Upload.content)))


def drop_upload(session: Session, upload_id: int) -> None:
    """Let go of the workbook."""
    session.execute(delete(Upload).where(Upload.id == upload_id))

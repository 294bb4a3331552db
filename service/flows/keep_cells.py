"""Keep what the workbook's Uppföljning cells say as follow-up records, with the cell as their source."""

import hashlib
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.measure import MeasureRow, Place, plain
from service.domain.reply import read_status
from service.flows.record_followup import refresh_status
from service.flows.service import Service
from service.store.plan import FollowUpRecord, MeasureRecord


def keep_cells(
    session: Session, service: Service, measure: MeasureRecord, row: MeasureRow, now: datetime
) -> None:
    """Append the row's follow-up texts that are not known yet.

    An edited cell is a new word, the old one stays in the history. A text that we wrote ourselves at an export is
    already there by another road, and is not doubled. A text under a date still to come is kept, but is no answer to
    that date.
    """
    known = _known_words(session, measure)
    today = local_day(now, service.zone)
    kept = False
    for note in row.follow_ups:
        occasion, day = (f"f:{note.day}", note.day) if note.day <= today else ("", today)
        kept |= _keep(session, service, measure, known, note.text, occasion, day, note.place, now)
    if row.note and row.note_place is not None:
        kept |= _keep(session, service, measure, known, row.note, "", today, row.note_place, now)
    if kept:
        session.flush()
        refresh_status(session, measure)


def _known_words(session: Session, measure: MeasureRecord) -> set[tuple[str, str]]:
    """Return (occasion, words) of every record, and of those that an export writes together in one cell."""
    rows = session.scalars(
        select(FollowUpRecord).where(FollowUpRecord.measure_id == measure.id).order_by(FollowUpRecord.id)
    ).all()
    return {(row.occasion, plain(row.text)) for row in rows} | {
        (row.occasion, plain(cell_text(row))) for row in rows
    }


def _keep(
    session: Session,
    service: Service,
    measure: MeasureRecord,
    known: set[tuple[str, str]],
    text: str,
    occasion: str,
    day: date,
    place: Place,
    now: datetime,
) -> bool:
    if (occasion, plain(text)) in known or ("", plain(text)) in known:
        return False
    known.add((occasion, plain(text)))
    digest = hashlib.sha256(plain(text).encode()).hexdigest()[:12]
    session.add(
        FollowUpRecord(
            measure_id=measure.id,
            occasion=occasion,
            day=day,
            status=read_status(text, service.words.mail),
            text=text,
            source="cell",
            source_ref=f"{place}#{digest}",
            confirmed=False,
            recorded_at=now,
        )
    )
    return True


def cell_text(row: FollowUpRecord) -> str:
    """Return what an export writes in a cell for one record: the words, and what hindered."""
    return f"{row.text} Hinder: {row.hindrance}" if row.hindrance else row.text

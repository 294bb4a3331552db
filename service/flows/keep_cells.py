"""Keep what the workbook's Uppföljning cells say as follow-up records, with the cell as their source."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.measure import MeasureRow, Place, plain
from service.domain.reply import read_status
from service.flows.record_followup import refresh_status
from service.flows.service import Service
from service.store.engine import AT_ONCE
from service.store.plan import FollowUpRecord, MeasureRecord


def keep_cells(
    session: Session, service: Service, placed: Sequence[tuple[MeasureRecord, MeasureRow]], now: datetime
) -> None:
    """Append the rows' follow-up texts that are not known yet.

    An edited cell is a new word, the old one stays in the history. A text that we wrote ourselves at an export is
    already there by another road, and is not doubled. A text under a date still to come is kept, but is no answer to
    that date.
    """
    spoken = [(measure, row) for measure, row in placed if row.note or row.follow_ups]
    known = _known_words(session, [measure.id for measure, _ in spoken])
    told = [
        measure
        for measure, row in spoken
        if _keep_row(session, service, measure, row, known[measure.id], now)
    ]
    session.flush()
    for measure in told:
        refresh_status(session, measure)


def _keep_row(
    session: Session,
    service: Service,
    measure: MeasureRecord,
    row: MeasureRow,
    known: set[tuple[str, str]],
    now: datetime,
) -> bool:
    today = local_day(now, service.zone)
    kept = False
    for note in row.follow_ups:
        occasion, day = (f"f:{note.day}", note.day) if note.day <= today else ("", today)
        kept |= _keep(session, service, measure, known, note.text, occasion, day, note.place, now)
    if row.note and row.note_place is not None:
        kept |= _keep(session, service, measure, known, row.note, "", today, row.note_place, now)
    return kept


def _known_words(session: Session, measures: Sequence[int]) -> dict[int, set[tuple[str, str]]]:
    """Return (occasion, words) of every record of the measures, alone and as an export writes them in a cell."""
    known: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for start in range(0, len(measures), AT_ONCE):
        some = measures[start : start + AT_ONCE]
        for row in session.scalars(select(FollowUpRecord).where(FollowUpRecord.measure_id.in_(some))):
            known[row.measure_id] |= {(row.occasion, plain(row.text)), (row.occasion, plain(cell_text(row)))}
    return known


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

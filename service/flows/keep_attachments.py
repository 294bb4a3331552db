"""Keep the files of an answer beside its mail, and link them to what was reported with them.

Also those of a mail that nobody has placed: when a person places it, the files follow. A file that may not be kept is
remembered by name and reason, and never keeps the words of its mail from being read.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.reply import Attachment, FileRules, IncomingMail, judge_files
from service.domain.schedule import PolicyError, laid_over
from service.flows.service import Service
from service.store.attachments import AttachmentRecord, AttachmentRow
from service.store.people import Organisation
from service.store.plan import FollowUpRecord
from service.store.post import Inbound

log = logging.getLogger(__name__)

MOST_BY_PAGE = 100 * 2**20
"""Octets for each measure: whoever has a link may send again and again, and a disk is not without end."""

NO_ROOM = "Åtgärden har redan fått så många bilagor som ryms."


def keep_attachments(
    session: Session, service: Service, row: Inbound, mail: IncomingMail, now: datetime, *, withheld: bool
) -> tuple[AttachmentRow, ...]:
    """Store the files of a mail, the refused ones without content; return them. Safe to repeat."""
    if not mail.attachments:
        return ()
    known = of_mail(session, row.id)
    if known:
        return known
    judged = judge_files(mail.attachments, file_rules(session, service, row.organisation_id))
    return _add(session, judged, row.id, now, withheld)


def keep_files(
    session: Session,
    service: Service,
    record: FollowUpRecord,
    organisation_id: int,
    files: Sequence[Attachment],
) -> None:
    """Store files that were sent with what was just recorded, the refused ones without content."""
    judged = judge_files(files, file_rules(session, service, organisation_id))
    room = MOST_BY_PAGE - _sent_by_page(session, record.measure_id)
    if sum(len(file.content) for file in judged) > room:
        judged = tuple(
            file if file.refused else replace(file, content=b"", refused=NO_ROOM) for file in judged
        )
    rows = _add(session, judged, None, record.recorded_at, record.withheld)
    session.add_all(AttachmentRecord(attachment_id=row.id, record_id=record.id) for row in rows)


def _sent_by_page(session: Session, measure_id: int) -> int:
    """Return the octets that have been kept for a measure from the owner's page."""
    of_measure = (
        select(AttachmentRecord.attachment_id)
        .join(FollowUpRecord, FollowUpRecord.id == AttachmentRecord.record_id)
        .where(FollowUpRecord.measure_id == measure_id)
    )
    query = select(func.sum(AttachmentRow.size)).where(
        AttachmentRow.inbound_id.is_(None), AttachmentRow.refused == "", AttachmentRow.id.in_(of_measure)
    )
    return session.scalar(query) or 0


def _add(
    session: Session, judged: Sequence[Attachment], inbound_id: int | None, now: datetime, withheld: bool
) -> tuple[AttachmentRow, ...]:
    rows = tuple(_row(inbound_id, number, file, now, withheld) for number, file in enumerate(judged, 1))
    session.add_all(rows)
    session.flush()
    return rows


def _row(
    inbound_id: int | None, number: int, file: Attachment, now: datetime, withheld: bool
) -> AttachmentRow:
    return AttachmentRow(
        inbound_id=inbound_id,
        number=number,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=hashlib.sha256(file.content).hexdigest() if file.content else "",
        content=file.content,
        refused=file.refused,
        withheld=withheld,
        kept_at=now,
    )


def file_rules(session: Session, service: Service, organisation_id: int | None) -> FileRules:
    """Return an organisation's limits for files; the defaults where its own cannot be followed, or nobody's are meant."""
    defaults = service.policy["attachments"]
    organisation = session.get(Organisation, organisation_id) if organisation_id else None
    if organisation is None:
        return FileRules.from_data(defaults)
    chosen = organisation.settings.get("policy", {}).get("attachments", {})
    try:
        return FileRules.from_data(laid_over(defaults, chosen))
    except PolicyError as problem:
        log.warning("organisation %s: %s cannot be followed", organisation_id, problem.place)
        return FileRules.from_data(defaults)


def of_mail(session: Session, inbound_id: int) -> tuple[AttachmentRow, ...]:
    """Return the files that came with a mail, in its order."""
    query = select(AttachmentRow).where(AttachmentRow.inbound_id == inbound_id)
    return tuple(session.scalars(query.order_by(AttachmentRow.number)))


def link_attachments(session: Session, inbound_id: int) -> None:
    """Link the files of a mail, kept and refused, to everything that was recorded from it. Safe to repeat.

    A mail that answers several measures does not say which of them a file is about: it follows them all.
    """
    session.flush()
    files = of_mail(session, inbound_id)
    if not files:
        return
    query = select(FollowUpRecord).where(
        FollowUpRecord.source == "mail", FollowUpRecord.source_ref == str(inbound_id)
    )
    records = session.scalars(query).all()
    linked = _linked(session, files)
    for file in files:
        file.withheld = file.withheld or any(record.withheld for record in records)
        session.add_all(
            AttachmentRecord(attachment_id=file.id, record_id=record.id)
            for record in records
            if (file.id, record.id) not in linked
        )


def _linked(session: Session, files: Sequence[AttachmentRow]) -> set[tuple[int, int]]:
    query = select(AttachmentRecord).where(AttachmentRecord.attachment_id.in_([file.id for file in files]))
    return {(row.attachment_id, row.record_id) for row in session.scalars(query)}


def release_attachments(session: Session, inbound_id: int) -> None:
    """Let the files of a mail be seen: a coordinator has opened the mail and placed it."""
    for file in of_mail(session, inbound_id):
        file.withheld = False

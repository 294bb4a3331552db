"""The files of answers as pages show them, and one of them to be taken home.

Who may see a mail or a measure may see its files (`whose_files`). What is held back is told of by number only, until somebody looks.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from service.flows.history import tell
from service.flows.service import Service
from service.flows.whose_files import our_files
from service.store.attachments import AttachmentRecord, AttachmentRow
from service.store.engine import AT_ONCE
from service.store.plan import FollowUpRecord, MeasureRecord


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One file. `size` is in words; `refused` says why it was not kept; `retired_on` when a rule let it go."""

    id: int
    name: str
    size: str
    refused: str
    withheld: bool
    retired_on: date | None


def shown(row: AttachmentRow) -> ShownFile:
    """Return a file as pages show it."""
    return ShownFile(row.id, row.name, say_size(row.size), row.refused, row.withheld, row.retired_on)


def say_size(octets: int) -> str:
    """Return a size as people read it: "812 byte", "240 kB", "1,3 MB" (powers of ten, as file managers count)."""
    if octets < 1000:
        return f"{octets} byte"
    if octets < 999_500:
        return f"{round(octets / 1000)} kB"
    return f"{octets / 1_000_000:.1f}".replace(".", ",").removesuffix(",0") + " MB"


def files_of_records(session: Session, record_ids: Collection[int]) -> Mapping[int, tuple[ShownFile, ...]]:
    """Return the files of each follow-up that has any."""
    found: dict[int, list[ShownFile]] = defaultdict(list)
    wanted = list(record_ids)
    for start in range(0, len(wanted), AT_ONCE):
        rows = session.execute(
            select(AttachmentRecord.record_id, AttachmentRow)
            .join(AttachmentRow, AttachmentRow.id == AttachmentRecord.attachment_id)
            .where(AttachmentRecord.record_id.in_(wanted[start : start + AT_ONCE]))
            .order_by(AttachmentRow.inbound_id, AttachmentRow.number)
        )
        for record_id, row in rows:
            found[record_id].append(shown(row))
    return {record_id: tuple(files) for record_id, files in found.items()}


def count_files(session: Session, inbound_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many files came with each of some mails, at most a page of them."""
    rows = session.execute(
        select(AttachmentRow.inbound_id, func.count())
        .where(AttachmentRow.inbound_id.in_(inbound_ids))
        .group_by(AttachmentRow.inbound_id)
    )
    return {inbound_id: int(number) for inbound_id, number in rows if inbound_id}


def find_file(session: Session, organisation_id: int, attachment_id: int) -> AttachmentRow | None:
    """Return a kept file with its content; None when there is none, or it is somebody else's."""
    query = (
        select(AttachmentRow)
        .where(AttachmentRow.id == attachment_id, our_files(organisation_id))
        .where(AttachmentRow.refused == "", AttachmentRow.retired_on.is_(None))
    )
    return session.scalar(query.options(undefer(AttachmentRow.content)))


def look_at_file(service: Service, attachment_id: int, by: int) -> None:
    """Write down in the history of each measure it belongs to that somebody took a file that is held back."""
    with service.store.write() as session:
        measures = session.scalars(
            select(MeasureRecord)
            .join(FollowUpRecord, FollowUpRecord.measure_id == MeasureRecord.id)
            .join(AttachmentRecord, AttachmentRecord.record_id == FollowUpRecord.id)
            .where(AttachmentRecord.attachment_id == attachment_id)
        ).all()
        for measure in measures:
            said = "Hämtade en bilaga som hålls tillbaka."
            tell(session, measure, "withheld", said, service.clock.now(), by)

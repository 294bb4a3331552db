"""Which of the files that came with answers an organisation may see: those of its mail, and those of its measures."""

from sqlalchemy import ColumnElement, Select, and_, or_, select

from service.flows.whose_mail import ours
from service.store.attachments import AttachmentRecord, AttachmentRow
from service.store.plan import FollowUpRecord, MeasureRecord
from service.store.post import Inbound


def our_files(organisation_id: int, *mails: ColumnElement[bool]) -> ColumnElement[bool]:
    """The organisation's files; of those that came by mail only with mails of which `mails` hold.

    The organisation may also be a column of the query around this one.
    """
    by_mail = select(Inbound.id).where(ours(organisation_id), *mails).correlate_except(Inbound)
    by_page = and_(AttachmentRow.inbound_id.is_(None), AttachmentRow.id.in_(_on_measures(organisation_id)))
    return or_(AttachmentRow.inbound_id.in_(by_mail), by_page)


def _on_measures(organisation_id: int) -> Select[int]:
    return (
        select(AttachmentRecord.attachment_id)
        .join(FollowUpRecord, FollowUpRecord.id == AttachmentRecord.record_id)
        .join(MeasureRecord, MeasureRecord.id == FollowUpRecord.measure_id)
        .where(MeasureRecord.organisation_id == organisation_id)
        .correlate_except(AttachmentRecord, FollowUpRecord, MeasureRecord)
    )

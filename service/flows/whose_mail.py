"""Which of the mails that came in an organisation may see."""

from sqlalchemy import ColumnElement, and_, func, or_, select

from service.store.people import Organisation
from service.store.post import Inbound


def ours(organisation_id: int) -> ColumnElement[bool]:
    """The organisation's mail. What belongs to nobody is seen by the first organisation, that of whoever runs us."""
    first = select(func.min(Organisation.id)).scalar_subquery()
    strays = and_(Inbound.organisation_id.is_(None), first == organisation_id)
    return or_(Inbound.organisation_id == organisation_id, strays)

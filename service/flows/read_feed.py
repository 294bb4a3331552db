"""A calendar feed by its secret address. Titles have a code and no names, since a feed is shown to whoever looks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from service.domain.days import instant
from service.domain.invitation import FeedEntry
from service.flows.calendar_days import SUBSCRIBED, CalendarDay, days_of, uid_of
from service.flows.feed_address import FeedOwner
from service.flows.service import Service
from service.store.calendar import CalendarEntry
from service.store.people import Organisation, PartyRow
from service.store.plan import AreaRow, MeasureRecord


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and its strong validator, with its quotes (RFC 9110 §8.8.3): the same for the same bytes alone.

    The bytes are written when they are asked for: most subscribers have them already.
    """

    etag: str
    write: Callable[[], bytes] = field(compare=False)


def read_feed(service: Service, secret: str) -> Feed | None:
    """Return the feed at an address, None when there is none. The bytes change only when the feed does."""
    with service.store.read() as session:
        owner = _owner(session, secret)
        if owner is None:
            return None
        days = days_of(session, service, session.scalars(_measures(owner)).all())
        entries = _entries(session, service, owner, days)
        name = _name(owner)
    etag = f'"{service.mark_feed(name, entries, service.zone)}"'
    return Feed(etag, lambda: service.write_feed(name, entries, service.zone))


def _owner(session: Session, secret: str) -> FeedOwner | None:
    """Return whose feed it is. An owner who has chosen to have no feed has none, whatever the address."""
    chosen = PartyRow.calendar.in_(SUBSCRIBED)
    return (
        session.scalar(select(PartyRow).where(PartyRow.feed_secret == secret, chosen))
        or session.scalar(select(AreaRow).where(AreaRow.feed_secret == secret))
        or session.scalar(select(Organisation).where(Organisation.feed_secret == secret))
    )


def _measures(owner: FeedOwner) -> Select[MeasureRecord]:
    where: ColumnElement[bool]
    match owner:
        case PartyRow():
            where = MeasureRecord.lead_id == owner.id
        case AreaRow():
            where = MeasureRecord.area_id == owner.id
        case Organisation():
            where = MeasureRecord.organisation_id == owner.id
    return select(MeasureRecord).where(where, MeasureRecord.gone_at.is_(None)).order_by(MeasureRecord.id)


def _name(owner: FeedOwner) -> str:
    """Return what calendars show as the feed's name; an owner's is not named after a person."""
    return "Årshjul: åtgärder jag ansvarar för" if isinstance(owner, PartyRow) else f"Årshjul: {owner.name}"


def _entries(
    session: Session, service: Service, owner: FeedOwner, days: dict[str, CalendarDay]
) -> list[FeedEntry]:
    """Return the days as entries; one that its owner has been invited to is the same entry in both calendars."""
    kind = type(owner).__name__[0].lower()
    recipient = str(owner.id) if isinstance(owner, PartyRow) else f"{kind}:{owner.id}"
    invited: dict[str, CalendarEntry] = {}
    if isinstance(owner, PartyRow):
        rows = session.scalars(select(CalendarEntry).where(CalendarEntry.party_id == owner.id))
        invited = {row.occasion: row for row in rows}
    return [_entry(service, day, recipient, invited.get(day.occasion)) for day in days.values()]


def _entry(service: Service, day: CalendarDay, recipient: str, row: CalendarEntry | None) -> FeedEntry:
    known = instant(day.since, time(0), service.zone)
    if row is None:
        return FeedEntry(uid_of(service, day.occasion, recipient), 0, day.entry, known)
    return FeedEntry(row.uid, row.sequence, day.entry, row.changed_at)

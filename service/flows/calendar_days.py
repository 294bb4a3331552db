"""Which days of the plan belong in somebody's calendar, and the mark that a calendar is to be looked at again."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.domain.invitation import MEETING_TITLE, Entry, Point, calendar_uid, measure_title
from service.domain.schedule import Followed, Occasion, Role
from service.flows.followed import followed_now
from service.flows.service import Service
from service.store.calendar import CalendarEntry
from service.store.people import PartyRow
from service.store.plan import MeasureRecord

INVITED = ("invitation", "both")
SUBSCRIBED = ("feed", "both")

MEETING_TEXT = "Åtgärderna följs upp. Frågan om hur det går kommer med e-post några veckor före."
OWN_TEXT = "Åtgärdens egen dag enligt planen. Vad åtgärden går ut på står i mejlen om den."

POINTS: dict[Role, Point] = {"start": "begins", "end": "ends", "date": "due", "rhythm": "due"}


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day that belongs in a calendar.

    `occasion` names what it is for, whatever day it has; `measure_id` is None for a follow-up date. `since` is the day
    from which it has been known as it is.
    """

    occasion: str
    entry: Entry
    measure_id: int | None
    since: date


def days_of(session: Session, service: Service, measures: Sequence[MeasureRecord]) -> dict[str, CalendarDay]:
    """Return the days of these measures of one organisation, by occasion; each follow-up date once. Closed measures have none."""
    rows = {measure.id: measure for measure in measures}
    found: dict[str, CalendarDay] = {}
    for followed in followed_now(session, service, measures):
        if followed.closed_on is None:
            for day in _days(rows[followed.measure], followed):
                found.setdefault(day.occasion, day)
    return found


def led_by(session: Session, party: PartyRow) -> Sequence[MeasureRecord]:
    """Return the measures that a party leads."""
    query = select(MeasureRecord).where(MeasureRecord.lead_id == party.id, MeasureRecord.gone_at.is_(None))
    return session.scalars(query.order_by(MeasureRecord.id)).all()


def _days(measure: MeasureRecord, followed: Followed) -> Iterator[CalendarDay]:
    """A measure's own days are known by their place among those of the same role: then a moved day is the same day."""
    places = Counter[Role]()
    for occasion in followed.occasions:
        if occasion.kind == "follow_up":
            yield _meeting(measure, occasion)
            continue
        name = f"o:{measure.id}:{occasion.role}:{places[occasion.role]}"
        places[occasion.role] += 1
        entry = Entry(measure_title(measure.code, POINTS[occasion.role]), occasion.day, text=OWN_TEXT)
        yield CalendarDay(name, entry, measure.id, occasion.known_since)


def _meeting(measure: MeasureRecord, occasion: Occasion) -> CalendarDay:
    name = (
        f"f:{occasion.id}" if occasion.id is not None else f"f:{measure.plan_id}:{occasion.day.isoformat()}"
    )
    return CalendarDay(
        name, Entry(MEETING_TITLE, occasion.day, text=MEETING_TEXT), None, occasion.known_since
    )


def uid_of(service: Service, occasion: str, recipient: str) -> str:
    """Return the UID of a recipient's entry. The installation's key keeps a trial's apart from the real one's."""
    ours = sha256(b"calendar\0" + service.identity.key).hexdigest()[:16]
    return calendar_uid(f"{ours}:{occasion}", recipient, service.identity.domain)


def mark_calendars(
    session: Session, organisation_id: int, parties: Iterable[int], measures: Iterable[int]
) -> None:
    """Note that the plan has changed for some parties, and for those who have been invited to some measures' days."""
    chosen = PartyRow.organisation_id == organisation_id, PartyRow.calendar.in_(INVITED)
    choosers = set(session.scalars(select(PartyRow.id).where(*chosen)))
    if not choosers:
        return
    holding = select(CalendarEntry.party_id, CalendarEntry.measure_id).where(
        CalendarEntry.party_id.in_(choosers)
    )
    some = set(measures)
    held = {party for party, measure in session.execute(holding) if measure in some}
    stale = choosers & (held | set(parties))
    session.execute(update(PartyRow).where(PartyRow.id.in_(stale)).values(calendar_stale=True))


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as the store keeps it."""
    return {
        "title": entry.title,
        "day": entry.day.isoformat(),
        "starts": entry.starts.isoformat() if entry.starts else None,
        "ends": entry.ends.isoformat() if entry.ends else None,
        "place": entry.place,
    }


def entry_from_json(kept: dict[str, Any]) -> Entry:
    """Return the entry that was kept."""
    return Entry(
        kept["title"],
        date.fromisoformat(kept["day"]),
        time.fromisoformat(kept["starts"]) if kept["starts"] else None,
        time.fromisoformat(kept["ends"]) if kept["ends"] else None,
        kept["place"],
    )

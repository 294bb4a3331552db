"""How the plan's days reach calendars: what each owner has chosen, and the feeds of the organisation and its areas."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.invitation import Choice
from service.flows.area_rules import areas_now, find_area
from service.flows.feed_address import (
    FeedOwner,
    ensure_feed_address,
    feed_address,
    renew_feed_address,
    take_feed_away,
)
from service.flows.find_measure import find_party
from service.flows.keep_calendar import set_calendar_choice
from service.flows.service import Service
from service.store.calendar import CalendarEntry
from service.store.people import Organisation, PartyRow

Change = Literal["make", "renew", "take"]


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed that can be subscribed to: `area` is None for the whole plan, `address` empty while there is none."""

    name: str
    area: int | None
    address: str


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """Somebody's own calendar: the choice, the feed's address ("" without one), and whether invitations stand in it."""

    party_id: int
    organisation_id: int
    choice: Choice
    address: str
    was_invited: bool


def own_calendar(service: Service, party_id: int) -> OwnCalendar | None:
    """Return how somebody has the plan's days; None when nobody has that number."""
    with service.store.read() as session:
        party = session.get(PartyRow, party_id)
        if party is None:
            return None
        standing = select(CalendarEntry.id).where(
            CalendarEntry.party_id == party.id, CalendarEntry.method == "REQUEST"
        )
        return OwnCalendar(
            party.id,
            party.organisation_id,
            cast(Choice, party.calendar),
            feed_address(service, party) or "",
            session.scalar(standing.limit(1)) is not None,
        )


def choose_calendar(service: Service, organisation_id: int, party_id: int, choice: Choice) -> str | None:
    """Let somebody have the plan's days as `choice` says; return the name, None when nobody has that number."""
    with service.store.write() as session:
        party = find_party(session, organisation_id, party_id)
        if party is None:
            return None
        set_calendar_choice(party, choice)
        return party.name


def renew_personal_feed(service: Service, organisation_id: int, party_id: int) -> bool:
    """Give somebody's feed a new address; the old one stops at once. False: they have no feed."""
    with service.store.write() as session:
        party = find_party(session, organisation_id, party_id)
        if party is None or party.feed_secret is None:
            return False
        renew_feed_address(service, party)
        return True


def feeds_of(service: Service, organisation_id: int, today: date) -> tuple[FeedLine, ...]:
    """Return the feed of the whole plan and those of its areas."""
    with service.store.read() as session:
        organisation = session.get_one(Organisation, organisation_id)
        areas = areas_now(session, organisation_id, today)
        return (
            FeedLine("Hela planen", None, feed_address(service, organisation) or ""),
            *(FeedLine(area.name, area.id, feed_address(service, area) or "") for area in areas),
        )


def change_feed(service: Service, organisation_id: int, area_id: int | None, change: Change) -> str | None:
    """Make, renew or take away the feed of the plan or of an area; return its name, None when there is no such area."""
    with service.store.write() as session:
        owner = _owner(session, organisation_id, area_id)
        if owner is None:
            return None
        if change == "take":
            take_feed_away(owner)
        elif change == "renew":
            renew_feed_address(service, owner)
        else:
            ensure_feed_address(owner)
        return "hela planen" if area_id is None else owner.name


def _owner(session: Session, organisation_id: int, area_id: int | None) -> FeedOwner | None:
    if area_id is None:
        return session.get_one(Organisation, organisation_id)
    return find_area(session, organisation_id, area_id)

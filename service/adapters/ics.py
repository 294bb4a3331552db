"""iCalendar: an invitation's part of a mail (RFC 5546, 6047) and the feeds (RFC 5545, 7986), as bytes.

What Outlook needs (MS-OXCICAL): one VEVENT, the METHOD in the mail's part and in the calendar alike, time zone rules
as yearly recurrences, and for whole days its own two X-properties. Entries are free time: a follow-up never blocks a
day. The bytes depend on the arguments alone, so a feed's ETag changes only when the feed does.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
from icalendar import Calendar, Event, Timezone, vCalAddress

from service.domain.invitation import Entry, FeedEntry, Invitation
from service.flows.letters import Address, CalendarPart

PRODUCT = "-//Årshjul//Åtgärdsplan//SV"

REFRESH = timedelta(hours=6)
"""How often a subscriber is asked to look again; Outlook and Google take their own time."""

STOCKHOLM = "Europe/Stockholm"

STOCKHOLM_RULES = b"""BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""
"""The rules since 1996 (directive 2000/84/EC), as two yearly recurrences: the only form that Exchange reads."""

_STOCKHOLM = Timezone.from_ical(STOCKHOLM_RULES)


def invitation_part(
    invitation: Invitation, organizer: Address, attendee: Address, stamp: datetime, zone: ZoneInfo
) -> CalendarPart:
    """Return the calendar part of an invitation's mail. `organizer` must be the mail's From; `stamp` is aware."""
    event = _event(invitation.uid, invitation.sequence, invitation.entry, stamp, zone)
    event["STATUS"] = "CANCELLED" if invitation.method == "CANCEL" else "CONFIRMED"
    event["ORGANIZER"] = _person(organizer)
    invited = _person(attendee)
    invited.params["CUTYPE"] = "INDIVIDUAL"
    invited.params["ROLE"] = "REQ-PARTICIPANT"
    if invitation.method == "REQUEST":
        invited.params["PARTSTAT"] = "NEEDS-ACTION"
        invited.params["RSVP"] = "TRUE"
    event["ATTENDEE"] = invited
    event.add("x-microsoft-cdo-intendedstatus", "FREE")
    calendar = _calendar(invitation.method)
    _add_zone(calendar, [invitation.entry], zone)
    calendar.add_component(event)
    return CalendarPart(invitation.method, calendar.to_ical())


def feed(name: str, entries: Iterable[FeedEntry], zone: ZoneInfo) -> bytes:
    """Return a feed to subscribe to, its entries by day and UID. `name` is what calendars show."""
    chosen = _in_order(entries)
    calendar = _calendar("PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    _add_zone(calendar, [each.entry for each in chosen], zone)
    for each in chosen:
        calendar.add_component(_event(each.uid, each.sequence, each.entry, each.changed, zone))
    return bytes(calendar.to_ical())


def feed_mark(name: str, entries: Iterable[FeedEntry], zone: ZoneInfo) -> str:
    """Return what tells a feed from every other, at a hundredth of what it costs to write it.

    Feeds with the same mark have the same bytes: it is made of all that `feed` is given, with times as they are written,
    and of what writes them. That is this file, and the library's version.
    """
    told = [
        (
            each.uid,
            each.sequence,
            each.changed.astimezone(UTC).replace(microsecond=0).isoformat(),
            each.entry.title,
            *(
                _placed(at, zone).isoformat() if isinstance(at, datetime) else at.isoformat()
                for at in each.entry.span()
            ),
            each.entry.place,
            each.entry.text,
            each.entry.link,
        )
        for each in _in_order(entries)
    ]
    return sha256(repr((_writer(), name, zone.key, told)).encode()).hexdigest()[:32]


def _in_order(entries: Iterable[FeedEntry]) -> list[FeedEntry]:
    return sorted(entries, key=lambda each: (each.entry.day, each.uid))


@cache
def _writer() -> str:
    """Return what stands for the code that writes a feed, so that no new version passes for the old one's bytes."""
    return f"{icalendar.__version__}:{sha256(Path(__file__).read_bytes()).hexdigest()}"


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(uid: str, sequence: int, entry: Entry, stamp: datetime, zone: ZoneInfo) -> Event:
    start, end = entry.span()
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    if isinstance(start, datetime) and isinstance(end, datetime):
        event.add("dtstart", _placed(start, zone))
        event.add("dtend", _placed(end, zone))
    else:
        event.add("dtstart", start)
        event.add("dtend", end)
        event.add("x-microsoft-cdo-alldayevent", "TRUE")
    event.add("summary", _printable(entry.title))
    for name, value in (("location", entry.place), ("description", entry.text), ("url", entry.link)):
        if value:
            event.add(name, _printable(value))
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "FREE")
    return event


def _placed(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a local time as it is written: with Stockholm's rules, or in UTC for a zone whose rules we lack."""
    local = moment.replace(tzinfo=zone)
    return local if zone.key == STOCKHOLM else local.astimezone(UTC)


def _add_zone(calendar: Calendar, entries: Iterable[Entry], zone: ZoneInfo) -> None:
    if zone.key == STOCKHOLM and any(entry.starts is not None for entry in entries):
        calendar.add_component(_STOCKHOLM)


def _person(address: Address) -> vCalAddress:
    person = vCalAddress(f"mailto:{address.email}")
    if address.name:
        # RFC 5545 §3.2 allows no double quote in a parameter, and few readers know RFC 6868's way around it.
        person.params["CN"] = " ".join(_printable(address.name).replace('"', "'").split())
    return person


def _printable(text: str) -> str:
    """Return the text without the control characters that no value may hold (RFC 5545 §3.1)."""
    return "".join(letter for letter in text if letter in "\n\t" or (letter >= " " and letter != "\x7f"))

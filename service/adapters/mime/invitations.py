"""Answers to invitations: METHOD, UID, ATTENDEE, PARTSTAT, SEQUENCE, DTSTART of a text/calendar part (RFC 5545, RFC 5546).

A small reader rather than a library: Exchange and others send parts that strict ones refuse (no ORGANIZER, broken folding, zones of
their own), and of all they hold six values are wanted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from service.adapters.mime.addresses import bare
from service.adapters.mime.parts import Part
from service.domain.reply.model import CalendarPart

LARGEST = 1_000_000
MOST_LINES = 20_000
COMPONENTS = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
ANSWERS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER"})

_FOLD = re.compile(r"\n[ \t]")
_LINE = re.compile(
    r"\s*([\w-]{1,60})((?:;[\w-]+=(?:\"[^\"]*\"|[^\":;,]*)(?:,(?:\"[^\"]*\"|[^\":;,]*))*)*)\s*:(.*)",
    re.DOTALL,
)
_WHEN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", re.ASCII)
_PARAMETER = re.compile(r";([\w-]+)=(\"[^\"]*\"|[^;\"]*)")


@dataclass(slots=True)
class _Event:
    values: dict[str, str] = field(default_factory=dict)
    attendees: list[tuple[str, str]] = field(default_factory=list)


def read_calendar(root: Part, sender: str) -> CalendarPart | None:
    """Return what the mail's calendar part says, an answer before anything else. `sender` tells who answers among several."""
    parts = [part for part in root.leaves() if part.kind == "text/calendar"]
    if not parts:
        parts = [
            part
            for part in root.leaves()
            if part.kind == "application/ics" or part.name.lower().endswith(".ics")
        ]
    found = [read for part in parts[:5] if (read := _read(part, sender))]
    return next((read for read in found if read.method in ANSWERS), found[0] if found else None)


def _read(part: Part, sender: str) -> CalendarPart | None:
    text = part.text()[:LARGEST]
    if "BEGIN:VCALENDAR" not in text.upper():
        return None
    method, event = _first_event(text)
    attendee, partstat = _answering(event.attendees, sender)
    sequence = event.values.get("SEQUENCE", "").strip()
    return CalendarPart(
        method=(method or part.told.get("method", "")).strip().upper(),
        uid=_unescaped(event.values.get("UID", ""))[:1000],
        attendee=attendee,
        partstat=partstat,
        sequence=int(sequence) if re.fullmatch(r"\d{1,9}", sequence, re.ASCII) else None,
        begins=_when(event.values.get("DTSTART", "")),
    )


def _when(value: str) -> date | datetime | None:
    """Return a DATE or DATE-TIME (RFC 5545 §3.3.4, §3.3.5): UTC aware, other times as their zone's clocks show them."""
    found = _WHEN.fullmatch(value.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(each or 0) for each in found.groups()[:6])
    try:
        if found[4] is None:
            return date(year, month, day)
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC if found[7] else None)
    except ValueError:
        return None


def _first_event(text: str) -> tuple[str, _Event]:
    """Return the calendar's METHOD and its first event; what stands in an alarm within it is not the event's."""
    method, event, open_within = "", _Event(), []
    for name, told, value in _lines(text):
        if name == "BEGIN":
            open_within.append(value.upper())
        elif name == "END":
            if open_within and open_within.pop() in COMPONENTS and event.values.get("UID"):
                break
        elif name == "METHOD" and not method:
            method = value
        elif open_within and open_within[-1] in COMPONENTS:
            if name == "ATTENDEE":
                event.attendees.append((_address(value, told), told.get("PARTSTAT", "").upper()))
            else:
                event.values.setdefault(name, value)
    return method, event


def _lines(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    for line in _FOLD.sub("", text).split("\n")[:MOST_LINES]:
        found = _LINE.fullmatch(line[:10_000])
        if found:
            told = {name.upper(): value.strip('" ') for name, value in _PARAMETER.findall(found[2])}
            yield found[1].upper(), told, found[3].strip()


def _address(value: str, told: dict[str, str]) -> str:
    return bare(re.sub(r"(?i)mailto:", "", value)) or bare(told.get("EMAIL", "")) or bare(told.get("CN", ""))


def _answering(attendees: list[tuple[str, str]], sender: str) -> tuple[str, str]:
    """Return the attendee who answers: the sender, else the first that says yes or no, else the first."""
    own = [each for each in attendees if each[0] == sender]
    answered = [each for each in attendees if each[1] not in ("", "NEEDS-ACTION")]
    return (own or answered or attendees or [("", "")])[0]


def _unescaped(value: str) -> str:
    return re.sub(r"\\([\\;,])", r"\1", value.strip())

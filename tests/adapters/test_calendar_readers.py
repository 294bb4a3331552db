"""Our calendar bytes as programs that are not ours see them: ical.js (Thunderbird's reader) and libical (GNOME's, KDE's)."""

import ctypes
import ctypes.util
import json
import os
import subprocess
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.domain.invitation import Entry
from tests.adapters.test_ics import FEED, INVITATIONS, ZONE, made
from tests.servers.programs import find_program

ICAL_JS = Path(__file__).parents[1] / "icaljs"


def expected(uid: str, sequence: int, entry: Entry) -> dict[str, Any]:
    """Return what a reader should see: instants in UTC, whole days as dates, the end excluded (RFC 5545 §3.6.1)."""
    if entry.starts is None:
        return {
            "uid": uid,
            "sequence": sequence,
            "start": entry.day.isoformat(),
            "end": (entry.day + timedelta(days=1)).isoformat(),
            "summary": entry.title,
        }
    assert entry.ends is not None
    return {
        "uid": uid,
        "sequence": sequence,
        "start": instant(entry, entry.starts),
        "end": instant(entry, entry.ends),
        "summary": entry.title,
    }


def instant(entry: Entry, at: time) -> str:
    local = datetime.combine(entry.day, at, tzinfo=ZONE)
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


SEEN = {
    f"{name}.ics": [expected(each.uid, each.sequence, each.entry)] for name, each in INVITATIONS.items()
} | {"feed.ics": [expected(each.uid, each.sequence, each.entry) for each in FEED]}


def need(there: bool, what: str) -> None:
    """Skip by name, or fail under CI, where everything must be tried."""
    if there:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed, and under CI it must be", pytrace=False)
    pytest.skip(f"{what} is not installed")


@pytest.mark.parametrize("name", made())
def test_ical_js_sees_the_same_days_under_the_same_names(name: str) -> None:
    need((ICAL_JS / "node_modules" / "ical.js").is_dir(), "ical.js")
    node = find_program("node")
    assert node
    done = subprocess.run([node, ICAL_JS / "read.mjs"], input=made()[name], capture_output=True, check=True)
    seen = json.loads(done.stdout)
    assert sorted(seen["events"], key=lambda each: str(each["uid"])) == sorted(
        SEEN[name], key=lambda each: str(each["uid"])
    )
    method = {"feed.ics": "PUBLISH", "cancel.ics": "CANCEL"}.get(name, "REQUEST")
    assert (seen["method"], seen["refresh"]) == (method, "PT6H" if name == "feed.ics" else None)


class Time(ctypes.Structure):
    """`struct icaltimetype` of libical 3."""

    _fields_ = (
        *((part, ctypes.c_int) for part in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    )


EVENT = 4
"""`ICAL_VEVENT_COMPONENT`."""


def libical() -> ctypes.CDLL:
    """Return the library with the types of what is called declared; every pointer is one to it alone."""
    path = ctypes.util.find_library("ical")
    need(path is not None, "libical3")
    library = ctypes.CDLL(path)
    pointer, words = ctypes.c_void_p, ctypes.c_char_p
    for name, gives, takes in (
        ("icalparser_parse_string", pointer, [words]),
        ("icalcomponent_get_first_component", pointer, [pointer, ctypes.c_int]),
        ("icalcomponent_get_next_component", pointer, [pointer, ctypes.c_int]),
        ("icalcomponent_get_uid", words, [pointer]),
        ("icalcomponent_get_summary", words, [pointer]),
        ("icalcomponent_get_sequence", ctypes.c_int, [pointer]),
        ("icalcomponent_get_dtstart", Time, [pointer]),
        ("icalcomponent_get_dtend", Time, [pointer]),
        ("icalcomponent_count_errors", ctypes.c_int, [pointer]),
        ("icaltimezone_get_utc_timezone", pointer, []),
        ("icaltime_convert_to_zone", Time, [Time, pointer]),
        ("icalcomponent_free", None, [pointer]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = gives, takes
    return library


def said(library: ctypes.CDLL, at: Time) -> str:
    if at.is_date:
        return f"{at.year:04d}-{at.month:02d}-{at.day:02d}"
    utc = library.icaltime_convert_to_zone(at, library.icaltimezone_get_utc_timezone())
    return (
        f"{utc.year:04d}-{utc.month:02d}-{utc.day:02d}T{utc.hour:02d}:{utc.minute:02d}:{utc.second:02d}.000Z"
    )


@pytest.mark.parametrize("name", made())
def test_libical_sees_the_same_days_under_the_same_names(name: str) -> None:
    library = libical()
    calendar = library.icalparser_parse_string(made()[name])
    assert calendar and library.icalcomponent_count_errors(calendar) == 0
    events = []
    event = library.icalcomponent_get_first_component(calendar, EVENT)
    while event:
        events.append(
            {
                "uid": library.icalcomponent_get_uid(event).decode(),
                "sequence": library.icalcomponent_get_sequence(event),
                "start": said(library, library.icalcomponent_get_dtstart(event)),
                "end": said(library, library.icalcomponent_get_dtend(event)),
                "summary": library.icalcomponent_get_summary(event).decode(),
            }
        )
        event = library.icalcomponent_get_next_component(calendar, EVENT)
    library.icalcomponent_free(calendar)
    assert sorted(events, key=lambda each: str(each["uid"])) == sorted(
        SEEN[name], key=lambda each: str(each["uid"])
    )

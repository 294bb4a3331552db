"""Calendar bytes: golden files under tests/data/calendar, and what the standards say about them.

`python -m tests.adapters.test_ics` writes the golden files anew, to be read before they are committed.
"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from service.adapters.ics import STOCKHOLM_RULES, feed, feed_mark, invitation_part
from service.domain.invitation import Entry, FeedEntry, Invitation
from service.flows.letters import Address, CalendarPart

GOLDEN = Path(__file__).parents[1] / "data" / "calendar"
ZONE = ZoneInfo("Europe/Stockholm")
PLAN = Address("plan@norrvik.example", 'Norrviks "kommun"')
ROBIN = Address("robin.sand@norrvik.example", "Robin Sand")
STAMP = datetime(2025, 3, 3, 7, 0, 0, 123456, tzinfo=UTC)
MEETING = Entry(
    "Uppföljning av åtgärdsplanen",
    date(2025, 3, 19),
    time(13),
    time(14, 30),
    "Kommunhuset, Ripan",
    "Tre åtgärder; svara gärna före mötet.\nHela planen finns på sidan.",
    "https://plan.norrvik.example/svar/4fQz8tWmL2",
)
UID = "9d1c0a7be2f34455@plan.norrvik.example"

INVITATIONS = {
    "request": Invitation(UID, 0, "REQUEST", MEETING),
    "update": Invitation(
        UID, 1, "REQUEST", Entry(MEETING.title, date(2025, 3, 20), time(9), time(10)), date(2025, 3, 19)
    ),
    "cancel": Invitation(UID, 2, "CANCEL", MEETING),
    "all_day": Invitation(UID, 0, "REQUEST", Entry("K7F3 ska vara klar", date(2025, 12, 31))),
    "day_before_summer_time": Invitation(
        UID, 0, "REQUEST", Entry("Möte", date(2025, 3, 29), time(8), time(9))
    ),
    "first_day_of_summer_time": Invitation(
        UID, 0, "REQUEST", Entry("Möte", date(2025, 3, 30), time(8), time(9))
    ),
    "last_day_of_summer_time": Invitation(
        UID, 0, "REQUEST", Entry("Möte", date(2025, 10, 25), time(8), time(9))
    ),
    "first_day_of_winter_time": Invitation(
        UID, 0, "REQUEST", Entry("Möte", date(2025, 10, 26), time(8), time(9))
    ),
}

FEED = (
    FeedEntry("b@plan.norrvik.example", 2, MEETING, STAMP),
    FeedEntry(
        "a@plan.norrvik.example", 0, Entry("K7F3 ska vara klar", date(2025, 3, 31)), STAMP + timedelta(days=1)
    ),
)


def part(invitation: Invitation) -> CalendarPart:
    return invitation_part(invitation, PLAN, ROBIN, STAMP, ZONE)


def made() -> dict[str, bytes]:
    """Return every golden file's name and bytes."""
    files = {f"{name}.ics": part(invitation).content for name, invitation in INVITATIONS.items()}
    return files | {"feed.ics": feed("Åtgärdsplanen i Norrvik", FEED, ZONE)}


@pytest.mark.parametrize("name", made())
def test_the_bytes_are_those_of_the_golden_file(name: str) -> None:
    assert made()[name] == (GOLDEN / name).read_bytes()


@pytest.mark.parametrize("name", made())
def test_lines_are_short_and_end_with_crlf(name: str) -> None:
    content = made()[name]
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


@pytest.mark.parametrize("name", INVITATIONS)
def test_an_invitation_has_one_event_one_method_and_no_recurrence_of_its_own(name: str) -> None:
    carried = part(INVITATIONS[name])
    (event,) = Calendar.from_ical(carried.content).walk("VEVENT")
    assert f"METHOD:{carried.method}\r\n".encode() in carried.content
    assert "RRULE" not in event
    assert b"RDATE" not in carried.content
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["ORGANIZER"] == "mailto:plan@norrvik.example"
    assert event["ATTENDEE"] == "mailto:robin.sand@norrvik.example"


@pytest.mark.parametrize(
    ("name", "utc"),
    [
        ("day_before_summer_time", datetime(2025, 3, 29, 7, tzinfo=UTC)),
        ("first_day_of_summer_time", datetime(2025, 3, 30, 6, tzinfo=UTC)),
        ("last_day_of_summer_time", datetime(2025, 10, 25, 6, tzinfo=UTC)),
        ("first_day_of_winter_time", datetime(2025, 10, 26, 7, tzinfo=UTC)),
    ],
)
def test_a_meeting_keeps_its_hour_over_both_changes_of_the_clock(name: str, utc: datetime) -> None:
    (event,) = Calendar.from_ical(part(INVITATIONS[name]).content).walk("VEVENT")
    written: Any = event["DTSTART"]
    assert written.params["TZID"] == "Europe/Stockholm"
    assert written.dt.astimezone(UTC) == utc
    assert _rules_say(written.dt.replace(tzinfo=None)) == written.dt.utcoffset()


def test_a_whole_day_has_no_zone_and_tells_outlook_so() -> None:
    content = part(INVITATIONS["all_day"]).content
    assert b"DTSTART;VALUE=DATE:20251231\r\nDTEND;VALUE=DATE:20260101\r\n" in content
    assert b"X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n" in content
    assert b"VTIMEZONE" not in content


def test_in_a_zone_whose_rules_we_lack_times_are_utc() -> None:
    helsinki = invitation_part(INVITATIONS["request"], PLAN, ROBIN, STAMP, ZoneInfo("Europe/Helsinki"))
    assert b"DTSTART:20250319T110000Z\r\n" in helsinki.content
    assert b"VTIMEZONE" not in helsinki.content


def test_a_feed_says_how_often_to_look_with_the_type_that_has_no_default() -> None:
    content = feed("Plan", FEED, ZONE)
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in content
    assert b"\r\nX-PUBLISHED-TTL:PT6H\r\n" in content
    assert b"\r\nMETHOD:PUBLISH\r\n" in content
    assert b"ATTENDEE" not in content


def test_a_feed_is_the_same_whatever_order_its_entries_come_in() -> None:
    assert feed("Plan", FEED, ZONE) == feed("Plan", reversed(FEED), ZONE)
    assert feed_mark("Plan", FEED, ZONE) == feed_mark("Plan", reversed(FEED), ZONE)


ENTRIES = st.lists(
    st.builds(
        FeedEntry,
        uid=st.sampled_from(["a@x.example", "b@x.example"]),
        sequence=st.integers(0, 2),
        entry=st.builds(
            Entry,
            title=st.sampled_from(["K7F3", "B2MM", "K7F3\x00"]),
            day=st.dates(date(2025, 3, 29), date(2025, 3, 31)),
            starts=st.sampled_from([None, time(1, 30), time(2, 30)]),
            ends=st.sampled_from([None, time(3)]),
            place=st.sampled_from(["", "Rådhuset"]),
            text=st.sampled_from(["", "text"]),
            link=st.sampled_from(["", "https://x.example"]),
        ),
        changed=st.datetimes(
            datetime(2025, 1, 1), datetime(2025, 1, 1, 0, 0, 2), timezones=st.sampled_from([UTC, ZONE])
        ),
    ),
    max_size=2,
)


@given(ENTRIES, ENTRIES, st.sampled_from([ZONE, ZoneInfo("Europe/Helsinki")]))
def test_feeds_with_the_same_mark_have_the_same_bytes(
    one: list[FeedEntry], other: list[FeedEntry], zone: ZoneInfo
) -> None:
    if feed("Plan", one, ZONE) != feed("Plan", other, zone):
        assert feed_mark("Plan", one, ZONE) != feed_mark("Plan", other, zone)
    assert feed_mark("Plan", one, zone) != feed_mark("Annan", one, zone)


@given(st.text(max_size=100), st.text(max_size=60), st.text(max_size=100))
def test_nothing_typed_can_add_a_line_of_its_own(title: str, name: str, text: str) -> None:
    entry = Entry(title, date(2025, 3, 19), text=text)
    content = invitation_part(
        Invitation(UID, 0, "REQUEST", entry), Address("plan@norrvik.example", name), ROBIN, STAMP, ZONE
    ).content
    names = [line.partition(b":")[0].partition(b";")[0] for line in content.split(b"\r\n")]
    assert names.count(b"BEGIN") == 2
    assert names.count(b"ATTENDEE") == 1
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["UID"] == UID


def _rules_say(local: datetime) -> timedelta:
    """Return the offset that the two recurrences of our VTIMEZONE give (the last Sunday of March and October)."""
    assert STOCKHOLM_RULES.count(b"BYDAY=-1SU") == 2
    summer = _last_sunday(local.year, 3, 2) <= local < _last_sunday(local.year, 10, 3)
    return timedelta(hours=2 if summer else 1)


def _last_sunday(year: int, month: int, hour: int) -> datetime:
    last = date(year, month, 31)
    return datetime.combine(last - timedelta(days=(last.weekday() + 1) % 7), time(hour))


if __name__ == "__main__":
    for file_name, content in made().items():
        (GOLDEN / file_name).write_bytes(content)

"""The plan's days in owners' calendars: invited, moved, withdrawn, answered, and as feeds."""

from datetime import date, time
from email.message import EmailMessage
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from service.domain.invitation import Choice
from service.flows.feed_address import feed_address, renew_feed_address
from service.flows.keep_calendar import keep_calendar, set_calendar_choice
from service.flows.read_feed import Feed, read_feed
from service.flows.show_overview import overview
from service.flows.signals import keep_the_day, objections
from service.flows.silence import reach_again, silence
from service.store.calendar import CalendarEntry
from service.store.people import Organisation, PartyRow
from service.store.plan import AreaRow, Event, FollowUpDate
from tests.flows.norrvik import HEADER, LAMPS, WALKS, Town

ROBIN = "robin.sand@norrvik.example"


def choose(town: Town, name: str, choice: Choice) -> None:
    with town.service.store.write() as session:
        set_calendar_choice(session.scalars(select(PartyRow).where(PartyRow.name == name)).one(), choice)


def invitations(town: Town) -> list[tuple[EmailMessage, Any]]:
    """Return every calendar mail and its event, in the order of its SEQUENCE and day."""
    found = []
    for mail in town.mails():
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                content: Any = part.get_payload(decode=True)
                (event,) = Calendar.from_ical(content).walk("VEVENT")
                found.append((mail, event))
    return found


def told(town: Town) -> list[tuple[str, int, str]]:
    """Return (day, SEQUENCE, STATUS) of what went out, by day."""
    rows = [
        (event["DTSTART"].dt.isoformat(), int(event["SEQUENCE"]), str(event["STATUS"]))
        for _, event in invitations(town)
    ]
    return sorted(rows)


@pytest.fixture
def invited(town: Town) -> Town:
    """Robin leads the lamps (own day 31 May, follow-up 26 March) and has chosen invitations."""
    town.bring_in(LAMPS, WALKS)
    choose(town, "Robin Sand", "invitation")
    town.at(date(2025, 1, 8))
    return town


def test_every_follow_up_date_and_own_day_of_an_owner_is_one_invitation(invited: Town) -> None:
    assert told(invited) == [("2025-03-26", 0, "CONFIRMED"), ("2025-05-31", 0, "CONFIRMED")]
    for mail, event in invitations(invited):
        assert str(mail["To"]).endswith(f"<{ROBIN}>")
        assert event["ORGANIZER"] == "mailto:arshjul@norrvik.example"
        assert event["ATTENDEE"] == f"mailto:{ROBIN}"
        assert "Robin" not in str(event["SUMMARY"])
        assert "lampor" not in str(event["SUMMARY"])


def test_what_stands_right_is_not_sent_again_and_is_not_even_looked_at(invited: Town) -> None:
    before = len(invitations(invited))
    invited.days(date(2025, 1, 9), date(2025, 1, 20))
    assert len(invitations(invited)) == before
    with invited.service.store.read() as session:
        assert session.scalars(select(PartyRow.id).where(PartyRow.calendar_stale)).all() == []


def test_nobody_is_invited_outside_the_hours_when_people_are_written_to(town: Town) -> None:
    town.bring_in(LAMPS)
    choose(town, "Robin Sand", "invitation")
    town.at(date(2025, 1, 11))  # a Saturday
    assert invitations(town) == []
    town.at(date(2025, 1, 13))
    assert len(invitations(town)) == 2


def test_a_day_that_moves_is_the_same_entry_with_a_higher_sequence(invited: Town) -> None:
    invited.bring_in((*LAMPS[:4], "senast 15 juni", LAMPS[5]), WALKS)
    invited.at(date(2025, 1, 9))
    (before,) = [event for _, event in invitations(invited) if event["DTSTART"].dt == date(2025, 5, 31)]
    (after,) = [event for _, event in invitations(invited) if event["DTSTART"].dt == date(2025, 6, 15)]
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)


def test_a_moved_follow_up_date_is_the_same_entry(invited: Town) -> None:
    with invited.service.store.write() as session:
        session.execute(update(FollowUpDate).values(day=date(2025, 4, 2)))
        session.execute(update(PartyRow).where(PartyRow.name == "Robin Sand").values(calendar_stale=True))
    invited.at(date(2025, 1, 9))
    assert ("2025-04-02", 1, "CONFIRMED") in told(invited)
    assert "Ny tid" in "".join(str(mail["Subject"]) for mail, _ in invitations(invited))


def test_a_measure_that_gets_another_lead_leaves_the_calendar(invited: Town) -> None:
    invited.bring_in((*LAMPS[:5], "Sara Lindh"), WALKS)
    invited.at(date(2025, 1, 9))
    assert ("2025-05-31", 1, "CANCELLED") in told(invited)
    assert ("2025-03-26", 1, "CANCELLED") in told(invited)


def test_a_measure_that_is_done_leaves_the_calendar(invited: Town) -> None:
    invited.at(date(2025, 3, 6))
    asked = next(mail for mail in invited.mails(ROBIN) if "+" in str(mail["Reply-To"]))
    invited.reply(asked, "Klart")
    invited.at(date(2025, 3, 7))
    assert ("2025-05-31", 1, "CANCELLED") in told(invited)


def test_who_wants_no_more_invitations_gets_the_coming_ones_withdrawn(invited: Town) -> None:
    choose(invited, "Robin Sand", "none")
    invited.at(date(2025, 4, 2))
    assert told(invited) == [
        ("2025-03-26", 0, "CONFIRMED"),
        ("2025-05-31", 0, "CONFIRMED"),
        ("2025-05-31", 1, "CANCELLED"),
    ]


def test_a_dead_address_gets_no_invitation_until_somebody_has_put_it_right(town: Town) -> None:
    town.bring_in(LAMPS)
    choose(town, "Robin Sand", "invitation")
    with town.service.store.write() as session:
        robin = session.scalars(select(PartyRow).where(PartyRow.name == "Robin Sand")).one()
        silence(session, town.service, robin, "adressen finns inte", town.clock.now())
    town.at(date(2025, 1, 9))
    assert invitations(town) == []
    with town.service.store.write() as session:
        robin = session.scalars(select(PartyRow).where(PartyRow.name == "Robin Sand")).one()
        reach_again(session, town.service, robin)
    town.at(date(2025, 1, 13))
    assert len(invitations(town)) == 2


def answer(
    town: Town,
    event: Any,
    partstat: str,
    attendee: str = ROBIN,
    sequence: int = 0,
    *,
    method: str = "REPLY",
    starts: str = "",
) -> None:
    """Let a calendar answer arrive as Exchange sends it: without ORGANIZER, to the organizer's plain address."""
    calendar = (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n"
        f"UID:{event['UID']}\r\nSEQUENCE:{sequence}\r\nDTSTAMP:20250103T080000Z\r\n{starts}"
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{attendee}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    mail = EmailMessage()
    mail["From"], mail["To"] = attendee, "arshjul@norrvik.example"
    mail["Subject"], mail["Message-ID"] = (
        "Avböjt: Uppföljning",
        f"<{partstat}.{sequence}.{method}@post.example>",
    )
    mail.set_content("Jag kan inte.")
    mail.add_alternative(calendar, subtype="calendar", params={"method": method})
    town.arrive(mail.as_bytes())


def meeting(town: Town) -> Any:
    return next(event for _, event in invitations(town) if event["DTSTART"].dt == date(2025, 3, 26))


def test_a_decline_is_a_signal_to_the_coordinator_and_no_follow_up(invited: Town) -> None:
    answer(invited, meeting(invited), "DECLINED")
    invited.at(date(2025, 1, 9))
    with invited.service.store.read() as session:
        (declined,) = objections(session, invited.id, date(2025, 1, 9))
        events = session.scalars(select(Event).where(Event.kind == "declined")).all()
    assert (declined.name, declined.day) == ("Robin Sand", date(2025, 3, 26))
    assert [event.text for event in events] == [
        "Robin Sand: Tackade nej till kalenderinbjudan (Uppföljning av åtgärdsplanen 2025-03-26)."
    ]
    assert invited.records("Byt lampor") == []
    shown = overview(invited.service, invited.id, date(2025, 1, 9))
    assert shown is not None
    assert [(todo.owner, todo.due) for todo in shown.todos if todo.kind == "declined"] == [
        ("Robin Sand", date(2025, 3, 26))
    ]


def test_an_answer_by_somebody_else_or_to_an_earlier_version_changes_nothing(invited: Town) -> None:
    answer(invited, meeting(invited), "DECLINED", attendee="otto.berg@annanstans.example")
    with invited.service.store.write() as session:
        session.execute(update(CalendarEntry).values(sequence=3))
    answer(invited, meeting(invited), "DECLINED", sequence=2)
    invited.at(date(2025, 1, 9))
    with invited.service.store.read() as session:
        assert objections(session, invited.id, date(2025, 1, 9)) == ()


def propose(
    town: Town, starts: str, partstat: str = "TENTATIVE", attendee: str = ROBIN, sequence: int = 0
) -> None:
    answer(town, meeting(town), partstat, attendee, sequence, method="COUNTER", starts=f"DTSTART{starts}\r\n")
    town.at(date(2025, 1, 9))


def proposed(town: Town) -> list[tuple[str, date, date | None, time | None]]:
    with town.service.store.read() as session:
        found = objections(session, town.id, date(2025, 1, 9))
    return [(each.name, each.day, each.proposed, each.starts) for each in found if each.proposed]


@pytest.mark.parametrize(
    ("starts", "day", "at"),
    [
        (";VALUE=DATE:20250402", date(2025, 4, 2), None),
        (";TZID=W. Europe Standard Time:20250402T000000", date(2025, 4, 2), None),
        (";TZID=W. Europe Standard Time:20250402T131500", date(2025, 4, 2), time(13, 15)),
        (":20250401T220000Z", date(2025, 4, 2), None),
        (":20250326T120000Z", date(2025, 3, 26), time(13)),
    ],
)
def test_another_day_that_an_owner_proposes_is_for_the_coordinator_to_decide(
    invited: Town, starts: str, day: date, at: time | None
) -> None:
    before = told(invited)
    propose(invited, starts)
    assert proposed(invited) == [("Robin Sand", date(2025, 3, 26), day, at)]
    assert told(invited) == before
    assert invited.records("Byt lampor") == []
    with invited.service.store.read() as session:
        assert session.scalars(select(FollowUpDate.day)).all() == [date(2025, 3, 26)]
    shown = overview(invited.service, invited.id, date(2025, 1, 9))
    assert shown is not None
    assert [(todo.owner, todo.due, todo.start) for todo in shown.todos if todo.kind == "proposed_day"] == [
        ("Robin Sand", date(2025, 3, 26), day)
    ]


def test_a_decline_with_another_day_is_one_signal_and_not_two(invited: Town) -> None:
    propose(invited, ";VALUE=DATE:20250402", "DECLINED")
    shown = overview(invited.service, invited.id, date(2025, 1, 9))
    assert shown is not None
    assert [todo.kind for todo in shown.todos if todo.owner == "Robin Sand" and todo.due] == ["proposed_day"]


@pytest.mark.parametrize(
    ("starts", "attendee", "sequence"),
    [
        (";VALUE=DATE:20250326", ROBIN, 0),
        (";TZID=W. Europe Standard Time:20250326T000000", ROBIN, 0),
        (";VALUE=DATE:20250402", "otto.berg@annanstans.example", 0),
        (";VALUE=DATE:20251399", ROBIN, 0),
    ],
)
def test_the_same_day_a_strangers_day_and_no_day_are_no_proposals(
    invited: Town, starts: str, attendee: str, sequence: int
) -> None:
    propose(invited, starts, "TENTATIVE", attendee, sequence)
    assert proposed(invited) == []


def test_a_proposal_goes_when_the_coordinator_keeps_the_day(invited: Town) -> None:
    propose(invited, ";VALUE=DATE:20250402")
    with invited.service.store.read() as session:
        (each,) = objections(session, invited.id, date(2025, 1, 9))
    assert keep_the_day(invited.service, invited.id + 1, each.entry_id) is None
    assert len(proposed(invited)) == 1
    assert keep_the_day(invited.service, invited.id, each.entry_id) == "Robin Sand"
    assert proposed(invited) == []


def test_a_proposal_goes_when_the_day_is_moved(invited: Town) -> None:
    propose(invited, ";VALUE=DATE:20250402")
    with invited.service.store.write() as session:
        session.execute(update(FollowUpDate).values(day=date(2025, 4, 2)))
        session.execute(update(PartyRow).where(PartyRow.name == "Robin Sand").values(calendar_stale=True))
    invited.at(date(2025, 1, 10))
    assert ("2025-04-02", 1, "CONFIRMED") in told(invited)
    assert proposed(invited) == []


def days_in(feed: Feed) -> list[date]:
    events: list[Any] = Calendar.from_ical(feed.write()).walk("VEVENT")
    return sorted(event["DTSTART"].dt for event in events)


def the_feed(town: Town, name: str = "Robin Sand") -> Feed | None:
    with town.service.store.read() as session:
        party = session.scalars(select(PartyRow).where(PartyRow.name == name)).one()
        address = feed_address(town.service, party) or ""
    return read_feed(town.service, address.rpartition("/")[2].removesuffix(".ics"))


def test_a_feed_has_the_same_entries_as_the_invitations_and_the_same_bytes_each_time(town: Town) -> None:
    town.bring_in(LAMPS, WALKS)
    choose(town, "Robin Sand", "both")
    town.at(date(2025, 1, 8))
    first, second = the_feed(town), the_feed(town)
    assert first is not None
    assert second is not None
    assert (first.etag, first.write()) == (second.etag, second.write())
    events = Calendar.from_ical(first.write()).walk("VEVENT")
    assert {str(event["UID"]) for event in events} == {str(event["UID"]) for _, event in invitations(town)}
    assert b"Robin" not in first.write()
    town.bring_in((*LAMPS[:4], "senast 15 juni", LAMPS[5]), WALKS)
    town.at(date(2025, 1, 9))
    moved = the_feed(town)
    assert moved is not None and moved.etag != first.etag


def test_a_feed_is_revoked_by_renewing_its_address_or_by_choosing_otherwise(town: Town) -> None:
    town.bring_in(LAMPS)
    choose(town, "Robin Sand", "feed")
    with town.service.store.write() as session:
        party = session.scalars(select(PartyRow).where(PartyRow.name == "Robin Sand")).one()
        old = party.feed_secret or ""
        renew_feed_address(town.service, party)
    assert read_feed(town.service, old) is None
    assert the_feed(town) is not None
    choose(town, "Robin Sand", "invitation")
    assert the_feed(town) is None
    assert read_feed(town.service, "") is None


def test_an_area_and_the_organisation_have_feeds_of_their_own(town: Town) -> None:
    town.bring_in(LAMPS, WALKS, header=HEADER)
    with town.service.store.write() as session:
        area = session.scalars(select(AreaRow)).one()
        organisation = session.scalars(select(Organisation)).one()
        addresses = [renew_feed_address(town.service, area), renew_feed_address(town.service, organisation)]
    feeds = [read_feed(town.service, each.rpartition("/")[2].removesuffix(".ics")) for each in addresses]
    assert [days_in(feed) for feed in feeds if feed] == [[date(2025, 3, 26), date(2025, 5, 31)]] * 2


def test_a_sweep_looks_at_a_bounded_number_of_calendars(town: Town) -> None:
    town.bring_in(LAMPS, WALKS)
    choose(town, "Robin Sand", "invitation")
    choose(town, "Sara Lindh", "invitation")
    town.clock.set(town.clock.now().replace(day=8, hour=9))
    assert keep_calendar(town.service, limit=1) == 2
    assert keep_calendar(town.service, limit=1) > 0
    assert keep_calendar(town.service, limit=1) == 0

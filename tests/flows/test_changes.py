"""Who has been asked about a measure is told once when it changes: the working day after, and only what came of it."""

from datetime import date

from service.flows.correct_reading import correct_when, correct_who, set_status
from service.flows.edit_party import hand_over
from service.flows.enter_meeting import move_meeting
from service.store.people import PartyRow
from service.store.plan import FollowUpDate
from tests.flows.norrvik import CAFE, LAMPS, WALKS, Town, text_of

ROBIN, SARA = "robin.sand@norrvik.example", "sara.lindh@polis.example"
ASK, NEXT, AFTER = date(2025, 3, 6), date(2025, 3, 7), date(2025, 3, 10)


def asked(town: Town, *rows: tuple[str, ...]) -> None:
    town.bring_in(*(rows or (LAMPS,)))
    town.at(ASK)
    assert len(town.mails(ROBIN)) == 1


def notices(town: Town, to: str = ROBIN) -> list[str]:
    return [text_of(mail) for mail in town.mails(to) if str(mail["Subject"]).startswith("Ändrat i planen")]


def test_a_new_time_is_told_the_working_day_after_and_once(town: Town) -> None:
    asked(town)
    correct_when(town.service, town.measure("Byt").id, "senast 15 juni", None)
    town.at(ASK, hour=15)
    assert notices(town) == []
    town.days(NEXT, date(2025, 3, 17))
    (said,) = notices(town)
    assert "Tid förut: senast 31 maj" in said
    assert "Tid nu: senast 15 juni" in said


def test_what_is_changed_and_changed_back_is_not_told(town: Town) -> None:
    asked(town)
    correct_when(town.service, town.measure("Byt").id, "senast 15 juni", None)
    correct_when(town.service, town.measure("Byt").id, "senast 31 maj", None)
    town.days(NEXT, AFTER)
    assert notices(town) == []


def test_nobody_is_told_of_changes_in_what_they_have_not_heard_of(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(date(2025, 2, 3))
    correct_when(town.service, town.measure("Byt").id, "senast 15 juni", None)
    town.days(date(2025, 2, 4), date(2025, 2, 10))
    assert town.mails() == []


def test_who_no_longer_is_responsible_is_told_who_is(town: Town) -> None:
    asked(town, LAMPS, CAFE)
    hand_over(town.service, town.party("Robin Sand").id, town.party("Sara Lindh").id, "Maja Ek")
    town.days(NEXT, AFTER)
    (said,) = notices(town)
    assert said.count("Ansvarig förut: Robin Sand") == 2
    assert said.count("Ansvarig nu: Sara Lindh") == 2


def test_all_of_a_days_changes_come_in_one_mail(town: Town) -> None:
    asked(town)
    measure = town.measure("Byt").id
    correct_when(town.service, measure, "senast 15 juni", None)
    correct_who(town.service, measure, town.party("Sara Lindh").id, [], None)
    town.days(NEXT, AFTER)
    assert len(notices(town)) == 1


def test_a_follow_up_date_that_moves_is_told_to_those_asked_for_it(town: Town) -> None:
    asked(town)
    with town.service.store.read() as session:
        meeting = session.query(FollowUpDate.id).scalar()
    move_meeting(town.service, town.id, meeting, date(2025, 4, 9))
    town.days(NEXT, AFTER)
    (said,) = notices(town)
    assert "Uppföljning förut: 26 mars" in said
    assert "Uppföljning nu: 9 april" in said


def test_a_measure_taken_out_of_the_workbook_is_told(town: Town) -> None:
    asked(town, LAMPS, CAFE)
    town.bring_in(CAFE)
    town.days(NEXT, AFTER)
    (said,) = notices(town)
    assert "borttagen ur planen" in said


def test_nothing_is_told_of_what_is_done(town: Town) -> None:
    asked(town)
    measure = town.measure("Byt").id
    set_status(town.service, measure, "done", None)
    correct_when(town.service, measure, "senast 15 juni", None)
    town.days(NEXT, AFTER)
    assert notices(town) == []


def test_a_notice_waits_for_a_day_without_a_reminder(town: Town) -> None:
    asked(town)
    town.days(NEXT, date(2025, 3, 18))
    correct_when(town.service, town.measure("Byt").id, "senast 15 juni", None)
    town.at(date(2025, 3, 19))
    assert [message.kind for message in town.outbox("reminder", "change")] == ["reminder", "reminder"]


def test_an_address_that_is_none_is_silenced_and_stops_nobody_else(town: Town) -> None:
    asked(town, LAMPS, WALKS)
    with town.service.store.write() as session:
        session.get_one(PartyRow, town.party("Robin Sand").id).email = "robin.sand"
    for words in ("Byt", "Nattvandra"):
        correct_when(town.service, town.measure(words).id, "senast 15 juni", None)
    town.days(NEXT, AFTER)
    assert town.party("Robin Sand").undeliverable_since is not None
    assert len(notices(town, SARA)) == 1

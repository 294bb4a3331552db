"""The year as its people live it: asked, reminded, answering, away, unreachable; and the ledger that proves it."""

from datetime import date

from service.flows.change_rules import change_steering
from service.flows.correct_reading import set_status
from service.flows.fill_outbox import fill_outbox
from service.flows.record_followup import Report, record_followup
from service.flows.retry_message import retry_message
from service.flows.send_outbox import send_outbox
from service.flows.verify_ledger import verify_ledger
from service.store.people import PartyRow
from service.store.post import Message
from tests.flows.norrvik import CAFE, LAMPS, WALKS, Town, text_of

ROBIN = "robin.sand@norrvik.example"
ASK, REMIND = date(2025, 3, 6), date(2025, 3, 19)


def test_robin_gets_one_mail_that_asks_about_both_his_measures(town: Town) -> None:
    town.bring_in(LAMPS, CAFE)
    town.at(ASK)
    (mail,) = town.mails(ROBIN)
    text = text_of(mail)
    assert "Byt lampor vid bryggan" in text and "Öppna ett kvällskafé" in text
    assert "Onsdag 26 mars" in text and "https://plan.norrvik.example/svar/" in text
    html = mail.get_body(("html",))
    assert html is not None and "Byt lampor vid bryggan" in html.get_content()


def test_the_mail_says_who_it_is_from_and_how_it_is_known_again(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(ASK)
    (mail,) = town.mails(ROBIN)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(mail["Reply-To"]).startswith("arshjul+")
    assert len(str(mail["Message-ID"])) <= 76
    assert "[#" in str(mail["Subject"])


def test_sweeping_again_sends_nothing_twice(town: Town) -> None:
    town.bring_in(LAMPS, CAFE)
    for _ in range(3):
        town.at(ASK)
    assert len(town.mails(ROBIN)) == 1


def test_nothing_goes_out_at_night_or_on_a_sunday(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(ASK, hour=3)
    town.at(date(2025, 3, 9))
    assert town.mails() == []
    town.at(date(2025, 3, 10))
    assert len(town.mails(ROBIN)) == 1


def test_a_machine_that_was_down_for_a_week_catches_up_with_one_mail_that_says_so(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(date(2025, 3, 17))
    (mail,) = town.mails(ROBIN)
    assert "borde ha kommit tidigare" in text_of(mail)


def test_what_was_done_and_is_not_after_all_leaves_no_row_unexplained(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(date(2025, 3, 3))
    set_status(town.service, town.measure("Byt").id, "done", None)
    town.at(date(2025, 3, 17))
    set_status(town.service, town.measure("Byt").id, "ongoing", None)
    town.at(date(2025, 3, 18))
    assert verify_ledger(town.service, town.id) == []


def test_who_has_not_answered_is_reminded_and_then_others_are_told(town: Town) -> None:
    town.bring_in(LAMPS)
    town.days(date(2025, 3, 3), date(2025, 4, 25))
    steps = [(step, name) for step, name, state in town.ledger("Byt", "f:") if state == "sent"]
    assert steps[:2] == [("ask", "Robin Sand"), ("remind-5", "Robin Sand")]
    assert [name for step, name in steps if step in ("stand_in", "manager", "coordinator")] == [
        "Tove Alm",
        "Ingrid Falk",
        "Maja Ek",
    ]
    assert verify_ledger(town.service, town.id) == []


def test_an_answer_stops_the_ladder_for_that_date_only(town: Town) -> None:
    town.bring_in(LAMPS, CAFE)
    town.at(ASK)
    lamps, robin = town.measure("Byt"), town.party("Robin Sand")
    record_followup(
        town.service, Report(lamps.id, robin.id, "f:2025-03-26", "ongoing", "Hälften är bytta", "page", "1")
    )
    states = {state for _, _, state in town.ledger("Byt", "f:2025-03-26")}
    assert states == {"sent", "void"}
    assert ("remind-5", "Robin Sand", "planned") in town.ledger("Öppna", "f:2025-03-26")
    assert any(state == "planned" for _, _, state in town.ledger("Byt", "o:2025-05-31"))


def test_a_measure_that_is_done_is_never_asked_about_again(town: Town) -> None:
    town.bring_in(LAMPS)
    set_status(town.service, town.measure("Byt").id, "done", town.party("Maja Ek").id)
    town.days(date(2025, 3, 3), date(2025, 6, 10))
    assert town.mails(ROBIN) == []


def test_a_measure_that_leaves_the_plan_is_never_asked_about_again(town: Town) -> None:
    town.bring_in(LAMPS, WALKS)
    town.bring_in(WALKS)
    town.days(date(2025, 3, 3), date(2025, 3, 31))
    assert town.mails(ROBIN) == []


def test_an_answer_between_writing_and_sending_voids_the_mail(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(ASK, hour=7)
    town.clock.set(town.clock.now().replace(hour=9))
    assert fill_outbox(town.service) == 1
    lamps, robin = town.measure("Byt"), town.party("Robin Sand")
    record_followup(town.service, Report(lamps.id, robin.id, "f:2025-03-26", "ongoing", "Pågår", "page", "1"))
    send_outbox(town.service)
    assert [mail.state for mail in town.outbox("reminder")] == ["voided"]
    assert town.mails(ROBIN) == []


def test_not_mine_stops_the_questions_and_shows_the_measure_as_unowned(town: Town) -> None:
    town.bring_in(LAMPS)
    lamps, robin = town.measure("Byt"), town.party("Robin Sand")
    report = Report(
        lamps.id, robin.id, "f:2025-03-26", None, "", "page", "1", not_mine=True, not_mine_text="Fråga Sara"
    )
    record_followup(town.service, report)
    assert town.measure("Byt").lead_id is None
    assert {state for _, _, state in town.ledger("Byt")} == {"void"}
    town.bring_in(LAMPS)
    assert town.measure("Byt").lead_id is None


def test_remind_me_later_holds_the_reminders_until_that_day(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(ASK)
    lamps, robin = town.measure("Byt"), town.party("Robin Sand")
    wait = Report(lamps.id, robin.id, "f:2025-03-26", None, "", "page", "1", snooze_until=date(2025, 3, 24))
    record_followup(town.service, wait)
    town.days(date(2025, 3, 7), date(2025, 3, 21))
    assert len(town.mails(ROBIN)) == 1
    town.at(date(2025, 3, 24))
    assert len(town.mails(ROBIN)) == 2


def test_the_steering_group_gets_the_summary_the_working_day_before(town: Town) -> None:
    town.bring_in(LAMPS, WALKS)
    town.days(date(2025, 3, 24), date(2025, 3, 27))
    (summary,) = town.outbox("summary")
    assert summary.sent_at is not None and summary.sent_at.date() == date(2025, 3, 25)
    assert "0 av 2 åtgärder som följs upp" in text_of(town.mails("maja.ek")[-1])


def test_nobody_without_an_address_is_written_to(town: Town) -> None:
    town.bring_in((*LAMPS[:5], "Otto Berg"))
    town.days(date(2025, 3, 3), date(2025, 3, 20))
    assert town.outbox("reminder") == []


def test_a_refused_mail_goes_to_the_new_address_also_by_its_header(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(ASK)
    (message,), (first,) = town.outbox("reminder"), town.mails(ROBIN)
    with town.service.store.write() as session:
        session.get_one(Message, message.id).state = "failed"
        session.get_one(PartyRow, town.party("Robin Sand").id).email = "robin@ny.example"
    assert retry_message(town.service, message.id) == ""
    send_outbox(town.service)
    (again,) = town.mails("robin@ny.example")
    assert again["Message-ID"] == first["Message-ID"]
    assert again["To"] == "Robin Sand <robin@ny.example>"


def test_an_address_that_is_none_in_the_steering_group_stops_nobody_elses_summary(town: Town) -> None:
    town.bring_in(LAMPS)
    with town.service.store.write() as session:
        session.get_one(PartyRow, town.party("Sara Lindh").id).email = "sara.lindh"
    change_steering(town.service, town.id, [town.party("Sara Lindh").id, town.party("Robin Sand").id])
    town.at(date(2025, 3, 25))
    assert {mail.envelope_to[0] for mail in town.outbox("summary")} == {ROBIN, town.party("Maja Ek").email}
    assert town.party("Sara Lindh").undeliverable_since is not None

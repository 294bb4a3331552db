"""Answers by mail: read, recorded, acknowledged; and everything that is no answer is kept and seen by a person."""

from datetime import date
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from service.flows.confirm_answer import confirm_answer, unconfirmed_answers
from service.flows.correct_reading import settle_new_date
from service.flows.place_mail import Placement, place_mail, set_aside
from service.flows.record_followup import Report, record_followup
from service.flows.take_in_mail import store_arrival, take_in_mail
from service.flows.verify_ledger import verify_ledger
from service.ports import Arrived, OutsideError
from service.store.people import Absence
from service.store.post import Inbound
from tests.flows.norrvik import CAFE, LAMPS, WALKS, Town, text_of

ROBIN = "robin.sand@norrvik.example"
ASK, NEXT = date(2025, 3, 6), date(2025, 3, 7)


def asked(town: Town, *rows: tuple[str, ...]) -> EmailMessage:
    town.bring_in(*(rows or (LAMPS,)))
    town.at(ASK)
    return town.mails(ROBIN)[0]


def inbound(town: Town) -> list[Inbound]:
    with town.service.store.read() as session:
        return list(session.scalars(select(Inbound).order_by(Inbound.id)))


def test_a_reply_to_one_measure_becomes_a_record(town: Town) -> None:
    town.reply(asked(town), "Pågår, hälften av lamporna är bytta.")
    town.at(NEXT)
    (record,) = town.records("Byt")
    assert (record.status, record.occasion, record.source, record.confirmed) == (
        "ongoing",
        "f:2025-03-26",
        "mail",
        True,
    )
    assert record.text == "Pågår, hälften av lamporna är bytta."
    assert town.measure("Byt").status == "ongoing"


def test_a_greeting_is_not_part_of_the_record(town: Town) -> None:
    town.reply(asked(town), "Hej Maja!\n\nPågår, hälften av lamporna är bytta.")
    town.at(NEXT)
    assert [record.text for record in town.records("Byt")] == ["Pågår, hälften av lamporna är bytta."]


def test_a_reply_with_numbers_is_divided_between_the_measures(town: Town) -> None:
    town.reply(asked(town, LAMPS, CAFE), "1: klart, alla lyser.\n2: försenat, lokalen är inte klar.")
    town.at(NEXT)
    assert [record.status for record in town.records("Byt")] == ["done"]
    assert [record.status for record in town.records("Öppna")] == ["delayed"]


def test_answers_typed_into_the_copy_of_our_mail_are_divided_by_where_they_stand(town: Town) -> None:
    question = asked(town, LAMPS, CAFE)
    lines = text_of(question).splitlines()
    lines.insert(lines.index("   Mål: Alla lyser") + 1, "Klart, alla lyser.")
    lines.insert(lines.index("   Mål: Öppet två kvällar") + 1, "Försenat.")
    head = (
        f"{'_' * 32}\nFrån: Norrvik\nSkickat: den 6 mars 2025 08:00\nTill: Robin Sand\nÄmne: Uppföljning\n\n"
    )
    town.reply(question, "\n".join(["Svar nedan.", "", head, *lines]))
    town.at(NEXT)
    assert [record.text for record in town.records("Byt")] == ["Klart, alla lyser."]
    assert [record.status for record in town.records("Öppna")] == ["delayed"]


def test_the_receipt_says_how_the_answer_was_read(town: Town) -> None:
    town.reply(asked(town, LAMPS, CAFE), "1: klart, alla lyser.")
    town.at(NEXT)
    receipt = town.mails(ROBIN)[-1]
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert receipt["In-Reply-To"] == "<svar-0@post.example>"
    assert "Klar" in text_of(receipt) and "Öppna ett kvällskafé" in text_of(receipt)


def test_an_answer_stops_the_reminders_at_once(town: Town) -> None:
    town.reply(asked(town), "Klart!")
    town.days(NEXT, date(2025, 4, 20))
    assert [message.kind for message in town.outbox("reminder", "escalation")] == ["reminder"]


def test_the_same_mail_twice_is_one_record_and_one_receipt(town: Town) -> None:
    mail = asked(town)
    town.reply(mail, "Pågår")
    town.at(NEXT)
    raw = (town.folder / "inkorg" / "cur").iterdir().__next__().read_bytes()
    town.arrive(raw)
    town.at(NEXT, hour=10)
    assert len(town.records("Byt")) == 1
    assert len(town.outbox("receipt")) == 1


def test_a_mail_is_stored_before_it_is_put_away(town: Town) -> None:
    town.arrive(b"From: otto.berg@annan.example\r\nSubject: Hej\r\n\r\nHej Maja!")
    assert take_in_mail(town.service) == 1
    assert [row.state for row in inbound(town)] == ["new"]
    assert list((town.folder / "inkorg" / "new").iterdir()) == []


def test_a_folder_that_numbers_its_mails_anew_gives_nothing_twice(town: Town) -> None:
    content = b"From: otto.berg@annan.example\r\nSubject: Hej\r\n\r\nHej!"
    assert store_arrival(town.service, Arrived("imap:INBOX:1", "17", content))
    assert not store_arrival(town.service, Arrived("imap:INBOX:1", "17", content))
    assert not store_arrival(town.service, Arrived("imap:INBOX:2", "1", content))


def test_words_from_another_address_are_kept_as_unconfirmed_and_close_nothing(town: Town) -> None:
    town.reply(asked(town), "Klart!", sender="otto.berg@annan.example")
    town.at(NEXT)
    assert [record.confirmed for record in town.records("Byt")] == [False]
    assert town.measure("Byt").status is None
    assert town.outbox("receipt") == []


def test_an_unconfirmed_answer_that_would_close_waits_until_the_coordinator_vouches_for_it(
    town: Town,
) -> None:
    town.reply(asked(town), "Klart, alla lampor lyser.", sender="otto.berg@annan.example")
    town.at(NEXT)
    (record,) = town.records("Byt")
    with town.service.store.read() as session:
        waiting = [each.measure.code for each in unconfirmed_answers(session, town.id, 10)]
    assert waiting == [town.measure("Byt").code]
    assert confirm_answer(town.service, record, town.party("Maja Ek").id)
    assert not confirm_answer(town.service, record, town.party("Maja Ek").id)
    assert [(each.text, each.source, each.confirmed) for each in town.records("Byt")] == [
        ("Klart, alla lampor lyser.", "mail", False),
        ("Klart, alla lampor lyser.", "coordinator", True),
    ]
    assert town.measure("Byt").status == "done"
    with town.service.store.read() as session:
        assert list(unconfirmed_answers(session, town.id, 10)) == []
    town.days(NEXT, date(2025, 4, 20))
    assert [message.kind for message in town.outbox("reminder", "escalation")] == ["reminder"]
    assert verify_ledger(town.service, town.id) == []


def test_a_later_word_settles_an_unconfirmed_answer_too(town: Town) -> None:
    mail = asked(town)
    town.reply(mail, "Klart!", sender="otto.berg@annan.example")
    town.at(NEXT)
    town.reply(mail, "Nej, pågår fortfarande.")
    town.at(NEXT, hour=11)
    with town.service.store.read() as session:
        assert list(unconfirmed_answers(session, town.id, 10)) == []


def test_our_own_relay_saying_that_the_sender_is_forged_makes_it_unconfirmed(town: Town) -> None:
    town.reply(
        asked(town),
        "Klart!",
        Authentication_Results="mx.norrvik.example; dmarc=fail header.from=norrvik.example",
    )
    town.at(NEXT)
    assert [record.confirmed for record in town.records("Byt")] == [False]


def test_a_reply_is_known_by_its_reference_when_the_address_lost_its_code(town: Town) -> None:
    mail = asked(town)
    mail.replace_header("Reply-To", "arshjul@norrvik.example")
    town.reply(mail, "Pågår")
    town.at(NEXT)
    assert [record.confirmed for record in town.records("Byt")] == [True]


def test_a_reply_known_only_by_its_tag_is_unconfirmed(town: Town) -> None:
    mail = asked(town)
    mail.replace_header("Reply-To", "arshjul@norrvik.example")
    mail.replace_header("Message-ID", "<okand@norrvik.example>")
    town.reply(mail, "Klart")
    town.at(NEXT)
    assert [record.confirmed for record in town.records("Byt")] == [False]


def test_what_cannot_be_divided_goes_to_the_tray_and_a_person_places_it(town: Town) -> None:
    town.reply(asked(town, LAMPS, CAFE), "Vi talade om detta i måndags och alla var nöjda.")
    town.at(NEXT)
    (row,) = inbound(town)
    assert (row.state, town.records("Byt")) == ("tray", [])
    placed = Placement(town.measure("Byt").id, "Vi talade om detta.", "ongoing", "f:2025-03-26")
    assert place_mail(town.service, row.id, [placed], town.party("Maja Ek").id) == 1
    assert inbound(town)[0].state == "sorted"
    assert town.measure("Byt").status == "ongoing"


def test_a_mail_from_nowhere_goes_to_the_tray_and_can_be_set_aside_with_a_reason(town: Town) -> None:
    town.arrive(b"From: otto.berg@annan.example\r\nSubject: Erbjudande\r\n\r\nKop lampor!")
    town.at(ASK)
    (row,) = inbound(town)
    assert row.state == "tray" and row.why
    set_aside(town.service, row.id, "Reklam.")
    assert (inbound(town)[0].state, inbound(town)[0].why) == ("ignored", "Reklam.")


def test_an_automatic_answer_is_no_answer_but_tells_of_an_absence(town: Town) -> None:
    mail = asked(town)
    words = "Jag är på semester och är åter den 17 mars. Vid brådskande ärenden, ring växeln."
    town.reply(mail, words, subject=f"Automatiskt svar: {mail['Subject']}", Auto_Submitted="auto-replied")
    town.at(NEXT)
    assert town.records("Byt") == []
    with town.service.store.read() as session:
        (absence,) = session.scalars(select(Absence)).all()
    assert absence.last == date(2025, 3, 16)
    assert town.outbox("receipt") == []


def test_a_permanent_bounce_silences_the_address_and_asks_the_stand_in(town: Town) -> None:
    mail = asked(town)
    report = EmailMessage()
    report["From"], report["To"] = "MAILER-DAEMON@norrvik.example", str(mail["Reply-To"])
    report["Subject"], report["Auto-Submitted"] = "Undelivered Mail Returned to Sender", "auto-replied"
    report["In-Reply-To"] = str(mail["Message-ID"])
    report.set_content(f"<{ROBIN}>: host mx.norrvik.example said: 550 5.1.1 <{ROBIN}>: user unknown")
    town.arrive(report.as_bytes())
    town.days(NEXT, date(2025, 3, 12))
    assert town.party("Robin Sand").undeliverable_since is not None
    assert len(town.mails(ROBIN)) == 1
    assert len(town.mails("tove.alm")) == 1


def test_no_loop_is_possible_with_a_machine_that_answers_everything(town: Town) -> None:
    mail = asked(town)
    for number in range(12):
        town.reply(mail, f"Pågår, omgång {number}")
        town.at(NEXT)
    assert len(town.outbox("receipt")) <= 5


def test_remind_me_on_a_day_holds_the_reminders(town: Town) -> None:
    town.reply(asked(town), "Påminn mig 24 mars")
    town.days(NEXT, date(2025, 3, 21))
    assert len(town.outbox("reminder")) == 1
    town.at(date(2025, 3, 24))
    assert len(town.outbox("reminder")) == 2


def test_a_new_date_is_a_proposal_and_changes_nothing_by_itself(town: Town) -> None:
    town.reply(asked(town), "Försenat, skjuts upp till slutet av november.")
    town.at(NEXT)
    (record,) = town.records("Byt")
    assert "november" in record.new_date_text and not record.new_date_handled
    assert town.measure("Byt").when_reading["end"] == "2025-05-31"


def test_a_personal_number_is_kept_from_mails_until_a_person_has_looked(town: Town) -> None:
    town.reply(asked(town), "Pågår, Kalle 811218-9876 har fått hjälp.")
    town.at(NEXT)
    (record,) = town.records("Byt")
    assert record.withheld
    assert all("811218" not in text_of(mail) for mail in town.mails())


def test_a_mail_that_breaks_everything_is_kept_and_stops_nothing(town: Town) -> None:
    mail = asked(town, LAMPS, WALKS)
    town.arrive(
        b"\xff\xfe\x00From: \x00\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\r\n" + b"(" * 5000
    )
    town.reply(mail, "Pågår")
    town.at(NEXT)
    assert len(town.records("Byt")) == 1
    assert len(inbound(town)) == 2


def test_a_proposed_time_that_cannot_be_read_leaves_the_time_as_it_was(town: Town) -> None:
    town.bring_in(LAMPS)
    robin, lamps = town.party("Robin Sand"), town.measure("Byt")
    report = Report(
        lamps.id, robin.id, "f:2025-03-26", "delayed", "Dröjer", "page", "1", new_date_text="blaha sju"
    )
    record_followup(town.service, report)
    (record,) = town.records("Byt")
    with pytest.raises(OutsideError, match="unreadable-time"):
        settle_new_date(town.service, record.id, "blaha sju", None)
    assert town.measure("Byt").when_reading["end"] == "2025-05-31"
    assert not town.records("Byt")[0].new_date_handled

"""A reply about several measures is divided by number, code, title or place, or else left whole for a person."""

import pytest

from service.domain.reply import Asked, AskedMeasure, IncomingMail, MailReading, read_mail, to_json
from tests.domain.reply.words import WORDS

ASKED = Asked(
    (
        AskedMeasure(1, "K7F3", "Trygghetsvandringar i centrum"),
        AskedMeasure(2, "B2MM", "Belysning i stadsparken"),
        AskedMeasure(3, "QQ4R", "Utbildning av ny personal"),
    )
)
QUOTED = (
    "> 1  K7F3  Trygghetsvandringar i centrum\n>    Mål: tio\n{0}>\n> 2  B2MM  Belysning i stadsparken\n{1}"
)


def read(text: str, asked: Asked | None = ASKED) -> MailReading:
    return read_mail(IncomingMail(text=text), WORDS, asked)


def told(reading: MailReading) -> dict[str | None, tuple[str, str | None]]:
    return {answer.measure: (answer.text, answer.status) for answer in reading.answers}


@pytest.mark.parametrize(
    "text",
    [
        "1: klart\n2: pågår",
        "1: klart 2: pågår",
        "1) klart\n2) pågår",
        "1. klart\n2. pågår",
        "1 - klart\n2 - pågår",
        "1 klart\n2 pågår",
        "1 klart, 2 pågår",
        "Hej!\n1: klart\n\n2: pågår\n\nMvh\nRobin",
        "Åtgärd 1: klart\nÅtgärd 2: pågår",
        "Nr 1 klart, nr 2 pågår",
        "K7F3 klart\nB2MM pågår",
        "K7F3: klart\nb2mm: pågår",
        "1 K7F3: klart\n2 B2MM: pågår",
        "Trygghetsvandringar: klart\nBelysning: pågår",
        "1:\nklart\n\n2:\npågår",
        QUOTED.format("klart\n", "pågår\n"),
    ],
)
def test_each_way_of_naming_the_measures_is_understood(text: str) -> None:
    reading = read(text)
    assert told(reading) == {"K7F3": ("klart", "done"), "B2MM": ("pågår", "ongoing")}
    assert not reading.check


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1: klart den 1 maj, 2 gånger, kl. 3 på natten", "klart den 1 maj, 2 gånger, kl. 3 på natten"),
        ("1: mötet är kl 10:30 den 2. maj", "mötet är kl 10:30 den 2. maj"),
        ("1: genomfört 3 av 10 vandringar", "genomfört 3 av 10 vandringar"),
    ],
)
def test_days_hours_and_counts_are_not_numbers_of_measures(text: str, answer: str) -> None:
    assert [each.text for each in read(text).answers] == [answer]


def test_several_numbers_may_share_an_answer() -> None:
    assert {each.number for each in read("1 och 3: klart. 2: utgår.").answers} == {1, 2, 3}
    assert [each.status for each in read("Alla är klara.").answers] == ["done"] * 3


def test_numbers_in_words_and_all_the_others_are_understood() -> None:
    assert {each.number: each.status for each in read("Ettan är klar, tvåan pågår").answers} == {
        1: "done",
        2: "ongoing",
    }
    assert {each.number: each.status for each in read("1: klart. Övriga pågår.").answers} == {
        1: "done",
        2: "ongoing",
        3: "ongoing",
    }
    said = read("Första åtgärden är klar. Den andra pågår. Den tredje utgår.").answers
    assert [each.status for each in said] == ["done", "ongoing", "cancelled"]


def test_what_cannot_be_divided_is_left_whole() -> None:
    reading = read("Det mesta rullar på och vi ses på mötet.")
    assert reading.answers == ()
    assert reading.check
    assert "åtgärder" in reading.why


def test_a_number_that_was_not_asked_about_is_for_a_person_to_see() -> None:
    reading = read("1: klart\n7: pågår")
    assert told(reading) == {"K7F3": ("klart", "done")}
    assert reading.check
    assert "7" in reading.why


def test_one_measure_gets_the_whole_answer() -> None:
    asked = Asked((AskedMeasure(1, "K7F3", "Vandringar"),))
    assert told(read("Klart sedan 2 maj.\n\nVi fortsätter i höst.", asked)) == {
        "K7F3": ("Klart sedan 2 maj.\n\nVi fortsätter i höst.", "done")
    }
    assert told(read("1: klart", asked)) == {"K7F3": ("klart", "done")}
    assert told(read("K7F3 klart", asked)) == {"K7F3": ("klart", "done")}


def test_without_knowing_what_was_asked_the_quote_tells() -> None:
    assert told(read("1: klart 2: pågår\n\n" + QUOTED.format("", ""), None)) == {
        "K7F3": ("klart", "done"),
        "B2MM": ("pågår", "ongoing"),
    }
    assert told(read("Klart!", None)) == {None: ("Klart!", "done")}


def test_a_new_date_a_reminder_and_another_owner_are_taken_out_as_words() -> None:
    late, later, other = read(
        "1: försenat, skjuts upp till slutet av november. 2: påminn mig 12 maj. 3: inte min åtgärd."
    ).answers
    assert (late.status, late.date_text) == ("delayed", "slutet av november")
    assert later.snooze_text == "12 maj"
    assert other.not_mine
    assert read("Fråga Sara i stället.", Asked(ASKED.measures[:1])).answers[0].not_mine


def test_the_contract_has_its_names() -> None:
    assert to_json(read("1: klart"), "a.eml") == {
        "file": "a.eml",
        "class": "reply",
        "text": "1: klart",
        "answers": [{"measure": "K7F3", "text": "klart", "status": "done"}],
        "away": None,
        "bounce": None,
        "calendar": None,
        "check": False,
        "why": "",
    }

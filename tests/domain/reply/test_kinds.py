"""A machine's answer and a person's words are told apart, and what the first one tells is read."""

from datetime import date

import pytest

from service.domain.reply import (
    Asked,
    AskedMeasure,
    Away,
    CalendarAnswer,
    CalendarPart,
    IncomingMail,
    read_mail,
)
from tests.domain.reply.robin import ROBIN, read
from tests.domain.reply.words import WORDS


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Hej! Jag är på semester och åter den 12 augusti.", date(2025, 8, 11)),
        ("Jag är på semester till och med 12 augusti.", date(2025, 8, 12)),
        ("Jag är ledig t.o.m. 10/8.", date(2025, 8, 10)),
        ("Jag har semester 7 juli – 3 augusti.", date(2025, 8, 3)),
        ("Jag är tillbaka på kontoret måndag 4 augusti 2025.", date(2025, 8, 3)),
        ("Jag är åter vecka 33.", date(2025, 8, 10)),
        ("I am out of the office until August 12.", date(2025, 8, 12)),
        ("I am out of the office and will return on 12 August 2025.", date(2025, 8, 11)),
        ("Ich bin bis zum 12. August nicht im Büro.", date(2025, 8, 12)),
        ("Jeg er på ferie til og med 8. august.", date(2025, 8, 8)),
        ("Olen lomalla. Palaan 12.8.2025.", date(2025, 8, 11)),
        ("Jag läser mejl sporadiskt i sommar.", None),
    ],
)
def test_an_automatic_answer_tells_the_last_day_away(text: str, until: date | None) -> None:
    reading = read(text, "Automatiskt svar: Uppföljning", headers={"auto-submitted": "auto-replied"})
    assert reading.kind == "auto"
    assert (reading.away.until if reading.away else None) == until
    assert reading.answers == ()


def test_whoever_answers_the_questions_of_one_who_has_left_stands_in() -> None:
    text = "Jag har slutat min anställning. Frågor om trygghet besvaras av Sara Lindh, sara.lindh@norrvik.example."
    assert read(text, "Automatiskt svar: Uppföljning").away == Away(None, "sara.lindh@norrvik.example")


def test_a_notice_that_quotes_our_mail_is_known_by_that_nobody_reads() -> None:
    notice = "Hej,\ntack för ditt mejl. Jag är föräldraledig t.o.m. 17 augusti och ditt mejl läses inte."
    quote = "Den 4 mars 2025 kl 10:12 skrev Maja Ek <maja.ek@norrvik.example>:\n> Hur går det?"
    assert read(f"{notice}\n\n{quote}").kind == "auto"
    assert read(f"Klart. Jag är föräldraledig från augusti.\n\n{quote}").kind == "reply"


def test_the_stand_in_is_the_address_to_turn_to_and_not_the_senders_own() -> None:
    reading = read(
        f"Jag är på semester till och med 12 augusti.\nVid brådskande ärenden kontakta sara.lindh@norrvik.example.\n\n"
        f"Robin Sand\n{ROBIN}",
        "Frånvaro: Uppföljning",
    )
    assert reading.away == Away(date(2025, 8, 12), "sara.lindh@norrvik.example")


@pytest.mark.parametrize(
    "headers",
    [
        {"auto-submitted": "auto-replied"},
        {"auto-submitted": "auto-generated"},
        {"precedence": "auto_reply"},
        {"precedence": "bulk"},
        {"x-autoreply": "yes"},
        {"x-autorespond": ""} | {"x-autoreply-from": ROBIN},
        {"x-ms-exchange-inbox-rules-loop": ROBIN},
        {"x-ms-exchange-generated-message-source": "Mailbox Rules Agent"},
        {"return-path": "<>"},
        {"preference": "auto_reply"},
        {"x-precedence": "bulk"},
        {"content-type": "multipart/report; report-type=feedback-report"},
        {"x-mailer": "vacation 1.2.7"},
        {"delivered-to": "Autoresponder"},
    ],
)
def test_a_header_is_enough_to_know_a_machine(headers: dict[str, str]) -> None:
    assert read("Tack för ditt mejl!", headers=headers).kind == "auto"


@pytest.mark.parametrize(
    "subject",
    [
        "Automatiskt svar: Uppföljning i mars",
        "Autosvar: Uppföljning",
        "Automatic reply: Uppföljning",
        "Automatisk svar: Uppföljning",
        "Automaattinen vastaus: Uppföljning",
        "Automatische Antwort: Uppföljning",
        "Out of Office: Uppföljning",
        "Re: Out of office",
        "Frånvarande: Uppföljning",
        "Fraværende: Uppföljning",
        "Ute av kontoret: Uppföljning",
        "Re: Ikke til stede: Uppföljning",
        "Poissa toimistosta: Uppföljning",
        "Risposta automatica: Uppföljning",
        "Odpowiedź automatyczna: Uppföljning",
        "自动答复: Uppföljning",
        "AUTO: Robin Sand är inte på kontoret (åter 2025-08-11)",
        "[AUTO GENERATED] Uppföljning",
    ],
)
def test_some_subjects_are_only_written_by_machines(subject: str) -> None:
    assert read("Jag är inte på plats i dag.", subject).kind == "auto"


def test_a_holiday_notice_without_a_telling_header_is_known_by_its_words() -> None:
    text = "Hej!\n\nJag är på semester och åter i tjänst den 12 augusti. Vid brådskande ärenden, ring växeln."
    assert read(text, "Semester").kind == "auto"
    assert read(text, "Sv: Uppföljning").kind == "auto"


@pytest.mark.parametrize(
    "text",
    [
        "Hej! Frågan har nått oss. Det här mejlet går inte att besvara, för mejl går inte att besvara härifrån.",
        "Tack! Vi har tagit emot ditt mejl och återkommer inom fem arbetsdagar.",
        "Jeg er på ferie i uke 28 og svarer ikke på mail.",
        "Din henvendelse er modtaget. Vi vender tilbage hurtigst muligt.",
        "Olen lomalla enkä lue viestejä. Olen poissa elokuuhun.",
        "Jag är tjänstledig till våren. Kontakta Sara Lindh i stället.",
        "Jag har gått i pension. Skriv till växeln.",
        "Ich bin bis Montag nicht im Büro. Bitte wenden Sie sich an die Zentrale.",
    ],
)
def test_a_notice_without_any_telling_header_is_known_by_what_such_notices_say(text: str) -> None:
    assert read(text).kind == "auto"


@pytest.mark.parametrize(
    "text",
    [
        "Ansökan har tagits emot av länsstyrelsen, och vi väntar på besked.",
        "Vi återkommer inom kort med siffror för mars.",
        "Skolan svarar inte på mejl, så åtgärden är försenad.",
        "Skolen svarer ikke, så vi er ikke i gang.",
        "Sporadiskt, ungefär en gång i månaden.",
        "Jag sitter i möten hela veckan, men arbetet pågår.",
        "Kan Sara ta mötet? Jag är på semester då.",
        "Jag är tillbaka på torsdag, ring mig då om nästa träff.",
    ],
)
def test_a_person_who_says_one_thing_that_notices_say_is_no_machine(text: str) -> None:
    assert read(text).kind == "reply"


def test_a_subject_that_tells_until_when_is_enough_unless_it_asks() -> None:
    assert read("För brådskande frågor, ring växeln.", "På semester till 3 augusti").kind == "auto"
    assert read("Kan Sara ta över när jag är på semester?", "Ledig till 3 augusti?").kind == "reply"


@pytest.mark.parametrize(
    "subject", ["Semesterplanering", "Frånvaro: skolans siffror", "SV: Automatiska svar i växeln"]
)
def test_a_subject_that_only_names_absence_is_a_persons(subject: str) -> None:
    assert read("Här är siffrorna.", subject).kind == "reply"


def test_a_short_notice_that_only_says_until_when_is_an_automatic_answer() -> None:
    reading = read("Jeg er ute av kontoret til 8. august.")
    assert (reading.kind, reading.away) == ("auto", Away(date(2025, 8, 8), None))


@pytest.mark.parametrize(
    "text",
    [
        "Klart! Jag är på semester från fredag, så fråga mig om resten i augusti.",
        "Pågår. Vi tar semester i juli och fortsätter vandringarna den 12 augusti.",
        "Vi hann inte före semestern, det blir i september.",
        "Mötet den 4 mars är genomfört. Sara är föräldraledig men åter i höst.",
        "Jag återkommer till dig den 12 augusti.",
        "Kontakta sara.lindh@norrvik.example, hon ansvarar för det här.",
    ],
)
def test_a_person_who_mentions_a_holiday_is_no_machine(text: str) -> None:
    assert read(text).kind == "reply"
    assert read(text, headers={"list-id": "<plan.norrvik.example>", "x-mailer": "Outlook"}).kind == "reply"
    assert read(text, headers={"auto-submitted": "no"}).kind == "reply"


def test_a_person_who_answers_an_automatic_answer_is_no_machine() -> None:
    quoted = "Från: Sara Lindh\nSkickat: den 3 februari 2026 09:14\nTill: Robin Sand\nÄmne: Automatiskt svar: Uppföljning\n\nJag är ledig."
    reading = read(
        f"Jag svarar i hennes ställe: arbetet pågår.\n\n{quoted}", "SV: Automatiskt svar: Uppföljning"
    )
    assert (reading.kind, reading.text) == ("reply", "Jag svarar i hennes ställe: arbetet pågår.")


def test_a_calendar_answer_is_known_by_its_method() -> None:
    part = CalendarPart("REPLY", "u1", ROBIN, "DECLINED", 2)
    reading = read("Robin har avböjt", "Avböjt: Uppföljning", calendar=part)
    assert reading.kind == "calendar"
    assert reading.calendar == CalendarAnswer("u1", ROBIN, "DECLINED", 2)
    assert read("Klart", calendar=CalendarPart("REQUEST", "u1", ROBIN, "")).kind == "reply"


@pytest.mark.parametrize("text", ["Hej! Jag svarar i rött nedan.", "Se mina svar nedan"])
def test_a_text_that_only_points_at_the_quote_is_no_answer_and_goes_to_a_person(text: str) -> None:
    quote = "Från: Maja Ek\nSkickat: den 4 mars 2025 10:12\nTill: Robin Sand\nÄmne: Uppföljning\n\nHur går det?\nKlart."
    reading = read(f"{text}\n\n{quote}")
    assert (reading.kind, reading.answers, reading.check) == ("reply", (), True)
    assert "längre ned" in reading.why
    assert read(f"Klart, se nedan.\n\n{quote}").answers[0].status == "done"


@pytest.mark.parametrize(
    "text", ["Lokalen nedanför torget är bokad.", "Polisen är på plats under varje match."]
)
def test_a_place_or_a_time_that_sounds_so_points_at_nothing(text: str) -> None:
    quote = (
        "Från: Maja Ek\nSkickat: den 4 mars 2025 10:12\nTill: Robin Sand\nÄmne: Uppföljning\n\nHur går det?"
    )
    assert [answer.text for answer in read(f"{text}\n\n{quote}").answers] == [text]


def test_what_cannot_be_read_says_why() -> None:
    assert read("", wrapper="smime").kind == "unreadable"
    assert "S/MIME" in read("", wrapper="smime").why
    assert read("Klart", wrapper="tnef").kind == "reply"
    assert read("  \n> citat\n").kind == "empty"
    assert read("").check


def test_a_personal_number_is_flagged() -> None:
    reading = read_mail(
        IncomingMail(text="Klart, gäller 640823-3234."),
        WORDS,
        Asked((AskedMeasure(1, "K7F3", "Vandringar"),)),
    )
    assert reading.personal_number


@pytest.mark.parametrize("text", ["Klart.\n" * 6_000, "Klart. " * 40_000])
def test_a_mail_too_long_to_be_read_whole_says_so(text: str) -> None:
    reading = read(text)
    assert reading.check
    assert "så långt att bara början är läst" in reading.why


@pytest.mark.parametrize(
    "text",
    [
        "Automatiskt svar på larm är infört vid tre skolor.",
        "Autosvar i växeln är ordnat, nu provar vi det.",
    ],
)
def test_an_answer_about_automatic_answers_is_a_persons(text: str) -> None:
    assert read(text).kind == "reply"


@pytest.mark.parametrize(
    "text",
    [
        "Autosvar: läser mejl på måndag.",
        "Automatiskt svar\n\nVäxeln är stängd.",
        "Autosvar från Robin Sand.",
        "Autosvar",
    ],
)
def test_a_text_that_is_headed_automatic_answer_is_one(text: str) -> None:
    assert read(text).kind == "auto"

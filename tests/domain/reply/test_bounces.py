"""A mail that came back is known among answers, and whom it did not reach and why is read."""

import pytest

from service.domain.reply import (
    Bounce,
    DeliveryReport,
)
from tests.domain.reply.robin import ROBIN, read


def test_a_report_of_a_mail_that_arrived_is_a_machines_word_and_no_bounce() -> None:
    report = DeliveryReport(ROBIN, "delivered", "2.0.0")
    told = {"content-type": "multipart/report; report-type=delivery-status"}
    reading = read("Framme.", "Rapport", sender="mailer-daemon@mx.example", headers=told, reports=(report,))
    assert reading.kind == "auto"


@pytest.mark.parametrize(
    ("subject", "text", "permanent"),
    [
        ("Undelivered Mail", "Adressen finns inte.", True),
        ("Delivery Status Notification (Delay)", "Adressen svarar inte just nu.", False),
        ("Något hände", "Något hände med mejlet.", False),
        ("", "550 5.1.1 Användaren är okänd.", True),
        ("", "451 4.7.1 Försök igen.", False),
    ],
)
def test_a_mail_system_that_does_not_say_why_closes_no_address(
    subject: str, text: str, permanent: bool
) -> None:
    reading = read(text, subject, sender="mailer-daemon@mx.example")
    assert reading.bounce is not None
    assert reading.bounce.permanent is permanent


@pytest.mark.parametrize(
    "subject",
    [
        "Olevererbart: Uppföljning",
        "Undeliverable: Uppföljning",
        "Leveransstatusmeddelande (fel)",
        "Ikke levert: Uppföljning",
        "Kan ikke leveres: Uppföljning",
        "Ei voitu toimittaa: Uppföljning",
        "Benachrichtigung zum Übermittlungsstatus (Fehlgeschlagen)",
        "Nedoručitelné: Uppföljning",
        "未送达: Uppföljning",
    ],
)
def test_what_a_mail_system_calls_undelivered_is_a_bounce_in_any_language(subject: str) -> None:
    assert read("Se nedan.", subject, sender="postmaster@norrvik.example").kind == "bounce"


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        ("bounces+svar=1@norrvik.example", {}),
        ("noreply@norrvik.example", {"content-type": 'multipart/report; report-type="delivery-status"'}),
        ("noreply@norrvik.example", {"x-failed-recipients": ROBIN}),
    ],
)
def test_a_mail_system_that_says_so_has_sent_a_bounce(sender: str, headers: dict[str, str]) -> None:
    assert read("Något gick fel.", sender=sender, headers=headers).kind == "bounce"


def test_words_from_nobody_that_a_mail_did_not_arrive_are_a_bounce() -> None:
    text = f"You sent mail to {ROBIN}. That's not a valid user here."
    reading = read(text, "", sender="", headers={"return-path": "<>"})
    assert (reading.kind, reading.bounce and reading.bounce.recipient) == ("bounce", ROBIN)


@pytest.mark.parametrize(
    ("report", "bounce"),
    [
        (DeliveryReport(ROBIN, "failed", "5.1.1"), Bounce(ROBIN, "5.1.1", True)),
        (DeliveryReport(ROBIN, "failed", "4.4.7"), Bounce(ROBIN, "4.4.7", False)),
        (DeliveryReport(ROBIN, "delayed", "4.4.1"), Bounce(ROBIN, "4.4.1", False)),
        (DeliveryReport(ROBIN, "failed", "", "smtp; 550 5.2.1 disabled"), Bounce(ROBIN, "5.2.1", True)),
    ],
)
def test_a_delivery_report_is_read_from_its_fields(report: DeliveryReport, bounce: Bounce) -> None:
    reading = read(
        "…", "Undelivered Mail", sender="mailer-daemon@mx.example", is_report=True, reports=(report,)
    )
    assert reading.kind == "bounce"
    assert reading.bounce == bounce


@pytest.mark.parametrize(
    ("sender", "subject", "text", "bounce"),
    [
        (
            "mailer-daemon@mx.example",
            "Undelivered Mail Returned to Sender",
            f"<{ROBIN}>: host mx said: 550 5.1.1 <{ROBIN}>: user unknown",
            Bounce(ROBIN, "5.1.1", True),
        ),
        (
            "mailer-daemon@mx.example",
            "failure notice",
            f"Hi. This is the qmail-send program.\n<{ROBIN}>:\nSorry, no mailbox here by that name.",
            Bounce(ROBIN, None, True),
        ),
        (
            "postmaster@norrvik.example",
            "Går inte att leverera: Uppföljning",
            f"Leveransen misslyckades: {ROBIN}\nAdressen hittades inte. Remote Server returned '550 5.1.10'",
            Bounce(ROBIN, "5.1.10", True),
        ),
        (
            "mailer-daemon@mx.example",
            "Warning: message delayed 24 hours",
            f"A message to {ROBIN} has been delayed. You do not need to resend it. It will be retried.",
            Bounce(ROBIN, None, False),
        ),
        (
            "mailer-daemon@mx.example",
            "Delivery Status Notification (Delay)",
            f"451 4.7.1 greylisted\n{ROBIN}",
            Bounce(ROBIN, "4.7.1", False),
        ),
    ],
)
def test_a_bounce_in_free_words_is_read_too(sender: str, subject: str, text: str, bounce: Bounce) -> None:
    reading = read(text, subject, sender=sender)
    assert reading.kind == "bounce"
    assert reading.bounce == bounce


def test_a_person_who_answers_about_a_bounce_is_no_bounce() -> None:
    assert read("Jag fick studsen men har rätt adress nu. Klart.", "Sv: Undelivered Mail").kind == "reply"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Fråga från okänd mottagare: user unknown",
            "En besökare skrev att hon var en unknown user i systemet.",
        ),
        ("Om unknown user", "Det stod unknown user på skärmen när jag skulle svara. Vad gör jag nu?"),
    ],
)
def test_a_person_who_writes_of_an_unknown_user_is_no_bounce(subject: str, text: str) -> None:
    assert read(text, subject).kind == "reply"


def test_a_mail_server_may_put_re_before_its_subject() -> None:
    text = "Your message could not be delivered to\nnils.holm@norrvik.example\n"
    subject = "RE: Uppföljning: delivery failed"
    assert read(text, subject, sender="smtp@norrvik.example").kind == "bounce"
    assert read(text, subject, in_reply_to="<fraga@norrvik.example>").kind == "reply"

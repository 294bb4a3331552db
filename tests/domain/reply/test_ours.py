"""Answers typed into an unmarked copy of our mail are told from our own words, and older answers from both."""

import pytest

from service.domain.reply import Asked, AskedMeasure, IncomingMail, MailReading, read_mail
from tests.domain.reply.words import WORDS

PLAIN = """Hej Robin!

Onsdag 26 mars går styrgruppen igenom åtgärdsplanen. Du ansvarar för två
åtgärder. Svara på mejlet, eller öppna sidan:
https://plan.norrvik.example/svar/x

1  K7F3  Trygghetsvandringar
   Mål: tio vandringar
   https://plan.norrvik.example/svar/x/1

2  B2MM  Belysning
   Mål: alla lyser

Får vi inget svar hör Maja Ek av sig.
"""
RENDERED = """Norrvik · åtgärdsplanen
Hej Robin!
Onsdag 26 mars går styrgruppen igenom åtgärdsplanen. Du ansvarar för två åtgärder. Svara på mejlet, eller öppna sidan.
1 · K7F3
Trygghetsvandringar
Mål: tio vandringar
Svara om åtgärd 1
2 · B2MM
Belysning
Mål: alla lyser
Får vi inget svar hör Maja Ek av sig.
"""
ASKED = Asked(
    (AskedMeasure(1, "K7F3", "Trygghetsvandringar"), AskedMeasure(2, "B2MM", "Belysning")),
    f"{PLAIN}\n\n{RENDERED}",
)
HEAD = "________________________________\nFrån: Årshjul <plan@norrvik.example>\nSkickat: den 6 mars 2025 08:00\nTill: Robin Sand\nÄmne: Uppföljning\n\n"
BANNER = "Du får inte ofta e-post från plan@norrvik.example. Läs om varför<https://aka.ms/x>\n\n"
COPIES = {
    "plain": PLAIN,
    "plain, wrapped otherwise": "\n\n".join(each.replace("\n", " ") for each in PLAIN.split("\n\n")),
    "rendered": RENDERED.replace("öppna sidan.", "öppna sidan<https://plan.norrvik.example/svar/x>."),
    "rendered, a paragraph a line": RENDERED.replace("\n", "\n\n"),
}


def read(text: str) -> MailReading:
    return read_mail(IncomingMail(text=text), WORDS, ASKED)


def answered(copy: str) -> str:
    """Return the copy with an answer typed below each measure's goal."""
    first = copy.replace("tio vandringar", "tio vandringar\nKlart, elva blev det.\n")
    return first.replace("alla lyser", "alla lyser\nFörsenat till maj.\n")


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_an_untouched_copy_adds_nothing(copy: str) -> None:
    assert read(f"Tack för påminnelsen.\n\n{HEAD}{copy}").text == "Tack för påminnelsen."
    assert read(f"Tack för påminnelsen.\n\n{HEAD}{BANNER}{copy}").text == "Tack för påminnelsen."


@pytest.mark.parametrize("above", ["", "Svar nedan.\n\n"])
@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_answers_typed_into_the_copy_are_divided_by_where_they_stand(copy: str, above: str) -> None:
    footer = "\n\nDetta mejl kan innehålla sekretess." if above else ""
    reading = read(f"{above}{HEAD}{answered(copy)}{footer}")
    assert reading.text == f"{above}Klart, elva blev det.\nFörsenat till maj."
    assert [(each.measure, each.status) for each in reading.answers] == [
        ("K7F3", "done"),
        ("B2MM", "delayed"),
    ]
    assert not reading.check


def test_an_older_answer_below_another_heading_is_not_given_again() -> None:
    older = "Pågår fortfarande, fyra av tio är gjorda och resten kommer i maj."
    assert read(f"1: Klart nu.\n\n{HEAD}{older}\n\n{HEAD}{answered(PLAIN)}").text == "1: Klart nu."

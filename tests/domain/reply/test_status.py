"""How a measure stands is read from Swedish words, and a word turned about or put off is not taken at face value."""

import pytest

from service.domain.reply import read_status
from tests.domain.reply.words import WORDS


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("klart", "done"),
        ("Genomfört i mars.", "done"),
        ("Genomfört. Uppföljning pågår.", "done"),
        ("pågår", "ongoing"),
        ("Delvis genomfört", "ongoing"),
        ("Arbetet är nästan klart", "ongoing"),
        ("inte klart", "ongoing"),
        ("Vi är inte klara än", "ongoing"),
        ("blir klart i maj", "ongoing"),
        ("Klart senast 12 maj", "ongoing"),
        ("Vi har genomfört två av fyra, resten pågår", "ongoing"),
        ("ännu inte genomfört", "not_started"),
        ("ej påbörjat", "not_started"),
        ("försenat", "delayed"),
        ("skjuts upp till hösten", "delayed"),
        ("hinner inte i år", "delayed"),
        ("inte försenat, genomfört", "done"),
        ("utgår", "cancelled"),
        ("stryks", "cancelled"),
        ("tas bort", "cancelled"),
        ("Träffen ställdes in", "cancelled"),
        ("Åtgärden är klar sedan maj, men rapporten återstår", "ongoing"),
        ("80 % klart", "ongoing"),
        ("Det är inte försenat utan pågår", "ongoing"),
        ("När det är klart hör jag av mig", None),
        ("Allt är genomfört enligt plan.", "done"),
        ("Arbetet går enligt plan", "ongoing"),
        ("Det går inte enligt plan", None),
        ("Inte påbörjat, vi väntar på elektrikern", "not_started"),
        ("Klart från vår sida, men vi inväntar polisen", "ongoing"),
        ("Vi inväntar besked", "delayed"),
        ("Gjennomført", "done"),
        ("Tiltaket er avsluttet", "done"),
        ("Siirretty syksyyn", "delayed"),
        ("Emme ole vielä aloittaneet", "not_started"),
        ("Ei aloitettu", "not_started"),
        ("stryks ej", None),
        ("Åtgärden om skolteam är inställd", "cancelled"),
        ("Vi vet inte om lokalen är klar", None),
        ("Är det klart?", None),
        ("Vi ses på torsdag", None),
        ("", None),
    ],
)
def test_the_status_is_the_one_a_colleague_would_hear(text: str, status: str | None) -> None:
    assert read_status(text, WORDS) == status

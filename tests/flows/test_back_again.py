"""Who has been away is told once what others were asked meanwhile, and what they said."""

from datetime import date

from service.flows.edit_party import add_absence
from tests.flows.norrvik import CAFE, LAMPS, Town, text_of

ROBIN, TOVE = "robin.sand@norrvik.example", "tove.alm@norrvik.example"


def away(town: Town, first: date, last: date) -> None:
    town.bring_in(LAMPS, CAFE)
    town.at(date(2025, 3, 3))
    add_absence(town.service, town.party("Robin Sand").id, first, last, "Maja Ek")


def letters(town: Town) -> list[str]:
    return [
        text_of(mail) for mail in town.mails(ROBIN) if str(mail["Subject"]).startswith("Medan du var borta")
    ]


def test_the_one_who_is_back_hears_what_was_asked_and_answered(town: Town) -> None:
    away(town, date(2025, 3, 4), date(2025, 3, 9))
    town.days(date(2025, 3, 4), date(2025, 3, 6))
    (asked,) = town.mails(TOVE)
    town.reply(asked, "1: pågår, hälften är bytta.")
    town.days(date(2025, 3, 7), date(2025, 3, 14))
    (said,) = letters(town)
    assert "Medan du var borta 4–9 mars frågade vi andra om två av dina åtgärder." in said
    assert "Tove Alm har svarat." in said and "hälften är bytta" in said
    assert "Tove Alm fick frågan 6 mars. Inget svar än." in said


def test_an_absence_in_which_nothing_was_asked_is_not_written_about(town: Town) -> None:
    away(town, date(2025, 3, 4), date(2025, 3, 5))
    town.days(date(2025, 3, 4), date(2025, 3, 12))
    assert letters(town) == []


def test_who_is_away_again_hears_when_that_is_over(town: Town) -> None:
    away(town, date(2025, 3, 4), date(2025, 3, 9))
    add_absence(town.service, town.party("Robin Sand").id, date(2025, 3, 10), date(2025, 3, 11), "Maja Ek")
    town.days(date(2025, 3, 4), date(2025, 3, 11))
    assert letters(town) == []
    town.at(date(2025, 3, 12))
    assert len(letters(town)) == 1


def test_the_letter_is_answered_as_any_question(town: Town) -> None:
    away(town, date(2025, 3, 4), date(2025, 3, 9))
    town.days(date(2025, 3, 4), date(2025, 3, 10))
    letter = next(mail for mail in town.mails(ROBIN) if "borta" in str(mail["Subject"]))
    town.reply(letter, "2: klart.")
    town.at(date(2025, 3, 11))
    (record,) = town.records("Öppna")
    assert (record.status, record.occasion) == ("done", "f:2025-03-26")

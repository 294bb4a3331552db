"""What happens next by itself: on the pages and in the mail."""

from datetime import date

import pytest

from service.domain.schedule import People, deadline_of, following, next_step, what_next
from tests.domain.schedule.cast import (
    CALENDAR,
    CHIEF,
    MAJA,
    MARCH,
    POLICY,
    ROBIN,
    SARA,
    START,
    follow_ups,
    measure,
    own_days,
    planned,
)

FULL = People(MAJA, stand_in={ROBIN: SARA}, manager={ROBIN: CHIEF})


@pytest.mark.parametrize(
    ("today", "text"),
    [
        (date(2025, 2, 3), "Torsdag 27 februari går frågan till den ansvariga."),
        (date(2025, 3, 3), "Onsdag 12 mars går en påminnelse till den ansvariga."),
        (date(2025, 3, 20), "Torsdag 20 mars går en ny påminnelse till den ansvariga."),
        (date(2025, 4, 1), "Tisdag 1 april får ersättaren veta att svar saknas."),
        (date(2025, 4, 2), "Torsdag 3 april får chefen veta att svar saknas."),
        (date(2025, 4, 4), "Tisdag 8 april tar samordnaren vid."),
        (date(2025, 4, 9), "Inget mer är planerat."),
    ],
)
def test_a_page_says_what_happens_next_by_itself(today: date, text: str) -> None:
    assert what_next(measure(MARCH), planned(measure(MARCH), FULL), today).text == text


def test_a_page_says_why_nothing_happens() -> None:
    assert what_next(measure(MARCH, status="done"), [], START).text == "Åtgärden är klar. Ingen påminns mer."
    assert what_next(measure(MARCH, status="cancelled"), [], START).day is None
    assert "veckobrev" in what_next(measure(MARCH, lead=None), [], START).text


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("ask", "Utan svar påminner vi dig onsdag 12 mars. Tisdag 1 april frågar vi din ersättare."),
        ("late-7", "Utan svar frågar vi din ersättare tisdag 1 april."),
        ("stand_in", "Utan svar hör vi av oss till din chef torsdag 3 april."),
        ("coordinator", ""),
    ],
)
def test_the_mail_tells_what_happens_without_an_answer(step: str, sentence: str) -> None:
    plan = planned(measure(MARCH), FULL)
    this = next(each for each in plan if each.key.step == step)
    assert next_step(following(plan, this), this.due) == sentence


@pytest.mark.parametrize(
    ("due", "deadline"),
    [
        (date(2025, 2, 27), date(2025, 3, 18)),
        (date(2025, 3, 18), date(2025, 3, 18)),
        (date(2025, 3, 20), date(2025, 3, 21)),
    ],
)
def test_an_answer_is_wanted_the_working_day_before_the_follow_up_and_then_the_next_day(
    due: date, deadline: date
) -> None:
    assert deadline_of(follow_ups(MARCH)[0], due, POLICY, CALENDAR) == deadline


def test_an_answer_about_an_own_date_is_wanted_some_days_after_the_question() -> None:
    (occasion,) = own_days([(date(2025, 5, 14), "end")])
    assert deadline_of(occasion, date(2025, 5, 15), POLICY, CALENDAR) == date(2025, 5, 21)

"""The greeting of a mail stays out of the follow-up; everything that says something stays in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.reply import without_greeting
from tests.domain.reply.words import WORDS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hej Maja!\n\nVi är klara med lamporna.", "Vi är klara med lamporna."),
        ("Hej Maja! Vi är klara.", "Vi är klara."),
        ("Hej,\nklart.", "klart."),
        ("Hejsan alla,\n\nFörsenat till maj.", "Försenat till maj."),
        ("God morgon Maja Ek\n\nPågår.", "Pågår."),
        ("Hej igen Maja – två möten hållna.", "två möten hållna."),
        ("Hej hej!\nKlart.\nHej då säger vi till bussen.", "Klart.\nHej då säger vi till bussen."),
    ],
)
def test_a_greeting_that_opens_an_answer_is_not_part_of_what_is_said(text: str, said: str) -> None:
    assert without_greeting(text, WORDS) == said


@pytest.mark.parametrize(
    "text",
    [
        "Hej Maja!",
        "Bästa möjliga läge, vi är klara.",
        "Hejsan vi är klara, allt gick bra.",
        "Klart. Hej Maja!",
        "Hej-kampanjen är igång.",
        "",
    ],
)
def test_what_is_no_greeting_or_nothing_else_stays(text: str) -> None:
    assert without_greeting(text, WORDS) == text


@given(st.text())
def test_what_is_left_is_the_end_of_what_was_written(text: str) -> None:
    assert text.endswith(without_greeting(text, WORDS))

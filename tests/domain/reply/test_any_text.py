"""Whatever a mail holds, reading it never raises, and says nothing that the mail does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.reply import (
    Asked,
    AskedMeasure,
    IncomingMail,
    has_personal_number,
    newly_written,
    read_mail,
    redact_personal_numbers,
    to_json,
)
from tests.domain.reply.words import WORDS

ASKED = Asked(
    (AskedMeasure(1, "K7F3", "Vandringar"), AskedMeasure(2, "B2MM", "Belysning")), "1  K7F3  Vandringar"
)
PIECES = ["1: ", "2) ", "klart", "inte", "pågår", "K7F3", "Från: ", "Till: ", "Skickat: ", "Ämne: ", "skrev", "> ", ">> ",
          "Den 4 mars 2025 kl 10:12 ", "a@b.se", "<", ">:", "Mvh", "Robin", "--", "____", "/", "åter", "till", "12 augusti",
          "vecka 33", "31/2", "2025-13-40", "99999999999", "jag är på semester", "550 5.1.1", "påminn mig", "\u00b2", "٣", "१",
          "\n", "\n\n", " ", "\t", ".", ":", "640823-3234", "On ", "wrote:", "写道：", "Sent from my ", "åtgärd", "och"]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(["", "mailer-daemon@b.se", "robin@b.se"]))
def test_no_mail_breaks_the_reading(text: str, subject: str, sender: str) -> None:
    for asked in (None, ASKED):
        mail = IncomingMail(
            text=text, subject=subject, sender=sender, sender_name=subject, headers={"return-path": "<>"}
        )
        reading = read_mail(mail, WORDS, asked)
        assert to_json(reading, "x")["class"] == reading.kind
        assert all(answer.text for answer in reading.answers)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_only_what_was_written_comes_out(text: str) -> None:
    written = set(text.split())
    assert all(
        word in written or any(word in each for each in written)
        for word in newly_written(text, WORDS).split()
    )


@pytest.mark.parametrize(
    "line", ["-----", "Från: a", "Mvh", "> ", ">>> a@b.se 2025 >>>", "_" * 32, "1 K7F3 klart"]
)
def test_the_same_line_without_end_is_read_like_any_other(line: str) -> None:
    text = f"{line}\n" * 3000
    assert read_mail(IncomingMail(text=text), WORDS, Asked(ASKED.measures, text)).kind in ("reply", "empty")


@given(TEXTS)
def test_a_redacted_text_holds_no_number(text: str) -> None:
    assert not has_personal_number(redact_personal_numbers(text))

"""The letters' words: what they say, that both parts say it, and that nothing typed by a user becomes markup."""

import dataclasses
import re
import textwrap
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from service.adapters.render import Letters, Templates, folded, short_days
from service.domain.days.writing import in_words
from service.flows.letters import Contact, Escalation, Facts, OwnDates, Receipt
from tests.adapters.sample_letters import FRAME, LETTERS, REMINDER

TODAY = date(2025, 3, 3)
WRITE = Letters(Templates(Path(__file__).parents[2] / "templates"))

each_kind = pytest.mark.parametrize("facts", LETTERS, ids=lambda facts: facts.kind)


def words(html: str) -> str:
    """Return what a reader sees of an HTML part, on one line."""
    body = lxml_html.document_fromstring(html).find("body")
    assert body is not None
    return " ".join(" ".join(str(piece) for piece in body.itertext()).split())


def plain(text: str) -> str:
    return " ".join(text.split())


def test_the_reminder_says_what_until_when_how_and_what_happens_otherwise() -> None:
    letter = WRITE(REMINDER)
    assert letter.subject == "Uppföljning 19 mars: tre åtgärder väntar på ditt svar [#K7F3-2M]"
    for sentence in (
        "Hej Robin!",
        "Onsdag 19 mars går styrgruppen igenom åtgärdsplanen. Du ansvarar för tre åtgärder.",
        "Svara senast fredag 14 mars.",
        "Mål: Inga mörka sträckor kvar.",
        "Senast, 15 januari: ”Fyra vuxna är klara, vi söker två till.”",
        '"1: klart. 2: pågår, nästa träff i maj. 3: inte min åtgärd."',
        "Får vi inget svar påminner vi dig 10 och 17 mars. Efter det hör Maja Ek (samordnare) av sig.",
        "Skriv inte om enskilda personer.",
        "[#K7F3-2M]",
        "maja.ek@norrvik.example",
    ):
        assert sentence in plain(letter.text)
        assert sentence in words(letter.html)


def test_the_text_part_of_a_reminder_shows_number_code_title_and_link_of_every_measure() -> None:
    text = WRITE(REMINDER).text
    assert "2  P4XD  Belysning längs gångvägen till stationen\n   Mål: Inga mörka sträckor kvar." in text
    for ask in REMINDER.asks:
        assert f"\n   {ask.link}\n" in text


def test_a_second_reminder_says_that_the_answer_is_missing() -> None:
    letter = WRITE(dataclasses.replace(REMINDER, step="remind", later=()))
    assert letter.subject.startswith("Påminnelse: Uppföljning 19 mars")
    assert "Vi saknar fortfarande ditt svar om tre åtgärder." in plain(letter.text)
    assert "Får vi inget svar hör Maja Ek (samordnare) av sig." in plain(letter.text)


def test_one_measure_needs_no_number_in_the_answer() -> None:
    letter = WRITE(dataclasses.replace(REMINDER, asks=REMINDER.asks[:1]))
    assert "en åtgärd väntar på ditt svar" in letter.subject
    assert "räcker det med en rad" in plain(letter.text)
    assert "nummer" not in letter.text


@pytest.mark.parametrize(
    ("deadline", "sentence"),
    [
        (date(2025, 3, 14), "Svara senast fredag 14 mars."),
        (date(2026, 1, 9), "Svara senast fredag 9 januari 2026."),
        (TODAY, "Svara gärna redan i dag."),
        (date(2025, 3, 1), "Svara så snart du kan."),
    ],
)
def test_a_deadline_is_never_asked_for_when_it_has_passed(deadline: date, sentence: str) -> None:
    assert sentence in plain(WRITE(dataclasses.replace(REMINDER, deadline=deadline)).text)


def test_a_late_mail_says_so() -> None:
    frame = dataclasses.replace(FRAME, late=True)
    letter = WRITE(dataclasses.replace(REMINDER, frame=frame))
    assert "borde ha kommit tidigare" in plain(letter.text)
    assert "borde ha kommit tidigare" in words(letter.html)


def test_a_stand_in_is_told_whose_place_is_taken() -> None:
    letter = WRITE(dataclasses.replace(REMINDER, instead_of="Sara Lindh"))
    assert "Sara Lindh är borta just nu" in plain(letter.text)


def test_who_only_takes_part_is_not_told_to_be_responsible() -> None:
    assert "Du ansvarar för tre åtgärder." in plain(WRITE(REMINDER).text)
    shared = dataclasses.replace(REMINDER.asks[0], note="Du deltar i åtgärden. Sara Lindh ansvarar.")
    letter = WRITE(dataclasses.replace(REMINDER, asks=(shared, *REMINDER.asks[1:])))
    assert "Frågan gäller tre åtgärder." in plain(letter.text)
    assert "Sara Lindh ansvarar." in words(letter.html)


def test_several_silent_owners_are_not_called_by_one_name() -> None:
    escalation = next(facts for facts in LETTERS if isinstance(facts, Escalation))
    for reader in ("manager", "coordinator"):
        letter = WRITE(dataclasses.replace(escalation, several=True, reader=reader))
        assert "Robin" not in letter.subject + letter.text
        assert "Flera ansvariga har inte svarat om två åtgärder." in plain(letter.text)


def test_the_coordinator_is_told_whom_to_call_and_that_no_more_goes_out() -> None:
    escalation = next(facts for facts in LETTERS if isinstance(facts, Escalation))
    letter = WRITE(dataclasses.replace(escalation, reader="coordinator"))
    assert "Nästa steg är ditt: ring eller skriv till Robin Sand." in plain(letter.text)
    assert "robin.sand@norrvik.example" in words(letter.html)


def test_a_text_that_seems_to_hold_a_personal_number_is_not_sent_back() -> None:
    receipt = next(facts for facts in LETTERS if isinstance(facts, Receipt))
    held = dataclasses.replace(receipt.answers[0], text="19121212-1212 är klar", held=True)
    letter = WRITE(dataclasses.replace(receipt, answers=(held,)))
    assert "1212" not in letter.text + letter.html
    assert "personnummer" in letter.text


def test_an_answer_from_another_address_waits_for_the_coordinator() -> None:
    receipt = next(facts for facts in LETTERS if isinstance(facts, Receipt))
    letter = WRITE(dataclasses.replace(receipt, confirmed=False))
    assert "Maja Ek (samordnare) har tittat på det" in plain(letter.text)


@each_kind
def test_every_kind_has_a_subject_a_text_and_an_html_part_in_swedish(facts: Facts) -> None:
    letter = WRITE(facts)
    assert letter.subject
    assert "\n" not in letter.subject
    assert 'lang="sv"' in letter.html
    assert 'name="color-scheme" content="light dark"' in letter.html
    assert "prefers-color-scheme: dark" in letter.html
    assert "{{" not in letter.text + letter.html
    assert "None" not in letter.text


@each_kind
def test_the_tag_stands_in_subject_text_and_html(facts: Facts) -> None:
    letter = WRITE(facts)
    if facts.frame.tag:
        tag = f"[#{facts.frame.tag}]"
        assert letter.subject.endswith(tag)
        assert tag in letter.text
        assert tag in words(letter.html)
    else:
        assert "[#" not in letter.subject + letter.text


@each_kind
def test_every_link_of_the_text_part_is_in_the_html_part(facts: Facts) -> None:
    letter = WRITE(facts)
    links = {link.get("href", "") for link in lxml_html.document_fromstring(letter.html).iter("a")}
    assert set(re.findall(r"https://\S+", letter.text)) <= links


@each_kind
def test_no_line_of_the_text_part_is_long_unless_it_is_a_link(facts: Facts) -> None:
    assert not [line for line in WRITE(facts).text.splitlines() if len(line) > 90 and "https://" not in line]


@each_kind
def test_what_users_typed_is_never_markup(facts: Facts) -> None:
    hostile = _with_every_text(facts, "<script>x</script>\"&'\r\nBcc: otto@example.org")
    letter = WRITE(hostile)
    document = lxml_html.document_fromstring(letter.html)
    assert not document.xpath("//script")
    assert not document.xpath("//*[@onclick]")
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject


@each_kind
def test_the_html_part_loads_nothing_and_runs_nothing(facts: Facts) -> None:
    document = lxml_html.document_fromstring(WRITE(facts).html)
    assert not document.xpath("//img|//script|//link|//iframe|//form|//object|//*[@background]")
    assert "url(" not in WRITE(facts).html


def test_a_long_title_in_the_subject_leaves_room_for_the_tag() -> None:
    nudge = next(facts for facts in LETTERS if isinstance(facts, OwnDates))
    asks = (dataclasses.replace(nudge.asks[0], title="ord " * 200),)
    letter = WRITE(dataclasses.replace(nudge, asks=asks))
    assert len(letter.subject) <= 150
    assert letter.subject.endswith("[#9HBN-7Q]")


@pytest.mark.parametrize(
    ("title", "day", "subject"),
    [
        (
            "Byt lampor vid bryggan.",
            date(2025, 5, 31),
            "Hur går det med ”Byt lampor vid bryggan”? Ska vara klar 31 maj",
        ),
        (
            "Byt lampor vid bryggan",
            date(2025, 1, 31),
            "Hur går det med ”Byt lampor vid bryggan”? Skulle vara klar 31 januari",
        ),
    ],
)
def test_the_subject_of_a_measures_own_date_is_a_question_and_a_day(
    title: str, day: date, subject: str
) -> None:
    nudge = next(facts for facts in LETTERS if isinstance(facts, OwnDates))
    ask = nudge.asks[0]
    assert ask.own is not None
    own = dataclasses.replace(ask.own, day=day, point="ends")
    letter = WRITE(dataclasses.replace(nudge, asks=(dataclasses.replace(ask, title=title, own=own),)))
    assert letter.subject.startswith(subject)


def test_a_missing_fact_is_an_error() -> None:
    with pytest.raises(Exception, match="undefined"):
        Templates(Path(__file__).parents[2] / "templates").fill("mail/signin/body.txt", frame=FRAME)


def test_a_contact_without_phone_and_mail_leaves_no_empty_line() -> None:
    frame = dataclasses.replace(FRAME, contact=Contact("Maja Ek"))
    assert "Maja Ek\nNorrviks kommun" in WRITE(dataclasses.replace(REMINDER, frame=frame)).text


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([date(2025, 3, 10)], "10 mars"),
        ([date(2025, 3, 10), date(2025, 3, 17)], "10 och 17 mars"),
        ([date(2025, 2, 28), date(2025, 3, 3), date(2025, 3, 10)], "28 februari, 3 och 10 mars"),
        ([date(2025, 12, 29), date(2026, 1, 5)], "29 december och 5 januari 2026"),
        ([], ""),
    ],
)
def test_several_days_name_each_month_once(days: list[date], said: str) -> None:
    assert short_days(days, TODAY) == said


def test_counts_are_words_up_to_twelve() -> None:
    assert [in_words(count) for count in (1, 2, 12, 13)] == ["en", "två", "tolv", "13"]


_PLAIN_FIELDS = {
    "status",
    "step",
    "point",
    "reader",
    "action",
    "link",
    "number",
    "tag",
    "email",
    "phone",
    "code",
}


def _with_every_text(value: Any, text: str) -> Any:
    """Return the facts with `text` in every field that a person may have typed."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(_with_every_text(each, text) for each in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [field.name for field in dataclasses.fields(value) if field.name not in _PLAIN_FIELDS]
        return dataclasses.replace(
            value, **{name: _with_every_text(getattr(value, name), text) for name in fields}
        )
    assert isinstance(value, (date, datetime, time, int, bool, type(None)))
    return value


@given(
    st.text(st.sampled_from("aåb-\u00a0 \n\t"), max_size=120),
    st.integers(0, 9),
    st.none() | st.integers(0, 9),
)
def test_a_paragraph_is_folded_as_the_stdlib_would(text: str, first: int, rest: int | None) -> None:
    assert folded(text, first, rest, 20) == textwrap.fill(
        " ".join(text.split()),
        20,
        initial_indent=" " * first,
        subsequent_indent=" " * (first if rest is None else rest),
        break_long_words=False,
        break_on_hyphens=False,
    )

"""How a measure stands is a fold over what was said, and what the summary and the year's figures make of it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.analysis import Answered, AreaCounts, analyse
from service.domain.followup import Record, State, state_of, status_of
from service.domain.measure import STATUSES, Status
from service.domain.summary import Subject, summarise

MARCH = date(2025, 3, 19)


def said(
    status: Status | None, day: date, *, confirmed: bool = True, measure: int = 1, occasion: str = ""
) -> Record:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Record(measure, occasion, day, status, "ord", "", "mail", "1", "Robin Sand", confirmed, at)


def test_the_latest_word_decides() -> None:
    records = [said("ongoing", date(2025, 1, 15)), said("done", MARCH)]
    assert status_of(records) == ("done", MARCH)


def test_words_without_a_status_change_nothing() -> None:
    assert status_of([said("delayed", date(2025, 1, 15)), said(None, MARCH)]) == (
        "delayed",
        date(2025, 1, 15),
    )


def test_a_status_said_again_keeps_its_first_day() -> None:
    assert status_of([said("ongoing", date(2025, 1, 15)), said("ongoing", MARCH)]) == (
        "ongoing",
        date(2025, 1, 15),
    )


def test_an_unconfirmed_word_never_closes_a_measure() -> None:
    records = [said("ongoing", date(2025, 1, 15)), said("done", MARCH, confirmed=False)]
    assert status_of(records) == ("ongoing", date(2025, 1, 15))


@given(
    st.permutations(
        [said("ongoing", date(2025, 1, 15)), said("delayed", MARCH), said("done", date(2025, 5, 2))]
    )
)
def test_the_order_in_which_records_are_read_does_not_matter(records: list[Record]) -> None:
    assert status_of(records) == ("done", date(2025, 5, 2))


@pytest.mark.parametrize(
    ("status", "start", "end", "state"),
    [
        ("done", None, date(2025, 1, 1), "done"),
        ("cancelled", None, None, "cancelled"),
        ("ongoing", None, date(2025, 3, 18), "late"),
        ("delayed", None, None, "late"),
        ("ongoing", None, date(2025, 3, 19), "ongoing"),
        (None, date(2025, 9, 1), None, "coming"),
        ("not_started", date(2025, 1, 1), None, "not_started"),
        (None, None, None, "silent"),
    ],
)
def test_a_measure_is_shown_by_its_status_sharpened_by_the_calendar(
    status: Status | None, start: date | None, end: date | None, state: State
) -> None:
    assert state_of(status, start, end, MARCH) == state


@given(st.sampled_from([None, *STATUSES]), st.dates(), st.dates())
def test_every_measure_has_a_state(status: Status | None, start: date, end: date) -> None:
    assert state_of(status, start, end, MARCH)


VISITS = Subject(1, "K7F3", "Unga", "Besök på skolgården", "Robin", "ongoing", None, None, True)
LIGHTS = Subject(
    2, "P2XA", "Platser", "Byta armaturer", "Tove", None, date(2025, 1, 1), date(2025, 3, 1), False
)


def test_the_summary_says_what_was_said_for_the_date_and_what_nobody_said() -> None:
    summary = summarise(
        MARCH, [VISITS, LIGHTS], [said("ongoing", date(2025, 3, 10), occasion="f:2025-03-19")], MARCH
    )
    assert (summary.measures, summary.answered) == (2, 1)
    assert [line.state for area in summary.areas for line in area.lines] == ["ongoing", "late"]
    assert [line.said is not None for area in summary.areas for line in area.lines] == [True, False]


def test_a_word_for_another_date_is_not_counted() -> None:
    for record in (
        said("done", date(2025, 1, 10), occasion="f:2025-01-15"),
        said("done", date(2025, 1, 10)),
        said("done", date(2025, 3, 25)),
    ):
        summary = summarise(MARCH, [VISITS], [record], MARCH, since=date(2025, 1, 15))
        assert summary.answered == 0


def test_a_word_out_of_turn_counts_for_the_date_to_come() -> None:
    summary = summarise(MARCH, [VISITS], [said("done", date(2025, 2, 3))], MARCH, since=date(2025, 1, 15))
    assert summary.count("done") == 1


def test_the_year_has_the_counts_of_the_tab_and_the_states_of_the_measures() -> None:
    counts = [AreaCounts("Unga", "1. Unga", 3, 4, 1), AreaCounts("Platser", "2. Platser", 1, 2, 1)]
    done = replace(VISITS, status="done")
    year = analyse(2025, counts, summarise(MARCH, [done, LIGHTS], [], MARCH), [Answered(MARCH, 2, 1, 1)])
    assert (year.total.problems, year.total.causes, year.total.measures) == (4, 6, 2)
    assert (year.state_total("done"), year.state_total("late"), year.state_total("silent")) == (1, 1, 0)


def test_what_is_said_later_does_not_rewrite_an_old_summary() -> None:
    later = [said("ongoing", date(2025, 3, 10)), said("done", date(2025, 9, 1))]
    assert summarise(MARCH, [replace(VISITS, status="done")], later, MARCH).count("done") == 0

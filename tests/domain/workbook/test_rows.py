"""Rows become measures; what a row leaves out is taken from where a reader would take it, and told."""

from datetime import date, datetime

import pytest

from service.domain.workbook import numbered_items
from tests.domain.workbook.tables import HEADERS, ROW, codes, counts, only_row, read, tab

HINTS = (
    "Ange identifierat problem",
    "Beskriv orsaken",
    "Beskriv insatsen",
    "Koppla mål",
    "Ange tid",
    "Ange vem",
    None,
)


def test_a_merged_problem_counts_once_and_belongs_to_every_row() -> None:
    reading = read(
        tab(
            HEADERS,
            ROW,
            (None, None, "Lås slipen", "Låst", "maj", "Robin Sand", None),
            merged=((2, 1, 3, 1), (2, 2, 3, 2)),
        )
    )
    assert counts(reading) == [("Trygg hamn", 1, 1, 2)]
    assert [(row.problem, row.cause) for row in reading.rows()] == [("Stölder", "Mörkt")] * 2
    assert codes(reading) == []


def test_a_repeated_problem_counts_each_time() -> None:
    assert counts(
        read(tab(HEADERS, ROW, ("Stölder", "Mörkt", "Lås slipen", "Låst", "maj", "Robin", None)))
    ) == [("Trygg hamn", 2, 2, 2)]


def test_an_empty_problem_is_taken_from_above_and_told_once_for_the_run() -> None:
    rows = [(None, None, f"Åtgärd {number}", "m", "maj", "Robin", None) for number in range(3)]
    reading = read(tab(HEADERS, ROW, *rows))
    assert [(row.problem, row.cause) for row in reading.rows()] == [("Stölder", "Mörkt")] * 4
    assert codes(reading) == [("assumed-above", "A3"), ("assumed-above", "B3")]


def test_a_new_problem_does_not_take_over_the_earlier_ones_cause() -> None:
    reading = read(tab(HEADERS, ROW, ("Klotter", None, "Måla väggen", "Rent", "maj", "Robin", None)))
    assert [row.cause for row in reading.rows()] == ["Mörkt", ""]


def test_a_row_of_hints_is_no_measure() -> None:
    assert counts(read(tab(HEADERS, HINTS, ROW))) == [("Trygg hamn", 1, 1, 1)]


def test_hints_may_be_questions() -> None:
    hints = (
        "Vilket problem har ni?",
        "Vad beror det på?",
        "Vad ska göras?",
        "Vad vill ni uppnå?",
        None,
        None,
        None,
    )
    assert counts(read(tab(HEADERS, hints, ROW))) == [("Trygg hamn", 1, 1, 1)]


def test_a_measure_that_begins_like_a_hint_is_a_measure() -> None:
    row = ("Stölder", "Okänt", "Beskriv läget för båtklubben", "Alla vet", "maj", "Robin", None)
    assert only_row(read(tab(HEADERS, row))).text == "Beskriv läget för båtklubben"


def test_an_empty_area_is_there_with_nothing_in_it() -> None:
    assert counts(read(tab(HEADERS, HINTS))) == [("Trygg hamn", 0, 0, 0)]


def test_an_example_row_is_passed_over_and_told() -> None:
    reading = read(tab(HEADERS, ("Exempel: buller", "x", "Sätt upp skylt", "y", "maj", "Robin", None), ROW))
    assert [row.text for row in reading.rows()] == ["Byt lampor på kajen"]
    assert codes(reading) == [("example-row", "A2")]


def test_rows_that_lack_something_are_told_with_their_cell() -> None:
    reading = read(
        tab(
            HEADERS,
            ("Kajen", None, None, None, None, None, None),
            ("Stölder", "Mörkt", None, None, None, None, None),
            ("Stölder", None, None, "Ljust", None, "Robin", None),
            ("Stölder", "Mörkt", "Byt lampor", "Ljust", None, None, None),
            ("Stölder", "Mörkt", "–", "Ljust", "maj", "Robin", None),
        )
    )
    assert codes(reading) == [
        ("heading-row", "A2"),
        ("cause-without-measure", "B3"),
        ("row-without-measure", "C4"),
        ("missing-when", "E5"),
        ("missing-who", "F5"),
        ("no-measure", "C6"),
    ]
    assert str(reading.findings[3]).startswith("1. Hamnen!E5: När är tomt.")
    assert counts(reading) == [("Trygg hamn", 5, 3, 2)]
    assert only_row(reading).text == "Byt lampor"


def test_a_dash_for_who_is_nobody() -> None:
    reading = read(tab(HEADERS, ("Stölder", "Mörkt", "Byt lampor", "Ljust", "maj", "-", None)))
    assert codes(reading) == [("missing-who", "F2")]


@pytest.mark.parametrize("value", [date(2025, 3, 26), datetime(2025, 3, 26), 45742.0])
def test_a_real_date_in_när_is_kept_as_a_day(value: date | float) -> None:
    row = only_row(read(tab(HEADERS, ("Stölder", "Mörkt", "Byt lampor", "Ljust", value, "Sara", None))))
    assert (row.when_day, row.when_text) == (date(2025, 3, 26), "2025-03-26")


def test_a_number_that_may_be_a_date_is_a_guess() -> None:
    reading = read(tab(HEADERS, ("Stölder", "Mörkt", "Byt lampor", "Ljust", 45742.0, "Sara", None)))
    assert codes(reading) == [("guessed-date", "E2")]


def test_a_year_alone_is_no_date() -> None:
    row = only_row(read(tab(HEADERS, ("Stölder", "Mörkt", "Byt lampor", "Ljust", 2025.0, "Sara", None))))
    assert (row.when_day, row.when_text) == (None, "2025")


def test_a_measure_merged_over_rows_gathers_what_stands_beside_it() -> None:
    reading = read(
        tab(
            HEADERS,
            ("Stölder", "Mörkt", "Byt lampor", "Ljust", "maj", "Sara", None),
            (None, "Öppet", None, "Låst", "juni", "Sara", None),
            merged=((2, 3, 3, 3), (2, 1, 3, 1)),
        )
    )
    row = only_row(reading)
    assert (row.cause, row.goals, row.when_text, row.who_text) == (
        "Mörkt\nÖppet",
        "Ljust\nLåst",
        "maj\njuni",
        "Sara",
    )
    assert counts(reading) == [("Trygg hamn", 1, 2, 1)]
    assert codes(reading) == []


def test_numbered_parts_of_a_cell_are_one_measure_and_told() -> None:
    reading = read(
        tab(HEADERS, ("Stölder", "Mörkt", "1. Kartlägg\n2. Byt lampor", "Ljust", "maj", "Sara", None))
    )
    assert codes(reading) == [("numbered-items", "C2")]
    assert counts(reading) == [("Trygg hamn", 1, 1, 1)]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1. Kartlägg\n2. Utbilda\nalla", ("Kartlägg", "Utbilda\nalla")),
        ("1) A\n2) B\n3) C", ("A", "B", "C")),
        ("1. Kartlägg", ()),
        ("Möte 1. Sedan 2. Klart", ()),
        ("2024. Ett\n2025. Två", ()),
        ("Först\n1. A\n3. B", ()),
        ("", ()),
    ],
)
def test_numbered_lines_are_parts_only_when_they_count_from_one(text: str, items: tuple[str, ...]) -> None:
    assert numbered_items(text) == items


def test_cells_of_white_space_are_empty() -> None:
    reading = read(tab(HEADERS, ROW, (" ", "\u00a0", "\n", "", None, " ", None)))
    assert counts(reading) == [("Trygg hamn", 1, 1, 1)]


def test_nothing_is_shifted_by_empty_rows_and_columns_before_the_table() -> None:
    reading = read(tab((), (), (None, None, *HEADERS), (None, None, *ROW)))
    assert only_row(reading).place.cell == "E4"

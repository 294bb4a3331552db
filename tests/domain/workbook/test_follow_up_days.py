"""A follow-up column's heading names its day in any Swedish writing; what is guessed is told."""

from datetime import date, datetime

import pytest

from service.domain.workbook.sheet import Value
from tests.domain.workbook.tables import HEADERS, ROW, codes, read, tab

D = date


@pytest.mark.parametrize(
    ("heading", "day", "code"),
    [
        ("Uppföljning 2025-01-15", D(2025, 1, 15), ""),
        ("2025-03-19 uppföljning", D(2025, 3, 19), ""),
        ("Uppföljning\n2025-03-19", D(2025, 3, 19), ""),
        ("Upp-\nföljning 2025.03.19", D(2025, 3, 19), ""),
        ("Uppföljning 20250319", D(2025, 3, 19), ""),
        ("Uppföljning 250319", D(2025, 3, 19), ""),
        ("Uppf. 19/3-25", D(2025, 3, 19), ""),
        ("Uppf 19/3 2025", D(2025, 3, 19), ""),
        ("Uppföljning 19.3.2025", D(2025, 3, 19), ""),
        ("Uppföljning 19-03-2025", D(2025, 3, 19), ""),
        ("Uppföljning den 15 januari 2025", D(2025, 1, 15), ""),
        ("Uppföljning 15:e jan. 2025", D(2025, 1, 15), ""),
        ("Uppföljning 15 jan -25", D(2025, 1, 15), ""),
        ("Avstämning onsdag 19 mars 2025", D(2025, 3, 19), ""),
        ("Lägesrapport 2025-06-11", D(2025, 6, 11), ""),
        ("Status 2025-06-11", D(2025, 6, 11), ""),
        (D(2025, 3, 19), D(2025, 3, 19), ""),
        (datetime(2025, 3, 19), D(2025, 3, 19), ""),
        ("2025-03-19", D(2025, 3, 19), ""),
        ("Uppf. 19/3", D(2025, 3, 19), "guessed-year"),
        ("19/3", D(2025, 3, 19), "guessed-year"),
        ("Uppföljning 15 januari", D(2025, 1, 15), "guessed-year"),
        ("Uppföljning 15 jan kl. 10.00", D(2025, 1, 15), "guessed-year"),
        ("Uppföljning mars", D(2025, 3, 31), "guessed-date"),
        ("Uppföljning mars 2026", D(2026, 3, 31), "guessed-date"),
        ("Uppföljning augusti", D(2025, 8, 29), "guessed-date"),
        ("Uppföljning\n2025\u201103\u201126", D(2025, 3, 26), ""),
        ("Uppföljning T1", D(2025, 4, 30), "guessed-date"),
        ("Uppföljning tertial 2", D(2025, 8, 29), "guessed-date"),
        ("Uppföljning T3 2025", D(2025, 12, 30), "guessed-date"),
        ("Uppföljning Kv 2", D(2025, 6, 30), "guessed-date"),
        ("Uppföljning andra kvartalet", D(2025, 6, 30), "guessed-date"),
        ("Uppföljning 1:a kvartalet", D(2025, 3, 31), "guessed-date"),
        ("Delårsuppföljning", D(2025, 8, 29), "guessed-date"),
        ("Uppföljning v. 12", D(2025, 3, 21), "guessed-date"),
        ("Uppföljning våren", D(2025, 5, 30), "guessed-date"),
        ("Uppföljning halvår", D(2025, 6, 30), "guessed-date"),
        ("Helårsuppföljning", D(2025, 12, 30), "guessed-date"),
        ("Uppföljning 2025", D(2025, 12, 30), "guessed-date"),
    ],
)
def test_a_dated_heading_is_read(heading: Value, day: date, code: str) -> None:
    reading = read(tab((*HEADERS, heading), (*ROW, "Pågår")))
    assert reading.follow_up_days == (day,)
    assert codes(reading) == ([(code, "H1")] if code else [])
    (row,) = reading.rows()
    assert [(note.day, note.text, note.place.cell) for note in row.follow_ups] == [(day, "Pågår", "H2")]


@pytest.mark.parametrize("heading", ["Uppföljning 2025-02-30", "Uppföljning 32/1", "Uppföljning nr 2"])
def test_a_heading_without_a_real_day_is_told_and_makes_no_date(heading: str) -> None:
    reading = read(tab((*HEADERS, heading), (*ROW, "Pågår")))
    assert reading.follow_up_days == ()
    assert [cell for _, cell in codes(reading)] == ["H1"]


def test_an_undated_column_is_the_measures_note_with_its_cell() -> None:
    reading = read(tab(HEADERS, (*ROW[:-1], "Armaturerna är beställda")))
    (row,) = reading.rows()
    assert (row.note, str(row.note_place)) == ("Armaturerna är beställda", "1. Hamnen!G2")


def test_the_same_day_in_several_tabs_is_one_follow_up() -> None:
    headers = (*HEADERS, "Uppföljning 2025-01-15")
    reading = read(
        tab(headers, (*ROW, "a")), tab(("Lugna torg", *headers[1:]), (*ROW, "b"), name="2. Torget")
    )
    assert reading.follow_up_days == (date(2025, 1, 15),)


def test_a_follow_up_text_merged_over_two_measures_is_said_of_both() -> None:
    headers = (*HEADERS, "Uppföljning 2025-01-15")
    reading = read(
        tab(
            headers,
            (*ROW, "Båda klara"),
            ("", "Blåst", "Lås slipen", "", "maj", "Robin", "", ""),
            merged=((2, 8, 3, 8),),
        )
    )
    assert [[(note.text, note.place.cell) for note in row.follow_ups] for row in reading.rows()] == [
        [("Båda klara", "H2")],
        [("Båda klara", "H2")],
    ]


def test_a_dash_says_nothing_was_reported() -> None:
    (row,) = read(tab((*HEADERS, "Uppföljning 2025-01-15"), (*ROW, "–"))).rows()
    assert row.follow_ups == ()

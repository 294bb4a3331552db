"""A table is found by its headings, wherever they stand and however they are written."""

from datetime import date, datetime

import pytest

from service.domain.workbook.sheet import Value
from tests.domain.workbook.tables import HEADERS, ROW, codes, counts, only_row, read, tab


def test_the_first_columns_heading_is_the_areas_name() -> None:
    reading = read(tab(HEADERS, ROW))
    assert counts(reading) == [("Trygg hamn", 1, 1, 1)]


def test_columns_may_stand_in_any_order() -> None:
    reading = read(
        tab(
            ("Vem", "När", "Åtgärd", "Orsak", "Problem", "Operativa mål"),
            ("Sara Lindh", "maj", "Byt lampor", "Mörkt", "Stölder", "Ljust"),
        )
    )
    row = only_row(reading)
    assert (row.who_text, row.when_text, row.text, row.cause, row.problem, row.goals) == (
        "Sara Lindh",
        "maj",
        "Byt lampor",
        "Mörkt",
        "Stölder",
        "Ljust",
    )


@pytest.mark.parametrize(
    ("role", "heading"),
    [
        ("text", "Åtgärd/aktivitet"),
        ("text", "Åtgärder (vad ska göras?)"),
        ("text", "Planerad insats"),
        ("text", "2. Åtgärd"),
        ("text", "ÅTGÄRDER:"),
        ("text", "Åt-\ngärd"),
        ("when_text", "Tidplan"),
        ("when_text", "Tid-\nplan"),
        ("when_text", "När?"),
        ("when_text", "När ska det vara klart?"),
        ("when_text", "Klart senast"),
        ("who_text", "Ansvarig"),
        ("who_text", "Ansvarig/ansvariga"),
        ("who_text", "Vem\nansvarar?"),
        ("who_text", "Ansvarig förvaltning"),
        ("who_text", "Vem ansvarar för att det blir gjort?"),
        ("goals", "Mål"),
        ("goals", "Operativa\nmål"),
        ("goals", "Opera\u00adtiva mål"),
        ("goals", "Syfte och mål"),
        ("problem", "Problem/utmaning"),
        ("problem", "Identifierat problem"),
        ("cause", "Bakomliggande orsaker"),
    ],
)
def test_a_heading_is_known_by_its_synonyms_and_wrappings(role: str, heading: str) -> None:
    usual = {
        "problem": "Problem",
        "cause": "Orsak",
        "text": "Åtgärd",
        "goals": "Mål",
        "when_text": "När",
        "who_text": "Vem",
    }
    reading = read(tab(tuple((usual | {role: heading}).values()), ("p", "o", "å", "m", "n", "v")))
    letters = dict(zip(usual, ("p", "o", "å", "m", "n", "v"), strict=True))
    row = only_row(reading)
    assert {name: getattr(row, name) for name in usual} == letters


def test_a_title_and_notes_may_stand_above_the_header() -> None:
    reading = read(
        tab(
            ("Åtgärdsplan 2025",),
            (None,),
            ("Planen är beslutad av nämnden. Fyll i en rad per åtgärd.",),
            (None, *HEADERS),
            (None, *ROW),
        )
    )
    assert counts(reading) == [("Trygg hamn", 1, 1, 1)]
    assert only_row(reading).place.cell == "D5"


def test_a_table_that_begins_with_the_cause_has_no_problems_and_is_named_after_its_tab() -> None:
    reading = read(
        tab(
            ("Orsak", "Åtgärd", "Mål", "Tidplan", "Ansvarig"),
            ("Mörkt", "Byt lampor", "Ljust", "maj", "Sara"),
            name="2. Hamnen",
        )
    )
    assert counts(reading) == [("Hamnen", 0, 1, 1)]


def test_a_missing_column_is_told_once_for_the_tab() -> None:
    reading = read(tab(("Problem", "Orsak", "Åtgärd"), ("a", "b", "c"), ("a", "b", "d")))
    assert [str(finding) for finding in reading.findings] == [
        "1. Hamnen!C1: Tabellen har ingen kolumn för mål eller när eller vem."
    ]


def test_an_extra_column_is_left_alone_and_told() -> None:
    reading = read(tab((*HEADERS, "Färgkod"), (*ROW, "röd")))
    assert codes(reading) == [("unknown-column", "H1")]


def test_known_columns_of_no_concern_are_not_told() -> None:
    reading = read(tab(("Nr", *HEADERS, "Kommentar", "Budget"), (1.0, *ROW, "x", 100.0)))
    assert codes(reading) == []
    assert counts(reading) == [("Trygg hamn", 1, 1, 1)]


@pytest.mark.parametrize(
    "rows",
    [
        (
            ("Problem", "Orsak", "Åtgärd", "Genomförande", None, "Uppföljning", None),
            (None, None, None, "När", "Vem", "15 jan 2025", date(2025, 3, 19)),
        ),
        (
            ("Bakgrund", None, "Insats", None, None, "Uppföljning", None),
            ("Problem", "Orsak", "Åtgärd", "När", "Vem", "2025-01-15", "2025-03-19"),
        ),
        (
            ("Problem", "Orsak", "Åtgärd", "När", "Vem", "Uppföljning", None),
            (None, None, None, None, None, datetime(2025, 1, 15), datetime(2025, 3, 19)),
        ),
    ],
)
def test_a_header_may_be_two_rows(rows: tuple[tuple[Value, ...], ...]) -> None:
    wide = [(1, 6, 1, 7), *([(1, 4, 1, 5)] if rows[0][3] == "Genomförande" else [])]
    reading = read(
        tab(*rows, ("Stölder", "Mörkt", "Byt lampor", "maj", "Sara", "Beställt", "Klart"), merged=tuple(wide))
    )
    row = only_row(reading)
    assert (row.problem, row.cause, row.text, row.when_text, row.who_text) == (
        "Stölder",
        "Mörkt",
        "Byt lampor",
        "maj",
        "Sara",
    )
    assert [(note.day, note.text, note.place.cell) for note in row.follow_ups] == [
        (date(2025, 1, 15), "Beställt", "F3"),
        (date(2025, 3, 19), "Klart", "G3"),
    ]


def test_titles_merged_over_both_header_rows_stand_for_the_whole_column() -> None:
    reading = read(
        tab(
            ("Trygg hamn", "Orsak", "Åtgärd", "Tid", "Ansvar", "Uppföljning", None),
            (None, None, None, None, None, "T1", "T2"),
            ("Stölder", "Mörkt", "Byt lampor", "maj", "Sara", "Beställt", None),
            merged=(*((1, column, 2, column) for column in range(1, 6)), (1, 6, 1, 7)),
        )
    )
    assert counts(reading) == [("Trygg hamn", 1, 1, 1)]
    assert reading.follow_up_days == (date(2025, 4, 30), date(2025, 8, 29))


def test_a_first_row_of_data_with_few_words_is_no_header() -> None:
    reading = read(tab(HEADERS, (None, None, "Åtgärder mot klotter", None, date(2025, 5, 2), None, None)))
    assert only_row(reading).text == "Åtgärder mot klotter"


def test_no_header_anywhere_gives_no_areas_and_says_so_first() -> None:
    reading = read(tab(("Hej",), ("En rad", "till")))
    assert reading.areas == ()
    assert reading.findings[0].code == "no-header"


def test_a_workbook_without_cells_says_the_same() -> None:
    assert read(tab()).findings[0].code == "no-header"
    assert read().findings[0].code == "no-header"


def test_a_second_table_further_down_is_an_area_of_its_own() -> None:
    reading = read(
        tab(
            HEADERS,
            ROW,
            (None,),
            ("Lugna torg", *HEADERS[1:]),
            ("Bråk", "Trångt", "Flytta bänkarna", None, "maj", "Robin Sand", None),
        )
    )
    assert counts(reading) == [("Trygg hamn", 1, 1, 1), ("Lugna torg", 1, 1, 1)]


def test_the_header_repeated_on_the_next_page_is_no_measure() -> None:
    reading = read(
        tab(HEADERS, ROW, HEADERS, ("Klotter", None, "Måla väggen", None, "maj", "Robin Sand", None))
    )
    assert counts(reading) == [("Trygg hamn", 2, 1, 2)]


def test_the_better_of_two_columns_for_the_same_thing_is_used_and_the_other_told() -> None:
    reading = read(tab(("Problem", "Orsak", "Insatser", "Åtgärd", "Mål", "När", "Vem"), tuple("poiåmnv")))
    assert only_row(reading).text == "å"
    assert codes(reading) == [("extra-column", "C1")]


def test_the_layout_says_where_an_export_is_to_write() -> None:
    reading = read(
        tab(
            (None,),
            (*HEADERS, "Uppföljning 2025-01-15"),
            ("Ange problem", "Beskriv orsak", "Beskriv åtgärd"),
            (*ROW, "Pågår"),
        )
    )
    (layout,) = reading.layouts
    assert (layout.sheet, layout.header_row, layout.first_row) == ("1. Hamnen", 2, 4)
    assert (layout.problem, layout.cause, layout.measure, layout.note) == (1, 2, 3, 7)
    assert layout.follow_ups == ((date(2025, 1, 15), 8),)


def test_tables_under_titles_in_one_tab_are_areas_named_by_their_titles() -> None:
    headers = ("Problem", *HEADERS[1:])
    reading = read(
        tab(
            ("Åtgärdsplan 2025",),
            ("Trygg hamn",),
            headers,
            ROW,
            ("Lugna torg",),
            headers,
            ("Bråk", "Trångt", "Flytta bänkarna", "Lugnt", "maj", "Robin Sand", None),
            name="Plan",
        )
    )
    assert counts(reading) == [("Trygg hamn", 1, 1, 1), ("Lugna torg", 1, 1, 1)]
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("start", "end", "text", "day"),
    [
        (date(2025, 2, 1), date(2025, 5, 30), "2025-02-01–2025-05-30", None),
        (None, date(2025, 5, 30), "2025-05-30", date(2025, 5, 30)),
        ("mars", "maj", "mars–maj", None),
        ("mars", None, "mars", None),
    ],
)
def test_a_start_and_an_end_are_read_together(start: Value, end: Value, text: str, day: date | None) -> None:
    headers = ("Problem", "Orsak", "Åtgärd", "Mål", "Startdatum", "Slutdatum", "Vem")
    row = only_row(read(tab(headers, ("p", "o", "å", "m", start, end, "v"))))
    assert (row.when_text, row.when_day) == (text, day)


@pytest.mark.parametrize(
    "name", ["Samverkan mot brott", "Trygghet och samverkan", "Behov av stöd", "Risk och sårbarhet"]
)
def test_an_areas_name_that_has_a_headings_word_in_it_is_still_a_name(name: str) -> None:
    assert counts(read(tab((name, *HEADERS[1:]), ROW))) == [(name, 1, 1, 1)]

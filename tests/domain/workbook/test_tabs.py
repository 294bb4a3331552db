"""Which tabs are areas, what areas are called, which year it is, and what the city's own analysis says."""

from datetime import date

import pytest

from service.domain.workbook import read_plan
from tests.domain.workbook.tables import HEADERS, ROW, WORDS, codes, counts, read, tab

TITLES = ("Prioriterat område", "Antal problem", "Antal identifierade orsaker", "Antal åtgärder")


def test_instruction_tabs_are_passed_over_even_with_a_table_in_them() -> None:
    reading = read(tab(HEADERS, ROW, ROW, name="Instruktion"), tab(HEADERS, ROW))
    assert counts(reading) == [("Trygg hamn", 1, 1, 1)]
    assert [(finding.code, finding.sheet) for finding in reading.findings] == [
        ("instruction-tab", "Instruktion")
    ]


def test_a_tab_of_text_is_passed_over_without_a_word() -> None:
    assert (
        read(
            tab(("Så använder ni planen",), ("Fyll i en rad per åtgärd.",), name="Om"), tab(HEADERS, ROW)
        ).findings
        == ()
    )


def test_a_tab_with_a_table_that_is_not_understood_is_told() -> None:
    other = tab(
        ("Namn", "Telefon", "Adress"),
        ("Maja Ek", "070", "Kajen 1"),
        ("Robin", "071", "Kajen 2"),
        name="Kontakter",
    )
    assert [(f.code, f.sheet) for f in read(other, tab(HEADERS, ROW)).findings] == [
        ("no-header", "Kontakter")
    ]


def test_a_hidden_tab_is_read_and_told() -> None:
    assert codes(read(tab(HEADERS, ROW, visible=False))) == [("hidden-tab", "")]


def test_two_tabs_of_the_same_area_are_told_apart_by_their_tabs() -> None:
    other = ("Klotter", "Tomt", "Måla", "Rent", "maj", "Robin", None)
    reading = read(tab(HEADERS, ROW), tab(HEADERS, other, name="2. Slipen"))
    assert [area.name for area in reading.areas] == ["Trygg hamn (1. Hamnen)", "Trygg hamn (2. Slipen)"]
    assert [code for code, _ in codes(reading)] == ["duplicate-area", "duplicate-area"]


def test_a_copied_tab_does_not_double_the_measures() -> None:
    reading = read(tab(HEADERS, ROW), tab(HEADERS, ROW, name="1. Hamnen (2)"))
    assert counts(reading) == [("Trygg hamn", 1, 1, 1)]
    assert [(finding.code, finding.sheet) for finding in reading.findings] == [
        ("copied-tab", "1. Hamnen (2)")
    ]


def test_all_areas_in_one_tab_with_an_area_column() -> None:
    headers = ("Område", "Problem", "Orsak", "Åtgärd", "Mål", "När", "Vem")
    reading = read(
        tab(
            headers,
            ("Trygg hamn", "Stölder", "Mörkt", "Byt lampor", "Ljust", "maj", "Sara"),
            (None, "Klotter", "Tomt", "Måla", "Rent", "juni", "Robin"),
            ("Lugna torg", "Bråk", "Trångt", "Flytta bänkar", "Lugnt", "maj", "Sara"),
            ("Trygg hamn", "Buller", "Motorer", "Sänk farten", "Tyst", "maj", "Sara"),
        )
    )
    assert counts(reading) == [("Trygg hamn", 3, 3, 3), ("Lugna torg", 1, 1, 1)]
    assert codes(reading) == []


def test_a_merged_area_cell_holds_for_all_its_rows() -> None:
    headers = ("Prioriterat område", "Orsak", "Åtgärd", "När", "Vem")
    reading = read(
        tab(
            headers,
            ("Hamnen", "a", "b", "maj", "Sara"),
            (None, "c", "d", "maj", "Sara"),
            ("Torget", "e", "f", "maj", "Sara"),
            merged=((2, 1, 3, 1),),
        )
    )
    assert counts(reading) == [("Hamnen", 0, 2, 2), ("Torget", 0, 1, 1)]


def test_a_row_before_any_area_is_told() -> None:
    reading = read(tab(("Område", "Problem", "Orsak", "Åtgärd", "Mål", "När", "Vem"), (None, *"abcdef")))
    assert codes(reading) == [("missing-area", "A2")]


def test_an_area_is_named_by_a_labelled_title_before_the_tab() -> None:
    headers = ("Problem", *HEADERS[1:])
    reading = read(
        tab(("Åtgärdsplan 2025",), ("Prioriterat område: Trygg hamn",), headers, ROW, name="Blad1")
    )
    assert counts(reading) == [("Trygg hamn", 1, 1, 1)]


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ((1.0, 1.0, 2.0), []),
        (
            (1.0, 3.0, 2.0),
            ["Analysflik!C2: Analysen säger 3 orsaker för Trygg hamn, vi räknar 1 (B2 i 1. Hamnen)."],
        ),
        (
            ("", "", ""),
            [
                "Analysflik!B1: Analysens formler är inte uträknade i filen. Öppna den i Excel och spara, så jämför vi dem."
            ],
        ),
    ],
)
def test_the_analysis_is_compared_with_what_we_count(
    figures: tuple[float | str, ...], told: list[str]
) -> None:
    area = tab(
        HEADERS,
        ROW,
        (None, None, "Lås slipen", "Låst", "maj", "Robin", None),
        merged=((2, 1, 3, 1), (2, 2, 3, 2)),
    )
    analysis = tab(TITLES, ("Trygg hamnen", *figures), name="Analysflik")
    assert [str(finding) for finding in read(area, analysis).findings] == told


def test_a_difference_names_cells_of_white_space_and_rows_beyond_the_formula() -> None:
    filler = [(None,)] * 200
    area = tab(
        HEADERS, ROW, (None, None, " "), *filler, ("Klotter", "Tomt", "Måla", "Rent", "maj", "Robin", None)
    )
    analysis = tab(TITLES, ("Trygg hamn", 2.0, 2.0, 3.0), name="Analys")
    (finding,) = read(area, analysis).findings
    assert finding.text == (
        "Analysen säger 3 åtgärder för Trygg hamn, vi räknar 2 (C2, C204 i 1. Hamnen). "
        "Formeln räknar troligen bara till rad 200. Bara blanksteg står i C3."
    )


def test_the_analysis_of_our_own_making_is_not_compared() -> None:
    ours = tab(
        ("Årsanalys",),
        ("Skriven av Årshjul. Fliken skrivs om.",),
        TITLES,
        ("Trygg hamn", 9.0, 9.0, 9.0),
        name="Årsanalys",
    )
    assert read(tab(HEADERS, ROW), ours).findings == ()


@pytest.mark.parametrize(
    ("title", "heading", "year", "code"),
    [
        ("Åtgärdsplan 2025", "Uppföljning 2026-01-15", 2025, ""),
        ("Trygghetsplan för 2024", "Uppföljning", 2024, ""),
        ("", "Uppföljning 2023-03-19", 2023, ""),
        ("Beslutad 2022-11-30", "Uppföljning", 2022, "guessed-year"),
    ],
)
def test_the_year_is_the_titles_or_the_follow_ups(title: str, heading: str, year: int, code: str) -> None:
    reading = read(tab((title,), (*HEADERS, heading), ROW), year=None)
    assert reading.year == year
    assert [finding.code for finding in reading.findings if not finding.cell] == ([code] if code else [])


def test_without_any_year_nothing_is_read_unless_one_is_offered() -> None:
    sheets = [tab((*HEADERS, "Uppf. 19/3"), ROW)]
    assert [finding.code for finding in read_plan(sheets, WORDS).findings] == ["no-year"]
    offered = read_plan(sheets, WORDS, otherwise=2027)
    assert (offered.year, offered.follow_up_days) == (2027, (date(2027, 3, 19),))
    assert [finding.code for finding in offered.findings] == ["guessed-year", "guessed-year"]


def test_no_table_is_worse_news_than_no_year() -> None:
    assert [finding.code for finding in read_plan([tab(("Hej",))], WORDS).findings] == ["no-header"]

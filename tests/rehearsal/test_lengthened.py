"""A plan is rehearsed with as many measures as wanted, made of its own."""

from datetime import date

from config.vocabulary import load
from service.domain.measure import PlanReading
from service.domain.workbook import Sheet, WorkbookWords, read_plan
from service.rehearsal.lengthened import lengthened

WORDS = WorkbookWords.from_data(load("workbook"))
TABS = [
    Sheet("Läs mig", (("Så fyller du i planen",),)),
    Sheet(
        "1. Torget",
        (
            ("Ett tryggare torg", "Orsak", "Åtgärd", "Operativa mål", "När", "Vem", "Uppföljning 2025-03-26"),
            ("Mörkt", "Lamporna är gamla", "Byt lamporna", "Ljust", "maj", "Robin Sand", "Beställt"),
            (None, None, "Klipp häcken", None, "juni", "Sara Lindh", None),
        ),
        merged=((2, 1, 3, 1), (2, 2, 3, 2)),
    ),
]


def test_a_longer_plan_has_its_measures_again_under_other_words() -> None:
    plan = _read(lengthened(TABS, _read(TABS), 5))
    assert [row.text for row in plan.rows()] == [
        "Byt lamporna",
        "Klipp häcken",
        "Byt lamporna (2)",
        "Klipp häcken (2)",
        "Byt lamporna (3)",
    ]
    assert [row.who_text for row in plan.rows()] == [*(["Robin Sand", "Sara Lindh"] * 2), "Robin Sand"]


def test_what_was_merged_stands_in_every_row_and_the_follow_up_dates_stay() -> None:
    plan = _read(lengthened(TABS, _read(TABS), 4))
    assert {(row.problem, row.cause) for row in plan.rows()} == {("Mörkt", "Lamporna är gamla")}
    assert plan.follow_up_days == (date(2025, 3, 26),)


def test_a_shorter_plan_has_its_first_measures() -> None:
    plan = _read(lengthened(TABS, _read(TABS), 1))
    assert [row.text for row in plan.rows()] == ["Byt lamporna"]


def test_tabs_that_are_no_area_stay_and_a_plan_without_measures_stays_as_it_is() -> None:
    assert lengthened(TABS, _read(TABS), 5)[0] == TABS[0]
    assert lengthened(TABS[:1], _read(TABS[:1]), 5) == TABS[:1]


def _read(tabs: list[Sheet]) -> PlanReading:
    return read_plan(tabs, WORDS, 2025, otherwise=2025)

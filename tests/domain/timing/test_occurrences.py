"""On which days something is due."""

import pytest

from service.domain.timing import from_json, occurrences
from tests.domain.timing.words import read


def due(text: str) -> list[str]:
    return [f"{found.day} {found.role}" for found in occurrences(read(text), 2025)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("den 3 april och 5 maj", ["2025-04-03 date", "2025-05-05 date"]),
        ("våren 2025", ["2025-03-01 start", "2025-05-31 end"]),
        ("senast 31 maj", ["2025-05-31 end"]),
        ("från 1 juni", ["2025-06-01 start"]),
        ("2 ggr/år", ["2025-06-30 rhythm", "2025-12-31 rhythm"]),
        ("varje tertial", ["2025-04-30 rhythm", "2025-08-31 rhythm", "2025-12-31 rhythm"]),
        ("vartannat år", ["2025-12-31 rhythm"]),
        ("varannan vecka", []),
        ("två gånger i månaden", []),
        ("löpande", []),
        ("vid behov", []),
        ("ej bestämt", []),
        ("genomfördes i mars", []),
        ("Genomfördes i mars 2024, igen i mars 2025", ["2025-03-01 start", "2025-03-31 end"]),
    ],
)
def test_what_is_due_when(text: str, days: list[str]) -> None:
    assert due(text) == days


def test_a_rhythm_keeps_within_its_period_and_ends_with_it() -> None:
    assert due("varje månad april–juni") == [
        "2025-04-01 start",
        "2025-04-30 rhythm",
        "2025-05-31 rhythm",
        "2025-06-30 end",
    ]


def test_five_times_a_year_are_spread_over_it() -> None:
    assert [day[:10] for day in due("fem gånger per år")] == [
        "2025-02-28",
        "2025-04-30",
        "2025-07-31",
        "2025-09-30",
        "2025-12-31",
    ]


def test_an_open_rhythm_is_due_to_the_end_of_the_plan_year() -> None:
    assert due("kvartalsvis från 1 juli 2025")[1:] == ["2025-09-30 rhythm", "2025-12-31 rhythm"]


def test_a_correction_without_items_is_due_by_its_bounds() -> None:
    corrected = from_json({"kinds": ["window"], "start": "2025-03-01", "end": "2025-03-31"})
    assert [str(found.day) for found in occurrences(corrected, 2025)] == ["2025-03-01", "2025-03-31"]

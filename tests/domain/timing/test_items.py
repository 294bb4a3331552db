"""What a reading rests on: its items and their places in the text, and the JSON of the contract."""

import pytest

from service.domain.timing import Per, from_json, to_json
from tests.domain.timing.words import read


def test_each_sentence_gives_its_own_items_with_their_places() -> None:
    text = "Datum ej satt, förslag i höst.\nTräffar två gånger per termin."
    assert [(item.kind, text[item.begin : item.finish]) for item in read(text).items] == [
        ("undetermined", "Datum ej satt"),
        ("window", "höst"),
        ("recurring", "två gånger per termin"),
    ]


def test_items_numbered_on_one_line_each_have_their_own_time() -> None:
    timing = read("1) möten två ggr per år 2) utbildning i maj 3) vid behov")
    assert [item.kind for item in timing.items] == ["recurring", "window", "on_demand"]
    assert (str(timing.start), str(timing.end), timing.check) == ("2025-01-01", "2025-12-31", False)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Under året, dock senast 30/11", "2025-11-30"),
        ("Under 2025–2026 (dock senast 30 juni 2026)", "2026-06-30"),
        ("Våren 2025, dock senast 15 juni", "2025-06-15"),
    ],
)
def test_a_limit_within_a_period_ends_it(text: str, end: str) -> None:
    timing = read(text)
    assert (timing.kinds, str(timing.end), timing.check) == (("window",), end, False)


def test_what_takes_place_is_on_its_days_and_not_in_a_room() -> None:
    timing = read("Lägerskolan äger rum 10–14 november")
    assert (str(timing.start), str(timing.end), timing.check) == ("2025-11-10", "2025-11-14", False)


def test_inspections_are_counted_like_other_occasions() -> None:
    assert read("Tre oanmälda tillsyner görs under året").per == Per(3, "year", 1)


def test_a_mistyped_limit_is_still_a_limit() -> None:
    assert (read("sensat 30 april").start, str(read("sensat 30 april").end)) == (None, "2025-04-30")


def test_a_numbered_month_is_an_item_where_the_numbers_go_on_below() -> None:
    assert read("1. Mars\n2. Ht 2025").check is False
    assert [item.text for item in read("1. Mars\n2. Maj").items] == ["Mars", "Maj"]
    assert read("1. maj").check


@pytest.mark.parametrize(
    ("divided", "whole"),
    [
        ("i okto-\nber", "i oktober"),
        ("konti-\nnuerligt", "kontinuerligt"),
        ("vår-\nterminen", "vårterminen"),
        ("september-\noktober", "september-oktober"),
        ("vår- \noch hösttermin", "vår- och hösttermin"),
    ],
)
def test_a_word_divided_at_the_end_of_a_line_is_whole(divided: str, whole: str) -> None:
    one, other = read(divided), read(whole)
    assert (one.kinds, one.start, one.end, one.check) == (other.kinds, other.start, other.end, other.check)


def test_a_done_word_carries_the_days_of_its_period_and_bounds_nothing_still_to_be_done() -> None:
    timing = read("Genomfördes i maj 2024, igen i maj 2025")
    done = next(item for item in timing.items if item.kind == "done")
    assert (str(done.start), str(done.end)) == ("2024-05-01", "2024-05-31")
    assert (str(timing.start), str(timing.end)) == ("2025-05-01", "2025-05-31")


def test_places_hold_in_text_whose_lower_case_is_longer() -> None:
    assert [(item.begin, item.finish) for item in read("İİ våren 2025").items] == [(3, 13)]


def test_the_json_is_the_contracts() -> None:
    assert to_json(read("senast i maj")) == {
        "kinds": ["window"],
        "start": None,
        "end": "2025-05-31",
        "per": None,
        "check": False,
        "why": "",
        "items": [
            {
                "kind": "window",
                "start": None,
                "end": "2025-05-31",
                "per": None,
                "text": "senast i maj",
                "from": 0,
                "to": 12,
            }
        ],
    }


@pytest.mark.parametrize("text", ["", "varannan vecka i mars", "Klart. Ny omgång våren 2026?", "2025-xx-xx"])
def test_what_is_written_as_json_is_read_back(text: str) -> None:
    assert from_json(to_json(read(text))) == read(text)


def test_a_correction_needs_no_items() -> None:
    timing = from_json(
        {"kinds": ["recurring"], "start": None, "end": None, "per": {"count": 2, "unit": "term"}}
    )
    assert (timing.per, timing.items, timing.check) == (Per(2, "term", 1), (), False)


@pytest.mark.parametrize(
    "data",
    [
        {"kinds": ["sometime"]},
        {"kinds": ["recurring"], "per": {"count": 0, "unit": "year"}},
        {"kinds": ["recurring"], "per": {"count": 1, "unit": "moon"}},
    ],
)
def test_a_correction_of_another_form_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        from_json(data)

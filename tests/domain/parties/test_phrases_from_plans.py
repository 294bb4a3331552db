"""Phrases as they stand in plans of every sort, with the reading a sensible colleague gives them."""

import json
from pathlib import Path
from typing import Any

import pytest

from config.vocabulary import load
from service.domain.parties import PartyWords, read_who

WORDS = PartyWords.from_data(load("party"))
ROOT = Path(__file__).parents[3]
OWN = ROOT / "tests" / "data" / "phrases" / "who.jsonl"
VOICES = ROOT / "tests" / "data" / "phrases" / "who-voices.jsonl"  # labelled in persons and lead only
CELLS = ROOT / "tests" / "data" / "phrases" / "who-cells.jsonl"  # "ask": a colleague may well ask
PLAN = ROOT.parent / "shared" / "corpora" / "plan-2025-readings.jsonl"
OTHERS = ROOT.parent / "shared" / "corpora" / "who-other-plans.jsonl"


def rows(path: Path, gold: str = "gold") -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines if line.strip()]
    return [{**row, "gold": row[gold]} for row in found if gold in row]


def is_right(row: dict[str, Any]) -> bool:
    who, gold = read_who(row["who"], WORDS), row["gold"]
    return (list(who.persons), who.lead) == (gold["persons"], gold["lead"])


def wrong(found: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in found if not is_right(row)]


def wrong_unasked(found: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in found if not is_right(row) and not read_who(row["who"], WORDS).check]


def test_of_our_own_phrases_98_in_a_hundred_are_right_and_the_rest_ask() -> None:
    found = rows(OWN)
    assert len(wrong(found)) <= 0.02 * len(found), wrong(found)
    assert wrong_unasked(found) == []


def test_of_phrases_in_many_coordinators_voices_95_in_a_hundred_are_right_and_few_of_the_rest_are_silent() -> (
    None
):
    found = rows(VOICES)
    assert len(wrong(found)) <= 0.05 * len(found), wrong(found)
    assert len(wrong_unasked(found)) <= 0.02 * len(found), wrong_unasked(found)


def test_of_short_cells_from_plans_of_every_sort_nearly_all_plain_ones_are_right_and_the_others_ask() -> None:
    found = rows(CELLS)
    plain = [row for row in found if not row.get("ask")]
    assert len(wrong(plain)) <= 0.02 * len(plain), wrong(plain)
    assert len(wrong_unasked(found)) <= 0.03 * len(found), wrong_unasked(found)


@pytest.mark.skipif(not PLAN.exists(), reason="the shared corpora are not here")
def test_every_vem_of_the_real_plan_is_right_in_persons_and_lead() -> None:
    assert wrong([row for row in rows(PLAN, "who_reading") if not row["gold"].get("ambiguous")]) == []


@pytest.mark.skipif(not OTHERS.exists(), reason="the shared corpora are not here")
def test_of_other_plans_phrases_95_in_a_hundred_are_right() -> None:
    found = rows(OTHERS)
    assert len(wrong(found)) <= 0.05 * len(found), wrong(found)
    assert len(wrong_unasked(found)) <= 0.02 * len(found)

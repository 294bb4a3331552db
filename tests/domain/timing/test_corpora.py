"""How well När is read: our own corpus always, the shared ones when they are here."""

from pathlib import Path

import pytest

from tests.measure_readings import measure, reader, rows_of

ROOT = Path(__file__).parents[3]
OWN = ROOT / "tests/data/phrases/when.jsonl"
SHARED = ROOT.parent / "shared/corpora"


def amiss(path: Path) -> tuple[list[str], int]:
    said: list[str] = []
    counts = measure("when", rows_of(path), reader("when"), said.append)
    return [line for line in said if not line.startswith("ambiguous")], sum(counts.values())


def test_our_own_corpus_is_read_right() -> None:
    misses, rows = amiss(OWN)
    assert rows > 600
    assert not misses


@pytest.mark.parametrize("name", ["when-other-plans.jsonl", "plan-2025-readings.jsonl"])
def test_a_shared_corpus_is_read_right(name: str) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    assert not amiss(path)[0]


def test_ordinary_phrases_are_read_without_asking() -> None:
    counts = measure("when", rows_of(OWN), reader("when"), lambda _: None)
    plain = [row for row in rows_of(OWN) if not row["gold"].get("ambiguous")]
    assert counts["right"] >= 0.97 * len(plain)

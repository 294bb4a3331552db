"""Measure the Vem reading on labelled phrases: `python -m tests.measure_who [FILE.jsonl …]`.

Prints, for each file, how many phrases are right in persons and lead, how many in roles and units too, how many are wrong
without asking, how many ask, and the readings per second of processor time for phrases of ordinary length.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from config.vocabulary import load
from service.domain.parties import PartyWords, Who, read_who

ROOT = Path(__file__).parents[1]
CORPORA = ROOT.parent / "shared" / "corpora"
DEFAULTS = (
    ROOT / "tests" / "data" / "phrases" / "who.jsonl",
    ROOT / "tests" / "data" / "phrases" / "who-voices.jsonl",
    ROOT / "tests" / "data" / "phrases" / "who-cells.jsonl",
    CORPORA / "who-other-plans.jsonl",
    CORPORA / "plan-2025-readings.jsonl",
)
ORDINARY = 150  # characters
ROUNDS = 50


def measure(path: Path, words: PartyWords) -> str:
    """Return one line about one file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    judged = [(row, row.get("gold") or row.get("who_reading")) for row in rows]
    readings = [(read_who(row["who"], words), gold) for row, gold in judged if gold]
    right = [who for who, gold in readings if is_right(who, gold)]
    whole = [
        who
        for who, gold in readings
        if is_right(who, gold)
        and list(who.roles_or_units) == gold.get("roles_or_units", list(who.roles_or_units))
    ]
    silent = [who for who, gold in readings if not is_right(who, gold) and not who.check]
    asking = [who for who, _ in readings if who.check]
    return (
        f"{path.name}: {len(readings)} phrases, persons and lead {share(right, readings)}, all {share(whole, readings)}, "
        f"wrong unasked {share(silent, readings)}, asking {share(asking, readings)}, {speed(rows, words):,.0f}/s"
    )


def is_right(who: Who, gold: dict[str, Any]) -> bool:
    """Tell whether persons and lead are the gold's."""
    return (list(who.persons), who.lead) == (gold["persons"], gold["lead"])


def share(some: list[Who], of: list[tuple[Who, Any]]) -> str:
    """Return "95.0 %"."""
    return f"{100 * len(some) / max(1, len(of)):.1f} %"


def speed(rows: list[dict[str, Any]], words: PartyWords) -> float:
    """Return readings per second of processor time."""
    texts = [row["who"] for row in rows if row["who"] and len(row["who"]) <= ORDINARY]
    start = time.process_time()
    for _ in range(ROUNDS):
        for text in texts:
            read_who(text, words)
    return ROUNDS * len(texts) / max(1e-9, time.process_time() - start)


if __name__ == "__main__":
    vocabulary = PartyWords.from_data(load("party"))
    for file in [Path(name) for name in sys.argv[1:]] or [path for path in DEFAULTS if path.exists()]:
        print(measure(file, vocabulary))

"""How well a reading does on a corpus: `python -m tests.measure_readings when|who FILE.jsonl…`.

Prints how many rows are fully right, wrong without asking, and wrong but asking, and lists the misses. A row of a När corpus
has `when`, `plan_year` and its right reading under `gold` or `when_reading`; of a Vem corpus `who` and `gold` or `who_reading`.
Rows whose right reading is `ambiguous` are right when the reading asks, too. Exits 1 when anything is wrong without asking.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from config.vocabulary import load

Row = Mapping[str, Any]
Read = Callable[[Row], dict[str, Any]]
FIELDS = {"when": ("kinds", "start", "end", "per"), "who": ("persons", "lead")}


def main(arguments: list[str]) -> int:
    """Measure the files named on the command line."""
    subject, files = arguments[0], arguments[1:]
    read = reader(subject)
    wrong = 0
    for name in files:
        counts = measure(subject, rows_of(Path(name)), read, print)
        total = sum(counts.values())
        print(
            f"{name}: {total} rows, " + ", ".join(f"{count} {sort}" for sort, count in sorted(counts.items()))
        )
        wrong += counts["wrong, check false"]
    return 1 if wrong else 0


def rows_of(path: Path) -> list[Row]:
    """Return the rows of a JSONL corpus."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def reader(subject: str) -> Read:
    """Return the reading of rows: of När ("when") or Vem ("who")."""
    if subject == "when":
        from service.domain.timing import TimeWords, read_when, to_json

        words = TimeWords.from_data(load("time"))
        return lambda row: to_json(read_when(row["when"], row["plan_year"], words))
    from service.domain.parties import PartyWords, read_who
    from service.domain.parties import to_json as who_json

    parties = PartyWords.from_data(load("party"))
    return lambda row: who_json(read_who(row["who"], parties), None)


def measure(subject: str, rows: list[Row], read: Read, say: Callable[[str], None]) -> Counter[str]:
    """Count the rows by outcome and say what is amiss with each that is not right."""
    counts: Counter[str] = Counter()
    for row in rows:
        gold = row.get("gold") or row.get(f"{subject}_reading")
        if gold is None:
            continue
        got = read(row)
        amiss = [field for field in FIELDS[subject] if got[field] != gold.get(field)]
        outcome = outcome_of(
            bool(amiss), bool(got["check"]), bool(gold.get("ambiguous") or row.get("ambiguous"))
        )
        counts[outcome] += 1
        if amiss:
            shown = {field: (got[field], gold.get(field)) for field in amiss}
            say(f"{outcome}: {row.get('id')} {row[subject]!r} {shown} {got.get('why', '')}")
    return counts


def outcome_of(amiss: bool, asks: bool, ambiguous: bool) -> str:
    """Name what became of one row."""
    if not amiss:
        return "right, check true" if asks else "right"
    if ambiguous and asks:
        return "ambiguous, asked"
    return "wrong, check true" if asks else "wrong, check false"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

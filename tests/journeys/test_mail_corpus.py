"""Our own mails, in the forms that people and machines send, read as the contract demands ("Mail" in readings.md).

`expected.jsonl` was written from the contract and not from what the code answers. What is still read otherwise is counted
against `FLOOR`, which is what was measured and only goes up; a failing run names every miss.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from config.vocabulary import load
from service.adapters.mime import parse
from service.domain.reply import Asked, AskedMeasure, MailWords, read_mail, to_json

FOLDER = Path(__file__).parents[1] / "data" / "mail"
CASES: list[dict[str, Any]] = [
    json.loads(line) for line in (FOLDER / "expected.jsonl").read_text("utf-8").splitlines()
]
WORDS = MailWords.from_data(load("mail"))

FLOOR = 0.99
"""The share of mails that are read in every point as expected."""
KINDS_FLOOR = 1.0
"""The share whose kind is told rightly (the contract's aim for bounces and automatic answers)."""


def read(case: dict[str, Any]) -> dict[str, Any]:
    """Return the reading of a case's mail as the contract's JSON."""
    mail = parse((FOLDER / case["file"]).read_bytes())
    asked = None
    if "asked" in case:
        measures = tuple(AskedMeasure(**each) for each in case["asked"])
        asked = Asked(measures, case.get("asked_text", ""))
    reading = read_mail(mail, WORDS, asked)
    return {**to_json(reading, case["file"]), "personal_number": reading.personal_number}


def plain(text: str) -> str:
    """Return a text without the white space that nobody sees."""
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def misses(case: dict[str, Any]) -> list[str]:
    """Return what of a case's expectation the reading does not meet."""
    told = read(case)
    wrong: list[str] = [
        name
        for name in ("class", "away", "bounce", "calendar", "personal_number", "check")
        if name in case and told[name] != case[name]
    ]
    if "text" in case and plain(told["text"]) != plain(case["text"]):
        wrong.append("text")
    if "answers" in case:
        answers = [{name: answer.get(name) for name in ("measure", "status")} for answer in told["answers"]]
        wrong += ["answers"] if answers != case["answers"] else []
    return [f"{case['file']}: {name} {told[name]!r}, expected {case[name]!r}" for name in wrong]


def test_the_mails_are_read_as_the_contract_demands() -> None:
    missed = {case["file"]: found for case in CASES if (found := misses(case))}
    share = 1 - len(missed) / len(CASES)
    report = "\n".join(line for found in missed.values() for line in found)
    assert share >= FLOOR, f"{share:.3f} of {len(CASES)} mails:\n{report}"


def test_the_kind_of_a_mail_is_told() -> None:
    wrong = [
        f"{case['file']}: {told}, expected {case['class']}"
        for case in CASES
        if (told := read(case)["class"]) != case["class"]
    ]
    assert 1 - len(wrong) / len(CASES) >= KINDS_FLOOR, "\n".join(wrong)


def test_every_mail_has_an_expectation() -> None:
    files = sorted(path.name for path in FOLDER.glob("*.eml"))
    assert files == sorted(case["file"] for case in CASES)
    assert len(files) >= 150


@pytest.mark.parametrize("kind", ["reply", "auto", "bounce", "calendar", "empty", "unreadable"])
def test_every_kind_is_among_the_mails(kind: str) -> None:
    assert any(case["class"] == kind for case in CASES)

"""Whatever stands in a cell: no exception, true places, work in proportion to the length; and what is rendered is read back."""

import json
import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.timing import Per, from_json, occurrences, to_json
from service.domain.timing.grammar import Grammar
from service.domain.timing.tokens import scan
from tests.domain.timing.words import WORDS, read

MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
PIECES = sorted(
    {
        *WORDS.lexicon,
        "2025",
        "31/2",
        "v",
        "12",
        "-",
        "–",
        "/",
        ",",
        ".",
        "\n",
        "(",
        ")",
        "2025-13-45",
        "å" * 30,
    }
)


def holds(text: str) -> None:
    timing = read(text)
    assert all(text[item.begin : item.finish] == item.text for item in timing.items)
    assert set(timing.kinds) == {item.kind for item in timing.items}
    assert bool(timing.why) == timing.check
    assert not (timing.start and timing.end) or timing.start <= timing.end
    assert from_json(to_json(timing)) == timing
    occurrences(timing, 2025)


@given(st.text(max_size=80))
@settings(max_examples=150)
def test_any_text_is_read(text: str) -> None:
    holds(text)


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([" ", ""]))
@settings(max_examples=300)
def test_any_words_of_time_in_any_order_are_read(words: list[str], space: str) -> None:
    holds(space.join(words))


PHRASES = [
    "senast den 31 maj 2025",
    "två ggr per termin, vår och höst",
    "Klart. Ny omgång v. 12-14",
    "fr.o.m. 1/3-25 t.o.m. 2026",
    "årsskiftet/1 mars–",
    "oktober (v. 44), utom höstlovet",
    "Senast reviderad 2023, moved till våren",
]


@given(st.sampled_from(PHRASES), st.sampled_from(PHRASES), st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=150)
def test_cut_and_joined_phrases_are_read(left: str, right: str, from_left: int, to_right: int) -> None:
    holds(left[from_left:] + right[:to_right])


class Counted(list[Any]):
    """Tokens that count how often they are looked at."""

    looks = 0

    def __getitem__(self, at: Any) -> Any:
        self.looks += 1
        return super().__getitem__(at)


@pytest.mark.parametrize(
    "piece",
    [
        "1,", "1-", "3/4-", "2025-", "den 1 och ", "januari,", "början av ", "senast ", "ej ", "varje ", "kv 1,", "\n", "när ", "utifrån ",
        "en gång på våren och ", "två möten ", "första och ", "2 ggr/", "genomfört 2024, ", "måndagar och ", "i väntan på ", "ggr ", "?",
    ],
)  # fmt: skip
def test_the_work_grows_with_the_length_and_no_faster(piece: str) -> None:
    tokens = Counted(scan((piece * 10_000)[:10_000], WORDS))
    Grammar(tokens, 2025, WORDS).read()
    assert tokens.looks <= 150 * len(tokens)


months = st.integers(1, 12)
years = st.integers(2020, 2030)


def last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


@given(st.dates(date(2000, 1, 1), date(2035, 12, 31)), st.integers(0, 8))
def test_a_day_written_in_any_style_is_read_back(day: date, style: int) -> None:
    month = MONTHS[day.month - 1]
    text = [
        f"{day}",
        f"{day:%Y%m%d}",
        f"{day.day} {month} {day.year}",
        f"den {day.day}:e {month} {day.year}",
        f"{day.day}/{day.month} {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {month[:3]}. {day.year}",
        f"Träff den {day.day} {month}, {day.year}",
        f"{day:%Y/%m/%d}",
    ][style]
    timing = read(text)
    assert (timing.kinds, timing.start, timing.end) == (("date",), day, day)


@given(years, months, years, months, st.sampled_from(["-", "–", " – ", " till ", " t.o.m. ", " - "]))
def test_a_range_of_months_is_read_back(year: int, month: int, until: int, to: int, dash: str) -> None:
    (year, month), (until, to) = sorted([(year, month), (until, to)])
    timing = read(f"{MONTHS[month - 1]} {year}{dash}{MONTHS[to - 1]} {until}")
    assert (timing.kinds, timing.start, timing.end) == (("window",), date(year, month, 1), last(until, to))


@given(
    years,
    months,
    st.sampled_from(
        ["senast i {}", "Klart senast {}", "t.o.m. {}", "senast under {}", "ska vara klart senast {}"]
    ),
)
def test_a_limit_is_read_back(year: int, month: int, style: str) -> None:
    timing = read(style.format(f"{MONTHS[month - 1]} {year}"))
    assert (timing.kinds, timing.start, timing.end) == (("window",), None, last(year, month))


COUNTS = {
    1: ("en gång", "1 gång", "1 ggr"),
    2: ("två gånger", "2 ggr", "minst 2 gånger"),
    4: ("fyra möten", "4 ggr", "fyra träffar"),
}
UNITS = {
    "day": "dag", "week": "vecka", "month": "månad", "quarter": "kvartal", "tertial": "tertial", "term": "termin", "half-year": "halvår",
    "year": "år",
}  # fmt: skip


@given(
    st.sampled_from([1, 2, 4]),
    st.integers(0, 2),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(["{} per {}", "{}/{}", "{} varje {}"]),
)
def test_a_rhythm_is_read_back(count: int, words: int, unit: Any, style: str) -> None:
    timing = read(style.format(COUNTS[count][words], UNITS[unit]))
    assert (timing.kinds, timing.per, timing.check) == (("recurring",), Per(count, unit), False)


OWN = Path(__file__).parents[2] / "data" / "phrases" / "when.jsonl"
PHRASES = [json.loads(line)["when"] for line in OWN.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("pasted", "change"),
    [
        ("with letters and their rings apart", lambda text: normalize("NFD", text)),
        ("with blanks that do not break", lambda text: text.replace(" ", "\u00a0")),
        ("with two blanks for one", lambda text: text.replace(" ", "  ")),
        ("with hyphens that do not break", lambda text: text.replace("-", "\u2011")),
        ("with blanks without width", lambda text: text.replace(" ", " \u200b")),
        (
            "with hyphens that do not show",
            lambda text: re.sub(r"(?<=[a-zåäö]{4})(?=[a-zåäö]{4})", "\u00ad", text),
        ),
        ("with the line ends of another system", lambda text: text.replace("\n", "\r\n")),
    ],
)
def test_a_phrase_pasted_from_another_program_is_read_alike(
    pasted: str, change: Callable[[str], str]
) -> None:
    wrong = [text for text in PHRASES if said(change(text)) != said(text)]
    assert wrong == [], pasted


def said(text: str) -> tuple[object, ...]:
    timing = read(text)
    return timing.kinds, timing.start, timing.end, timing.per, timing.check

"""Reading När: beside dateparser's search on the same phrases, and the command beside an empty Python.

The phrases are of ordinary length and kind: a line each, as they stand in the cells of a plan.
"""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter, process_time

from dateparser.search import search_dates

from config.vocabulary import load
from service.domain.timing import TimeWords, read_when

PHRASES = (
    "våren 2025",
    "Senast 31 maj",
    "2 ggr/år",
    "Löpande under året",
    "vid behov",
    "April–juni samt september",
    "2025-10-14",
    "fr.o.m. 1 september 2025 tills vidare",
    "varannan vecka, tisdagar",
    "v. 36–38",
    "Första kvartalet 2026",
    "en gång per termin i samband med föräldramöte",
    "Ej bestämt, återkommer efter sommaren",
    "Genomfördes hösten 2024, nytt tillfälle den 5 november 2025",
    "Slutet av augusti",
    "ht-25/vt-26",
    "Kvartalsvis uppföljning i styrgruppen",
    "När förfrågan kommer från skolorna",
    "12/3, 14/5 och 10/9",
    "Rutinen ska vara klar senast vid årsskiftet",
)
TIMES = 7
ROUNDS = 40


def measure() -> dict[str, float]:
    """Return readings a second (on one core), how many times faster than dateparser, and the command's start."""
    words = TimeWords.from_data(load("time"))
    ours = _each(lambda phrase: read_when(phrase, 2025, words), ROUNDS)
    theirs = _each(lambda phrase: search_dates(phrase, languages=["sv"]), 1)
    longest = max(_once(partial(read_when, text, 2025, words)) for text in _long())
    command, python = (
        _started("-m", "service", "read", "when", "2 ggr/år", "--year", "2025"),
        _started("-c", "pass"),
    )
    return {
        "readings_a_second": 1 / ours,
        "dateparser_search_to_ours": theirs / ours,
        "10000_characters_to_an_ordinary_phrase": longest / ours,
        "10000_characters_milliseconds": longest * 1000,
        "one_phrase_by_command_to_python_pass": command / python,
        "one_phrase_by_command_seconds": command,
    }


def _each(read: Callable[[str], object], rounds: int) -> float:
    """Return the best time of one phrase, in seconds of the processor, once all have been read."""
    taken = []
    for _ in range(TIMES):
        started = process_time()
        for _ in range(rounds):
            for phrase in PHRASES:
                read(phrase)
        taken.append((process_time() - started) / rounds / len(PHRASES))
    return min(taken)


def _once(read: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        started = process_time()
        read()
        taken.append(process_time() - started)
    return min(taken)


def _long() -> list[str]:
    pieces = (
        "januari, ",
        "den 1 och ",
        "två möten på våren och ",
        "senast ",
        "åäö" * 9 + " ",
        "1-",
        "genomfört 2024, ",
        *PHRASES,
    )
    return [(piece * 10_000)[:10_000] for piece in pieces]


def _started(*arguments: str) -> float:
    """Return the median time of a whole process, in seconds."""
    taken = []
    for _ in range(TIMES):
        started = perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        taken.append(perf_counter() - started)
    return median(taken)

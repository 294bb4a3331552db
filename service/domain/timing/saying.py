"""How a När was read, as people say it: "1 mars–31 maj", "löpande, två gånger per år", "ingen tid bestämd"."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from service.domain.days.writing import in_words, say_short_day, say_span

UNITS: Mapping[str, tuple[str, str]] = {
    "day": ("dag", "dagar"),
    "week": ("vecka", "veckor"),
    "month": ("månad", "månader"),
    "quarter": ("kvartal", "kvartal"),
    "tertial": ("tertial", "tertial"),
    "term": ("termin", "terminer"),
    "half-year": ("halvår", "halvår"),
    "year": ("år", "år"),
}

NEUTER = frozenset({"quarter", "tertial", "half-year", "year"})

KIND_WORDS: Mapping[str, str] = {
    "ongoing": "pågår hela tiden",
    "on_demand": "vid behov",
    "undetermined": "ingen tid bestämd",
    "done": "redan gjort",
}


def say_when(reading: Mapping[str, Any], today: date) -> str:
    """Return a reading (the contract's JSON) in words, without a capital or a full stop."""
    kinds = reading.get("kinds") or ()
    span = _span(_day(reading.get("start")), _day(reading.get("end")), today)
    per = reading.get("per")
    said = [say_per(per)] if per else []
    said += [KIND_WORDS[kind] for kind in ("ongoing", "on_demand", "done") if kind in kinds]
    if "recurring" in kinds and not per:
        said.append("återkommer")
    if span:
        said.append(span)
    return ", ".join(said) or KIND_WORDS["undetermined"]


def say_per(per: Mapping[str, Any]) -> str:
    """Return a rhythm in words: "en gång per vecka", "två gånger på tre månader"."""
    count, interval = int(per["count"]), int(per.get("interval", 1))
    one, many = UNITS[per["unit"]]
    times = "en gång" if count == 1 else f"{in_words(count)} gånger"
    if interval == 1:
        return f"{times} per {one}"
    if count == 1 and interval == 2:
        return f"{'vartannat' if per['unit'] in NEUTER else 'varannan'} {one}"
    return f"{times} på {in_words(interval)} {many}"


def _span(start: date | None, end: date | None, today: date) -> str:
    if start and end:
        return say_span(start, end, today)
    if end:
        return f"senast {say_short_day(end, today)}"
    return f"från {say_short_day(start, today)}" if start else ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""The vocabulary as shipped, compiled once for these tests, and readings told briefly."""

from config.vocabulary import load
from service.domain.timing import TimeWords, Timing, read_when

WORDS = TimeWords.from_data(load("time"))


def read(text: str, plan_year: int = 2025) -> Timing:
    """Return the reading of a cell in the plan of that year."""
    return read_when(text, plan_year, WORDS)


def told(timing: Timing) -> str:
    """Tell a reading in one line: kinds, bounds and rhythm, and "?" when it asks."""
    start, end = (day.isoformat() if day else "" for day in (timing.start, timing.end))
    bounds = f" {start}..{end}" if start or end else ""
    per = f" {timing.per.count} per {timing.per.interval} {timing.per.unit}" if timing.per else ""
    return "+".join(timing.kinds) + bounds + per + (" ?" if timing.check else "")

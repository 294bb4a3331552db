"""När text → Timing."""

from service.domain.timing.model import Item, Kind, Per, PerUnit, Timing, from_json, to_json
from service.domain.timing.occurrences import Occurrence, occurrences
from service.domain.timing.reading import read_when
from service.domain.timing.words import TimeWords

__all__ = [
    "Item", "Kind", "Occurrence", "Per", "PerUnit", "TimeWords", "Timing", "from_json", "occurrences", "read_when", "to_json",
]  # fmt: skip

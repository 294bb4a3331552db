"""Reminders to one person about one measure that stand too near each other become one."""

from bisect import bisect_left, insort
from datetime import date
from functools import lru_cache

from service.domain.days import WorkCalendar
from service.domain.schedule.addressing import Row
from service.domain.schedule.ladder import Round

TOLD = ("coordinator", "manager", "stand_in")

RANKS = {"coordinator": 1, "manager": 1, "stand_in": 1, "ask": 2, "nudge": 6, "copy": 8}
"""What weighs most has the lowest rank; the other reminders have 4, and an own date one more than a follow-up date."""

TOLD_APART = 10
"""Working days between telling one person twice that a measure is silent: once for two occasions near each other."""


def spaced(rows: list[tuple[Round, Row]], apart: int, calendar: WorkCalendar) -> list[tuple[Round, Row]]:
    """Return the rows without those nearer than `apart` working days to a weightier one to the same person."""
    kept: list[tuple[Round, Row]] = []
    taken: dict[int, list[date]] = {}
    for pair in sorted(rows, key=_weight):
        days = taken.setdefault(pair[1].to, [])
        distance = TOLD_APART if pair[1].step in TOLD else apart
        if _free(days, pair[1].due, distance, calendar):
            insort(days, pair[1].due)
            kept.append(pair)
    return kept


def _free(days: list[date], due: date, apart: int, calendar: WorkCalendar) -> bool:
    if not days:
        return True
    place = bisect_left(days, due)
    low, high = _near(due, apart, calendar)
    if place < len(days) and days[place] < high:
        return False
    return not place or days[place - 1] <= low


@lru_cache(maxsize=4096)
def _near(day: date, apart: int, calendar: WorkCalendar) -> tuple[date, date]:
    """Return the nearest working days before and after that are far enough away."""
    return calendar.add_working_days(day, -apart), calendar.add_working_days(day, apart)


def _weight(pair: tuple[Round, Row]) -> tuple[int, date]:
    """What was asked for comes first, then what tells others, the question, the other reminders, nudges and copies."""
    row = pair[1]
    rank = RANKS.get(row.step, 0 if row.step.startswith("again") else 4)
    return rank + (pair[0].occasion.kind == "own"), row.due

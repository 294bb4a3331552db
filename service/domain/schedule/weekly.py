"""When the coordinator's weekly mail goes: once a week, from its weekday and hour on, while mail may go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
NEVER = "never"
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeeklyMail:
    """The weekday (Monday is 0) and the local time of the weekly mail, and whether it goes when nothing waits."""

    weekday: int
    at: time
    when_empty: bool

    def week_of(self, day: date) -> date:
        """Return the mail's own day of the week that `day` is in: the newest such weekday up to it."""
        return day - timedelta(days=(day.weekday() - self.weekday) % 7)

    def has_come(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether the hour has come in this week. On a later day than its own it goes as soon as mail may go."""
        local = now.astimezone(zone)
        return local.date() > self.week_of(local.date()) or local.time() >= self.at


def weekly_from(data: Mapping[str, Any]) -> WeeklyMail | None:
    """Compile the policy's table "weekly"; None when no such mail is wanted. ValueError: it cannot be followed."""
    day = data.get("day")
    if day == NEVER:
        return None
    at = data.get("at")
    return WeeklyMail(
        DAYS.index(str(day)),
        at if isinstance(at, time) else time.fromisoformat(str(at)),
        bool(data.get("when_empty", False)),
    )

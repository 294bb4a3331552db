"""From a local day to an instant and back. Instants are aware UTC; a zone is an IANA name's ZoneInfo."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant when clocks in `zone` show `at` on `day`.

    A time that the spring change skips is taken as if the clocks had not been moved yet (02.30 becomes 03.30 summer
    time); of a time that comes twice in autumn the first is meant (PEP 495, fold 0).
    """
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day it is in `zone` at an aware instant. ValueError: the instant is naive."""
    if moment.tzinfo is None:
        raise ValueError("an instant must be aware")
    return moment.astimezone(zone).date()

"""The only place that asks what time it is."""

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands where it is put: for the rehearsed year and for tests."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        """Return the instant the clock was last set to."""
        return self.instant

    def set(self, instant: datetime) -> None:
        """Put the clock at `instant`, aware."""
        self.instant = instant.astimezone(UTC)


class ShiftedClock:
    """A clock that showed `start` when it was made and has gone as the machine's since: to look at another day."""

    def __init__(self, start: datetime) -> None:
        self._ahead = start - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the shifted instant in UTC."""
        return datetime.now(UTC) + self._ahead

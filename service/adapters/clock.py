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

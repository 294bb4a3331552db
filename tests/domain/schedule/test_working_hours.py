"""Mail goes in working hours only, whenever it became due."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.days import local_day
from service.domain.schedule import next_open
from tests.domain.schedule.cast import CALENDAR, POLICY

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2025-03-19T09:00", "2025-03-19T09:00"),
        ("2025-03-19T03:00", "2025-03-19T08:00"),
        ("2025-03-19T16:30", "2025-03-20T08:00"),
        ("2025-03-21T20:00", "2025-03-24T08:00"),
        ("2025-04-17T12:30", "2025-04-22T08:00"),
        ("2025-03-30T02:30", "2025-03-31T08:00"),
        ("2025-12-19T17:00", "2026-01-07T08:00"),
    ],
)
def test_what_becomes_due_outside_working_hours_waits_for_the_next_morning(moment: str, opens: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM).astimezone(UTC)
    then = datetime.fromisoformat(opens).replace(tzinfo=STOCKHOLM)
    assert next_open(at, POLICY, CALENDAR, STOCKHOLM) == then


@given(st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))
def test_the_next_opening_is_open_and_not_in_the_past(moment: datetime) -> None:
    opens = next_open(moment, POLICY, CALENDAR, STOCKHOLM)
    assert opens >= moment
    assert CALENDAR.is_working(local_day(opens, STOCKHOLM))
    assert next_open(opens, POLICY, CALENDAR, STOCKHOLM) == opens
    assert opens.tzinfo is UTC


def test_an_ordinary_day_has_the_hours_of_the_policy() -> None:
    assert POLICY.hours(date(2025, 3, 19), CALENDAR) == (POLICY.send_from, POLICY.send_until)

"""The weekly mail's day: its weekday and hour, and a policy that says never."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from config.defaults import load
from service.domain.schedule import Policy, PolicyError, WeeklyMail, laid_over

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAYS = WeeklyMail(0, time(8), when_empty=False)
WEDNESDAYS = WeeklyMail(2, time(8), when_empty=False)


def policy(**weekly: object) -> Policy:
    return Policy.from_data(laid_over(load("policy"), {"weekly": weekly}))


@pytest.mark.parametrize(
    ("weekly", "day", "week"),
    [
        (MONDAYS, date(2025, 3, 3), date(2025, 3, 3)),
        (MONDAYS, date(2025, 3, 9), date(2025, 3, 3)),
        (WEDNESDAYS, date(2025, 3, 4), date(2025, 2, 26)),
        (WEDNESDAYS, date(2025, 3, 5), date(2025, 3, 5)),
    ],
)
def test_a_week_begins_on_the_mails_own_weekday(weekly: WeeklyMail, day: date, week: date) -> None:
    assert weekly.week_of(day) == week


@pytest.mark.parametrize(
    ("now", "come"),
    [
        (datetime(2025, 3, 3, 7, 59, tzinfo=STOCKHOLM), False),
        (datetime(2025, 3, 3, 8, 0, tzinfo=STOCKHOLM), True),
        (datetime(2025, 3, 4, 7, 0, tzinfo=STOCKHOLM), True),
    ],
)
def test_its_hour_counts_on_its_own_day_only(now: datetime, come: bool) -> None:
    assert MONDAYS.has_come(now, STOCKHOLM) is come


def test_the_default_is_monday_morning() -> None:
    assert Policy.from_data(load("policy")).weekly == MONDAYS


def test_never_is_a_choice() -> None:
    assert policy(day="never").weekly is None


@pytest.mark.parametrize("weekly", [{"day": "måndag"}, {"day": "sunday"}, {"at": "åtta"}, {"day": None}])
def test_a_day_or_an_hour_that_is_none_is_refused(weekly: dict[str, object]) -> None:
    with pytest.raises(PolicyError, match="veckobrevet"):
        policy(**weekly)

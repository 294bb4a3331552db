"""When a mail that could not be delivered is tried again, and when it is given up."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from service.domain.message import Delivery, may_become, next_attempt

FIRST = datetime(2025, 2, 27, 7, 0, tzinfo=UTC)


def attempts() -> list[datetime]:
    found = [FIRST]
    while (again := next_attempt(len(found), FIRST, "later")) is not None:
        found.append(again)
    return found


def test_the_waits_grow_from_a_minute_and_stay_at_hours() -> None:
    waits = [later - earlier for earlier, later in pairwise(attempts())]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=4)


def test_after_two_days_it_is_given_up() -> None:
    assert timedelta(hours=40) < attempts()[-1] - FIRST <= timedelta(days=2)
    assert len(attempts()) < 30
    assert next_attempt(10_000, FIRST, "later") is None


@pytest.mark.parametrize("outcome", ["sent", "never"])
def test_what_was_sent_or_refused_for_good_is_not_tried_again(outcome: Delivery) -> None:
    assert next_attempt(1, FIRST, outcome) is None


def test_silence_after_the_content_is_tried_again() -> None:
    assert next_attempt(1, FIRST, "unknown") == FIRST + timedelta(minutes=1)


def test_what_was_sent_stays_sent_and_what_was_voided_stays_voided() -> None:
    states = ("pending", "sending", "sent", "failed", "voided", "held")
    assert not any(may_become(final, new) for final in ("sent", "voided") for new in states)  # type: ignore[arg-type]
    assert may_become("pending", "sending")
    assert may_become("sending", "pending")
    assert not may_become("sending", "voided"), "it may be with the server already"

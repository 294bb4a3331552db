"""The clock set back and forward, the nights when it changes by law, and a week without a sweep."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from service.adapters.clock import SetClock
from service.domain.schedule.catching_up import SILENT
from service.flows.service import Service
from service.flows.sweeps import run_all
from service.rehearsal.sink import Sink
from service.store.post import Message, ReminderRow
from tests.faults.ground import NEW_YEAR, Ground
from tests.faults.length import LONG
from tests.faults.proof import faults, recover


@pytest.mark.parametrize(
    "jumps",
    [(-3, 4), (30, -29), (-40, 41), (400, -399), (1, -1, 1, -1, 2)][: 5 if LONG else 2],
    ids=lambda jumps: ",".join(map(str, jumps)),
)
def test_a_clock_that_jumps_makes_no_double_and_loses_nothing(
    on_sqlite: Ground, sink: Sink, jumps: tuple[int, ...]
) -> None:
    place = on_sqlite.fresh()
    clock = SetClock(datetime(2025, 3, 11, 9, tzinfo=NEW_YEAR.tzinfo))
    service = place.service(clock, sink.port)
    recover(service, place, clock)
    for jump in jumps:
        clock.set(clock.now() + timedelta(days=jump))
        while run_all(service):
            pass
    recover(service, place, clock)
    assert sink.doubles == 0
    assert faults(service, place, sink) == []
    service.mailer.close()
    service.store.close()


@pytest.mark.parametrize("sunday", [date(2025, 3, 30), date(2025, 10, 26)], ids=str)
def test_the_night_of_the_changed_hour_sends_nothing_and_the_morning_after_all(
    on_sqlite: Ground, sink: Sink, sunday: date
) -> None:
    place = on_sqlite.fresh()
    clock = SetClock(NEW_YEAR)
    service = place.service(clock, sink.port)
    clock.set(datetime.combine(sunday - timedelta(days=2), time(9), tzinfo=service.zone))
    recover(service, place, clock)
    before = sink.count
    end = datetime.combine(sunday + timedelta(days=1), time(8), tzinfo=service.zone)
    clock.set(datetime.combine(sunday - timedelta(days=1), time(22), tzinfo=service.zone))
    while clock.now() < end:
        while run_all(service):
            pass
        assert sink.count == before
        clock.set(clock.now() + timedelta(hours=1))
    recover(service, place, clock)
    with service.store.read() as session:
        due = session.scalars(select(ReminderRow.due_at).where(ReminderRow.due_day == end.date())).all()
        sent = session.scalars(select(Message.sent_at)).all()
    assert all(at.astimezone(service.zone).hour == 8 for at in due)
    assert all(at is not None and 8 <= at.astimezone(service.zone).hour < 17 for at in sent)
    assert faults(service, place, sink) == []
    service.mailer.close()
    service.store.close()


def told_unasked(service: Service) -> set[tuple[int, str]]:
    """Return the measures and occasions of whose silence somebody was told, though nobody had been asked before."""
    with service.store.read() as session:
        rows = session.execute(
            select(
                ReminderRow.measure_id, ReminderRow.occasion, ReminderRow.step, ReminderRow.changed_at
            ).where(ReminderRow.state == "sent", ~ReminderRow.reason.contains("ingen ersättare finns"))
        ).all()
    asked = {(measure, occasion, at.date()) for measure, occasion, step, at in rows if step not in SILENT}
    return {
        (measure, occasion)
        for measure, occasion, step, at in rows
        if step in SILENT - {"copy"}
        and not any(each[:2] == (measure, occasion) and each[2] < at.date() for each in asked)
    }


@pytest.mark.parametrize("week", [15, 2, 5, 10, 16, 18][: 6 if LONG else 1])
def test_a_week_without_a_sweep_is_caught_up_with(on_sqlite: Ground, sink: Sink, week: int) -> None:
    place = on_sqlite.fresh()
    clock = SetClock(NEW_YEAR)
    service = place.service(clock, sink.port)
    start = date(2025, 1, 6) + timedelta(weeks=week)
    for day in (-4, -3, 4, 7, 8, 9, 10, 11):
        clock.set(datetime.combine(start + timedelta(days=day), time(9), tzinfo=service.zone))
        recover(service, place, clock)
        assert faults(service, place, sink) == []
        assert told_unasked(service) == set()
    service.mailer.close()
    service.store.close()

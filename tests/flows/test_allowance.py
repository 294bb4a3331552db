"""What a server allows is counted for the mails that it was offered, and for no others."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from service.flows.allowance import Rate, draw, give_back
from service.flows.fill_outbox import fill_outbox
from service.flows.send_outbox import send_outbox
from service.flows.sweeps import run_all
from service.ports import Outcome, Outgoing, nothing
from service.store.engine import Store
from service.store.migrate import upgrade
from service.store.post import Allowance, Message
from tests.flows.norrvik import LAMPS, WALKS, Town

NOON = datetime(2025, 3, 6, 12, tzinfo=UTC)
RATE = Rate(per_minute=10, recipients_per_day=100)


class Closing:
    """A server that closes the line at the first mail."""

    name = "stängd"

    def send(self, mail: Outgoing, meanwhile: Callable[[], None] = nothing) -> Outcome:
        return Outcome("later", "421", "4.3.2 closing")

    def close(self) -> None:
        pass


def counted(store: Store, transport: str) -> tuple[float, int]:
    with store.read() as session:
        row = session.scalars(select(Allowance).where(Allowance.transport == transport)).one()
        return row.tokens, row.recipients


def drawn(store: Store, wanted: int, now: datetime) -> int:
    with store.write() as session:
        return draw(session, "prov", RATE, wanted, now)


def given_back(store: Store, unused: int, drawn_at: datetime) -> None:
    with store.write() as session:
        give_back(session, "prov", RATE, unused, drawn_at)


def test_what_was_not_used_can_be_drawn_again_at_once(store: Store) -> None:
    assert drawn(store, 10, NOON) == 10
    assert drawn(store, 1, NOON) == 0
    given_back(store, 7, NOON)
    assert counted(store, "prov") == (7.0, 3)
    assert drawn(store, 10, NOON) == 7


def test_the_bucket_never_holds_more_than_a_minutes_mails(store: Store) -> None:
    assert drawn(store, 1, NOON) == 1
    given_back(store, 50, NOON)
    assert counted(store, "prov") == (10.0, 0)


def draws_of(url: str, workers: int) -> list[int]:
    """Let as many workers draw eight mails at the same instant, each over a connection of its own."""
    together = Barrier(workers)

    def work(_: int) -> int:
        own = Store(url)
        try:
            with own.read() as session:  # connected before the start
                session.execute(select(1))
            together.wait()
            return drawn(own, 8, NOON)
        finally:
            own.close()

    with ThreadPoolExecutor(workers) as pool:
        return sorted(pool.map(work, range(workers)))


def test_workers_that_draw_at_the_same_instant_share_one_bucket(store: Store) -> None:
    assert draws_of(store.url, 4) == [0, 0, 2, 8]
    assert counted(store, "prov") == (0.0, 10)


@pytest.mark.program("initdb")
def test_workers_share_one_bucket_on_postgresql_too(empty_postgres_url: str) -> None:
    store = Store(empty_postgres_url)
    upgrade(store)
    assert draws_of(store.url, 6) == [0, 0, 0, 0, 2, 8]
    assert draws_of(store.url, 6) == [0] * 6
    assert counted(store, "prov") == (0.0, 10)
    store.close()


def test_what_was_drawn_yesterday_is_not_taken_off_today(store: Store) -> None:
    assert drawn(store, 5, NOON) == 5
    assert drawn(store, 4, NOON + timedelta(days=1)) == 4
    given_back(store, 3, NOON)
    assert counted(store, "prov")[1] == 4


def test_mails_that_a_closing_server_was_never_offered_are_not_counted(town: Town) -> None:
    lindh = (*WALKS[:4], "senast 31 maj", "Sara Lindh")
    town.bring_in(LAMPS, lindh)
    town.clock.set(datetime(2025, 3, 6, 9, tzinfo=town.service.zone))
    run_all(replace(town.service, mailer=Closing()))
    with town.service.store.read() as session:
        attempts = [row.attempts for row in session.scalars(select(Message))]
    assert len(attempts) > 1
    assert counted(town.service.store, "stängd")[1] == sum(attempts)


@pytest.mark.parametrize(("connections", "at_once"), [(1, 0), (2, 1)])
def test_no_more_workers_send_at_once_than_the_server_takes_connections(
    town: Town, connections: int, at_once: int
) -> None:
    lindh = (*WALKS[:4], "senast 31 maj", "Sara Lindh")
    town.bring_in(LAMPS, lindh)
    town.clock.set(datetime(2025, 3, 6, 9, tzinfo=town.service.zone))
    fill_outbox(town.service)
    other = replace(town.service, rate=Rate(100, 100, connections), mailer=Closing())
    sent_by_the_other: list[int] = []

    class Slow(Closing):
        """A server so slow that another worker looks for mails while it takes one."""

        def send(self, mail: Outgoing, meanwhile: Callable[[], None] = nothing) -> Outcome:
            sent_by_the_other.append(send_outbox(other, 1))
            return Outcome("sent", "250", "")

    send_outbox(replace(other, mailer=Slow()), 1)
    assert sent_by_the_other == [at_once]

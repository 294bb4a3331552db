"""What does not work is tried again, with longer and longer waits: a wrong password is not to lock the account."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from service.flows.disturbances import disturbances
from service.flows.take_in_mail import take_in_mail
from service.ports import Arrived, Mailbox
from tests.flows.norrvik import Town


class Refusing(Mailbox):
    """A mailbox that lets nobody in until it does; counts the tries."""

    def __init__(self) -> None:
        self.tries, self.open = 0, False

    def arrivals(self, limit: int) -> Iterator[Arrived]:
        self.tries += 1
        if not self.open:
            raise ConnectionError("IMAP-servern nekade inloggningen.")
        return iter(())

    def put_away(self, arrived: Arrived) -> None:
        """Nothing ever arrives."""


def test_a_refused_login_is_tried_a_few_times_an_hour_and_not_every_sweep(town: Town) -> None:
    mailbox = Refusing()
    service = replace(town.service, mailbox=mailbox)
    for _ in range(120):
        take_in_mail(service)
        town.clock.set(town.clock.now() + timedelta(seconds=30))
    assert 5 <= mailbox.tries <= 10
    with service.store.read() as session:
        assert [each.what for each in disturbances(session)] == ["intake"]


def test_once_it_works_it_is_looked_at_every_sweep_again(town: Town) -> None:
    mailbox = Refusing()
    service = replace(town.service, mailbox=mailbox)
    take_in_mail(service)
    mailbox.open = True
    town.clock.set(town.clock.now() + timedelta(minutes=1))
    for _ in range(3):
        take_in_mail(service)
    assert mailbox.tries == 4
    with service.store.read() as session:
        assert disturbances(session) == ()

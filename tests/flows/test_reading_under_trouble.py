"""What the database cannot do now is no fault of the mail."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from service.domain.reply import IncomingMail
from service.flows.read_inbox import read_inbox
from service.flows.take_in_mail import take_in_mail
from service.store.post import Inbound
from tests.flows.norrvik import Town


def full(_raw: bytes) -> IncomingMail:
    """Fail as the database does when the disk is full."""
    raise OperationalError("COMMIT", None, OSError("disk I/O error"))


def test_an_answer_that_could_not_be_read_for_want_of_disk_is_read_the_next_time(town: Town) -> None:
    town.arrive(b"From: otto.berg@norrvik.example\r\nSubject: Hej\r\n\r\nTack.\r\n")
    take_in_mail(town.service)
    with pytest.raises(OperationalError):
        read_inbox(replace(town.service, parse_mail=full))
    with town.service.store.read() as session:
        assert session.scalars(select(Inbound.state)).all() == ["new"]
    assert read_inbox(town.service) == 1

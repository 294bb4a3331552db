"""The service tells its operator when nothing goes out that should: once a day, and once when it is well again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from service.flows.check_itself import check_itself
from service.flows.fill_outbox import fill_outbox
from service.flows.send_outbox import send_outbox
from service.flows.service import Service, Watch
from service.flows.vital_signs import note_sweep, vital_signs
from service.ports import Outcome, Outgoing, nothing
from tests.flows.norrvik import LAMPS, Town, text_of

ASK = date(2025, 3, 6)
OPERATOR = "drift@norrvik.example"


def decoded(raw: bytes) -> str:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return f"{mail['Subject']}\n{text_of(mail)}"


class Post:
    """A transport that takes what it is told to take, and remembers it."""

    name = "prov"

    def __init__(self) -> None:
        self.takes = True
        self.went: list[Outgoing] = []
        self.refuses: frozenset[str] = frozenset()

    def send(self, mail: Outgoing, meanwhile: Callable[[], None] = nothing) -> Outcome:
        if not self.takes:
            return Outcome("later", "421", "4.3.2 closing")
        if mail.envelope_to[0] in self.refuses:
            return Outcome("never", "550", "5.7.1 not wanted")
        self.went.append(mail)
        return Outcome("sent", "250", "")

    def close(self) -> None:
        pass

    def to_operator(self) -> list[str]:
        return [decoded(each.content) for each in self.went if each.envelope_to == (OPERATOR,)]


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def watched(town: Town, post: Post) -> Service:
    town.bring_in(LAMPS)
    return replace(town.service, mailer=post, watch=Watch(OPERATOR, silent_days=3, late_minutes=120))


def at(town: Town, day: date, hour: int, minute: int = 0) -> None:
    town.clock.set(datetime.combine(day, time(hour, minute), tzinfo=town.service.zone))


def subjects(post: Post) -> list[str]:
    return ["well" if "skickar igen" in mail else "wrong" for mail in post.to_operator()]


def test_a_reminder_that_waits_too_long_is_told_once_a_day(town: Town, watched: Service, post: Post) -> None:
    at(town, ASK, 9)
    assert check_itself(watched) == 0
    at(town, ASK, 10, 30)
    assert [check_itself(watched), check_itself(watched)] == [1, 0]
    at(town, date(2025, 3, 7), 11)
    assert [check_itself(watched), check_itself(watched)] == [1, 0]
    assert subjects(post) == ["wrong", "wrong"]


def test_that_it_is_well_again_is_told_once(town: Town, watched: Service, post: Post) -> None:
    at(town, ASK, 11)
    check_itself(watched)
    fill_outbox(watched)
    send_outbox(watched)
    assert [check_itself(watched), check_itself(watched)] == [1, 0]
    assert subjects(post) == ["wrong", "well"]


def test_the_night_and_the_weekend_are_no_waiting(town: Town, watched: Service) -> None:
    at(town, ASK, 20)
    assert check_itself(watched) == 0
    at(town, date(2025, 3, 8), 12)
    assert check_itself(watched) == 0
    at(town, date(2025, 3, 10), 8, 30)
    assert check_itself(watched) == 0


def test_a_mail_in_the_outbox_that_waits_too_long_is_told(town: Town, watched: Service, post: Post) -> None:
    at(town, ASK, 9)
    fill_outbox(watched)
    at(town, ASK, 12)
    assert check_itself(watched) == 1
    assert "kl. 9.00" in post.to_operator()[0] or "kl. 09.00" in post.to_operator()[0]


def test_who_cannot_be_told_now_is_told_when_the_post_goes(town: Town, watched: Service, post: Post) -> None:
    at(town, ASK, 11)
    post.takes = False
    assert check_itself(watched) == 0
    post.takes = True
    assert check_itself(watched) == 1


def test_days_in_which_every_mail_is_refused_are_told(town: Town, watched: Service, post: Post) -> None:
    post.refuses = frozenset({"robin.sand@norrvik.example"})
    at(town, ASK, 9)
    fill_outbox(watched)
    send_outbox(watched)
    at(town, date(2025, 3, 7), 9)
    assert check_itself(watched) == 0
    at(town, date(2025, 3, 10), 10)
    assert check_itself(watched) == 1
    assert "Inget mejl har" in post.to_operator()[0]


def test_nothing_due_is_no_silence(town: Town, watched: Service) -> None:
    at(town, date(2025, 2, 20), 12)
    assert check_itself(watched) == 0


def test_without_an_operator_nothing_is_done(town: Town, watched: Service) -> None:
    at(town, ASK, 15)
    assert check_itself(replace(watched, watch=Watch())) == 0


def test_the_signs_say_what_is_due_and_when_each_sweep_ran(town: Town, watched: Service) -> None:
    at(town, ASK, 9)
    note_sweep(watched, "fill_outbox")
    signs = vital_signs(watched)
    assert (signs.due, signs.waiting, signs.last_sent) == (1, 0, None)
    assert signs.sweeps == {"fill_outbox": watched.clock.now()}
    fill_outbox(watched)
    signs = vital_signs(watched)
    assert (signs.due, signs.waiting, signs.messages) == (0, 1, {"pending": 1})
    send_outbox(watched)
    signs = vital_signs(watched)
    assert (signs.waiting, signs.last_sent) == (0, watched.clock.now())


def test_a_sweeps_end_is_written_once_a_minute(town: Town, watched: Service) -> None:
    at(town, ASK, 9)
    first = watched.clock.now()
    note_sweep(watched, "read_inbox")
    town.clock.set(first.replace(second=30))
    note_sweep(watched, "read_inbox")
    assert vital_signs(watched).sweeps["read_inbox"] == first
    at(town, ASK, 9, 1)
    note_sweep(watched, "read_inbox")
    assert vital_signs(watched).sweeps["read_inbox"] == watched.clock.now()

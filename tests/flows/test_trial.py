"""A trial: with `redirect_all_to` set everything goes to one mailbox, and nothing reaches those whom it is about."""

from dataclasses import replace
from datetime import date, datetime
from email.message import EmailMessage

import pytest

from service.flows.fill_outbox import fill_outbox
from service.flows.send_outbox import send_outbox
from service.flows.service import Service
from service.flows.sweeps import run_all
from tests.flows.norrvik import LAMPS, WALKS, Town

TRIAL = "prov@norrvik.example"
LINDH = (*WALKS[:4], "senast 31 maj", "Sara Lindh")


@pytest.fixture
def morning(town: Town) -> Town:
    """A morning when Robin Sand and Sara Lindh are to be asked."""
    town.bring_in(LAMPS, LINDH)
    town.clock.set(datetime(2025, 3, 6, 9, tzinfo=town.service.zone))
    return town


def in_trial(service: Service) -> Service:
    return replace(service, identity=replace(service.identity, redirect_all_to=TRIAL))


def envelopes(mails: list[EmailMessage]) -> set[str]:
    return {str(mail["X-Envelope-To"]) for mail in mails}


def headers_of(mail: EmailMessage) -> str:
    return " ".join(str(value) for name, value in mail.items() if name not in ("Subject", "X-Envelope-To"))


def test_every_mail_of_a_trial_goes_to_its_mailbox_and_says_for_whom_it_was(morning: Town) -> None:
    trial = in_trial(morning.service)
    while run_all(trial):
        pass
    mails = morning.mails()
    assert envelopes(mails) == {TRIAL}
    subjects = [str(mail["Subject"]) for mail in mails]
    assert all(subject.startswith("[Prov till ") for subject in subjects)
    assert {"Robin Sand", "Sara Lindh"} <= {
        subject.partition("]")[0].removeprefix("[Prov till ") for subject in subjects
    }


def test_no_header_names_whom_a_trial_mail_was_for_so_answering_all_stays_in_the_trial(morning: Town) -> None:
    trial = in_trial(morning.service)
    while run_all(trial):
        pass
    for mail in morning.mails():
        assert "robin" not in headers_of(mail).lower()
        assert "lindh" not in headers_of(mail).lower()


def test_what_was_written_before_the_trial_goes_to_its_mailbox_too(morning: Town) -> None:
    assert fill_outbox(morning.service) > 1
    while send_outbox(in_trial(morning.service)):
        pass
    assert envelopes(morning.mails()) == {TRIAL}


def test_what_was_written_in_a_trial_never_goes_to_anybody_else_afterwards(morning: Town) -> None:
    assert fill_outbox(in_trial(morning.service)) > 1
    while send_outbox(morning.service):
        pass
    assert envelopes(morning.mails()) == {TRIAL}


def test_who_had_the_days_mail_in_a_trial_is_not_asked_again_that_day(morning: Town) -> None:
    trial = in_trial(morning.service)
    while run_all(trial):
        pass
    before = len(morning.mails())
    while run_all(morning.service):
        pass
    assert len(morning.mails()) == before
    assert morning.clock.now().date() == date(2025, 3, 6)

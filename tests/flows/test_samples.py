"""`arshjul mail test`: one mail of each kind to one's own mailbox."""

from typing import get_args

import pytest

from service.flows.letters import Kind
from service.flows.send_samples import send_samples
from tests.flows.norrvik import Town


def test_one_of_each_kind_goes_at_once_and_to_nobody_else(town: Town) -> None:
    told = send_samples(town.service, town.id, "maja.ek@norrvik.example")
    assert sorted(each.kind for each in told) == sorted(get_args(Kind))
    assert {each.outcome.delivery for each in told} == {"sent"}
    mails = town.mails()
    assert len(mails) == len(told)
    assert {str(mail["X-Envelope-To"]) for mail in mails} == {"maja.ek@norrvik.example"}
    assert all(str(mail["Subject"]).startswith("[Prov] ") for mail in mails)
    assert town.outbox(*get_args(Kind)) == []


def test_the_invitation_among_them_can_be_accepted(town: Town) -> None:
    send_samples(town.service, town.id, "maja.ek@norrvik.example")
    (invitation,) = [mail for mail in town.mails() if "Kalender" in str(mail["Subject"])]
    (part,) = [part for part in invitation.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert "ATTENDEE" in part.get_content()


@pytest.mark.parametrize(
    "address", ["", "maja", "maja ek@norrvik.example", "maja@norrvik.example\nBcc: x@y.z"]
)
def test_what_is_not_an_address_gets_nothing(town: Town, address: str) -> None:
    with pytest.raises(ValueError):
        send_samples(town.service, town.id, address)
    assert town.mails() == []

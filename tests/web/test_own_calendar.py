"""The owner's own choice of calendar: Robin, behind the link of the mail that asked three questions."""

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from service.flows.keep_calendar import keep_calendar
from service.flows.service import Service
from service.store.calendar import CalendarEntry
from service.store.people import PartyRow
from tests.web.conftest import field
from tests.web.norrvik import Norrvik
from tests.web.test_calendars import ADDRESS
from tests.web.test_overview import words_of


@pytest.fixture
def own(norrvik: Norrvik) -> str:
    """The address of Robin's own calendar page."""
    return f"/svar/{norrvik.token}/kalender"


def robin(service: Service) -> PartyRow:
    with service.store.read() as session:
        return session.scalars(select(PartyRow).where(PartyRow.name == "Robin Sand")).one()


def choose(client: TestClient, own: str, **words: str) -> str:
    """Send the page's own form; return the page that follows."""
    answer = client.post(own, data={"csrf": field(client.get(own).text), **words})
    assert answer.status_code == 303, answer.text
    return words_of(client.get(answer.headers["location"]).text)


def ledger(service: Service) -> list[str]:
    with service.store.read() as session:
        return sorted(session.scalars(select(CalendarEntry.method)))


def test_the_questions_lead_to_the_owners_own_calendar(
    norrvik: Norrvik, own: str, client: TestClient
) -> None:
    assert f'href="{own}"' in client.get(f"/svar/{norrvik.token}").text
    page = client.get(own).text
    assert page.count('type="radio"') == 4
    assert 'value="none" checked' in page


def test_opening_the_page_changes_nothing(own: str, client: TestClient, service: Service) -> None:
    for road in (own, f"{own}?val=both", f"{own}?sparat=val"):
        assert client.get(road).status_code == 200
    assert (robin(service).calendar, robin(service).calendar_stale) == ("none", False)
    assert client.get(f"{own}?sparat=annat").status_code >= 400


def test_a_feed_can_be_chosen_renewed_and_given_up(own: str, client: TestClient) -> None:
    assert "Sparat: prenumeration" in choose(client, own, val="feed")
    first = ADDRESS.search(client.get(own).text)
    assert first and client.get(first[1]).status_code == 200
    assert "ny adress" in choose(client, own, gor="ny")
    assert client.get(first[1]).status_code == 404
    second = ADDRESS.search(client.get(own).text)
    assert second and client.get(second[1]).status_code == 200
    choose(client, own, val="none")
    assert client.get(second[1]).status_code == 404


def test_the_ledger_invites_and_withdraws_what_the_owner_chose(
    own: str, client: TestClient, service: Service
) -> None:
    assert "Inbjudningarna kommer" in choose(client, own, val="invitation")
    while keep_calendar(service):
        pass
    invited = ledger(service)
    assert invited and set(invited) == {"REQUEST"}
    assert "dras tillbaka" in choose(client, own, val="none")
    while keep_calendar(service):
        pass
    assert ledger(service) == ["CANCEL"] * len(invited)


def test_a_form_that_is_not_ours_is_refused(
    norrvik: Norrvik, own: str, client: TestClient, service: Service
) -> None:
    question = field(client.get(f"/svar/{norrvik.token}/1").text)
    for csrf in ("", "x.y", question):
        assert client.post(own, data={"csrf": csrf, "val": "both"}).status_code == 403
    assert client.post(own, data={"csrf": field(client.get(own).text), "val": "allt"}).status_code == 400
    assert client.post(own, data={"csrf": field(client.get(own).text), "gor": "ny"}).status_code == 404
    assert robin(service).calendar == "none"


def test_a_dead_link_opens_nobodys_calendar(norrvik: Norrvik, client: TestClient) -> None:
    assert client.get("/svar/trasig/kalender").status_code == 404
    assert client.post("/svar/trasig/kalender", data={"val": "both"}).status_code == 404

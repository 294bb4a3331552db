"""Calendars over HTTP: chosen per person, secret addresses that can be renewed and taken back, and feeds that are not sent twice."""

import re
from datetime import time, timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from service.flows.service import Service
from service.store.calendar import CalendarEntry
from service.store.people import PartyRow
from service.web.pages import today_of
from tests.web.norrvik import Norrvik
from tests.web.test_overview import words_of

ADDRESS = re.compile(r"http://testserver(/kalender/[\w-]+\.ics)")


def address_on(coordinator: TestClient, page: str) -> str:
    found = ADDRESS.search(coordinator.get(page).text)
    assert found, f"no address on {page}"
    return found[1]


@pytest.fixture
def feed(norrvik: Norrvik, coordinator: TestClient, csrf: str) -> str:
    """The address of the whole plan's feed."""
    coordinator.post("/kalendrar", data={"csrf": csrf, "gor": "make"})
    return address_on(coordinator, "/kalendrar")


def test_a_feed_is_a_calendar_with_a_strong_validator(feed: str, client: TestClient) -> None:
    answer = client.get(feed)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["etag"].startswith('"')
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in answer.content
    assert client.get(feed).content == answer.content


def test_a_calendar_that_has_it_is_not_sent_it_again(feed: str, client: TestClient) -> None:
    etag = client.get(feed).headers["etag"]
    for known in (etag, f'"annat", {etag}', f"W/{etag}", "*"):
        again = client.get(feed, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    assert client.get(feed, headers={"If-None-Match": '"annat"'}).status_code == 200


def test_head_says_the_same_without_the_calendar(feed: str, client: TestClient) -> None:
    whole, head = client.get(feed), client.head(feed)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]


def test_a_feed_names_nobody(feed: str, client: TestClient) -> None:
    text = client.get(feed).text
    for name in ("Robin", "Sand", "Eva", "Holm", "@"):
        assert name not in text.replace("@testserver", "").replace("@localhost", "")


def test_a_renewed_address_stops_the_old_one_at_once(
    feed: str, client: TestClient, coordinator: TestClient, csrf: str
) -> None:
    coordinator.post("/kalendrar", data={"csrf": csrf, "gor": "renew"})
    assert client.get(feed).status_code == 404
    renewed = address_on(coordinator, "/kalendrar")
    assert client.get(renewed).status_code == 200
    coordinator.post("/kalendrar", data={"csrf": csrf, "gor": "take"})
    assert client.get(renewed).status_code == 404
    assert not ADDRESS.search(coordinator.get("/kalendrar").text)


def test_somebodys_choice_is_made_on_their_page(
    norrvik: Norrvik, service: Service, client: TestClient, coordinator: TestClient, csrf: str
) -> None:
    with service.store.read() as session:
        eva = session.scalars(select(PartyRow.id).where(PartyRow.name == "Eva Holm")).one()
    page = f"/personer/{eva}"
    coordinator.post(f"{page}/kalender", data={"csrf": csrf, "val": "feed"})
    assert "Eva Holm får nu: prenumeration." in words_of(coordinator.get(page).text)
    first = address_on(coordinator, page)
    coordinator.post(f"{page}/kalender", data={"csrf": csrf, "gor": "ny"})
    assert client.get(first).status_code == 404
    coordinator.post(f"{page}/kalender", data={"csrf": csrf, "val": "none"})
    assert not ADDRESS.search(coordinator.get(page).text)


def test_nobody_elses_calendars_are_to_be_chosen(
    elsewhere: str, norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.read() as session:
        other = session.scalars(select(PartyRow.id).where(PartyRow.name == "Olle Bok")).one()
    answer = coordinator.post(f"/personer/{other}/kalender", data={"csrf": csrf, "val": "feed"})
    assert answer.status_code == 404
    assert (
        coordinator.post("/kalendrar", data={"csrf": csrf, "gor": "make", "omrade": 4711}).status_code == 404
    )
    assert coordinator.post("/kalendrar", data={"csrf": csrf, "gor": "sprid"}).status_code == 400
    assert coordinator.post("/kalendrar", data={"csrf": "x", "gor": "make"}).status_code == 403


def test_another_day_proposed_in_a_calendar_stands_in_the_tray_until_the_day_is_kept(
    elsewhere: str, norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    day = today_of(service) + timedelta(days=30)
    with service.store.write() as session:
        eva = session.scalars(select(PartyRow).where(PartyRow.name == "Eva Holm")).one()
        entry = {"title": "Uppföljning", "day": day.isoformat(), "starts": None, "ends": None, "place": ""}
        session.add(
            CalendarEntry(
                organisation_id=eva.organisation_id,
                party_id=eva.id,
                occasion="f:1",
                uid="1@norrvik.example",
                sequence=0,
                method="REQUEST",
                day=day,
                entry=entry,
                changed_at=service.clock.now(),
                proposed_day=day + timedelta(days=1),
                proposed_starts=time(13, 15),
            )
        )
    page = coordinator.get("/inkorg").text
    assert "klockan 13.15 i stället" in words_of(page)
    found = re.search(r'action="(/kalendrar/forslag/\d+)"', page)
    assert found
    assert "Eva Holm föreslår" in words_of(coordinator.get("/").text)
    assert coordinator.post("/kalendrar/forslag/4711", data={"csrf": csrf}).status_code == 404
    assert coordinator.post(found[1], data={"csrf": "x"}).status_code == 403
    coordinator.post(found[1], data={"csrf": csrf})
    after = words_of(coordinator.get("/inkorg").text)
    assert "Dagen står kvar." in after and "föreslår" not in after

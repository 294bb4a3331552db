"""Signing in by a one-time link, staying in, and out."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from service.adapters.clock import SetClock
from service.flows.service import Service
from service.store.people import SignIn, WebSession
from service.store.post import Message
from tests.web.conftest import field, link_secret


def ask_for_link(client: TestClient, email: str) -> str:
    answer = client.post("/logga-in", data={"csrf": field(client.get("/logga-in").text), "email": email})
    assert answer.status_code == 200
    return answer.text.replace(email, "ADRESS")


def links(service: Service) -> int:
    with service.store.read() as session:
        return session.scalar(select(func.count()).select_from(SignIn)) or 0


def test_whoever_is_not_signed_in_is_shown_where_to_sign_in(client: TestClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/logga-in")


def test_a_coordinator_gets_a_mail_with_a_link(client: TestClient, service: Service) -> None:
    ask_for_link(client, " Maja.Ek@norrvik.example ")
    with service.store.read() as session:
        assert [message.kind for message in session.scalars(select(Message))] == ["signin"]


def test_the_answer_is_the_same_whether_or_not_somebody_has_the_address(
    client: TestClient, service: Service
) -> None:
    known = ask_for_link(client, "maja.ek@norrvik.example")
    unknown = ask_for_link(client, "otto.berg@annanstans.example")
    assert known == unknown
    assert links(service) == 1


def test_nobody_can_fill_a_mailbox_with_links(client: TestClient, service: Service) -> None:
    for _ in range(8):
        ask_for_link(client, "maja.ek@norrvik.example")
    assert links(service) == 5


def test_an_address_without_an_at_sign_is_asked_for_again(client: TestClient) -> None:
    form = {"csrf": field(client.get("/logga-in").text), "email": "maja.ek"}
    answer = client.post("/logga-in", data=form)
    assert answer.status_code == 400
    assert 'value="maja.ek"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_opening_the_link_uses_nothing_up(client: TestClient, service: Service) -> None:
    address = f"/in/{link_secret(service)}"
    for _ in range(3):
        assert "Logga in" in client.get(address).text
    assert client.head(address).status_code == 200
    answer = client.post(address, data={"csrf": field(client.get(address).text)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Maja Ek" in client.get("/").text


@pytest.mark.parametrize(
    ("cookie", "leads_to"),
    [
        ("%2Fplanen%3Fvisa%3Dforsenade", "/planen?visa=forsenade"),
        ("%2F%2Felsewhere.example", "/"),
        ("%2F%5Celsewhere.example", "/"),
        ("https%3A%2F%2Felsewhere.example", "/"),
        ("%2Fx%0D%0ASet-Cookie%3A%20a%3Db", "/"),
    ],
)
def test_signing_in_leads_on_to_where_one_was_going_within_our_pages(
    client: TestClient, service: Service, cookie: str, leads_to: str
) -> None:
    client.cookies.set("arshjul-vidare", cookie)
    address = f"/in/{link_secret(service)}"
    answer = client.post(address, data={"csrf": field(client.get(address).text)})
    assert answer.headers["location"] == leads_to


def test_a_link_works_once_and_for_half_an_hour(
    client: TestClient, service: Service, clock: SetClock
) -> None:
    used, old = (f"/in/{link_secret(service)}" for _ in range(2))
    csrf = field(client.get(used).text)
    assert client.post(used, data={"csrf": csrf}).status_code == 303
    assert client.post(used, data={"csrf": csrf}).status_code == 410
    clock.set(clock.now() + timedelta(minutes=31))
    assert client.post(old, data={"csrf": csrf}).status_code == 410


def test_another_browsers_form_signs_nobody_in(client: TestClient, service: Service) -> None:
    """Login CSRF: somebody else's link, posted into this browser."""
    address = f"/in/{link_secret(service)}"
    csrf = field(client.get(address).text)
    client.cookies.clear()
    assert client.post(address, data={"csrf": csrf}).status_code == 403


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(client: TestClient, service: Service) -> None:
    address = f"/in/{link_secret(service)}"
    answer = client.post(address, data={"csrf": field(client.get(address).text)})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("arshjul=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_signing_out_closes_the_session_in_the_database(coordinator: TestClient, service: Service) -> None:
    kept = coordinator.cookies["arshjul"]
    csrf = field(coordinator.get("/").text)
    assert coordinator.post("/logga-ut", data={"csrf": csrf}).status_code == 303
    coordinator.cookies.set("arshjul", kept)
    assert coordinator.get("/").status_code == 303
    with service.store.read() as session:
        assert session.scalars(select(WebSession)).all() == []


def test_a_session_ends_by_itself_after_a_working_day(coordinator: TestClient, clock: SetClock) -> None:
    clock.set(clock.now() + timedelta(hours=11))
    assert coordinator.get("/").status_code == 200
    clock.set(clock.now() + timedelta(hours=2))
    assert coordinator.get("/").status_code == 303

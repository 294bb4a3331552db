"""The outbox: what goes and why, what did not and what to do, each mail as it looks and never more than that."""

import pytest
from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from service.flows.fill_outbox import fill_outbox
from service.flows.send_sign_in import send_sign_in
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.post import Message, ReminderRow
from service.web.letter import letter_of
from tests.web.norrvik import Norrvik
from tests.web.test_overview import words_of


def newest(service: Service) -> int:
    with service.store.read() as session:
        return session.scalar(select(func.max(Message.id))) or 0


@pytest.fixture
def waiting(norrvik: Norrvik, service: Service) -> int:
    """A mail that waits to be sent."""
    with service.store.write() as session:
        session.execute(
            update(ReminderRow)
            .where(ReminderRow.state == "planned", ReminderRow.occasion == "f:2025-03-19")
            .values(due_at=service.clock.now(), due_day=service.clock.now().date())
        )
    before = newest(service)
    fill_outbox(service)
    assert newest(service) > before
    return newest(service)


def become(service: Service, message_id: int, **values: object) -> None:
    with service.store.write() as session:
        session.execute(update(Message).where(Message.id == message_id).values(**values))


def test_what_is_planned_stands_by_day_and_person(norrvik: Norrvik, coordinator: TestClient) -> None:
    words = words_of(coordinator.get("/utskick").text)
    assert "Nästa går i dag till 1 person." in words
    assert "Veckobrevet, om något väntar." in words
    assert "onsdag 12 mars" in words
    assert "Inget svar än, 5 arbetsdagar före uppföljningen" in words


def test_a_mail_is_shown_as_text_and_in_a_frame_of_its_own(
    waiting: int, service: Service, coordinator: TestClient
) -> None:
    answer = coordinator.get(f"/utskick/{waiting}")
    assert "frame-src 'self'" in answer.headers["content-security-policy"]
    assert 'sandbox referrerpolicy="no-referrer"' in answer.text
    framed = coordinator.get(f"/utskick/{waiting}/html")
    policy = framed.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert framed.headers["x-frame-options"] == "SAMEORIGIN"
    with service.store.read() as session:
        message = session.get_one(Message, waiting)
        assert b"/svar/" in message.content
        token = message.token or "?"
    assert token not in answer.text
    assert token not in framed.text
    assert "/svar/…" in framed.text


def test_a_link_to_sign_in_is_for_its_reader_alone(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    send_sign_in(service, "maja.ek@norrvik.example")
    answer = coordinator.get(f"/utskick/{newest(service)}")
    assert "bara för mottagaren" in answer.text
    assert "/in/" not in answer.text
    assert coordinator.get(f"/utskick/{newest(service)}/html").status_code == 404


def test_a_mail_that_failed_says_why_and_is_sent_again_when_the_address_is_right(
    waiting: int, service: Service, coordinator: TestClient, csrf: str
) -> None:
    become(service, waiting, state="failed", why="Servern tar inte emot mejlet.")
    assert "1 mejl kom inte fram." in words_of(coordinator.get("/utskick").text)
    assert "Servern tar inte emot mejlet." in coordinator.get("/utskick?visa=misslyckade").text
    with service.store.write() as session:
        party = session.get_one(PartyRow, session.get_one(Message, waiting).party_id)
        party.undeliverable_since = service.clock.now()
    assert "Rätta adressen" in coordinator.get(f"/utskick/{waiting}").text
    coordinator.post(f"/utskick/{waiting}/igen", data={"csrf": csrf})
    assert "Rätta den först." in coordinator.get(f"/utskick/{waiting}").text
    with service.store.write() as session:
        party = session.get_one(PartyRow, session.get_one(Message, waiting).party_id)
        party.undeliverable_since, party.email = None, "ny.adress@norrvik.example"
    coordinator.post(f"/utskick/{waiting}/igen", data={"csrf": csrf})
    with service.store.read() as session:
        message = session.get_one(Message, waiting)
    assert (message.state, message.envelope_to) == ("pending", ["ny.adress@norrvik.example"])


def test_a_mail_is_stopped_and_stays_so_until_it_is_let_go(
    waiting: int, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.read() as session:
        party_id = session.get_one(Message, waiting).party_id
    coordinator.post(f"/utskick/{waiting}/stoppa", data={"csrf": csrf})
    fill_outbox(service)
    assert newest(service) == waiting
    assert "Stoppat av Maja Ek." in words_of(coordinator.get("/utskick").text)
    assert "Mejlet är stoppat." not in coordinator.get("/utskick?visa=stoppade").text
    coordinator.post(f"/utskick/slapp/{party_id}", data={"csrf": csrf})
    fill_outbox(service)
    assert newest(service) > waiting


def test_a_mail_on_its_way_is_not_stopped(
    waiting: int, service: Service, coordinator: TestClient, csrf: str
) -> None:
    become(service, waiting, state="sending")
    coordinator.post(f"/utskick/{waiting}/stoppa", data={"csrf": csrf})
    assert "Det var för sent" in coordinator.get(f"/utskick/{waiting}").text


def test_another_organisations_mail_is_not_there(
    elsewhere: str, waiting: int, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.read() as session:
        other = session.scalars(select(PartyRow).where(PartyRow.name == "Olle Bok")).one()
    become(service, waiting, organisation_id=other.organisation_id, subject="Deras mejl")
    for road in ("", "/html"):
        assert coordinator.get(f"/utskick/{waiting}{road}").status_code == 404
    for road in ("igen", "stoppa"):
        assert coordinator.post(f"/utskick/{waiting}/{road}", data={"csrf": csrf}).status_code == 404
    for visa in ("vantar", "skickade", "misslyckade", "stoppade"):
        assert "Deras mejl" not in coordinator.get(f"/utskick?visa={visa}").text


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"Content-Type: text/html; charset=okand\r\n\r\n<p>x"])
def test_a_mail_that_cannot_be_read_shows_nothing(content: bytes) -> None:
    assert "<script" not in letter_of(content).html

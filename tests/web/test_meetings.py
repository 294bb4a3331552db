"""The follow-up dates and the yearly analysis, as a coordinator meets them."""

from starlette.testclient import TestClient

from service.flows.service import Service
from tests.web.conftest import field
from tests.web.norrvik import Norrvik


def test_every_follow_up_date_stands_with_how_many_have_answered(
    coordinator: TestClient, norrvik: Norrvik
) -> None:
    text = coordinator.get("/uppfoljningar").text
    assert "Onsdag 19 mars" in text
    assert " av " in text


def test_a_date_can_be_added_moved_and_taken_away(coordinator: TestClient, norrvik: Norrvik) -> None:
    csrf = field(coordinator.get("/uppfoljningar").text)
    assert coordinator.post("/uppfoljningar", data={"csrf": csrf, "dag": "2025-10-08"}).status_code == 303
    listed = coordinator.get("/uppfoljningar").text
    assert "Onsdag 8 oktober" in listed
    meeting = listed.split("/uppfoljningar/2025-10-08")[1].split("/flytta")[0].rsplit("/", 1)[1]
    coordinator.post(f"/uppfoljningar/{meeting}/flytta", data={"csrf": csrf, "dag": "2025-10-15"})
    assert "Onsdag 15 oktober" in coordinator.get("/uppfoljningar").text
    coordinator.post(f"/uppfoljningar/{meeting}/ta-bort", data={"csrf": csrf})
    assert "oktober" not in coordinator.get("/uppfoljningar").text


def test_the_same_date_twice_is_refused_with_a_sentence(coordinator: TestClient, norrvik: Norrvik) -> None:
    csrf = field(coordinator.get("/uppfoljningar").text)
    coordinator.post("/uppfoljningar", data={"csrf": csrf, "dag": "2025-03-19"})
    assert "Det finns redan en uppföljning" in coordinator.get("/uppfoljningar").text


def test_nothing_changes_without_the_forms_secret(coordinator: TestClient, norrvik: Norrvik) -> None:
    assert coordinator.post("/uppfoljningar", data={"dag": "2025-10-08"}).status_code == 403


def test_one_date_shows_the_answers_and_the_silence(coordinator: TestClient, norrvik: Norrvik) -> None:
    text = coordinator.get("/uppfoljningar/2025-03-19").text
    assert "Utan svar" in text and "Öppna sammanställningen" in text
    assert coordinator.get("/uppfoljningar/2025-03-18").status_code == 404
    assert coordinator.get("/uppfoljningar/i-morgon").status_code == 404


def test_the_summary_is_a_page_of_its_own_that_can_be_saved(
    coordinator: TestClient, norrvik: Norrvik
) -> None:
    shown = coordinator.get("/uppfoljningar/2025-03-19/sammanstallning")
    assert shown.status_code == 200 and "Läget per område" in shown.text
    saved = coordinator.get("/uppfoljningar/2025-03-19/sammanstallning?spara=true")
    assert "attachment" in saved.headers["content-disposition"]


def test_the_years_figures_stand_with_the_wheel(coordinator: TestClient, norrvik: Norrvik) -> None:
    text = coordinator.get("/arsanalys").text
    assert "Antal, som i arbetsboken" in text and "<svg" in text


def test_nobody_sees_them_without_signing_in(client: TestClient, service: Service) -> None:
    for path in ("/uppfoljningar", "/arsanalys", "/uppfoljningar/2025-03-19"):
        assert client.get(path).status_code == 303

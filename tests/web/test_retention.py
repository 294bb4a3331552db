"""How long what is not needed any more is kept: chosen on a page, with what would go shown first."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from service.flows.retention import days_kept
from service.flows.service import Service
from service.store.people import Organisation
from service.store.plan import Upload
from tests.web.norrvik import NOW, Norrvik
from tests.web.test_overview import words_of

PAGE = "/installningar/gallring"
DAYS = {
    "sign_in": "30",
    "sessions": "7",
    "automatic": "180",
    "sent": "750",
    "answers": "0",
    "attachments": "0",
}


def kept(service: Service, norrvik: Norrvik) -> dict[str, int]:
    with service.store.read() as session:
        return dict(days_kept(service, session.get_one(Organisation, norrvik.organisation_id)))


def test_the_page_shows_the_days_that_hold(coordinator: TestClient) -> None:
    page = coordinator.get(PAGE).text
    assert all(f'name="{key}"' in page and f'value="{days}"' in page for key, days in DAYS.items())
    assert PAGE in coordinator.get("/installningar").text


def test_what_would_go_is_shown_and_nothing_is_changed_until_it_is_saved(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.write() as session:
        looked_at = {"organisation_id": norrvik.organisation_id, "party_id": norrvik.coordinator_id}
        session.add(Upload(**looked_at, name="plan.xlsx", content=b"x", uploaded_at=NOW - timedelta(days=4)))
    shown = coordinator.post(PAGE, data={"csrf": csrf, **DAYS, "sessions": "3"})
    assert "Om du sparar gallras nu: arbetsböcker som inte lästes in (1)." in words_of(shown.text)
    assert kept(service, norrvik)["sessions"] == 7
    coordinator.post(PAGE, data={"csrf": csrf, **DAYS, "sessions": "3", "gor": "spara"})
    assert kept(service, norrvik)["sessions"] == 3
    with service.store.read() as session:
        assert session.scalars(select(Organisation.settings)).one()["policy"] == {
            "retention": {"sessions": 3}
        }


def test_days_that_have_nothing_to_remove_yet_say_so(coordinator: TestClient, csrf: str) -> None:
    shown = coordinator.post(PAGE, data={"csrf": csrf, **DAYS, "answers": "3650"})
    assert "Inget har legat så länge ännu." in words_of(shown.text)


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("sent", "100", "Gallringen räknas i dygn: 0 (aldrig) eller minst 240."),
        ("answers", "ett år", "Skriv antal dygn med siffror."),
        ("automatic", "", "Skriv antal dygn med siffror."),
    ],
)
def test_what_cannot_be_followed_is_told_at_its_field_and_nothing_is_stored(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str, field: str, given: str, said: str
) -> None:
    before = kept(service, norrvik)
    answer = coordinator.post(PAGE, data={"csrf": csrf, **DAYS, field: given, "gor": "spara"})
    assert answer.status_code == 422
    assert said in words_of(answer.text) and f'id="{field}-error"' in answer.text
    assert kept(service, norrvik) == before

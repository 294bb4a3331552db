"""The inbox: two clicks place a mail, nothing vanishes, and a mail's HTML never runs."""

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from service.flows.service import Service
from service.store.people import Organisation, PartyRow
from service.store.plan import FollowUpRecord
from service.store.post import Inbound, Message
from tests.web.norrvik import NOW, Norrvik
from tests.web.test_overview import words_of
from tests.web.test_plan import measure_of

LETTER = (
    b"From: Robin Sand <robin.sand@polisen.example>\r\nSubject: Sv\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Klart <script>alert(1)</script></p>"
)


def arrive(service: Service, **given: object) -> int:
    """Put a mail into the tray and return its number."""
    values = {
        "source": "maildir:test",
        "sha256": "1" * 64,
        "content": LETTER,
        "arrived_at": NOW,
        "state": "tray",
        "sender": "robin.sand@polisen.example",
        "subject": "Sv",
        **given,
    }
    with service.store.write() as session:
        row = Inbound(**{"key": f"k{len(session.scalars(select(Inbound.id)).all())}", **values})
        session.add(row)
        session.flush()
        return row.id


@pytest.fixture
def robins(norrvik: Norrvik, service: Service) -> int:
    """A reply to Robin's three questions, of which the machine understood one."""
    with service.store.read() as session:
        message = session.scalars(select(Message)).one()
    answers = [{"measure": None, "number": 3, "text": "Kartan är klar.", "status": "done"}]
    return arrive(
        service,
        organisation_id=norrvik.organisation_id,
        message_id=message.id,
        party_id=message.party_id,
        reading={"text": "3: Kartan är klar.\nResten sen.", "answers": answers},
    )


def test_the_tray_says_what_waits_and_why(norrvik: Norrvik, coordinator: TestClient) -> None:
    words = words_of(coordinator.get("/inkorg").text)
    assert "1 mejl väntar på att du placerar det." in words
    assert "Svaret nämner besöken och hundsöket men ingen kod." in words
    assert "Inga svar har kommit än." in words_of(coordinator.get("/inkorg?visa=lasta").text)


def test_what_was_asked_is_proposed_and_what_was_understood_is_ticked(
    robins: int, coordinator: TestClient
) -> None:
    html = coordinator.get(f"/inkorg/{robins}").text
    assert [code for code in ("K7F3", "V3KD", "S9VE") if f'value="{code}"' in html] == [
        "K7F3",
        "V3KD",
        "S9VE",
    ]
    assert 'value="S9VE" checked' in html
    assert 'value="K7F3" checked' not in html
    assert "Kartan är klar.</textarea>" in html


def test_a_mail_is_placed_on_the_ticked_measures(
    robins: int, norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    said = {
        "csrf": csrf,
        "atgard": ["S9VE", "K7F3"],
        "status-S9VE": "done",
        "text-S9VE": "Kartan är klar.",
        "tillfalle-S9VE": "f:2025-03-19",
        "text-K7F3": "Resten sen.",
        "text-V3KD": "Inte kryssad.",
    }
    assert coordinator.post(f"/inkorg/{robins}/placera", data=said).headers["location"] == "/inkorg"
    assert measure_of(service, norrvik, "S9VE").status == "done"
    with service.store.read() as session:
        rows = session.scalars(select(FollowUpRecord).where(FollowUpRecord.source_ref == str(robins))).all()
    assert sorted((row.text, row.occasion) for row in rows) == [
        ("Kartan är klar.", "f:2025-03-19"),
        ("Resten sen.", ""),
    ]
    words = words_of(coordinator.get(f"/inkorg/{robins}").text)
    assert "Maja Ek placerade mejlet på 2 åtgärder." in words
    assert "Vilken åtgärd gäller det?" not in words


def test_nothing_ticked_is_told_and_nothing_typed_is_lost(
    robins: int, coordinator: TestClient, csrf: str
) -> None:
    answer = coordinator.post(f"/inkorg/{robins}/placera", data={"csrf": csrf, "text-K7F3": "Skrivet."})
    assert answer.status_code == 400
    assert "Kryssa för vilken åtgärd" in answer.text
    assert "Skrivet.</textarea>" in answer.text


def test_a_personal_number_is_not_placed(robins: int, coordinator: TestClient, csrf: str) -> None:
    data = {"csrf": csrf, "atgard": "K7F3", "text-K7F3": "Gäller 850709-9805."}
    answer = coordinator.post(f"/inkorg/{robins}/placera", data=data)
    assert (answer.status_code, "Ta bort det innan du sparar" in answer.text) == (400, True)


def test_a_measure_is_searched_for(norrvik: Norrvik, coordinator: TestClient) -> None:
    html = coordinator.get("/inkorg/1?sok=hundsök").text
    assert 'value="X3BG" checked' in html
    assert "Ingen åtgärd har orden" in coordinator.get("/inkorg/1?sok=xyzzy").text


def test_a_mail_is_laid_aside_and_brought_back(norrvik: Norrvik, coordinator: TestClient, csrf: str) -> None:
    coordinator.post("/inkorg/1/lagg-undan", data={"csrf": csrf, "why": "Gäller parkering."})
    assert "Gäller parkering." in coordinator.get("/inkorg?visa=undanlagda").text
    coordinator.post("/inkorg/1/ta-tillbaka", data={"csrf": csrf})
    assert 'href="/inkorg/1"' in coordinator.get("/inkorg").text


def test_a_mails_html_is_never_rendered(norrvik: Norrvik, service: Service, coordinator: TestClient) -> None:
    number = arrive(service, organisation_id=norrvik.organisation_id, subject="<script>x</script>")
    assert "<script>" not in coordinator.get(f"/inkorg/{number}").text.replace("<script src", "")
    answer = coordinator.get(f"/inkorg/{number}/original")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "alert(1)" in answer.text


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"Content-Type: multipart/mixed\r\n\r\n--"])
def test_a_broken_mail_has_a_page(
    norrvik: Norrvik, service: Service, coordinator: TestClient, content: bytes
) -> None:
    number = arrive(service, organisation_id=norrvik.organisation_id, content=content, subject="", sender="")
    assert coordinator.get(f"/inkorg/{number}").status_code == 200
    assert coordinator.get(f"/inkorg/{number}/original").status_code == 200


def test_a_mail_with_a_personal_number_is_opened_by_a_press(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    reading = {"text": "Om 850709-9805.", "personal_number": True}
    number = arrive(service, organisation_id=norrvik.organisation_id, reading=reading)
    assert "850709" not in coordinator.get(f"/inkorg/{number}").text
    assert "850709" in coordinator.post(f"/inkorg/{number}/visa", data={"csrf": csrf}).text


def test_another_organisations_mail_is_not_there(
    elsewhere: str, norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.read() as session:
        other = session.scalars(select(Organisation.id).where(Organisation.name == "Granngårda")).one()
        assert session.scalars(select(PartyRow.id).where(PartyRow.organisation_id == other)).all()
    number = arrive(service, organisation_id=other, subject="Deras hemlighet")
    assert "Deras hemlighet" not in coordinator.get("/inkorg").text
    assert "Deras hemlighet" not in coordinator.get("/").text
    for road in ("", "/original"):
        assert coordinator.get(f"/inkorg/{number}{road}").status_code == 404
    for road in ("visa", "placera", "lagg-undan", "ta-tillbaka"):
        assert coordinator.post(f"/inkorg/{number}/{road}", data={"csrf": csrf}).status_code == 404
    data = {"csrf": csrf, "atgard": elsewhere, f"text-{elsewhere}": "x"}
    assert coordinator.post("/inkorg/1/placera", data=data).status_code == 400


def test_a_mail_of_nobodys_is_seen_by_the_first_organisation(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    number = arrive(service, organisation_id=None)
    assert coordinator.get(f"/inkorg/{number}").status_code == 200

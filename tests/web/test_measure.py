"""One measure's page: its history as proof, a word out of turn, and what is held back."""

from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from service.flows.record_followup import Report, record_followup
from service.flows.service import Service
from service.store.plan import Event, FollowUpRecord
from service.store.post import ReminderRow
from tests.web.norrvik import Norrvik
from tests.web.test_overview import words_of
from tests.web.test_plan import measure_of


def report(service: Service, norrvik: Norrvik, code: str, **said: object) -> int:
    """Record an answer from the page and return its number."""
    measure = measure_of(service, norrvik, code)
    given = {"status": None, "text": "", "source_ref": f"test:{code}", **said}
    record_followup(
        service,
        Report(measure_id=measure.id, party_id=measure.lead_id, occasion="", source="page", **given),  # type: ignore[arg-type]
    )
    with service.store.read() as session:
        return session.scalar(select(func.max(FollowUpRecord.id))) or 0


def test_a_measures_history_tells_who_was_asked_and_what_was_answered(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    with service.store.write() as session:
        session.execute(update(ReminderRow).where(ReminderRow.message_id.is_not(None)).values(state="sent"))
    words = words_of(coordinator.get("/atgard/k7f3").text)
    assert "Polisen träffar årskurs 8 på alla tre skolor K7F3" in words
    assert "Mejl till Robin Sand. Frågan inför" in words
    assert "Robin Sand: pågår som planerat. Inför uppföljningen 15 januari." in words
    assert "Pågår, besök tisdagar och torsdagar. Källa: svar på mejl" in words
    assert "Det här händer av sig självt" in words
    assert "går en påminnelse till den ansvariga" in words


def test_without_anybody_responsible_the_choice_stands_open(
    norrvik: Norrvik, coordinator: TestClient
) -> None:
    html = coordinator.get("/atgard/B2QF").text
    assert "Ingen är ansvarig." in words_of(html)
    assert '<details class="fold noprint" open><summary>Välj ansvarig' in html


def test_a_word_that_came_by_telephone_is_recorded_once(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    said = {
        "csrf": csrf,
        "status": "ongoing",
        "text": "Robin ringde.",
        "tillfalle": "2025-03-19",
        "form": "abc",
    }
    for _ in range(2):
        assert coordinator.post("/atgard/K7F3/besked", data=said).status_code == 303
    with service.store.read() as session:
        rows = session.scalars(select(FollowUpRecord).where(FollowUpRecord.source == "coordinator")).all()
    assert [(row.occasion, row.text) for row in rows] == [("f:2025-03-19", "Robin ringde.")]
    assert "Beskedet är sparat." in coordinator.get("/atgard/K7F3").text


def test_an_empty_word_is_refused_and_nothing_typed_is_lost(
    norrvik: Norrvik, coordinator: TestClient, csrf: str
) -> None:
    answer = coordinator.post(
        "/atgard/K7F3/besked", data={"csrf": csrf, "hindrance": "Snö.", "tillfalle": "1999-01-01"}
    )
    assert answer.status_code == 400
    assert "Välj hur det står till" in answer.text
    assert "Snö.</textarea>" in answer.text


def test_a_proposed_time_is_taken_and_teaches_nothing_of_other_measures(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    record = report(service, norrvik, "T6HP", new_date_text="senast 10 oktober")
    for road in ("/atgard/T6HP", "/inkorg"):
        assert "”senast 10 oktober”" in words_of(coordinator.get(road).text)
    coordinator.post(f"/atgard/T6HP/ny-tid/{record}", data={"csrf": csrf, "val": "ta", "fran": "/inkorg"})
    assert measure_of(service, norrvik, "T6HP").when_reading["end"] == "2025-10-10"
    assert "senast 10 oktober" not in words_of(coordinator.get("/inkorg").text).split("Svar", 2)[2].replace(
        "har fått ny tid: ”senast 10 oktober”", ""
    )


def test_a_proposed_time_that_is_left_changes_nothing(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    record = report(service, norrvik, "T6HP", new_date_text="nästa år")
    coordinator.post(f"/atgard/T6HP/ny-tid/{record}", data={"csrf": csrf, "val": "lat"})
    assert measure_of(service, norrvik, "T6HP").when_reading["end"] == "2025-11-30"
    assert "Maja Ek: Ny tid ”nästa år” togs inte." in words_of(coordinator.get("/atgard/T6HP").text)


def test_words_held_back_are_shown_when_a_person_asks_and_released_when_rewritten(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    secret = "Vi har pratat med 850709-9805 om resan."
    record = report(service, norrvik, "K7F3", text=secret, withheld=True)
    html = coordinator.get("/atgard/K7F3").text
    assert "850709" not in html
    assert "Texten hålls tillbaka" in html
    opened = coordinator.post(f"/atgard/K7F3/text/{record}/visa", data={"csrf": csrf})
    assert secret in opened.text
    coordinator.post(f"/atgard/K7F3/text/{record}", data={"csrf": csrf, "text": "Vi har pratat om resan."})
    shown = words_of(coordinator.get("/atgard/K7F3").text)
    assert "Vi har pratat om resan." in shown
    assert "850709" not in shown
    with service.store.read() as session:
        told = session.scalars(select(Event.text).where(Event.kind == "withheld").order_by(Event.id)).all()
    assert told == [
        "Maja Ek: Öppnade en text som hålls tillbaka.",
        "Maja Ek: Ändrade och släppte en text som hölls tillbaka.",
    ]


def test_one_measures_report_is_not_reached_through_another(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    record = report(service, norrvik, "K7F3", text="850709-9805", withheld=True)
    assert coordinator.post(f"/atgard/M2XA/text/{record}/visa", data={"csrf": csrf}).status_code == 404
    assert coordinator.post(f"/atgard/M2XA/text/{record}", data={"csrf": csrf}).status_code == 404
    assert coordinator.post(f"/atgard/M2XA/ny-tid/{record}", data={"csrf": csrf}).status_code == 404


def test_another_organisations_measure_has_no_page(
    elsewhere: str, coordinator: TestClient, csrf: str
) -> None:
    assert coordinator.get(f"/atgard/{elsewhere}").status_code == 404
    assert (
        coordinator.post(f"/atgard/{elsewhere}/besked", data={"csrf": csrf, "text": "x"}).status_code == 404
    )


def strangers_answer(service: Service, norrvik: Norrvik, code: str) -> int:
    """Record a "done" by mail from an address nobody knows, and return its number."""
    told = Report(
        measure_id=measure_of(service, norrvik, code).id, party_id=None, occasion="", status="done", text="Klart.",
        source="mail", source_ref="1", confirmed=False,
    )  # fmt: skip
    record_followup(service, told)
    with service.store.read() as session:
        return session.scalar(select(func.max(FollowUpRecord.id))) or 0


def test_an_answer_from_another_address_is_confirmed_where_it_is_seen(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    number = strangers_answer(service, norrvik, "K7F3")
    assert measure_of(service, norrvik, "K7F3").status == "ongoing"
    overview, tray = (words_of(coordinator.get(road).text) for road in ("/", "/inkorg"))
    assert (
        "Obekräftat svar Polisen träffar årskurs 8 på alla tre skolor K7F3 En okänd avsändare svarade"
        in overview
    )
    assert "En okänd avsändare svarade 6 mars: klart. ”Klart.”" in tray
    html = coordinator.get("/atgard/K7F3").text
    road = f"/atgard/K7F3/svar/{number}/bekrafta"
    assert road in html
    assert coordinator.get(road).status_code == 405
    assert coordinator.post(f"/atgard/M2XA/svar/{number}/bekrafta", data={"csrf": csrf}).status_code == 404
    assert coordinator.post(road, data={"csrf": csrf, "fran": "/inkorg"}).headers["location"] == "/inkorg"
    assert measure_of(service, norrvik, "K7F3").status == "done"
    assert road not in coordinator.get("/atgard/K7F3").text
    assert "Obekräftat svar" not in words_of(coordinator.get("/").text)

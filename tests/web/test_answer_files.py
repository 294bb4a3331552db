"""Files sent from the owner's page: kept with the answer, never at its cost, and seen by the coordinator."""

from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Page
from sqlalchemy import select
from starlette.testclient import TestClient

from service.adapters.clock import SetClock
from service.flows.keep_attachments import MOST_BY_PAGE, NO_ROOM
from service.flows.retire import retire
from service.flows.service import Service
from service.store.attachments import AttachmentRow
from service.store.people import Organisation
from service.store.plan import FollowUpRecord, MeasureRecord
from service.web.guard import LARGEST_BODY
from tests.domain.reply.packages import PDF
from tests.web.conftest import field
from tests.web.norrvik import Norrvik
from tests.web.test_answer import from_page
from tests.web.test_browser import address, assert_sound, browser, page, too_small
from tests.web.test_overview import words_of

__all__ = ["address", "browser", "page"]

NUMBER = "850709-9805"
Sent = tuple[str, tuple[str, bytes, str]]


def sent(name: str, content: bytes = PDF) -> Sent:
    return ("fil", (name, content, "text/html"))


def answer(client: TestClient, norrvik: Norrvik, *files: Sent, csrf: str = "", **words: str) -> str:
    """Answer Robin's first question with files; return where it leads."""
    road = f"/svar/{norrvik.token}/1"
    given = {"csrf": csrf or field(client.get(road).text), "status": "ongoing", "text": "Se kartan.", **words}
    answered = client.post(road, data=given, files=list(files) or None)
    assert answered.status_code == 303, answered.text
    return answered.headers["location"]


def kept(service: Service) -> list[AttachmentRow]:
    with service.store.read() as session:
        return list(session.scalars(select(AttachmentRow).order_by(AttachmentRow.id)))


def test_a_file_follows_the_answer_and_the_coordinator_saves_it(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    answer(coordinator, norrvik, sent("Karta över besök.pdf"))
    (file,), (record,) = kept(service), from_page(service)
    assert (file.inbound_id, file.name, file.content_type, file.refused) == (
        None,
        "Karta över besök.pdf",
        "application/pdf",
        "",
    )
    assert record.text == "Se kartan."
    assert f'href="/bilaga/{file.id}"' in coordinator.get("/atgard/K7F3").text
    assert coordinator.get(f"/bilaga/{file.id}").content == PDF
    assert "Bifogat: Karta över besök.pdf." in words_of(coordinator.get(f"/svar/{norrvik.token}/klart").text)


def test_a_refused_file_never_refuses_the_answer_and_is_told_at_once(
    norrvik: Norrvik, service: Service, client: TestClient
) -> None:
    onward = answer(client, norrvik, sent("karta.pdf"), sent("verktyg.exe", b"MZ"), sent("falsk.pdf", b"MZ"))
    words = words_of(client.get(onward).text)
    assert "verktyg.exe sparades inte. Program och webbsidor tas inte emot." in words
    assert (
        "falsk.pdf sparades inte. Innehållet stämmer inte med filens namn. Svaret i övrigt är sparat."
        in words
    )
    assert len(from_page(service)) == 1
    assert [bool(file.refused) for file in kept(service)] == [False, True, True]


def test_a_field_left_empty_is_no_file(norrvik: Norrvik, service: Service, client: TestClient) -> None:
    road = f"/svar/{norrvik.token}/1"
    given = {"csrf": field(client.get(road).text), "status": "ongoing", "text": "Pågår."}
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{said}' for name, said in given.items()]
    # As browsers write a field where nothing was chosen.
    parts.append(
        'Content-Disposition: form-data; name="fil"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n'
    )
    body = "".join(f"--B\r\n{part}\r\n" for part in parts) + "--B--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=B"}
    assert client.post(road, content=body.encode(), headers=headers).status_code == 303
    assert kept(service) == [] and len(from_page(service)) == 1


def test_the_same_form_sent_twice_is_one_answer_with_one_file(
    norrvik: Norrvik, service: Service, client: TestClient
) -> None:
    csrf = field(client.get(f"/svar/{norrvik.token}/1").text)
    for _ in range(2):
        answer(client, norrvik, sent("karta.pdf"), csrf=csrf)
    assert (len(from_page(service)), len(kept(service))) == (1, 1)


def test_a_link_cannot_fill_the_disk(norrvik: Norrvik, service: Service, client: TestClient) -> None:
    answer(client, norrvik, sent("karta.pdf"))
    with service.store.write() as session:
        session.scalars(select(AttachmentRow)).one().size = MOST_BY_PAGE - len(PDF)
    answer(client, norrvik, sent("ryms.pdf"))
    answer(client, norrvik, sent("for-mycket.pdf"))
    assert [file.refused for file in kept(service)] == ["", "", NO_ROOM]
    assert len(from_page(service)) == 3


def test_a_form_that_is_not_ours_keeps_nothing(
    norrvik: Norrvik, service: Service, client: TestClient
) -> None:
    form = {"csrf": "x.y", "status": "ongoing"}
    assert client.post(f"/svar/{norrvik.token}/1", data=form, files=[sent("a.pdf")]).status_code == 403
    assert client.post("/svar/trasig/1", data=form, files=[sent("a.pdf")]).status_code == 404
    assert kept(service) == []


def test_a_form_that_is_too_large_is_refused_before_it_is_read(
    norrvik: Norrvik, service: Service, client: TestClient
) -> None:
    form = {"csrf": field(client.get(f"/svar/{norrvik.token}/1").text), "status": "ongoing"}
    large = client.post(f"/svar/{norrvik.token}/1", data=form, files=[sent("a.pdf", b"x" * LARGEST_BODY)])
    assert large.status_code == 413
    assert kept(service) == [] and from_page(service) == []


def test_an_answer_without_a_choice_asks_for_the_files_again(norrvik: Norrvik, client: TestClient) -> None:
    road = f"/svar/{norrvik.token}/1"
    form = {"csrf": field(client.get(road).text), "text": "Se kartan."}
    asked = client.post(road, data=form, files=[sent("karta.pdf")])
    assert asked.status_code == 400
    assert "Välj bilagorna en gång till." in asked.text and "Se kartan.</textarea>" in asked.text


@pytest.mark.parametrize(
    ("text", "name"), [(f"Träffade {NUMBER}.", "karta.pdf"), ("Klart.", f"{NUMBER}.pdf")]
)
def test_a_personal_number_holds_answer_and_file_back(
    norrvik: Norrvik, service: Service, coordinator: TestClient, text: str, name: str
) -> None:
    answer(coordinator, norrvik, sent(name), text=text)
    (file,), (record,) = kept(service), from_page(service)
    assert record.withheld and file.withheld
    assert coordinator.get(f"/bilaga/{file.id}").status_code == 403
    owners = coordinator.get(f"/svar/{norrvik.token}/klart").text
    assert file.name not in owners and NUMBER not in owners
    assert file.name not in coordinator.get("/atgard/K7F3").text


def test_the_file_belongs_to_the_organisation_of_its_measure(
    norrvik: Norrvik, service: Service, coordinator: TestClient, elsewhere: str
) -> None:
    answer(coordinator, norrvik, sent("karta.pdf"))
    (file,), (record,) = kept(service), from_page(service)
    with service.store.write() as session:
        theirs = session.scalars(select(MeasureRecord.id).where(MeasureRecord.code == elsewhere)).one()
        session.get_one(FollowUpRecord, record.id).measure_id = theirs
    assert coordinator.get(f"/bilaga/{file.id}").status_code == 404


def test_a_file_from_the_page_is_removed_by_the_same_rule(
    norrvik: Norrvik, service: Service, clock: SetClock, client: TestClient
) -> None:
    answer(client, norrvik, sent("karta.pdf"))
    with service.store.write() as session:
        row = session.get_one(Organisation, norrvik.organisation_id)
        row.settings = {**row.settings, "policy": {"retention": {"attachments": 365}}}
    clock.set(clock.now() + timedelta(days=366))
    retire(service)
    assert [(file.name, file.retired_on is None) for file in kept(service)] == [("", False)]


@pytest.mark.program("chromium")
def test_an_owner_sends_a_file_on_a_phone(page: Page, norrvik: Norrvik, service: Service) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"/svar/{norrvik.token}/1")
    assert too_small(page) == []
    page.get_by_label("Pågår som planerat").check()
    page.get_by_label("Bilagor (frivilligt)").set_input_files(
        [
            FilePayload(name="karta.pdf", mimeType="application/pdf", buffer=PDF),
            FilePayload(name="film.mov", mimeType="video/quicktime", buffer=b"x"),
        ]
    )
    page.get_by_role("button", name="Spara och gå till nästa").click()
    page.wait_for_url("**/2?sparat=1")
    assert "film.mov sparades inte. Filtypen tas inte emot." in (
        page.get_by_role("status").text_content() or ""
    )
    assert_sound(page)
    page.goto(f"/svar/{norrvik.token}/klart")
    assert page.get_by_text("Bifogat: karta.pdf.").is_visible()
    assert_sound(page)
    assert [file.name for file in kept(service)] == ["karta.pdf", "film.mov"]

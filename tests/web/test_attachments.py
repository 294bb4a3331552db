"""Files that came with answers: shown where the answer stands, saved by those who may, never run by a browser."""

import re
from email.message import EmailMessage
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from starlette.testclient import TestClient

from service.domain.reply.file_names import safe_name
from service.flows.read_inbox import read_inbox
from service.flows.service import Service
from service.flows.take_in_mail import store_arrival
from service.ports import Arrived
from service.store.attachments import AttachmentRow
from service.store.people import Organisation
from service.store.plan import Event, FollowUpRecord
from service.store.post import Inbound
from service.web.attachments import disposition
from tests.domain.reply.packages import PDF
from tests.web.norrvik import Norrvik
from tests.web.test_overview import words_of

NUMBER = "850709-9805"
CHART = "Karta över årets besök.pdf"


def answer(service: Service, words: str, *files: tuple[str, bytes]) -> list[AttachmentRow]:
    """Let Robin's answer to the three questions arrive and be read; return its files."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Robin Sand <robin.sand@polisen.example>", "arshjul@localhost"
    mail["Subject"], mail["In-Reply-To"] = "Sv: Uppföljning 19 mars", "<test@norrvik.example>"
    mail.set_content(words)
    for name, content in files:
        mail.add_attachment(content, maintype="text", subtype="html", filename=name)
    assert store_arrival(service, Arrived("maildir:test", "med-bilaga", mail.as_bytes()))
    assert read_inbox(service) == 1
    with service.store.read() as session:
        return list(session.scalars(select(AttachmentRow).order_by(AttachmentRow.id)))


def last_record(service: Service) -> int:
    with service.store.read() as session:
        return session.scalars(select(FollowUpRecord.id).order_by(FollowUpRecord.id.desc())).first() or 0


def mail_number(service: Service) -> int:
    with service.store.read() as session:
        return session.scalars(select(Inbound.id).where(Inbound.key == "med-bilaga")).one()


def test_a_file_is_saved_and_never_shown(norrvik: Norrvik, service: Service, coordinator: TestClient) -> None:
    (file,) = answer(service, "1: pågår.", (CHART, PDF))
    got = coordinator.get(f"/bilaga/{file.id}")
    assert (got.status_code, got.content) == (200, PDF)
    assert {
        name: got.headers[name] for name in ("content-type", "x-content-type-options", "cache-control")
    } == {
        "content-type": "application/pdf",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    assert got.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert got.headers["content-disposition"] == (
        'attachment; filename="Karta over arets besok.pdf"; '
        "filename*=UTF-8''Karta%20%C3%B6ver%20%C3%A5rets%20bes%C3%B6k.pdf"
    )
    head = coordinator.head(f"/bilaga/{file.id}")
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(PDF)))


def test_a_text_file_keeps_its_own_charset(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    (file,) = answer(service, "1: pågår.", ("lista.csv", "Gata;Antal\nÅgatan;3".encode("cp1252")))
    assert coordinator.get(f"/bilaga/{file.id}").headers["content-type"] == "text/csv"


def test_a_file_stands_with_the_answer_on_every_page(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    (file, _) = answer(service, "1: pågår.", (CHART, PDF), ("makro.docm", PDF))
    link = f'href="/bilaga/{file.id}" download>{CHART}</a>'
    size = f"({len(PDF)} byte)"
    pages = ("/atgard/K7F3", "/uppfoljningar/2025-03-19", f"/inkorg/{mail_number(service)}")
    for road in pages:
        html = coordinator.get(road).text
        assert link in html and size in html, road
    assert "makro.docm sparades inte. Filer med makron tas inte emot." in words_of(
        coordinator.get(pages[2]).text
    )
    assert "2 bilagor." in words_of(coordinator.get("/inkorg?visa=lasta").text)


def test_nobody_gets_a_file_without_signing_in(
    norrvik: Norrvik, service: Service, client: TestClient
) -> None:
    (file,) = answer(service, "1: pågår.", (CHART, PDF))
    assert client.get(f"/bilaga/{file.id}").headers["location"] == "/logga-in"
    assert client.post(f"/bilaga/{file.id}").status_code == 403


def test_another_organisations_file_is_not_there(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str, elsewhere: str
) -> None:
    (file,) = answer(service, "1: pågår.", (CHART, PDF))
    with service.store.write() as session:
        other = session.scalars(select(Organisation.id).where(Organisation.name == "Granngårda")).one()
        session.execute(update(Inbound).where(Inbound.id == file.inbound_id).values(organisation_id=other))
    assert coordinator.get(f"/bilaga/{file.id}").status_code == 404
    assert coordinator.post(f"/bilaga/{file.id}", data={"csrf": csrf}).status_code == 404


@pytest.mark.parametrize("number", ["0", "99999", "-1", "9" * 30, "x", "1.5"])
def test_a_number_that_is_no_file_is_answered_with_a_page(
    norrvik: Norrvik, coordinator: TestClient, number: str
) -> None:
    assert coordinator.get(f"/bilaga/{number}").status_code == 404


def test_a_refused_or_removed_file_cannot_be_had(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    chart, macros = answer(service, "1: pågår.", (CHART, PDF), ("makro.docm", PDF))
    assert coordinator.get(f"/bilaga/{macros.id}").status_code == 404
    with service.store.write() as session:
        row = session.get_one(AttachmentRow, chart.id)
        row.content, row.name, row.retired_on = b"", "", service.clock.now().date()
    assert coordinator.get(f"/bilaga/{chart.id}").status_code == 404
    assert f"En bilaga på {len(PDF)} byte gallrades 6 mars." in words_of(coordinator.get("/atgard/K7F3").text)


def test_a_file_that_is_held_back_is_had_where_the_answer_is_opened(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    (file,) = answer(service, f"1: träffade {NUMBER}.", ("protokoll.pdf", PDF))
    html = coordinator.get("/atgard/K7F3").text
    assert "Texten och 1 bilaga hålls tillbaka" in words_of(html)
    tray = coordinator.get(f"/inkorg/{mail_number(service)}").text
    assert "protokoll.pdf" not in html + tray
    assert f"En bilaga på {len(PDF)} byte hålls tillbaka." in words_of(tray)
    refused = coordinator.get(f"/bilaga/{file.id}")
    assert refused.status_code == 403 and "Öppna svaret och hämta den där." in refused.text
    assert coordinator.post(f"/bilaga/{file.id}", data={"csrf": "x"}).status_code == 403

    record = last_record(service)
    opened = coordinator.post(f"/atgard/K7F3/text/{record}/visa", data={"csrf": csrf}).text
    assert f'formaction="/bilaga/{file.id}"' in opened and "protokoll.pdf" in opened
    assert coordinator.post(f"/bilaga/{file.id}", data={"csrf": csrf}).content == PDF
    with service.store.read() as session:
        told = session.scalars(select(Event.text).where(Event.kind == "withheld").order_by(Event.id)).all()
    assert told[-1] == "Maja Ek: Hämtade en bilaga som hålls tillbaka."
    assert len(told) == 2

    said = {"csrf": csrf, "text": "Träffade en person.", "hindrance": "", "bilaga": [str(file.id)]}
    assert coordinator.post(f"/atgard/K7F3/text/{record}", data=said).status_code == 303
    assert f'href="/bilaga/{file.id}"' in coordinator.get("/atgard/K7F3").text
    assert coordinator.get(f"/bilaga/{file.id}").content == PDF


def test_a_file_that_is_not_ticked_stays_held_back_without_its_name(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    (file,) = answer(service, f"1: träffade {NUMBER}.", ("protokoll.pdf", PDF))
    record = last_record(service)
    coordinator.post(f"/atgard/K7F3/text/{record}", data={"csrf": csrf, "text": "Träffade en person."})
    html = coordinator.get("/atgard/K7F3").text
    assert "protokoll.pdf" not in html and f'action="/bilaga/{file.id}"' in html
    assert coordinator.get(f"/bilaga/{file.id}").status_code == 403
    opened = coordinator.post(f"/inkorg/{mail_number(service)}/visa", data={"csrf": csrf}).text
    assert f'action="/bilaga/{file.id}"' in opened and "protokoll.pdf" in opened


def test_the_files_follow_a_mail_that_is_placed_by_hand(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    (file,) = answer(service, "Se bilagan.", (CHART, PDF))
    number = mail_number(service)
    said = {"csrf": csrf, "atgard": ["S9VE"], "text-S9VE": "På gång, se bilagan."}
    assert coordinator.post(f"/inkorg/{number}/placera", data=said).status_code == 303
    assert f'href="/bilaga/{file.id}"' in coordinator.get("/atgard/S9VE").text
    assert CHART not in coordinator.get("/atgard/K7F3").text


def test_what_is_in_a_file_name_is_never_markup(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    answer(service, "1: pågår.", ("<img src=x onerror=alert(1)>&lt;.pdf", PDF))
    html = coordinator.get("/atgard/K7F3").text
    assert "<img src=x" not in html and "_img src=x onerror=alert(1)_&amp;lt;.pdf" in html


@given(st.text(max_size=80))
def test_any_name_makes_one_header_that_says_it_whole(given_name: str) -> None:
    name = safe_name(given_name)
    said = disposition(name)
    found = re.fullmatch(
        r"""attachment; filename="([^"\\%]*)"; filename\*=UTF-8''([\w.~%-]*)""", said, re.ASCII
    )
    assert found and unquote(found[2]) == name
    assert said.isascii() and said.isprintable()

"""Importing a workbook by the page: looked at first, taken in with one press, and nothing lost when it is wrong."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from starlette.testclient import TestClient

from service.domain.measure import Finding
from service.flows.service import Service
from service.store.plan import MeasureRecord, PlanRow, Upload
from service.web.bring_in import GUESSED, TO_MEND, grouped
from tests.web.conftest import field, link_secret
from tests.web.norrvik import Norrvik
from tests.web.test_overview import words_of

HEADER = ("Problem", "Orsak", "Åtgärd", "Operativa mål", "När", "Vem", "Uppföljning 2025-03-19")
ROWS = (
    (
        "Stölder",
        "Mörkt",
        "Lys upp cykelstället",
        "Fler lampor",
        "maj 2025",
        "Robin Sand",
        "Två lampor sitter.",
    ),
    ("Stölder", "Olåst", "Dela ut cykellås", "Hundra lås", "", "", ""),
)


def workbook(*rows: tuple[str, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "1. Cykelstölder"
    for row in (HEADER, *(rows or ROWS)):
        sheet.append(row)
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def send_up(client: TestClient, csrf: str, content: bytes, name: str = "plan.xlsx") -> str:
    answer = client.post("/import", data={"csrf": csrf}, files={"fil": (name, content)})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


@pytest.fixture
def imported(coordinator: TestClient, csrf: str) -> str:
    """The plan is in."""
    road = send_up(coordinator, csrf, workbook())
    assert coordinator.post(road, data={"csrf": csrf, "ar": "2025"}).status_code == 303
    return road


def test_a_workbook_is_looked_at_and_then_taken_in(
    service: Service, coordinator: TestClient, csrf: str
) -> None:
    road = send_up(coordinator, csrf, workbook(), "C:\\Users\\maja\\Plan 2025.xlsx")
    words = words_of(coordinator.get(f"{road}?ar=2025").text)
    assert "Så här läser vi Plan 2025.xlsx" in words
    assert "Planen 2025: 2 åtgärder i 1 område. Inget är sparat än." in words
    assert "Vem är tomt. Ingen kan få en fråga om åtgärden." in words
    with service.store.read() as session:
        assert session.scalar(select(func.count(MeasureRecord.id))) == 0
    answer = coordinator.post(road, data={"csrf": csrf, "ar": "2025"})
    assert answer.headers["location"] == "/lasningar"
    words = words_of(coordinator.get("/lasningar").text)
    assert "Planen 2025 är inläst: 2 nya åtgärder, 0 ändrade, 0 borta. En läsning behöver ett öga." in words
    assert "Lys upp cykelstället" in words_of(coordinator.get("/planen?ar=2025").text)
    assert coordinator.get(road).status_code == 404


def test_another_years_plan_leads_to_itself_and_not_to_this_years_readings(
    coordinator: TestClient, csrf: str
) -> None:
    for year, leads_to in (("2025", "/lasningar"), ("2024", "/planen?ar=2024")):
        road = send_up(coordinator, csrf, workbook(), f"Plan {year}.xlsx")
        answer = coordinator.post(road, data={"csrf": csrf, "ar": year})
        assert answer.headers["location"] == leads_to


def test_the_same_workbook_edited_shows_what_changed(
    imported: str, coordinator: TestClient, csrf: str
) -> None:
    edited = ("Stölder", "Mörkt", "Lys upp cykelstället", "Fler lampor", "juni 2025", "Sara Lindh", "")
    road = send_up(coordinator, csrf, workbook(edited))
    words = words_of(coordinator.get(f"{road}?ar=2025").text)
    assert "1 ändrade 1 borta 0 som förut" in words
    assert "När: ”maj 2025” blir ”juni 2025”" in words
    assert "Borta ur arbetsboken Dela ut cykellås" in words


@pytest.mark.parametrize("content", [b"inte en arbetsbok", b"PK\x03\x04trasig", b"\xd0\xcf\x11\xe0gammal"])
def test_a_file_that_is_no_workbook_is_told_in_one_sentence(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str, content: bytes
) -> None:
    road = send_up(coordinator, csrf, content)
    for answer in (coordinator.get(road), coordinator.post(road, data={"csrf": csrf})):
        assert answer.status_code == 400
        assert "Inget är ändrat. Planen är som förut." in answer.text
        assert 'type="file"' in answer.text
    with service.store.read() as session:
        assert session.scalar(select(func.count(MeasureRecord.id))) == 18


def test_a_workbook_without_a_plan_changes_nothing(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    book = Workbook()
    packed = BytesIO()
    book.save(packed)
    road = send_up(coordinator, csrf, packed.getvalue())
    words = words_of(coordinator.get(f"{road}?ar=2025").text)
    assert "Inget är ändrat" in words
    assert "Läs in planen 2025" not in words
    assert coordinator.post(road, data={"csrf": csrf, "ar": "2025"}).headers["location"] == road


def test_no_file_is_asked_for(coordinator: TestClient, csrf: str) -> None:
    assert "Välj en arbetsbok först." in coordinator.post("/import", data={"csrf": csrf}).text
    answer = coordinator.post("/import", data={"csrf": csrf}, files={"fil": ("tom.xlsx", b"")})
    assert "Välj en arbetsbok först." in answer.text


def test_giving_up_lets_go_of_the_workbook(service: Service, coordinator: TestClient, csrf: str) -> None:
    road = send_up(coordinator, csrf, workbook())
    coordinator.post(f"{road}/avbryt", data={"csrf": csrf})
    with service.store.read() as session:
        assert session.scalar(select(func.count(Upload.id))) == 0


def test_one_workbook_is_kept_and_only_for_the_one_who_sent_it(
    elsewhere: str, service: Service, coordinator: TestClient, csrf: str
) -> None:
    first = send_up(coordinator, csrf, workbook())
    road = send_up(coordinator, csrf, workbook())
    assert first == road or coordinator.get(first).status_code == 404
    with service.store.write() as session:
        rows = session.scalars(select(Upload)).all()
        assert len(rows) == 1
        rows[0].organisation_id += 1
    assert coordinator.get(road).status_code == 404
    assert coordinator.post(road, data={"csrf": csrf}).status_code == 404


def test_the_page_wants_a_form_of_ours(coordinator: TestClient) -> None:
    answer = coordinator.post("/import", data={"csrf": "x"}, files={"fil": ("plan.xlsx", workbook())})
    assert answer.status_code == 403


def test_nobody_signed_in_sees_nothing(client: TestClient) -> None:
    assert client.get("/import").headers["location"] == "/logga-in"
    assert client.get("/planen/arbetsbok.xlsx").status_code == 303


def test_the_workbook_comes_back_filled_in(imported: str, coordinator: TestClient) -> None:
    answer = coordinator.get("/planen/arbetsbok.xlsx")
    assert answer.headers["content-disposition"].startswith('attachment; filename="atgardsplan-2025')
    book = load_workbook(BytesIO(answer.content))
    assert book["1. Cykelstölder"]["C2"].value == "Lys upp cykelstället"


def test_findings_stand_under_headings_what_wants_mending_first() -> None:
    findings = [Finding("1", "A1", "guessed-year", "a"), Finding("1", "E2", "missing-when", "b")]
    assert [(group.heading, group.number) for group in grouped(findings)] == [(TO_MEND, 1), (GUESSED, 1)]


@pytest.mark.skipif(
    not (Path(__file__).parents[3] / "shared/plan-2025/atgardsplan-2025.xlsx").exists(),
    reason="no real plan here",
)
def test_the_real_plan_comes_in(service: Service, coordinator: TestClient, csrf: str) -> None:
    content = (Path(__file__).parents[3] / "shared/plan-2025/atgardsplan-2025.xlsx").read_bytes()
    road = send_up(coordinator, csrf, content)
    assert "47 åtgärder i 5 områden" in words_of(coordinator.get(road).text)
    coordinator.post(road, data={"csrf": csrf})
    assert coordinator.get("/planen").text.count('<tr id="rad-') == 47
    with service.store.read() as session:
        assert session.scalars(select(PlanRow.year)).all() == [2025]


def test_the_first_start_leads_to_the_import(coordinator: TestClient, service: Service) -> None:
    assert 'href="/import"' in coordinator.get("/").text
    assert field(coordinator.get("/import").text)
    assert link_secret(service)

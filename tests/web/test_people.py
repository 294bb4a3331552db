"""The directory by hand: adding, changing, absences, handing over, and names that get a meaning."""

import pytest
from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from service.flows.import_directory import match_again
from service.flows.service import Service
from service.store.people import Absence, PartyRow
from service.store.plan import MeasureRecord
from service.store.post import ReminderRow
from tests.web.norrvik import Norrvik
from tests.web.test_overview import words_of
from tests.web.test_plan import measure_of


def party(service: Service, name: str) -> PartyRow:
    with service.store.read() as session:
        return session.scalars(select(PartyRow).where(PartyRow.name == name)).one()


@pytest.fixture
def unknown(norrvik: Norrvik, service: Service) -> str:
    """A name in the plan that nobody in the directory has."""
    with service.store.write() as session:
        session.execute(
            update(MeasureRecord).where(MeasureRecord.code == "B2QF").values(who_text="Tove Brandt")
        )
        match_again(session, service, norrvik.organisation_id)
    return "Tove Brandt"


def test_the_list_says_who_cannot_be_reached(norrvik: Norrvik, coordinator: TestClient) -> None:
    words = words_of(coordinator.get("/personer").text)
    assert "1 adress tar inte emot mejl." in words
    assert "Nils Alm" in words_of(coordinator.get("/personer?visa=studsar").text)
    assert "Robin Sand" not in words_of(coordinator.get("/personer?visa=studsar").text)
    assert "Eva Holm" in words_of(coordinator.get("/personer?sok=social").text)


def test_somebody_the_plan_names_is_added_and_found(
    unknown: str, service: Service, coordinator: TestClient, csrf: str
) -> None:
    assert unknown in words_of(coordinator.get("/personer").text)
    html = coordinator.get("/personer/ny?namn=Tove+Brandt&atgard=B2QF").text
    assert 'value="Tove Brandt"' in html
    said = {"csrf": csrf, "name": "Tove Brandt", "email": "Tove@norrvik.example", "atgard": "B2QF"}
    assert coordinator.post("/personer/ny", data=said).headers["location"] == "/atgard/B2QF#vem"
    with service.store.read() as session:
        lead = session.scalars(select(MeasureRecord.lead_id).where(MeasureRecord.code == "B2QF")).one()
    assert lead == party(service, "Tove Brandt").id
    assert 'href="/personer/ny?namn=Tove' not in coordinator.get("/personer").text


def test_somebody_new_is_filled_in_with_what_the_cell_says_and_leads_back(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.write() as session:
        row = session.scalars(select(MeasureRecord).where(MeasureRecord.code == "B2QF")).one()
        row.who_text = "Tove Brandt, tove.brandt@norrvik.example, 08-123 45 67"
    html = coordinator.get("/personer/ny?namn=Tove+Brandt&atgard=B2QF&fran=/lasningar").text
    assert 'value="tove.brandt@norrvik.example"' in html and 'value="08-123 45 67"' in html
    said = {"csrf": csrf, "name": "Tove Brandt", "atgard": "B2QF", "fran": "/lasningar"}
    assert coordinator.post("/personer/ny", data=said).headers["location"] == "/lasningar"
    said |= {"name": "Tove Ek", "fran": "https://annan.example"}
    assert coordinator.post("/personer/ny", data=said).headers["location"] == "/atgard/B2QF#vem"


def test_a_name_gets_a_meaning_for_good(
    unknown: str, service: Service, norrvik: Norrvik, coordinator: TestClient, csrf: str
) -> None:
    sara = party(service, "Sara Lindh")
    coordinator.post(f"/personer/{sara.id}/kallas", data={"csrf": csrf, "ord": unknown})
    assert party(service, "Sara Lindh").aliases == [unknown]
    assert measure_of(service, norrvik, "B2QF").lead_id == sara.id


def test_a_one_word_name_is_found_even_when_it_is_kept_as_a_persons_name(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.write() as session:
        session.execute(
            update(MeasureRecord).where(MeasureRecord.code == "B2QF").values(who_text="Skolledarrådet")
        )
        session.add(
            PartyRow(
                organisation_id=norrvik.organisation_id,
                name="Skolledarrådet",
                email="skolledarradet@norrvik.example",
                unit="Skolledarrådet",
                aliases=[],
            )
        )
        session.flush()
        match_again(session, service, norrvik.organisation_id)
    assert measure_of(service, norrvik, "B2QF").lead_id == party(service, "Skolledarrådet").id


def test_wrong_facts_are_told_and_nothing_typed_is_lost(
    norrvik: Norrvik, coordinator: TestClient, csrf: str
) -> None:
    answer = coordinator.post(
        "/personer/ny", data={"csrf": csrf, "name": "", "email": "tove", "unit": "Park"}
    )
    assert answer.status_code == 400
    words = words_of(answer.text)
    assert "Skriv ett namn." in words
    assert "Skriv en e-postadress" in words
    assert 'value="Park"' in answer.text


def test_a_right_address_is_written_to_again(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    nils = party(service, "Nils Alm")
    assert "Mejl kommer inte fram" in coordinator.get(f"/personer/{nils.id}").text
    coordinator.post(f"/personer/{nils.id}/adressen-stammer", data={"csrf": csrf})
    assert party(service, "Nils Alm").undeliverable_since is None


def test_a_new_address_and_a_stand_in_are_kept(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    nils, eva = party(service, "Nils Alm"), party(service, "Eva Holm")
    said = {
        "csrf": csrf,
        "name": "Nils Alm",
        "email": "nils@norrvik.example",
        "stand_in": str(eva.id),
        "manager": str(nils.id),
        "aliases": "Nisse\nNisse\n",
    }
    assert coordinator.post(f"/personer/{nils.id}", data=said).status_code == 303
    changed = party(service, "Nils Alm")
    assert (changed.email, changed.undeliverable_since) == ("nils@norrvik.example", None)
    assert (changed.stand_in_id, changed.manager_id, changed.aliases) == (eva.id, None, ["Nisse"])


def test_who_is_away_is_not_asked_then(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    robin = party(service, "Robin Sand")
    asked = select(func.count(ReminderRow.id)).where(
        ReminderRow.recipient_id == robin.id,
        ReminderRow.state == "planned",
        ReminderRow.due_day.between("2025-03-10", "2025-03-18"),
    )
    with service.store.read() as session:
        before = session.scalar(asked)
    assert before
    road = f"/personer/{robin.id}/borta"
    coordinator.post(road, data={"csrf": csrf, "forsta": "2025-03-10", "sista": "2025-03-18"})
    with service.store.read() as session:
        assert session.scalar(asked) == 0
        absence = session.scalars(select(Absence)).one()
    coordinator.post(f"{road}/{absence.id}/ta-bort", data={"csrf": csrf})
    with service.store.read() as session:
        assert session.scalar(asked) == before


@pytest.mark.parametrize(
    ("first", "last"),
    [("", ""), ("2025-03-18", "2025-03-10"), ("2025-01-01", "2025-01-05"), ("2025-03-10", "2030-01-01")],
)
def test_days_that_cannot_be_are_refused(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str, first: str, last: str
) -> None:
    road = f"/personer/{party(service, 'Robin Sand').id}/borta"
    assert coordinator.post(road, data={"csrf": csrf, "forsta": first, "sista": last}).status_code == 400


def test_everything_open_is_handed_over_in_one_step(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    eva, sara = party(service, "Eva Holm"), party(service, "Sara Lindh")
    answer = coordinator.post(f"/personer/{eva.id}/lamna-over", data={"csrf": csrf, "till": str(sara.id)})
    assert answer.headers["location"] == f"/personer/{sara.id}"
    assert "3 åtgärder är överlämnade från Eva Holm." in coordinator.get(f"/personer/{sara.id}").text
    assert measure_of(service, norrvik, "Z4CD").lead_id == sara.id
    assert measure_of(service, norrvik, "C7HN").lead_id == eva.id
    with service.store.read() as session:
        left = session.scalar(
            select(func.count(ReminderRow.id)).where(
                ReminderRow.recipient_id == eva.id, ReminderRow.state == "planned", ReminderRow.step == "ask"
            )
        )
    assert left == 0
    assert (
        coordinator.post(f"/personer/{eva.id}/lamna-over", data={"csrf": csrf, "till": ""}).status_code == 400
    )


def test_a_list_is_taken_in(norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str) -> None:
    rows = "namn;e-post;enhet\nTove Brandt;tove@norrvik.example;Park\n;;\nUlf;inte en adress;\n"
    answer = coordinator.post(
        "/personer/las-in", data={"csrf": csrf}, files={"fil": ("folk.csv", rows.encode())}
    )
    look = answer.headers["location"]
    words = words_of(coordinator.get(look).text)
    assert "Inget är sparat än." in words
    assert "är ingen e-postadress" in words
    with service.store.read() as session:
        assert session.scalar(select(func.count(PartyRow.id)).where(PartyRow.name == "Tove Brandt")) == 0
    done = coordinator.post(look, data={"csrf": csrf})
    assert "2 nya och 0 uppdaterade" in words_of(coordinator.get(done.headers["location"]).text)
    assert party(service, "Tove Brandt").unit == "Park"
    assert coordinator.get(look).status_code == 404
    empty = coordinator.post("/personer/las-in", data={"csrf": csrf}, files={"fil": ("x.csv", b"")})
    assert (empty.status_code, "Välj en fil först." in empty.text) == (400, True)


def test_a_list_that_is_left_changes_nothing(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    file = ("folk.csv", b"namn;e-post;enhet\nEva Holm;ny@norrvik.example;Skola\n")
    look = coordinator.post("/personer/las-in", data={"csrf": csrf}, files={"fil": file}).headers["location"]
    words = words_of(coordinator.get(look).text)
    assert "e-post ”eva.holm@norrvik.example” blir ”ny@norrvik.example”" in words
    coordinator.post(f"{look}/avbryt", data={"csrf": csrf})
    assert party(service, "Eva Holm").email == "eva.holm@norrvik.example"


def test_a_stand_in_given_by_address_is_shown_by_name_before_it_is_saved(
    norrvik: Norrvik, coordinator: TestClient, csrf: str
) -> None:
    rows = "namn;e-post;ersättare;chef\nEva Holm;eva.holm@norrvik.example;tove@norrvik.example;borta@norrvik.example\n"
    file = ("folk.csv", f"{rows}Tove Brandt;tove@norrvik.example;;\n".encode())
    look = coordinator.post("/personer/las-in", data={"csrf": csrf}, files={"fil": file}).headers["location"]
    words = words_of(coordinator.get(look).text)
    assert "ersättare ”Tove Brandt”." in words
    assert "chefen ”borta@norrvik.example” finns varken i registret eller i filen." in words


def test_another_organisations_people_are_not_there(
    elsewhere: str, service: Service, coordinator: TestClient, csrf: str
) -> None:
    olle, eva = party(service, "Olle Bok"), party(service, "Eva Holm")
    assert "Olle Bok" not in coordinator.get("/personer").text
    assert coordinator.get(f"/personer/{olle.id}").status_code == 404
    for road in ("", "/adressen-stammer", "/kallas", "/borta", "/lamna-over"):
        said = {"csrf": csrf, "name": "x", "ord": "x", "till": str(eva.id)}
        assert coordinator.post(f"/personer/{olle.id}{road}", data=said).status_code == 404
    given = {"csrf": csrf, "till": str(olle.id)}
    assert coordinator.post(f"/personer/{eva.id}/lamna-over", data=given).status_code == 400
    said = {"csrf": csrf, "name": "Eva Holm", "email": eva.email, "stand_in": str(olle.id)}
    coordinator.post(f"/personer/{eva.id}", data=said)
    assert party(service, "Eva Holm").stand_in_id is None


def test_a_coordinator_keeps_an_address_to_sign_in_by(
    norrvik: Norrvik, coordinator: TestClient, csrf: str
) -> None:
    said = {"csrf": csrf, "name": "Maja Ek", "email": ""}
    assert coordinator.post(f"/personer/{norrvik.coordinator_id}", data=said).status_code == 400

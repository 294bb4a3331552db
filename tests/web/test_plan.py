"""The plan as a table: its filters, and corrections that stay where the text stands."""

import pytest
from sqlalchemy import event, func, select
from starlette.testclient import TestClient

from service.flows.find_measure import find_measure
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.plan import AreaRow, Event, MeasureParty, MeasureRecord
from tests.web.conftest import Grow
from tests.web.norrvik import Norrvik
from tests.web.test_overview import words_of

HTMX = {"HX-Request": "true"}


def measure_of(service: Service, norrvik: Norrvik, code: str) -> MeasureRecord:
    with service.store.read() as session:
        found = find_measure(session, norrvik.organisation_id, code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("visa=forsenade", {"V3KD", "G3LM"}),
        ("visa=utan-datum", {"P7XA"}),
        ("visa=utan-ansvarig", {"B2QF", "P7XA"}),
        ("visa=se-over", {"H4TZ"}),
        ("visa=klara", {"R9WC"}),
        ("visa=borta", set()),
        ("sok=åtgärda+lindgatan", {"B2QF"}),
        ("sok=FÄLTGRUPPEN", {"M2XA"}),
        ("sok=alm+maj", {"D5YE"}),
        ("sok=k7f3", {"K7F3"}),
        ("sok=100%25", set()),
        ("omrade=%3Cx%3E&sida=9&sok=tunneln", {"R9WC"}),
    ],
)
def test_a_filter_shows_what_it_says(
    norrvik: Norrvik, coordinator: TestClient, asked: str, codes: set[str]
) -> None:
    html = coordinator.get(f"/planen?{asked}").text
    assert {part[:4] for part in html.split('<tr id="rad-')[1:]} == codes


def test_the_tile_for_silence_leads_to_as_many_as_it_says(norrvik: Norrvik, coordinator: TestClient) -> None:
    assert coordinator.get("/planen?visa=utan-svar").text.count('<tr id="rad-') == 13


def test_every_cell_shows_the_workbooks_words_and_how_they_were_read(
    norrvik: Norrvik, coordinator: TestClient
) -> None:
    words = words_of(coordinator.get("/planen").text)
    assert "”våren” 1 mars–31 maj" in words
    assert "”löpande” Pågår hela tiden" in words
    assert "”senast 24 februari” Ändra" in words
    assert "”Nils Alm” Nils Alm (mejl kommer inte fram)" in words
    assert "Tom cell Utan ansvarig Välj ansvarig" in words


def test_words_of_time_are_shown_as_read_before_they_are_saved(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    html = coordinator.get("/planen/P7XA/nar?ord=slutet+av+maj").text
    assert "”slutet av maj” läses som 21–31 maj" in words_of(html)
    assert measure_of(service, norrvik, "P7XA").when_text == "ej bestämt"
    answer = coordinator.post(
        "/planen/P7XA/nar", data={"csrf": csrf, "ord": "slutet av maj", "fran": "/planen?x=1#a"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/planen?x=1#a")
    corrected = measure_of(service, norrvik, "P7XA")
    assert corrected.when_corrected
    assert corrected.when_reading["end"] == "2025-05-31"
    words = words_of(coordinator.get("/planen?visa=utan-datum").text)
    assert "Tiden för P7XA är nu 21–31 maj." in words
    assert "Tiden för P7XA" not in words_of(coordinator.get("/planen").text)


def test_a_doubtful_reading_is_confirmed_with_one_press(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    coordinator.post("/planen/H4TZ/nar", data={"csrf": csrf})
    assert 'id="rad-H4TZ"' not in coordinator.get("/planen?visa=se-over").text
    assert measure_of(service, norrvik, "H4TZ").when_reading["start"] == "2025-09-01"


def test_somebody_is_made_responsible_and_the_others_take_part(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.read() as session:
        ids = {row.name: row.id for row in session.scalars(select(PartyRow))}
    data = {
        "csrf": csrf,
        "lead": str(ids["Sara Lindh"]),
        "deltar": [str(ids["Robin Sand"]), str(ids["Sara Lindh"])],
    }
    answer = coordinator.post("/planen/B2QF/vem", data=data)
    assert answer.headers["location"] == "/atgard/B2QF"
    measure = measure_of(service, norrvik, "B2QF")
    assert measure.lead_id == ids["Sara Lindh"]
    with service.store.read() as session:
        parts = session.scalars(
            select(MeasureParty.party_id).where(MeasureParty.measure_id == measure.id)
        ).all()
    assert parts == [ids["Robin Sand"]]


def test_the_coordinator_says_how_a_measure_stands(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    assert coordinator.post("/planen/T6HP/lage", data={"csrf": csrf, "status": "perhaps"}).status_code == 400
    coordinator.post("/planen/T6HP/lage", data={"csrf": csrf, "status": "cancelled", "text": "Inga pengar."})
    assert measure_of(service, norrvik, "T6HP").status == "cancelled"


def test_with_htmx_the_form_takes_the_rows_place_and_gives_it_back(
    norrvik: Norrvik, coordinator: TestClient, csrf: str
) -> None:
    form = coordinator.get("/planen/D5YE/nar", headers=HTMX).text
    assert form.lstrip().startswith("<tr ")
    assert "<html" not in form
    row = coordinator.post("/planen/D5YE/nar", data={"csrf": csrf, "ord": "juni"}, headers=HTMX).text
    assert row.lstrip().startswith('<tr id="rad-D5YE"')
    assert "1–30 juni" in words_of(row)
    assert coordinator.get("/planen/D5YE/rad", headers=HTMX).text.lstrip().startswith('<tr id="rad-D5YE"')


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example/", "/\\evil.example", "evil", "/a\nb"]
)
def test_a_form_leads_back_to_our_own_pages_only(
    norrvik: Norrvik, coordinator: TestClient, csrf: str, to: str
) -> None:
    answer = coordinator.post("/planen/D5YE/nar", data={"csrf": csrf, "fran": to})
    assert answer.headers["location"] == "/atgard/D5YE"


def test_another_organisations_measures_are_not_there(
    elsewhere: str, service: Service, coordinator: TestClient, csrf: str
) -> None:
    assert "Deras" not in coordinator.get("/planen").text
    with service.store.read() as session:
        theirs = session.scalars(select(AreaRow.id).where(AreaRow.name == "Deras område")).one()
        stranger = session.scalars(select(PartyRow.id).where(PartyRow.name == "Olle Bok")).one()
    assert "Deras åtgärd" not in coordinator.get(f"/planen?omrade={theirs}").text
    for field_name in ("nar", "vem", "lage"):
        assert coordinator.get(f"/planen/{elsewhere}/{field_name}").status_code == 404
        assert (
            coordinator.post(
                f"/planen/{elsewhere}/{field_name}", data={"csrf": csrf, "status": "done"}
            ).status_code
            == 404
        )
    coordinator.post(
        "/planen/B2QF/vem", data={"csrf": csrf, "lead": str(stranger), "deltar": [str(stranger)]}
    )
    with service.store.read() as session:
        taken = session.scalar(select(func.count()).where(MeasureRecord.lead_id == stranger))
        told = session.scalars(select(Event.text).order_by(Event.id.desc()).limit(1)).one()
    assert (taken, told) == (0, "Maja Ek: Ansvarig: ingen.")


def test_a_form_that_is_not_ours_changes_nothing(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    for road in ("nar", "vem", "lage"):
        assert coordinator.post(f"/planen/D5YE/{road}", data={"ord": "juni", "csrf": "x"}).status_code == 403
    assert not measure_of(service, norrvik, "D5YE").when_corrected


def test_a_large_plan_comes_in_pieces_at_the_cost_of_a_small_one(
    norrvik: Norrvik, service: Service, coordinator: TestClient, grow: Grow
) -> None:
    grow(30)
    asked: list[str] = []
    event.listen(service.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    html = coordinator.get("/planen").text
    assert html.count('<tr id="rad-') == 200
    assert "Sida 1 av 3" in html
    assert len([each for each in asked if each.startswith("SELECT")]) <= 16
    assert coordinator.get("/planen?sida=3").text.count('<tr id="rad-') == 158

"""The settings: what a change does is shown first, what is wrong stands at its field, and little is stored."""

import re

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from config.defaults import load
from service.flows.service import Service
from service.store.people import Organisation, PartyRow
from service.store.plan import AreaRow
from service.store.post import ReminderRow
from service.web.rules_form import fields_of, rules_from
from tests.web.norrvik import Norrvik
from tests.web.test_overview import words_of

DEFAULTS = load("policy")
FIELDS = fields_of(DEFAULTS)


def chosen(service: Service) -> dict[str, object]:
    with service.store.read() as session:
        first = session.scalars(select(Organisation).order_by(Organisation.id).limit(1)).one()
    return dict(first.settings)


def test_the_form_gives_back_what_it_was_given() -> None:
    rules, errors = rules_from(FIELDS, DEFAULTS)
    assert errors == {}
    assert rules == DEFAULTS


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("follow_up.ask", "fjorton", "Skriv ett heltal."),
        ("follow_up.ask", "90", "Skriv ett heltal från 1 till 60."),
        ("own.ask", "0", "Skriv ett heltal från 1 till 60."),
        ("follow_up.remind", "fem", "Skriv antal arbetsdagar med komma emellan"),
        ("follow_up.late", "1,2,3,4,5,6,7,8,9", "Högst 8 påminnelser får plats."),
        ("lead_times.part", "0", "Skriv ett heltal från 1 till 60."),
        ("follow_up.rhythm", "ibland", "Välj hur ofta det som saknar egen tid följs upp."),
        ("escalation.stand_in", "0", "Skriv ett heltal från 1 till 60."),
        ("sending.from", "25:00", "Klockslaget ska skrivas som 08:00."),
        ("weekly.at", "på morgonen", "Välj en veckodag och ett klockslag för veckobrevet."),
        ("weekly.day", "söndag", "Välj en veckodag och ett klockslag för veckobrevet."),
        ("calendar.quiet", "hela tiden", "Skriv en tid per rad"),
        ("calendar.quiet", "1/1–31/12", "lämnar för få arbetsdagar"),
        ("calendar.closed", "5 juni", "Datumet ska skrivas som 2025-06-05."),
    ],
)
def test_what_is_wrong_stands_at_its_field(field: str, written: str, said: str) -> None:
    _, errors = rules_from({**FIELDS, field: written}, DEFAULTS)
    assert list(errors) == [field]
    assert said in errors[field]


def test_a_change_is_shown_before_it_is_taken(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    asked = {**FIELDS, "csrf": csrf, "follow_up.remind": "3", "gor": "visa"}
    words = words_of(coordinator.post("/installningar/regler", data=asked).text)
    assert "Om du sparar:" in words
    assert "påminnelser utgår" in words
    assert chosen(service) == {}
    answer = coordinator.post("/installningar/regler", data={**asked, "gor": "spara"})
    assert answer.status_code == 303
    assert chosen(service) == {"policy": {"follow_up": {"remind": [3]}}}
    with service.store.read() as session:
        steps = session.scalars(
            select(ReminderRow.step).where(ReminderRow.state == "planned").distinct()
        ).all()
    assert "remind-3" in steps
    assert "remind-5" not in steps
    words = words_of(coordinator.post("/installningar/regler", data=asked).text)
    assert "Ändringen påverkar ingen påminnelse" in words


def test_rules_that_cannot_be_followed_are_not_stored(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    asked = {**FIELDS, "csrf": csrf, "follow_up.ask": "90", "gor": "spara"}
    answer = coordinator.post("/installningar/regler", data=asked)
    assert answer.status_code == 400
    assert 'value="90"' in answer.text
    assert chosen(service) == {}


def test_the_weekly_mail_gets_another_day_or_never_comes(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    for day in ("thursday", "never"):
        asked = {**FIELDS, "csrf": csrf, "weekly.day": day, "gor": "spara"}
        assert coordinator.post("/installningar/regler", data=asked).status_code == 303
        assert chosen(service)["policy"] == {"weekly": {"day": day}}
    assert re.search('value="never" selected>Aldrig', coordinator.get("/installningar").text)


def test_an_area_has_rules_of_its_own_until_they_are_taken_away(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.read() as session:
        area = session.scalars(select(AreaRow).order_by(AreaRow.position).limit(1)).one()
    address = f"/installningar/omrade/{area.id}"
    assert f'href="{address}"' in coordinator.get("/installningar").text
    asked = {**FIELDS, "csrf": csrf, "follow_up.ask": "20", "follow_up.rhythm": "quarter"}
    shown = words_of(coordinator.post(address, data={**asked, "gor": "visa"}).text)
    assert "Om du sparar:" in shown
    assert chosen(service) == {}
    assert coordinator.post(address, data={**asked, "gor": "spara"}).status_code == 303
    own = {str(area.id): {"follow_up": {"ask": 20, "rhythm": "quarter"}}}
    assert chosen(service) == {"policy": {"areas": own}}
    assert "har egna regler" in words_of(coordinator.get("/installningar").text)
    assert 'value="20"' in coordinator.get(address).text
    assert 'value="20"' not in coordinator.get("/installningar").text
    coordinator.post(address, data={"csrf": csrf, "gor": "gemensamma"})
    assert chosen(service) == {"policy": {}}


def test_the_common_rules_are_changed_without_touching_an_areas_own(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.read() as session:
        area = session.scalars(select(AreaRow.id).limit(1)).one()
    asked = {**FIELDS, "csrf": csrf, "gor": "spara"}
    coordinator.post(f"/installningar/omrade/{area}", data={**asked, "own.nudge": "15"})
    coordinator.post("/installningar/regler", data={**asked, "lead_times.part": "3"})
    assert chosen(service) == {
        "policy": {"lead_times": {"part": 3}, "areas": {str(area): {"own": {"nudge": 15}}}}
    }


def test_an_areas_rules_that_cannot_be_followed_stand_at_their_field(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.read() as session:
        area = session.scalars(select(AreaRow.id).limit(1)).one()
    asked = {**FIELDS, "csrf": csrf, "lead_times.apart": "0", "gor": "spara"}
    answer = coordinator.post(f"/installningar/omrade/{area}", data=asked)
    assert answer.status_code == 400
    assert 'id="lead_times.apart-error"' in answer.text
    assert chosen(service) == {}


def test_an_area_of_another_organisation_is_not_to_be_seen(
    norrvik: Norrvik, coordinator: TestClient, csrf: str
) -> None:
    assert coordinator.get("/installningar/omrade/4711").status_code == 404
    assert coordinator.post("/installningar/omrade/4711", data={**FIELDS, "csrf": csrf}).status_code == 404


def test_the_coordinator_is_named_and_reached_anew(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    said = {"csrf": csrf, "name": "Maja  Ek Lind", "phone": "08-123", "email": "Maja.Lind@norrvik.example"}
    assert coordinator.post("/installningar/samordnare", data=said).status_code == 303
    with service.store.read() as session:
        row = session.get_one(PartyRow, norrvik.coordinator_id)
    assert (row.name, row.phone, row.email) == ("Maja Ek Lind", "08-123", "maja.lind@norrvik.example")


@pytest.mark.parametrize("address", ["", "maja", "a@b", "a b@c.se", "olle@bok.example"])
def test_an_address_that_nobody_could_sign_in_by_is_refused(
    elsewhere: str, norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str, address: str
) -> None:
    said = {"csrf": csrf, "name": "Maja Ek", "email": address}
    assert coordinator.post("/installningar/samordnare", data=said).status_code == 400
    with service.store.read() as session:
        assert session.get_one(PartyRow, norrvik.coordinator_id).email == "maja.ek@norrvik.example"


def test_a_colleague_of_the_directory_is_let_in_and_out_again(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.read() as session:
        eva = session.scalars(select(PartyRow.id).where(PartyRow.name == "Eva Holm")).one()
    coordinator.post("/installningar/samordnare/till", data={"csrf": csrf, "till": eva})
    assert "Eva Holm som samordnare" in words_of(coordinator.get("/installningar").text)
    coordinator.post("/installningar/samordnare/bort", data={"csrf": csrf, "bort": eva})
    assert "Eva Holm som samordnare" not in words_of(coordinator.get("/installningar").text)


def test_nobody_takes_themselves_away_or_lets_in_somebody_without_an_address(
    elsewhere: str, norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    myself = coordinator.post(
        "/installningar/samordnare/bort", data={"csrf": csrf, "bort": norrvik.coordinator_id}
    )
    assert (myself.status_code, "Be en annan samordnare ta bort dig." in myself.text) == (400, True)
    with service.store.read() as session:
        other = session.scalars(select(PartyRow.id).where(PartyRow.name == "Olle Bok")).one()
    refused = coordinator.post("/installningar/samordnare/till", data={"csrf": csrf, "till": other})
    assert (refused.status_code, "finns inte kvar i personregistret" in refused.text) == (400, True)


def test_the_steering_group_is_of_ones_own_people(
    elsewhere: str, norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.read() as session:
        ids = {row.name: row.id for row in session.scalars(select(PartyRow))}
    said = {"csrf": csrf, "till": [str(ids["Eva Holm"]), str(ids["Olle Bok"])]}
    coordinator.post("/installningar/styrgrupp", data=said)
    assert chosen(service) == {"steering": [ids["Eva Holm"]]}
    assert "Sammanställningen går till dig och en person." in coordinator.get("/installningar").text
    coordinator.post("/installningar/styrgrupp", data={"csrf": csrf})
    assert chosen(service) == {"steering": []}


def test_the_settings_want_a_form_of_ours(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    for road in ("regler", "samordnare", "styrgrupp"):
        assert coordinator.post(f"/installningar/{road}", data={**FIELDS, "csrf": "x"}).status_code == 403

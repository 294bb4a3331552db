"""Readings to decide: in the order of what depends on them, marked up, drawn on the year, one press or a few words."""

import json

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from service.flows.correct_reading import corrections_as_corpus
from service.flows.read_measures import prepare_readings, read_measures, taking_part_in
from service.flows.service import Service
from service.flows.show_readings import Passage, passages_of, show_readings
from service.flows.withdraw_correction import withdraw_correction
from service.store.people import PartyRow
from service.store.plan import MeasureRecord
from service.store.post import ReminderRow
from tests.web.norrvik import NOW, Norrvik
from tests.web.test_overview import TODAY, words_of
from tests.web.test_plan import measure_of


def doubt(service: Service, code: str, words: str, **reading: object) -> int:
    """Let a measure's När be in doubt; return its id."""
    with service.store.write() as session:
        row = session.scalars(select(MeasureRecord).where(MeasureRecord.code == code)).one()
        found = {"kinds": ["window"], "start": "2025-05-01", "end": "2025-05-31", "per": None, "items": []}
        row.when_text, row.when_corrected = words, False
        row.when_reading = {**found, "check": True, "why": "Året kan vara ett annat.", **reading}
        return row.id


def decision_in(location: str) -> str:
    """Return the number of the decision that an answer's address can take back."""
    return location.partition("=")[2].partition("#")[0]


def reminder(measure_id: int, norrvik: Norrvik) -> ReminderRow:
    return ReminderRow(
        organisation_id=norrvik.organisation_id,
        measure_id=measure_id,
        occasion="o:2025-06-30",
        step="nudge",
        recipient_id=norrvik.coordinator_id,
        due_day=TODAY,
        due_at=NOW,
        reason="",
        created_at=NOW,
        changed_at=NOW,
    )


def codes(service: Service, norrvik: Norrvik) -> list[str]:
    facts = show_readings(service, norrvik.organisation_id, TODAY)
    assert facts is not None
    return [each.first.code for each in facts.doubts if each.field == "when"]


def test_what_a_mail_depends_on_soonest_comes_first(norrvik: Norrvik, service: Service) -> None:
    doubt(service, "K7F3", "i maj någon gång")
    soon = doubt(service, "P7XA", "kanske i juni")
    with service.store.write() as session:
        session.add(reminder(soon, norrvik))
    assert codes(service, norrvik)[0] == "P7XA"


def test_the_same_words_are_decided_once_for_all_of_theirs(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    for code in ("K7F3", "P7XA"):
        doubt(service, code, "i maj någon gång")
    assert "Gäller 2 åtgärder med samma ord." in words_of(coordinator.get("/lasningar").text)
    first = next(code for code in codes(service, norrvik) if code in ("K7F3", "P7XA"))
    answer = coordinator.post(f"/lasningar/{first}/nar", data={"csrf": csrf})
    assert answer.status_code == 303
    assert "2 åtgärder: tiden är 1–31 maj." in words_of(coordinator.get("/lasningar").text)
    for code in ("K7F3", "P7XA"):
        measure = measure_of(service, norrvik, code)
        assert (measure.when_corrected, measure.when_reading["check"]) == (True, False)


def test_other_words_are_shown_as_they_would_be_read_before_they_hold(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    doubt(service, "K7F3", "i maj någon gång")
    shown = words_of(coordinator.get("/lasningar", params={"kod": "K7F3", "ord": "senast 15 juni"}).text)
    assert "”senast 15 juni” läses som senast 15 juni" in shown
    assert measure_of(service, norrvik, "K7F3").when_reading["end"] == "2025-05-31"
    coordinator.post("/lasningar/K7F3/nar", data={"csrf": csrf, "ord": "senast 15 juni"})
    assert measure_of(service, norrvik, "K7F3").when_reading["end"] == "2025-06-15"


def test_the_cell_is_marked_where_its_reading_rests_and_drawn_on_the_year(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    item = {"kind": "window", "start": "2025-05-01", "end": "2025-05-31", "per": None, "text": "maj"}
    doubt(service, "K7F3", "i <maj> någon gång", items=[{**item, "from": 3, "to": 6}])
    html = coordinator.get("/lasningar").text
    assert "i &lt;<mark>maj</mark>&gt; någon gång" in html
    assert '<svg class="year-line"' in html
    assert "<title>2025: 1–31 maj</title>" in html


@pytest.mark.parametrize(
    ("words", "spans", "pieces"),
    [
        ("mars och maj", [(0, 4), (9, 12)], [("mars", 1), (" och ", 0), ("maj", 2)]),
        ("mars–maj", [(0, 8), (5, 8)], [("mars–maj", 1)]),
        ("maj", [(0, 99)], [("maj", 1)]),
        ("", [], []),
    ],
)
def test_a_cell_is_cut_where_its_items_begin_and_end(
    words: str, spans: list[tuple[int, int]], pieces: list[tuple[str, int]]
) -> None:
    items = [{"from": begin, "to": end} for begin, end in spans]
    assert passages_of(words, items) == tuple(Passage(*piece) for piece in pieces)


def test_corrections_come_out_as_lines_to_measure_by(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    doubt(service, "K7F3", "i maj någon gång")
    coordinator.post("/lasningar/K7F3/nar", data={"csrf": csrf})
    (line,) = corrections_as_corpus(service, norrvik.organisation_id)
    assert json.loads(json.dumps(line)) == {
        "id": "k-1",
        "when": "i maj någon gång",
        "plan_year": 2025,
        "gold": {"kinds": ["window"], "start": "2025-05-01", "end": "2025-05-31", "per": None},
    }


def doubtful_vem(service: Service) -> tuple[int, int]:
    """Let the Vem of K7F3 be in doubt; return its lead, and somebody else of the directory."""
    with service.store.write() as session:
        row = session.scalars(select(MeasureRecord).where(MeasureRecord.code == "K7F3")).one()
        row.who_corrected = False
        row.who_reading = {**row.who_reading, "check": True, "why": "Två är nämnda."}
        assert row.lead_id is not None
        others = select(PartyRow.id).where(
            PartyRow.organisation_id == row.organisation_id, PartyRow.id != row.lead_id
        )
        return row.lead_id, session.scalars(others.order_by(PartyRow.id)).all()[-1]


def test_somebody_is_chosen_for_a_doubtful_vem(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    lead, _ = doubtful_vem(service)
    assert "Två är nämnda." in words_of(coordinator.get("/lasningar").text)
    assert coordinator.post("/lasningar/K7F3/vem", data={"csrf": csrf, "lead": lead}).status_code == 303
    assert measure_of(service, norrvik, "K7F3").who_corrected
    assert coordinator.post("/lasningar/K7F3/vem", data={"csrf": csrf, "lead": "4711"}).status_code == 400


def test_only_ones_own_measures_and_only_by_a_form_of_ours(
    elsewhere: str, norrvik: Norrvik, coordinator: TestClient, csrf: str
) -> None:
    assert coordinator.post(f"/lasningar/{elsewhere}/nar", data={"csrf": csrf}).status_code == 404
    assert coordinator.post("/lasningar/K7F3/nar", data={"csrf": "x"}).status_code == 403


def test_a_time_can_be_put_together_instead_of_written(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    doubt(service, "K7F3", "i maj någon gång")
    given = {"csrf": csrf, "valj": "1", "sort": "rhythm", "antal": "2", "enhet": "term"}
    assert coordinator.post("/lasningar/K7F3/nar", data=given).status_code == 303
    held = measure_of(service, norrvik, "K7F3").when_reading
    assert (held["kinds"], held["per"]) == (["recurring"], {"count": 2, "unit": "term", "interval": 1})
    assert (held["start"], held["end"]) == ("2025-01-01", "2025-12-31")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sort": ""}, "Välj hur det ska läsas."),
        ({"sort": "time"}, "Ange minst en dag: när det börjar eller när det senast ska vara klart."),
        ({"sort": "time", "fran": "maj"}, "”maj” är inget datum. Skriv det som 2025-05-31."),
        ({"sort": "time", "fran": "2025-05-02", "till": "2025-05-01"}, "Slutet ligger före början."),
        (
            {"sort": "rhythm", "antal": "två", "enhet": "term"},
            "Ange hur många gånger med siffror, 1 till 366.",
        ),
        ({"sort": "rhythm", "antal": "2"}, "Välj per vad: vecka, månad, termin …"),
    ],
)
def test_what_is_filled_in_wrong_is_told_at_its_field_and_kept(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str, given: dict[str, str], said: str
) -> None:
    doubt(service, "K7F3", "i maj någon gång")
    answer = coordinator.post("/lasningar/K7F3/nar", data={"csrf": csrf, "valj": "1", **given})
    assert answer.status_code == 422
    assert said in words_of(answer.text)
    assert all(f'value="{each}"' in answer.text for key, each in given.items() if each and key != "sort")
    assert not measure_of(service, norrvik, "K7F3").when_corrected


def test_a_decision_can_be_taken_back(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    for code in ("K7F3", "P7XA"):
        doubt(service, code, "månadsskiftet maj/juni")
    answer = coordinator.post("/lasningar/K7F3/nar", data={"csrf": csrf, "ord": "senast 15 juni"})
    page = coordinator.get(answer.headers["location"]).text
    assert "Ångra Då läses ”månadsskiftet maj/juni” som förut." in words_of(page)
    assert measure_of(service, norrvik, "P7XA").when_reading["end"] == "2025-06-15"
    number = decision_in(answer.headers["location"])
    assert coordinator.get(f"/lasningar/rattelser/{number}/ta-tillbaka").status_code == 405
    coordinator.post(f"/lasningar/rattelser/{number}/ta-tillbaka", data={"csrf": csrf})
    for code in ("K7F3", "P7XA"):
        measure = measure_of(service, norrvik, code)
        assert (measure.when_corrected, measure.when_reading["check"]) == (False, True)
        assert measure.when_reading["end"] == "2025-06-10"
    assert corrections_as_corpus(service, norrvik.organisation_id) == []
    again = coordinator.post(f"/lasningar/rattelser/{number}/ta-tillbaka", data={"csrf": csrf})
    assert again.status_code == 303


def test_a_measure_moved_for_itself_keeps_its_time_when_the_words_decision_is_taken_back(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    for code in ("K7F3", "P7XA"):
        doubt(service, code, "kanske i maj")
    answer = coordinator.post("/lasningar/K7F3/nar", data={"csrf": csrf})
    with service.store.write() as session:
        row = session.scalars(select(MeasureRecord).where(MeasureRecord.code == "P7XA")).one()
        row.when_reading = {**row.when_reading, "end": "2025-09-30"}
    number = decision_in(answer.headers["location"])
    coordinator.post(f"/lasningar/rattelser/{number}/ta-tillbaka", data={"csrf": csrf})
    assert not measure_of(service, norrvik, "K7F3").when_corrected
    assert measure_of(service, norrvik, "P7XA").when_reading["end"] == "2025-09-30"


def test_another_organisations_decision_is_nobodys_to_take_back(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    doubt(service, "K7F3", "kanske i maj")
    coordinator.post("/lasningar/K7F3/nar", data={"csrf": csrf})
    assert withdraw_correction(service, norrvik.organisation_id + 1, 1, None) is None
    assert measure_of(service, norrvik, "K7F3").when_corrected


def test_an_owner_chosen_for_some_words_can_be_taken_back(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    lead, _ = doubtful_vem(service)
    answer = coordinator.post("/lasningar/K7F3/vem", data={"csrf": csrf, "lead": lead})
    assert "Det ni har bestämt (1)" in words_of(coordinator.get("/lasningar").text)
    number = decision_in(answer.headers["location"])
    coordinator.post(f"/lasningar/rattelser/{number}/ta-tillbaka", data={"csrf": csrf})
    assert not measure_of(service, norrvik, "K7F3").who_corrected


def test_a_vem_is_decided_with_those_who_take_part(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    lead, other = doubtful_vem(service)
    form = {"csrf": csrf, "valj": "1", "lead": other, "deltar": [lead]}
    answer = coordinator.post("/lasningar/K7F3/vem", data=form)
    assert answer.headers["location"].endswith("#nasta")
    decided = measure_of(service, norrvik, "K7F3")
    with service.store.read() as session:
        taking_part = taking_part_in(session, [decided.id])[decided.id]
    assert (decided.lead_id, taking_part) == (other, [lead])


def test_nobody_yet_is_an_answer_that_is_kept_and_asked_about_no_more(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    lead, _ = doubtful_vem(service)
    answer = coordinator.post("/lasningar/K7F3/vem", data={"csrf": csrf, "valj": "1", "lead": "ingen"})
    decided = measure_of(service, norrvik, "K7F3")
    assert decided.lead_id is None and decided.who_corrected
    page = words_of(coordinator.get("/lasningar").text)
    assert "ingen ansvarig än" in page and "ingen ansvarar" in page
    (line,) = corrections_as_corpus(service, norrvik.organisation_id)
    assert line["gold"] == {"persons": [], "roles_or_units": [], "lead": None}
    number = decision_in(answer.headers["location"])
    coordinator.post(f"/lasningar/rattelser/{number}/ta-tillbaka", data={"csrf": csrf})
    assert measure_of(service, norrvik, "K7F3").lead_id == lead


def test_the_next_reading_is_where_the_reader_goes_on(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    doubt(service, "K7F3", "i maj någon gång")
    doubt(service, "P7XA", "runt påsk")
    answer = coordinator.post("/lasningar/K7F3/nar", data={"csrf": csrf})
    assert answer.headers["location"].endswith("#nasta")
    assert '<h2 id="nasta" tabindex="-1">' in coordinator.get("/lasningar").text


def test_nobody_for_one_measure_takes_no_owner_from_another_with_the_same_words(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.write() as session:
        for row in session.scalars(select(MeasureRecord).where(MeasureRecord.code.in_(("K7F3", "P7XA")))):
            row.who_text, row.who_corrected = "Robin Sand", False
    coordinator.post("/planen/K7F3/vem", data={"csrf": csrf, "lead": ""})
    with service.store.write() as session:
        rows = session.scalars(select(MeasureRecord).where(MeasureRecord.code.in_(("K7F3", "P7XA")))).all()
        readings = prepare_readings(session, service, norrvik.organisation_id, 2025)
        read_measures(session, readings, rows, NOW.date())
    assert measure_of(service, norrvik, "K7F3").lead_id is None
    assert measure_of(service, norrvik, "P7XA").lead_id is not None


@pytest.mark.parametrize("road", ["/lasningar/K7F3/vem", "/planen/K7F3/vem"])
def test_a_number_too_large_for_a_row_takes_no_part(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str, road: str
) -> None:
    lead, _ = doubtful_vem(service)
    form = {"csrf": csrf, "valj": "1", "lead": lead, "deltar": ["9" * 30, "-1"]}
    assert coordinator.post(road, data=form).status_code == 303


def test_after_the_last_reading_the_reader_is_told_that_nothing_is_left(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.write() as session:
        for row in session.scalars(select(MeasureRecord)):
            row.when_reading = {**row.when_reading, "check": False}
            row.who_reading = {**row.who_reading, "check": False, "assumed_lead": False}
    doubt(service, "K7F3", "i maj någon gång")
    answer = coordinator.post("/lasningar/K7F3/nar", data={"csrf": csrf})
    page = coordinator.get(answer.headers["location"]).text
    assert '<p class="lead" id="nasta" tabindex="-1">Inget att se över.' in page


def test_the_plan_says_how_many_readings_are_left_where_it_leads_to_them(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    for code in ("K7F3", "P7XA"):
        doubt(service, code, "i maj någon gång")
    facts = show_readings(service, norrvik.organisation_id, TODAY)
    assert facts is not None
    assert f"{facts.total} läsningar att se över" in words_of(coordinator.get("/planen").text)
    coordinator.post("/lasningar/K7F3/nar", data={"csrf": csrf})
    assert "1 läsning att se över" in words_of(coordinator.get("/planen").text)

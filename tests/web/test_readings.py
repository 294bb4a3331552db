"""Readings to decide: in the order of what depends on them, marked up, drawn on the year, one press or a few words."""

import json

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from service.flows.correct_reading import corrections_as_corpus
from service.flows.service import Service
from service.flows.show_readings import Passage, passages_of, show_readings
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


def test_somebody_is_chosen_for_a_doubtful_vem(
    norrvik: Norrvik, service: Service, coordinator: TestClient, csrf: str
) -> None:
    with service.store.write() as session:
        row = session.scalars(select(MeasureRecord).where(MeasureRecord.code == "K7F3")).one()
        row.who_corrected, row.who_reading = (
            False,
            {**row.who_reading, "check": True, "why": "Två är nämnda."},
        )
        lead = row.lead_id
    assert "Två är nämnda." in words_of(coordinator.get("/lasningar").text)
    assert coordinator.post("/lasningar/K7F3/vem", data={"csrf": csrf, "lead": lead}).status_code == 303
    assert measure_of(service, norrvik, "K7F3").who_corrected
    assert coordinator.post("/lasningar/K7F3/vem", data={"csrf": csrf, "lead": "4711"}).status_code == 400


def test_only_ones_own_measures_and_only_by_a_form_of_ours(
    elsewhere: str, norrvik: Norrvik, coordinator: TestClient, csrf: str
) -> None:
    assert coordinator.post(f"/lasningar/{elsewhere}/nar", data={"csrf": csrf}).status_code == 404
    assert coordinator.post("/lasningar/K7F3/nar", data={"csrf": "x"}).status_code == 403

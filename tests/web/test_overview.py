"""The coordinator's first page, over Norrvik's plan on 6 March 2025."""

import re
from datetime import date, datetime

import pytest
from sqlalchemy import event, func, select, update
from starlette.testclient import TestClient

from service.adapters.clock import SetClock
from service.domain.followup import STATES, State, state_of
from service.domain.measure import STATUSES, Status
from service.flows.analyse_year import analyse_year
from service.flows.count_measures import count_measures, total
from service.flows.make_summary import make_summary
from service.flows.service import Service
from service.flows.show_overview import overview
from service.flows.standing import doubted, late_on, living, state_at, undated, unowned
from service.store.plan import AreaRow, FollowUpDate, FollowUpRecord, MeasureRecord, PlanRow
from service.store.post import ReminderRow
from tests.more_measures import copy_of
from tests.web.norrvik import NOW, Norrvik

TODAY = date(2025, 3, 6)


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&nbsp;", " ").split())


def test_the_first_line_is_the_answer(norrvik: Norrvik, coordinator: TestClient) -> None:
    words = words_of(coordinator.get("/").text)
    assert "Nästa uppföljning: onsdag 19 mars" in words
    assert (
        "4 av 17 åtgärder som följs upp har fått svar. Påminnelse går ut till 5 personer på onsdag kl. 8."
        in words
    )


def test_the_templates_empty_tab_is_no_area_to_look_at(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    with service.store.write() as session:
        plan = session.scalars(select(PlanRow)).one()
        session.add(AreaRow(plan_id=plan.id, name="[Eget område]", sheet="6", position=9, measures=0))
    for address in ("/", "/installningar", "/kalendrar"):
        page = coordinator.get(address)
        assert (page.status_code, "Eget område" in page.text) == (200, False)


def test_every_tile_leads_to_its_list(norrvik: Norrvik, coordinator: TestClient) -> None:
    html = coordinator.get("/").text
    tiles = re.findall(r'class="tile \w+" href="([^"]+)"><b>(\d+)</b><span>([^<]+)<', html)
    assert tiles == [
        ("/planen?visa=forsenade", "2", "försenade"),
        ("/planen?visa=utan-svar", "13", "utan svar inför 19 mars"),
        ("/planen?visa=utan-datum", "1", "utan datum"),
        ("/planen?visa=utan-ansvarig", "2", "utan ansvarig"),
        ("/personer?visa=studsar", "1", "adress som studsar"),
        ("/inkorg", "1", "svar att sortera"),
    ]


def test_every_problem_stands_with_its_next_step_and_with_what_happens_by_itself(
    norrvik: Norrvik, coordinator: TestClient
) -> None:
    words = words_of(coordinator.get("/").text)
    assert (
        "Försenad 10 dagar Hembesök tillsammans med socialtjänsten V3KD Skulle vara klar 24 februari."
        in words
    )
    assert "Ett utskick hittills. Nästa går till Robin Sand på onsdag. Skriv till Robin" in words
    assert "Cellen Vem är tom. Ingen får frågan förrän du har valt någon. Välj ansvarig" in words
    assert "I planen står ”ej bestämt”. Tills vidare frågar vi om den inför varje uppföljning." in words
    assert "Vi läser det som 1 september–31 december. Så räknar vi tills du ändrar." in words
    assert "adressen finns inte (5.1.1). Inget går dit förrän adressen är rättad." in words
    assert "12 mars Påminnelse till 5 som inte har svarat inför 19 mars" in words


def test_what_people_wrote_is_shown_and_never_run(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    with service.store.write() as session:
        session.execute(
            update(MeasureRecord).values(text="<script>x</script>", when_text='"><b>x', who_text="<i>y</i>")
        )
    html = coordinator.get("/").text
    assert "<script>x" not in html
    assert "&lt;script&gt;x" in html
    assert '"><b>x' not in html


def test_without_a_plan_the_page_says_how_to_begin(coordinator: TestClient) -> None:
    html = coordinator.get("/").text
    assert "Läs in er åtgärdsplan" in html
    assert 'href="/import"' in html


def test_another_organisations_plan_is_not_shown(norrvik: Norrvik, service: Service) -> None:
    assert overview(service, norrvik.organisation_id + 1, TODAY) is None


def test_after_the_last_follow_up_the_page_says_so(
    norrvik: Norrvik, service: Service, coordinator: TestClient
) -> None:
    with service.store.write() as session:
        for row in session.scalars(select(FollowUpDate).where(FollowUpDate.day >= TODAY)):
            session.delete(row)
        session.execute(update(ReminderRow).values(state="void"))
    words = words_of(coordinator.get("/").text)
    assert "Årets sista uppföljning är gjord" in words
    assert "Lägg till ett uppföljningsdatum" in words


def test_next_year_this_years_plan_is_still_shown(
    norrvik: Norrvik, service: Service, clock: SetClock, coordinator: TestClient
) -> None:
    facts = overview(service, norrvik.organisation_id, date(2026, 2, 3))
    assert facts is not None
    assert facts.year == 2025


CASES: list[tuple[Status | None, str | None, str | None]] = [
    (status, start, end)
    for status in (None, *STATUSES)
    for start in (None, "2025-01-10", "2025-03-06", "2025-04-01")
    for end in (None, "2025-03-05", "2025-03-06", "2025-12-31")
]


def test_the_database_and_the_domain_agree_on_every_state(norrvik: Norrvik, service: Service) -> None:
    with service.store.write() as session:
        measure = session.scalars(select(MeasureRecord)).first()
        assert measure is not None
        for kinds in (["window"], ["ongoing", "window"], []):
            for status, start, end in CASES:
                measure.status = status
                measure.when_reading = {"kinds": kinds, "start": start, "end": end, "check": False}
                session.flush()
                shown = session.scalar(select(state_at(TODAY)).where(MeasureRecord.id == measure.id))
                assert shown == domain_state(status, start, end, "ongoing" in kinds), (
                    kinds,
                    status,
                    start,
                    end,
                )


def domain_state(status: Status | None, start: str | None, end: str | None, open_ended: bool) -> State:
    first = date.fromisoformat(start) if start else None
    last = date.fromisoformat(end) if end and not open_ended else None
    return state_of(status, first, last, TODAY)


def test_a_lists_filter_finds_as_many_as_its_tile_says(norrvik: Norrvik, service: Service) -> None:
    with service.store.read() as session:
        plan = session.get_one(PlanRow, norrvik.plan_id)
        alike = count_measures(session, plan, date(2025, 3, 19), date(2025, 1, 15))
        counted = {
            "late": total(each for each in alike if each.state(TODAY) == "late"),
            "undated": total(each for each in alike if each.undated),
            "unowned": total(each for each in alike if each.unowned),
            "doubted": total(each for each in alike if each.doubted),
        }
        filters = {"late": late_on(TODAY), "undated": undated, "unowned": unowned, "doubted": doubted}
        found = {
            name: session.scalar(select(func.count(MeasureRecord.id)).where(living(plan.id), which))
            for name, which in filters.items()
        }
    assert found == counted == {"late": 2, "undated": 1, "unowned": 2, "doubted": 1}


@pytest.mark.parametrize("copies", [0, 30])
def test_the_number_of_questions_to_the_database_does_not_grow_with_the_plan(
    norrvik: Norrvik, service: Service, copies: int
) -> None:
    with service.store.write() as session:
        rows = session.scalars(select(MeasureRecord)).all()
        top = session.scalar(select(func.max(MeasureRecord.position))) or 0
        for number in range(copies):
            for row in rows:
                code = f"{number:02d}{row.code}"[:8]
                session.add(MeasureRecord(**copy_of(row, code=code, position=top + 1)))
    asked: list[str] = []
    event.listen(service.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    facts = overview(service, norrvik.organisation_id, TODAY)
    assert facts is not None
    assert facts.total("measures") == 18 * (copies + 1)
    assert len([each for each in asked if each.startswith("SELECT")]) <= 22
    assert len(facts.todos) <= 13
    assert len(facts.wheel.spells) <= 80


def test_a_day_is_named_as_people_say_it(norrvik: Norrvik, clock: SetClock, coordinator: TestClient) -> None:
    clock.set(datetime(2025, 3, 6, 15, tzinfo=clock.now().tzinfo))
    coordinator.get("/")
    clock.set(datetime(2025, 3, 6, 19, tzinfo=clock.now().tzinfo))
    assert "på onsdag kl. 8" in words_of(coordinator.get("/").text)


def test_a_plan_whose_year_is_over_says_so_and_leads_to_the_next(
    norrvik: Norrvik, clock: SetClock, request: pytest.FixtureRequest
) -> None:
    clock.set(datetime(2026, 1, 12, 9, tzinfo=clock.now().tzinfo))
    coordinator: TestClient = request.getfixturevalue("coordinator")
    html = coordinator.get("/").text
    assert "<h1>Planen gäller 2025</h1>" in html
    assert "Läs in årets plan" in html


def test_overview_summary_and_yearly_analysis_say_the_same_of_one_day(
    norrvik: Norrvik, service: Service
) -> None:
    facts = overview(service, norrvik.organisation_id, TODAY)
    summary = make_summary(service, norrvik.organisation_id).summary
    analysis = analyse_year(service, norrvik.organisation_id)
    assert facts is not None and facts.meeting == summary.day
    for state in STATES:
        assert facts.total(state) == summary.count(state) == analysis.state_total(state), state
    assert sum(summary.count(state) for state in STATES) == summary.measures == facts.total("measures")
    assert (facts.total("followed"), facts.total("answered")) == (summary.followed, summary.answered)
    for area in facts.areas:
        assert sum(getattr(area, state) for state in STATES) == area.measures


def test_an_old_note_in_the_workbook_is_no_answer(norrvik: Norrvik, service: Service) -> None:
    before = overview(service, norrvik.organisation_id, TODAY)
    with service.store.write() as session:
        measure = session.scalars(select(MeasureRecord).where(MeasureRecord.code == "K7F3")).one()
        note = {"occasion": "", "day": TODAY, "status": None, "text": "Pågick i fjol."}
        note |= {"source": "cell", "source_ref": "G7", "recorded_at": NOW}
        session.add(FollowUpRecord(measure_id=measure.id, **note))
    after = overview(service, norrvik.organisation_id, TODAY)
    assert before is not None and after is not None
    assert after.total("answered") == before.total("answered")
    summary = make_summary(service, norrvik.organisation_id).summary
    assert summary.answered == after.total("answered")

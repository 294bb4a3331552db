"""The owner's page: Robin has been asked about three measures before 19 March."""

import re
from datetime import date, timedelta

from sqlalchemy import select
from starlette.testclient import TestClient

from service.adapters.clock import SetClock
from service.flows.service import Service
from service.store.plan import FollowUpRecord, MeasureRecord
from service.store.post import ReminderRow
from tests.web.conftest import field
from tests.web.norrvik import Norrvik


def measure(service: Service, code: str) -> MeasureRecord:
    with service.store.read() as session:
        return session.scalars(select(MeasureRecord).where(MeasureRecord.code == code)).one()


def from_page(service: Service) -> list[FollowUpRecord]:
    with service.store.read() as session:
        query = select(FollowUpRecord).where(FollowUpRecord.source == "page").order_by(FollowUpRecord.id)
        return list(session.scalars(query))


def fill_in(client: TestClient, address: str, road: str = "", **words: str) -> str:
    """Open a question, fill its form in, send it; return where it leads."""
    answer = client.post(address + road, data={"csrf": field(client.get(address).text), **words})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_the_page_asks_about_one_measure_and_shows_goal_deadline_and_last_answer(
    norrvik: Norrvik, client: TestClient
) -> None:
    html = client.get(f"/svar/{norrvik.token}").text
    words = " ".join(re.sub(r"<[^>]+>", "", html).split())
    assert "Åtgärd 1 av 3 · K7F3 · svara senast 18 mars" in words
    assert "Mål: Varje klass har fått ett besök." in words
    assert "Förra gången (14 januari): ”Pågår, besök tisdagar och torsdagar.”" in words
    assert html.count('type="radio"') == 5
    assert "checked" not in html
    assert "<script" not in html


def test_an_answer_is_recorded_and_leads_to_the_next_question(
    norrvik: Norrvik, client: TestClient, service: Service
) -> None:
    address = f"/svar/{norrvik.token}"
    onward = fill_in(
        client,
        f"{address}/1",
        status="delayed",
        text="  Två skolor av tre.\r\nDen tredje i maj.  ",
        hindrance="Sjukdom",
        new_date="slutet av maj",
    )
    assert onward == f"{address}/2?sparat=1"
    assert "Sparat:" in client.get(onward).text
    (record,) = from_page(service)
    assert (record.status, record.text) == ("delayed", "Två skolor av tre.\r\nDen tredje i maj.")
    assert (record.hindrance, record.new_date_text, record.confirmed) == ("Sjukdom", "slutet av maj", True)
    assert record.occasion == "f:2025-03-19"
    assert measure(service, "K7F3").status == "delayed"


def test_an_answer_stops_the_reminders_of_that_measure_and_date(
    norrvik: Norrvik, client: TestClient, service: Service
) -> None:
    fill_in(client, f"/svar/{norrvik.token}/1", status="ongoing")
    with service.store.read() as session:
        waiting = select(ReminderRow).where(
            ReminderRow.measure_id == measure(service, "K7F3").id,
            ReminderRow.occasion == "f:2025-03-19",
            ReminderRow.state == "planned",
        )
        assert session.scalars(waiting).all() == []


def test_after_the_last_question_the_answers_are_shown_and_can_be_changed(
    norrvik: Norrvik, client: TestClient, service: Service
) -> None:
    address = f"/svar/{norrvik.token}"
    fill_in(client, f"{address}/1", status="done", text="Klart nu.")
    fill_in(client, f"{address}/2", "/inte-min", who="Eva Holm")
    assert fill_in(client, f"{address}/3", "/senare", later="2025-03-14") == f"{address}/klart"
    thanks = client.get(address).text
    assert "Tack, det var allt" in thanks
    assert "”Klart nu.”" in thanks
    assert "Samordnaren hittar rätt person" in thanks
    assert "Vi påminner dig fredag 14 mars" in thanks
    again = client.get(f"{address}/1").text
    assert "Du svarade 6 mars kl. 09.30" in " ".join(re.sub(r"<[^>]+>", "", again).split())
    assert 'value="done" required checked' in again
    fill_in(client, f"{address}/1", status="ongoing", text="Inte riktigt klart.")
    assert [record.status for record in from_page(service)] == ["done", "ongoing"]
    assert measure(service, "V3KD").lead_id is None
    assert measure(service, "S9VE").snoozed_until == date(2025, 3, 14)


def test_without_a_choice_nothing_is_saved_and_nothing_typed_is_lost(
    norrvik: Norrvik, client: TestClient, service: Service
) -> None:
    address = f"/svar/{norrvik.token}/1"
    form = {"csrf": field(client.get(address).text), "text": "Halva <b>jobbet</b>", "new_date": "i maj"}
    answer = client.post(address, data=form)
    assert answer.status_code == 400
    assert "Välj det som stämmer bäst." in answer.text
    assert "Halva &lt;b&gt;jobbet&lt;/b&gt;</textarea>" in answer.text
    assert 'value="i maj"' in answer.text
    assert from_page(service) == []


def test_a_day_to_be_reminded_on_must_lie_ahead_and_near(
    norrvik: Norrvik, client: TestClient, service: Service
) -> None:
    address = f"/svar/{norrvik.token}/1"
    for later in ("2025-03-06", "2026-03-06", "i morgon", ""):
        form = {"csrf": field(client.get(address).text), "later": later}
        answer = client.post(f"{address}/senare", data=form)
        assert answer.status_code == 400, later
        assert "Välj en dag" in answer.text
    assert measure(service, "K7F3").snoozed_until is None


def test_the_same_form_sent_twice_is_one_answer(
    norrvik: Norrvik, client: TestClient, service: Service
) -> None:
    address = f"/svar/{norrvik.token}/1"
    form = {"csrf": field(client.get(address).text), "status": "ongoing", "text": "Ja."}
    assert [client.post(address, data=form).status_code for _ in range(2)] == [303, 303]
    assert len(from_page(service)) == 1


def test_a_form_of_another_question_or_of_nobodys_is_refused(
    norrvik: Norrvik, client: TestClient, service: Service
) -> None:
    address = f"/svar/{norrvik.token}"
    other = field(client.get(f"{address}/2").text)
    for csrf in (other, "", "x", "nonce.0000", other.partition(".")[0]):
        assert client.post(f"{address}/1", data={"csrf": csrf, "status": "done"}).status_code == 403
    assert from_page(service) == []


def test_opening_a_link_changes_nothing(norrvik: Norrvik, client: TestClient, service: Service) -> None:
    for road in ("", "/1", "/2", "/klart", "/1?status=done"):
        assert client.get(f"/svar/{norrvik.token}{road}").status_code == 200
    assert client.get(f"/svar/{norrvik.token}/1/senare").status_code == 405
    assert from_page(service) == []


def test_a_link_that_is_not_ours_or_too_old_says_whom_to_write_to(
    norrvik: Norrvik, client: TestClient, clock: SetClock
) -> None:
    changed = norrvik.token[:-1] + ("a" if norrvik.token[-1] != "a" else "b")
    for token in (changed, "kort", "K7F3-2M", "å" * 24):
        answer = client.get(f"/svar/{token}")
        assert answer.status_code == 404
        assert "maja.ek@norrvik.example" in answer.text
        assert "Polisen träffar" not in answer.text
    clock.set(clock.now() + timedelta(days=250))
    assert client.get(f"/svar/{norrvik.token}").status_code == 404


def test_a_mail_program_may_write_the_token_in_capitals(norrvik: Norrvik, client: TestClient) -> None:
    assert client.get(f"/svar/{norrvik.token.upper()}/2").status_code == 200


def test_a_question_that_is_not_in_the_mail_does_not_exist(norrvik: Norrvik, client: TestClient) -> None:
    assert client.get(f"/svar/{norrvik.token}/9").status_code == 404
    assert client.post(f"/svar/{norrvik.token}/9", data={"csrf": "x"}).status_code == 404


def test_a_measure_that_has_left_the_plan_needs_no_answer(
    norrvik: Norrvik, client: TestClient, service: Service
) -> None:
    with service.store.write() as session:
        row = session.scalars(select(MeasureRecord).where(MeasureRecord.code == "K7F3")).one()
        row.gone_at = service.clock.now()
    html = client.get(f"/svar/{norrvik.token}/1").text
    assert "Du behöver inte svara om den" in html
    assert 'type="radio"' not in html


def test_a_measure_of_many_words_has_a_short_heading_and_stands_whole_below(
    norrvik: Norrvik, client: TestClient, service: Service
) -> None:
    long = (
        "Ta fram en gemensam rutin för hur skolan, fritiden och polisen berättar för varandra " * 3
        + "till sist"
    )
    with service.store.write() as session:
        session.scalars(select(MeasureRecord).where(MeasureRecord.code == "K7F3")).one().text = long
    html = client.get(f"/svar/{norrvik.token}/1").text
    heading = html.split("<h1>")[1].split("</h1>")[0]
    assert len(heading) <= 120
    assert f"<p>{long}</p>" in html


def test_words_withheld_for_what_they_hold_are_not_shown_again(
    norrvik: Norrvik, client: TestClient, service: Service
) -> None:
    with service.store.write() as session:
        row = session.scalars(select(FollowUpRecord).order_by(FollowUpRecord.id)).first()
        assert row is not None
        row.withheld = True
    html = client.get(f"/svar/{norrvik.token}/1").text
    assert "tisdagar och torsdagar" not in html

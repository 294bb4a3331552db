"""After days or weeks when nothing went out: the question first, and nobody told of silence before it has been asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from service.flows.fill_outbox import fill_outbox
from service.flows.record_followup import Report, record_followup
from service.flows.retry_message import hold_message, let_go
from service.flows.show_measure import show_measure
from service.flows.verify_ledger import verify_ledger
from service.ports import Outcome, Outgoing, nothing
from service.store.post import ReminderRow
from tests.flows.norrvik import CAFE, LAMPS, WALKS, Town

ROBIN = "robin.sand@norrvik.example"
TOLD = ("stand_in", "manager", "coordinator")


def told(town: Town) -> list[tuple[str, str, str]]:
    return [row for row in town.ledger("Byt", "f:") if row[0] in TOLD]


@pytest.mark.parametrize("up", [date(2025, 4, 7), date(2025, 4, 14), date(2025, 4, 25)])
def test_weeks_without_a_sweep_end_with_the_question_and_nobody_told(town: Town, up: date) -> None:
    town.bring_in(LAMPS)
    town.at(date(2025, 3, 3))
    town.at(up)
    assert [step for step, _, state in town.ledger("Byt", "f:") if state == "sent"] == ["ask"]
    assert {state for _, _, state in told(town)} <= {"planned", "void"}
    assert len([mail for mail in town.mails() if "Byt lampor" in mail.as_string()]) <= 1
    assert verify_ledger(town.service, town.id) == []


def test_after_downtime_the_silence_is_told_when_the_question_has_had_its_days(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(date(2025, 3, 3))
    town.days(date(2025, 4, 7), date(2025, 5, 16))
    assert told(town) == [
        ("stand_in", "Tove Alm", "sent"),
        ("manager", "Ingrid Falk", "sent"),
        ("coordinator", "Maja Ek", "sent"),
    ]
    assert days_of(town, "stand_in") >= date(2025, 4, 16)
    assert days_of(town, "stand_in") < days_of(town, "manager") < days_of(town, "coordinator")
    assert verify_ledger(town.service, town.id) == []


def test_every_row_that_downtime_made_needless_says_why(town: Town) -> None:
    town.bring_in(LAMPS, CAFE, WALKS)
    town.at(date(2025, 3, 3))
    town.at(date(2025, 4, 7))
    with town.service.store.read() as session:
        rows = session.scalars(select(ReminderRow).where(ReminderRow.state == "void")).all()
    assert rows and all(row.why for row in rows)
    assert "Frågan gick senare än planerat" in {row.why.partition(",")[0] for row in rows}


@pytest.mark.parametrize("last", [date(2025, 3, 20), date(2025, 4, 8), date(2025, 4, 10)])
def test_downtime_in_the_middle_of_the_ladder_tells_one_person_at_a_time(town: Town, last: date) -> None:
    town.bring_in(LAMPS)
    town.days(date(2025, 3, 3), last)
    before = len([row for row in told(town) if row[2] == "sent"])
    town.at(date(2025, 5, 5))
    assert len([row for row in told(town) if row[2] == "sent"]) <= before + 1
    town.days(date(2025, 5, 6), date(2025, 5, 30))
    assert [row[2] for row in told(town)] == ["sent"] * 3
    assert verify_ledger(town.service, town.id) == []


class Unreachable:
    """A mail server that cannot be reached."""

    name = "smtp"

    def send(self, mail: Outgoing, meanwhile: Callable[[], None] = nothing) -> Outcome:
        return Outcome("later", "", "")

    def close(self) -> None:
        """Nothing is open."""


def test_while_the_mail_server_is_away_nobody_is_told_of_silence(town: Town) -> None:
    town.bring_in(LAMPS)
    cut_off = Town(replace(town.service, mailer=Unreachable()), town.clock, town.folder)
    cut_off.days(date(2025, 3, 3), date(2025, 4, 24))
    assert not town.outbox("escalation")
    town.at(date(2025, 4, 25))
    assert {row[2] for row in told(town)} == {"planned"}
    town.days(date(2025, 4, 26), date(2025, 6, 4))
    assert {row[2] for row in told(town)} == {"sent"}
    assert verify_ledger(town.service, town.id) == []


def test_a_question_that_a_person_holds_back_is_not_escalated_and_verifies(town: Town) -> None:
    town.bring_in(LAMPS)
    town.clock.set(town.clock.now().replace(month=3, day=6, hour=9))
    assert fill_outbox(town.service)
    (message,) = town.outbox("reminder")
    assert hold_message(town.service, message.id, town.party("Maja Ek").id)
    assert verify_ledger(town.service, town.id) == []
    for day in (date(2025, 3, 7), date(2025, 3, 19), date(2025, 4, 7), date(2025, 4, 24)):
        town.at(day)
        assert verify_ledger(town.service, town.id) == []
    assert not town.outbox("escalation")
    assert town.mails(ROBIN) == []
    assert let_go(town.service, town.id, town.party("Robin Sand").id) == 1
    town.at(date(2025, 4, 25))
    assert len(town.mails(ROBIN)) == 1
    town.days(date(2025, 4, 26), date(2025, 6, 4))
    assert {row[2] for row in told(town)} == {"sent"}
    assert verify_ledger(town.service, town.id) == []


def test_a_plan_imported_after_its_follow_up_date_asks_nobody_about_it(town: Town) -> None:
    town.clock.set(town.clock.now().replace(month=4, day=7))
    town.bring_in(LAMPS, CAFE, WALKS)
    town.days(date(2025, 4, 7), date(2025, 5, 9))
    assert town.ledger("Byt", "f:") == []
    assert not town.outbox("escalation")
    assert verify_ledger(town.service, town.id) == []


@pytest.mark.parametrize("day", [25, 26, 27])
def test_a_plan_imported_about_its_follow_up_date_asks_before_it_tells(town: Town, day: int) -> None:
    town.clock.set(town.clock.now().replace(month=3, day=day))
    town.bring_in(LAMPS)
    town.days(date(2025, 3, day), date(2025, 4, 25))
    steps = [step for step, _, state in town.ledger("Byt", "f:") if state == "sent"]
    assert steps[:1] in ([], ["ask"])
    assert verify_ledger(town.service, town.id) == []


def days_of(town: Town, step: str) -> date:
    with town.service.store.read() as session:
        query = select(ReminderRow.due_day).where(
            ReminderRow.step == step,
            ReminderRow.measure_id == town.measure("Byt").id,
            ReminderRow.occasion.startswith("f:"),
        )
        return session.scalars(query).one()


def test_a_nudge_that_downtime_swallowed_is_explained(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(date(2025, 3, 3))
    town.at(date(2025, 6, 9))
    assert verify_ledger(town.service, town.id) == []
    town.days(date(2025, 6, 10), date(2025, 6, 27))
    assert verify_ledger(town.service, town.id) == []


def test_the_page_of_a_measure_says_what_comes_next_by_the_new_days(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(date(2025, 3, 3))
    town.at(date(2025, 4, 7))
    page = show_measure(town.service, town.id, town.measure("Byt").code, date(2025, 4, 7))
    assert page is not None
    assert page.then.day == min(days for days in planned_days(town) if days > date(2025, 4, 7))


def planned_days(town: Town) -> list[date]:
    with town.service.store.read() as session:
        query = select(ReminderRow.due_day).where(
            ReminderRow.state == "planned", ReminderRow.measure_id == town.measure("Byt").id
        )
        return list(session.scalars(query))


def test_what_waited_does_not_go_once_the_answer_has_come_by_another_road(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(date(2025, 3, 3))
    asked = days_of(town, "ask")
    answered = asked + timedelta(days=1)
    town.clock.set(datetime.combine(answered, time(7), tzinfo=town.service.zone))
    lamps, robin = town.measure("Byt"), town.party("Robin Sand")
    record_followup(town.service, Report(lamps.id, robin.id, "f:2025-03-26", "ongoing", "Pågår", "page", "1"))
    town.days(answered, answered + timedelta(days=7))
    assert [mail for mail in town.mails() if "Byt lampor" in mail.as_string()] == []
    assert verify_ledger(town.service, town.id) == []

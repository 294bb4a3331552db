"""The coordinator's weekly mail: what waits for a person, once a week, on a working day, whatever happens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from config.settings import Settings
from service.adapters.clock import SetClock
from service.bootstrap import build_service
from service.flows.coordinators import let_in_by_address
from service.flows.fill_outbox import fill_outbox
from service.flows.preview_schedule import preview_schedule
from service.flows.rules import rules_of
from service.flows.send_weekly import kept_for_the_weekly, send_weekly
from service.flows.silence import silence
from service.store.people import Organisation, PartyRow
from service.store.post import ReminderRow
from tests.flows.norrvik import CAFE, LAMPS, WALKS, Town, text_of

MAJA = "maja.ek@norrvik.example"
FIRST, SECOND = date(2025, 2, 3), date(2025, 2, 10)
NOBODYS = (
    "Tomma lokaler",
    "Ingen öppnar",
    "Öppna lokalen på kvällen",
    "Öppet",
    "senast 1 juni",
    "föreningarna",
)
UNDATED = ("Klotter", "Mörkt", "Måla om tunneln", "Ren tunnel", "", "Robin Sand")


def weekly(town: Town, to: str = MAJA) -> list[str]:
    return [text_of(mail) for mail in town.mails(to) if str(mail["Subject"]).startswith("Veckan i planen")]


def choose(town: Town, **rules: object) -> None:
    with town.service.store.write() as session:
        organisation = session.get_one(Organisation, town.id)
        organisation.settings = {**organisation.settings, "policy": {"weekly": rules}}


def test_what_waits_comes_with_the_next_step_and_a_link_to_the_place(town: Town) -> None:
    town.bring_in(NOBODYS, UNDATED)
    town.at(FIRST)
    (said,) = weekly(town)
    code = town.measure("Öppna").code
    assert f"{code} Öppna lokalen på kvällen: ”föreningarna”." in said
    assert "Gör så här: Välj ansvarig" in said
    assert f"https://plan.norrvik.example/atgard/{code}#vem" in said
    assert f"https://plan.norrvik.example/atgard/{town.measure('Måla').code}#nar" in said
    assert said.index("Utan ansvarig") < said.index("Utan datum")


def test_a_measure_that_ends_in_a_full_stop_does_not_end_our_sentence(town: Town) -> None:
    town.bring_in((*NOBODYS[:2], "Öppna lokalen på kvällen.", *NOBODYS[3:]))
    town.at(FIRST)
    (said,) = weekly(town)
    assert "Öppna lokalen på kvällen: ”föreningarna”." in said


def test_it_goes_once_a_week_however_often_the_sweep_runs(town: Town) -> None:
    town.bring_in(NOBODYS)
    town.days(FIRST, SECOND - timedelta(days=1))
    assert len(weekly(town)) == 1
    town.at(SECOND)
    assert len(weekly(town)) == 2


def test_nothing_waiting_gives_no_mail_in_the_whole_week(town: Town) -> None:
    town.bring_in(LAMPS, WALKS)
    town.at(FIRST)
    town.bring_in(LAMPS, WALKS, NOBODYS)
    town.days(FIRST + timedelta(days=1), SECOND - timedelta(days=1))
    assert weekly(town) == []
    town.at(SECOND)
    assert len(weekly(town)) == 1


def test_an_organisation_may_have_it_although_nothing_waits(town: Town) -> None:
    town.bring_in(LAMPS)
    choose(town, when_empty=True)
    town.at(FIRST)
    (said,) = weekly(town)
    assert "Inget väntar på dig den här veckan." in said


def test_an_organisation_may_choose_another_weekday_or_none(town: Town) -> None:
    town.bring_in(NOBODYS)
    choose(town, day="wednesday")
    town.at(FIRST - timedelta(days=5))
    town.days(FIRST, FIRST + timedelta(days=1))
    assert len(weekly(town)) == 1
    town.at(FIRST + timedelta(days=2))
    assert len(weekly(town)) == 2
    choose(town, day="never")
    town.days(SECOND, SECOND + timedelta(days=4))
    assert len(weekly(town)) == 2


def test_it_waits_for_the_hour_and_for_a_working_day(town: Town) -> None:
    town.bring_in(NOBODYS)
    town.at(FIRST, hour=7)
    assert weekly(town) == []
    # Easter Monday: the mail comes on Tuesday.
    town.at(date(2025, 4, 21))
    assert weekly(town) == []
    town.at(date(2025, 4, 22))
    assert len(weekly(town)) == 1


def test_a_machine_that_was_down_sends_one_mail_for_all_the_weeks(town: Town) -> None:
    town.bring_in(NOBODYS)
    town.at(FIRST)
    town.days(date(2025, 3, 6), date(2025, 3, 7))
    assert len(weekly(town)) == 2
    town.at(date(2025, 3, 10))
    assert len(weekly(town)) == 3


def test_a_clock_set_back_sends_no_second_mail(town: Town) -> None:
    town.bring_in(NOBODYS)
    town.at(SECOND)
    town.days(FIRST, SECOND)
    assert len(weekly(town)) == 1


def test_the_week_the_plan_is_brought_in_has_none(town: Town) -> None:
    town.clock.set(datetime(2025, 2, 4, 9, tzinfo=UTC))
    town.bring_in(NOBODYS)
    town.days(date(2025, 2, 4), date(2025, 2, 7))
    assert weekly(town) == []
    town.at(SECOND)
    assert len(weekly(town)) == 1


def test_every_coordinator_gets_one_and_nobody_else(town: Town) -> None:
    town.bring_in(NOBODYS)
    let_in_by_address(town.service, town.id, "Ida Ros", "ida.ros@norrvik.example")
    town.at(FIRST)
    assert len(weekly(town)) == len(weekly(town, "ida.ros@norrvik.example")) == 1
    assert len(town.outbox("weekly")) == 2


def test_an_address_that_bounces_and_one_that_is_none_stop_nobody_else(town: Town) -> None:
    town.bring_in(NOBODYS)
    let_in_by_address(town.service, town.id, "Ida Ros", "ida.ros@norrvik.example")
    with town.service.store.write() as session:
        session.get_one(PartyRow, town.party("Maja Ek").id).email = "maja.ek"
        silence(
            session,
            town.service,
            session.get_one(PartyRow, town.party("Robin Sand").id),
            "550",
            town.clock.now(),
        )
    town.at(FIRST)
    (said,) = weekly(town, "ida.ros@norrvik.example")
    assert "Robin Sand, robin.sand@norrvik.example, tar inte emot mejl." in said
    assert "Rätta adressen" in said


def test_what_nobody_answered_after_the_follow_up_is_there_with_what_happens_by_itself(town: Town) -> None:
    town.bring_in(LAMPS)
    town.days(date(2025, 3, 6), date(2025, 3, 31))
    said = weekly(town)[-1]
    code = town.measure("Byt").code
    assert "Utan svar efter uppföljningen 26 mars" in said
    assert f"{code} Byt lampor vid bryggan: frågan har gått" in said
    assert "Fråga Robin Sand och lägg in beskedet" in said
    assert f"/atgard/{code}#besked" in said
    assert "Nästa fråga går till" in said


def test_a_mail_to_sort_is_there_without_its_words(town: Town) -> None:
    town.bring_in(LAMPS)
    town.arrive(
        b"From: otto.berg@epost.example\r\nTo: arshjul@norrvik.example\r\nSubject: Om grannen Nils\r\n"
        b"Message-ID: <otto@epost.example>\r\n\r\nNu har det lyst i en vecka.\r\n"
    )
    town.at(FIRST)
    (said,) = weekly(town)
    assert "Mejlet från otto.berg@epost.example väntar på sin åtgärd." in said
    assert "https://plan.norrvik.example/inkorg/1" in said
    assert "Nils" not in said


def test_it_comes_on_a_day_without_tidings_of_silence(town: Town) -> None:
    town.bring_in(LAMPS, CAFE, NOBODYS)
    town.days(date(2025, 3, 6), date(2025, 5, 30))
    days = {
        kind: [
            each.created_at.date()
            for each in town.outbox(*kinds)
            if each.party_id == town.party("Maja Ek").id
        ]
        for kind, kinds in (("weekly", ("weekly",)), ("silence", ("escalation", "reminder")))
    }
    assert days["silence"]
    assert not set(days["weekly"]) & set(days["silence"])
    weeks = [day.isocalendar()[:2] for day in days["weekly"]]
    assert len(weeks) == len(set(weeks)) == 13


def test_a_plan_whose_year_is_over_leads_to_the_next_one(town: Town) -> None:
    town.bring_in(NOBODYS, LAMPS)
    town.days(date(2026, 2, 2), date(2026, 2, 6))
    (said,) = weekly(town)
    assert "Läs in årets plan" in said
    assert "Utan ansvarig" not in said


def test_nothing_goes_before_there_is_a_plan(town: Town) -> None:
    town.at(FIRST)
    assert send_weekly(town.service) == 0


def test_the_preview_says_when_it_comes(town: Town) -> None:
    town.bring_in(NOBODYS)
    town.at(FIRST)
    letters = [each for each in preview_schedule(town.service, town.id, 20) if each.person == "Maja Ek"]
    assert [each.day for each in letters] == [SECOND, date(2025, 2, 17)]
    assert letters[0].what == "Veckobrevet, om något väntar."


def test_the_preview_knows_that_it_leaves_the_day_to_other_mail(town: Town) -> None:
    town.bring_in(LAMPS, CAFE, NOBODYS)
    town.at(FIRST)
    letters = [each for each in preview_schedule(town.service, town.id, 120) if each.person == "Maja Ek"]
    days = [each.day for each in letters]
    assert any("Samordnaren" in each.what for each in letters)
    assert len(days) == len(set(days))


@pytest.mark.program("initdb")
def test_workers_that_look_at_the_same_time_write_one_mail(tmp_path: Path, empty_postgres_url: str) -> None:
    clock = SetClock(datetime(2025, 1, 2, 6, tzinfo=UTC))
    service = build_service(Settings(var=tmp_path, database_url=empty_postgres_url), clock=clock)
    town = Town(service, clock, tmp_path)
    town.bring_in(NOBODYS)
    clock.set(datetime.combine(FIRST, time(9), tzinfo=service.zone))
    with ThreadPoolExecutor(6) as workers:
        written = list(workers.map(lambda _: send_weekly(service), range(12)))
    assert sum(written) == len(town.outbox("weekly")) == 1
    service.store.close()


def tidings_on(town: Town, day: date) -> None:
    """Let tidings of silence be due to the coordinator on `day`."""
    now = town.clock.now()
    with town.service.store.write() as session:
        session.add(
            ReminderRow(
                organisation_id=town.id,
                measure_id=town.measure("Öppna").id,
                occasion="f:2025-03-26",
                step="coordinator",
                recipient_id=town.party("Maja Ek").id,
                due_day=day,
                due_at=now,
                reason="Ingen har svarat.",
                created_at=now,
                changed_at=now,
            )
        )


def test_it_leaves_the_day_to_tidings_that_are_still_to_be_written(town: Town) -> None:
    town.bring_in(NOBODYS)
    tidings_on(town, FIRST)
    town.clock.set(datetime.combine(FIRST, time(9), tzinfo=town.service.zone))
    assert send_weekly(town.service) == 0


def test_on_the_last_day_of_the_week_it_goes_first_and_the_tidings_wait(town: Town) -> None:
    town.bring_in(NOBODYS)
    friday = FIRST + timedelta(days=4)
    tidings_on(town, friday)
    town.clock.set(datetime.combine(friday, time(9), tzinfo=town.service.zone))
    assert fill_outbox(town.service) == 0
    assert send_weekly(town.service) == 1
    assert fill_outbox(town.service) == 0
    town.clock.set(datetime.combine(SECOND, time(9), tzinfo=town.service.zone))
    assert kept_for_the_weekly_on(town, SECOND) == set()


def test_the_preview_lets_the_tidings_follow_what_goes_on_the_last_day(town: Town) -> None:
    town.bring_in(NOBODYS)
    friday = FIRST + timedelta(days=4)
    tidings_on(town, friday)
    town.clock.set(datetime.combine(friday, time(7), tzinfo=town.service.zone))
    letters = [each for each in preview_schedule(town.service, town.id, 5) if each.person == "Maja Ek"]
    assert [(each.day, bool(each.measures)) for each in letters] == [
        (friday, False),
        (SECOND, True),
        (SECOND + timedelta(days=1), False),
    ]


def kept_for_the_weekly_on(town: Town, day: date) -> set[int]:
    with town.service.store.read() as session:
        policy, calendar = rules_of(town.service, session.get_one(Organisation, town.id))
        maja = town.party("Maja Ek").id
        return kept_for_the_weekly(session, [maja], policy, calendar, town.clock.now(), town.service.zone)


def test_where_nothing_waits_on_the_last_day_the_tidings_go(town: Town) -> None:
    town.bring_in(LAMPS)
    friday = FIRST + timedelta(days=4)
    town.clock.set(datetime.combine(friday, time(9), tzinfo=town.service.zone))
    assert kept_for_the_weekly_on(town, friday) == {town.party("Maja Ek").id}
    assert send_weekly(town.service) == 0
    assert kept_for_the_weekly_on(town, friday) == set()

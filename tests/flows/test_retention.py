"""What has been kept for as long as the rules say goes by itself: words go, the ledger and the follow-ups stay."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import undefer

from service.domain.schedule import PolicyError
from service.flows.retention import count_due
from service.flows.retire import retire
from service.flows.retry_message import retry_message
from service.flows.sign_in import make_link_secret
from service.flows.verify_ledger import verify_ledger
from service.store.people import Organisation, PartyRow, SignIn, WebSession
from service.store.plan import FollowUpRecord, Upload
from service.store.post import Inbound, Message, ReminderRow, Retirement
from tests.flows.norrvik import LAMPS, Town

ASK = date(2025, 3, 6)


def choose(town: Town, **rules: object) -> None:
    with town.service.store.write() as session:
        organisation = session.get_one(Organisation, town.id)
        organisation.settings = {**organisation.settings, "policy": {"retention": rules}}


def at(town: Town, day: date) -> None:
    """Let the clock show a day without letting anything else happen."""
    town.clock.set(datetime.combine(day, time(9), tzinfo=town.service.zone))


def gone(town: Town) -> dict[str, int]:
    with town.service.store.read() as session:
        return {row.what: row.number for row in session.scalars(select(Retirement))}


def answered(town: Town) -> None:
    """One question has gone out and been answered, and one automatic answer has come."""
    town.bring_in(LAMPS)
    town.at(ASK)
    (mail,) = town.mails("robin.sand")
    town.reply(mail, "Lamporna är beställda.")
    town.reply(mail, "Jag är ledig till 14 mars.", auto_submitted="auto-replied")
    town.at(ASK, hour=10)


def contents(town: Town) -> tuple[list[bytes], list[Inbound]]:
    with town.service.store.read() as session:
        sent = session.scalars(select(Message.content).where(Message.kind == "reminder")).all()
        received = session.scalars(
            select(Inbound).options(undefer(Inbound.content)).order_by(Inbound.id)
        ).all()
        return list(sent), list(received)


def test_nothing_goes_before_its_time(town: Town) -> None:
    answered(town)
    at(town, ASK + timedelta(days=29))
    assert retire(town.service) == 0
    assert gone(town) == {}


def test_automatic_answers_lose_their_words_first_and_answers_keep_theirs(town: Town) -> None:
    answered(town)
    at(town, ASK + timedelta(days=200))
    retire(town.service)
    sent, received = contents(town)
    assert all(sent)
    words = {row.state: (row.content, row.reading, row.subject) for row in received}
    assert words["auto"] == (b"", {}, "")
    assert words["answered"][0]
    assert gone(town)["automatic"] == 1
    assert retire(town.service) == 0


def test_what_we_sent_loses_its_words_and_the_ledger_still_adds_up(town: Town) -> None:
    answered(town)
    verified = verify_ledger(town.service, town.id)
    with town.service.store.read() as session:
        rows, records = session.query(ReminderRow).count(), session.query(FollowUpRecord).count()
    at(town, ASK + timedelta(days=760))
    retire(town.service)
    sent, _ = contents(town)
    assert sent == [b""]
    at(town, ASK)
    assert verify_ledger(town.service, town.id) == verified == []
    with town.service.store.read() as session:
        assert (session.query(ReminderRow).count(), session.query(FollowUpRecord).count()) == (rows, records)


def test_a_municipality_may_decide_to_let_answers_go(town: Town) -> None:
    answered(town)
    choose(town, answers=400)
    at(town, ASK + timedelta(days=401))
    retire(town.service)
    _, received = contents(town)
    assert {row.content for row in received} == {b""}
    assert [record.text for record in town.records("Byt")] == ["Lamporna är beställda."]


def test_the_same_mail_is_not_taken_in_again_after_its_words_have_gone(town: Town) -> None:
    answered(town)
    choose(town, answers=400)
    _, before = contents(town)
    at(town, ASK + timedelta(days=401))
    retire(town.service)
    for row in before:
        town.arrive(row.content)
    town.at(ASK + timedelta(days=401), hour=10)
    _, received = contents(town)
    assert len(received) == len(before)


def test_links_sessions_and_forgotten_workbooks_go(town: Town) -> None:
    now = datetime(2025, 1, 2, 8, tzinfo=UTC)
    town.clock.set(now)
    with town.service.store.write() as session:
        maja = session.scalars(select(PartyRow).where(PartyRow.coordinator)).one()
        make_link_secret(session, maja, now)
        session.add(SignIn(party_id=maja.id, secret_hash="b" * 64, expires_at=now, used_at=now))
        session.add(
            WebSession(party_id=maja.id, secret_hash="c" * 64, csrf="d", created_at=now, expires_at=now)
        )
        session.add(
            Upload(organisation_id=town.id, party_id=maja.id, name="plan.xlsx", content=b"x", uploaded_at=now)
        )
    at(town, date(2025, 8, 1))
    retire(town.service)
    assert gone(town) == {"links": 1, "sessions": 1, "uploads": 1}
    with town.service.store.read() as session:
        assert session.scalars(select(SignIn.secret_hash)).all() == ["b" * 64]


def test_much_goes_in_bounded_pieces_and_is_added_up(town: Town) -> None:
    now = datetime(2024, 1, 2, 8, tzinfo=UTC)
    with town.service.store.write() as session:
        maja = session.scalars(select(PartyRow).where(PartyRow.coordinator)).one()
        for number in range(5):
            session.add(SignIn(party_id=maja.id, secret_hash=f"{number}", expires_at=now))
    assert [retire(town.service, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert gone(town) == {"links": 5}


def test_what_would_go_can_be_seen_without_it_going(town: Town) -> None:
    answered(town)
    at(town, ASK + timedelta(days=200))
    found = {rule.what: (days, number) for rule, days, number in count_due(town.service, town.id)}
    assert found["automatic"] == (180, 1)
    assert found["answers"] == (0, 0)
    assert gone(town) == {}


def test_a_mail_without_its_words_is_not_sent_again(town: Town) -> None:
    answered(town)
    with town.service.store.write() as session:
        session.query(Message).filter(Message.kind == "reminder").update({"state": "failed"})
    at(town, ASK + timedelta(days=760))
    retire(town.service)
    (message,) = town.outbox("reminder")
    assert "gallrad" in retry_message(town.service, message.id)


@pytest.mark.parametrize("rules", [{"sent": 100}, {"sent": "länge"}, {"automatic": -1}, {"answers": True}])
def test_a_rule_that_cannot_be_followed_removes_nothing(town: Town, rules: dict[str, object]) -> None:
    answered(town)
    choose(town, **rules)
    at(town, ASK + timedelta(days=2000))
    assert retire(town.service) == 0
    with pytest.raises(PolicyError):
        count_due(town.service, town.id)


def test_the_ledger_adds_up_when_somebody_else_was_asked(town: Town) -> None:
    town.bring_in(LAMPS)
    town.at(ASK)
    (mail,) = town.mails("robin.sand")
    town.reply(mail, "Jag är ledig till 21 mars.", auto_submitted="auto-replied")
    town.days(ASK, date(2025, 4, 30))
    assert town.mails("tove.alm")
    town.days(date(2025, 11, 10), date(2025, 11, 12))
    assert gone(town)["automatic"] == 1
    assert verify_ledger(town.service, town.id) == []


def test_each_organisation_keeps_by_its_own_rules_though_all_are_asked_about_together(town: Town) -> None:
    now = datetime.combine(ASK, time(9), tzinfo=UTC)
    choose(town, sessions=10)
    with town.service.store.write() as session:
        other = Organisation(name="Söderslätt", settings={"policy": {"retention": {"sessions": 40}}})
        session.add(other)
        session.flush()
        theirs = other.id
        for where in (town.id, theirs):
            party = PartyRow(organisation_id=where, name="Maja Ek", email="maja.ek@norrvik.example")
            session.add(party)
            session.flush()
            upload = Upload(
                organisation_id=where, party_id=party.id, name="a.xlsx", content=b"x", uploaded_at=now
            )
            session.add(upload)
    at(town, ASK + timedelta(days=20))
    assert retire(town.service) == 1
    with town.service.store.read() as session:
        assert session.scalars(select(Upload.organisation_id)).all() == [theirs]


def test_an_organisation_that_has_nothing_to_remove_is_not_even_touched(town: Town) -> None:
    now = datetime.combine(ASK, time(9), tzinfo=UTC)
    with town.service.store.write() as session:
        session.add(Organisation(name="Söderslätt", settings={}))
        maja = session.scalars(select(PartyRow).where(PartyRow.coordinator)).one()
        session.add(
            WebSession(party_id=maja.id, secret_hash="c" * 64, csrf="d", created_at=now, expires_at=now)
        )
    at(town, ASK + timedelta(days=400))
    begun: list[str] = []
    event.listen(town.service.store.engine, "before_cursor_execute", lambda *given: begun.append(given[2]))
    assert retire(town.service) == 1
    assert begun.count("BEGIN IMMEDIATE") == 1

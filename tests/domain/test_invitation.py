"""What the ledger of sent entries decides."""

from dataclasses import replace
from datetime import date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from service.domain.invitation import (
    Entry,
    Invitation,
    Sent,
    calendar_uid,
    measure_title,
    next_invitation,
)

TODAY = date(2025, 3, 3)
MEETING = Entry("Uppföljning av åtgärdsplanen", date(2025, 3, 19), time(13), time(14, 30))
MOVED = replace(MEETING, day=date(2025, 3, 20))


def test_an_occasion_nobody_was_told_of_is_a_request() -> None:
    assert next_invitation("u", MEETING, [], TODAY) == Invitation("u", 0, "REQUEST", MEETING)


def test_what_the_recipient_has_already_is_not_sent_again() -> None:
    assert next_invitation("u", MEETING, [Sent(0, "REQUEST", MEETING)], TODAY) is None


def test_another_day_is_an_update_that_says_the_old_day() -> None:
    update = next_invitation("u", MOVED, [Sent(0, "REQUEST", MEETING)], TODAY)
    assert update == Invitation("u", 1, "REQUEST", MOVED, was=date(2025, 3, 19))
    assert update.action == "moved"


def test_another_place_is_an_update_of_the_same_day() -> None:
    elsewhere = replace(MEETING, place="Strandskolan")
    update = next_invitation("u", elsewhere, [Sent(4, "REQUEST", MEETING)], TODAY)
    assert update == Invitation("u", 5, "REQUEST", elsewhere)


def test_an_occasion_that_is_gone_is_withdrawn_as_it_was_last_shown() -> None:
    ledger = [Sent(1, "REQUEST", MOVED), Sent(0, "REQUEST", MEETING)]
    assert next_invitation("u", None, ledger, TODAY) == Invitation("u", 2, "CANCEL", MOVED)


def test_what_was_withdrawn_is_not_withdrawn_again_but_may_come_back() -> None:
    ledger = [Sent(0, "REQUEST", MEETING), Sent(1, "CANCEL", MEETING)]
    assert next_invitation("u", None, ledger, TODAY) is None
    assert next_invitation("u", MEETING, ledger, TODAY) == Invitation("u", 2, "REQUEST", MEETING)


def test_nobody_is_told_of_what_has_passed() -> None:
    after = date(2025, 3, 21)
    assert next_invitation("u", MEETING, [], after) is None
    assert next_invitation("u", None, [Sent(0, "REQUEST", MEETING)], after) is None
    ahead = replace(MEETING, day=date(2025, 4, 2))
    assert next_invitation("u", ahead, [Sent(0, "REQUEST", MEETING)], after) is not None


def test_nothing_wanted_and_nothing_sent_is_nothing() -> None:
    assert next_invitation("u", None, [], TODAY) is None


@given(st.lists(st.one_of(st.none(), st.sampled_from([MEETING, MOVED, replace(MEETING, place="Ripan")]))))
def test_however_the_plan_changes_the_sequence_only_rises_and_the_last_wish_is_what_is_shown(
    wishes: list[Entry | None],
) -> None:
    ledger: list[Sent] = []
    for wish in wishes:
        invitation = next_invitation("u", wish, ledger, TODAY)
        if invitation is not None:
            ledger.append(invitation.as_sent())
        assert next_invitation("u", wish, ledger, TODAY) is None
        shown = ledger[-1].entry if ledger and ledger[-1].method == "REQUEST" else None
        assert shown == wish
    assert [sent.sequence for sent in ledger] == list(range(len(ledger)))


def test_a_uid_lasts_and_tells_nothing_of_the_person() -> None:
    uid = calendar_uid("f:2025-03-19", "robin.sand@norrvik.example", "plan.norrvik.example")
    assert uid == calendar_uid("f:2025-03-19", "robin.sand@norrvik.example", "plan.norrvik.example")
    assert uid != calendar_uid("f:2025-03-19", "sara.lindh@norrvik.example", "plan.norrvik.example")
    assert "robin" not in uid


def test_a_whole_day_ends_where_the_next_begins() -> None:
    assert Entry("Dag", date(2025, 12, 31)).span() == (date(2025, 12, 31), date(2026, 1, 1))


def test_an_end_that_is_missing_or_too_early_gives_an_hour() -> None:
    hour = (datetime(2025, 3, 19, 13), datetime(2025, 3, 19, 14))
    assert replace(MEETING, ends=None).span() == hour
    assert replace(MEETING, ends=time(9)).span() == hour


def test_a_measure_is_named_by_its_code_alone() -> None:
    assert measure_title("K7F3", "ends") == "K7F3 ska vara klar"

"""The ledger is held against what should have been."""

from datetime import date

from service.domain.schedule import TOO_LATE, Followed, LedgerRow, audit
from tests.domain.schedule.cast import MARCH, ROBIN, SARA, measure, planned

TODAY = date(2025, 3, 13)


def kept(followed: Followed) -> list[LedgerRow]:
    """Return the ledger of a machine that has done all it should by TODAY."""
    return [
        LedgerRow(each.key, each.due, "sent", each.due)
        if each.due <= TODAY
        else LedgerRow(each.key, each.due, "planned")
        for each in planned(followed)
    ]


def faults(followed: Followed, ledger: list[LedgerRow]) -> list[tuple[str, str]]:
    return [(fault.kind, fault.key.step) for fault in audit(followed, ledger, planned(followed), TODAY)]


def test_a_ledger_that_was_kept_has_no_fault() -> None:
    assert faults(measure(MARCH), kept(measure(MARCH))) == []


def test_a_row_that_is_not_there_is_missing() -> None:
    assert faults(measure(MARCH), kept(measure(MARCH))[1:]) == [("missing", "ask")]


def test_a_row_left_lying_after_its_day_is_waiting_unless_a_person_holds_it() -> None:
    first, *rest = kept(measure(MARCH))
    assert faults(measure(MARCH), [first._replace(state="planned", sent_on=None), *rest]) == [
        ("waiting", "ask")
    ]
    assert faults(measure(MARCH), [first._replace(state="held", sent_on=None), *rest]) == []


def test_what_is_due_to_somebody_with_other_mail_that_day_may_wait_for_the_next() -> None:
    first, *rest = kept(measure(MARCH))
    waiting = [first._replace(state="planned", sent_on=None), *rest]
    assert audit(measure(MARCH), waiting, planned(measure(MARCH)), TODAY, {ROBIN}) == ()


def test_a_mail_before_its_day_is_early() -> None:
    first, *rest = kept(measure(MARCH))
    assert faults(measure(MARCH), [first._replace(sent_on=date(2025, 2, 26)), *rest]) == [("early", "ask")]


def test_a_mail_after_the_answer_is_needless_and_one_the_same_morning_is_not() -> None:
    ledger = [row for row in kept(measure(MARCH)) if row.state == "sent"]
    answered_before = measure(MARCH, answered={"f:2025-03-19": date(2025, 3, 11)})
    assert faults(answered_before, ledger) == [("needless", "remind-5")]
    same_day = measure(MARCH, answered={"f:2025-03-19": date(2025, 3, 12)})
    assert faults(same_day, ledger) == []


def test_a_voided_row_needs_a_reason_and_must_not_be_wanted() -> None:
    *rest, last = kept(measure(MARCH))
    assert faults(measure(MARCH), [*rest, last._replace(state="void")]) == [("unexplained", "coordinator")]
    assert faults(measure(MARCH), [*rest, last._replace(state="void", why="Svar kom.")]) == [
        ("unexplained", "coordinator")
    ]
    assert faults(measure(MARCH), [*rest, last._replace(state="void", why=TOO_LATE)]) == []


def test_a_row_still_planned_for_what_is_over_is_unexplained() -> None:
    done = measure(MARCH, status="done", status_since=TODAY)
    assert {kind for kind, _ in faults(done, kept(measure(MARCH)))} == {"unexplained"}


def test_what_was_sent_to_an_earlier_lead_is_history() -> None:
    now = measure(MARCH, lead=SARA, since=date(2025, 3, 13))
    sent = [row for row in kept(measure(MARCH)) if row.state == "sent"]
    assert faults(now, [*kept(now), *sent]) == []

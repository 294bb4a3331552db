"""Due reminders become one message for each person and day, with numbered measures."""

from collections.abc import Iterable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.domain.message import DueReminder, Gathered, gather
from service.domain.schedule import Reminder, ReminderKey

ROBIN, SARA, MAJA = 2, 3, 1
DAY = date(2025, 2, 27)
DEADLINE = date(2025, 3, 18)


def due(
    number: int,
    measure: int,
    step: str = "ask",
    to: int = ROBIN,
    occasion: str = "f:2025-03-19",
    *,
    day: date = DAY,
    position: int = 0,
    after: Iterable[tuple[str, int, date]] = (),
    before: bool = False,
) -> DueReminder:
    coming = tuple(
        Reminder(ReminderKey(measure, occasion, name, person), on, person, (), "")
        for name, person, on in after
    )
    return DueReminder(
        number, ReminderKey(measure, occasion, step, to), day, position or measure, DEADLINE, coming, before
    )


def only(messages: tuple[Gathered, ...]) -> Gathered:
    (message,) = messages
    return message


def test_all_that_is_due_for_a_person_is_one_mail_with_the_measures_numbered_as_in_the_plan() -> None:
    message = only(gather([due(1, 30, position=3), due(2, 10, position=1), due(3, 20, position=2)], DAY))
    assert [(line.number, line.measure) for line in message.lines] == [(1, 10), (2, 20), (3, 30)]
    assert message.key == "reminders:2:2025-02-27"
    assert message.reminders == (2, 3, 1)
    assert (message.kind, message.step, message.deadline, message.late) == (
        "reminder",
        "ask",
        DEADLINE,
        False,
    )


def test_two_persons_get_a_mail_each() -> None:
    messages = gather([due(1, 10), due(2, 20, to=SARA), due(3, 30)], DAY)
    assert [(message.to, message.reminders) for message in messages] == [(ROBIN, (1, 3)), (SARA, (2,))]


def test_the_order_in_which_rows_come_does_not_matter() -> None:
    rows = [due(1, 10), due(2, 20), due(3, 10, "remind-5"), due(4, 30, to=SARA)]
    assert gather(rows, DAY) == gather(rows[::-1], DAY)


def test_after_a_week_of_downtime_a_measure_stands_once_and_all_its_rows_are_sent() -> None:
    missed = [due(1, 10, "remind-5", day=date(2025, 3, 12)), due(2, 10, "remind-1", day=date(2025, 3, 18))]
    message = only(gather(missed, date(2025, 3, 20)))
    assert [line.key.step for line in message.lines] == ["remind-1"]
    assert message.reminders == (1, 2)
    assert message.late
    assert message.deadline == date(2025, 3, 20), "never a day gone by"


def test_a_follow_up_weighs_more_than_an_own_date_and_being_asked_more_than_a_copy() -> None:
    own = due(1, 10, "ask", occasion="o:2025-02-26")
    assert only(gather([own, due(2, 10, "copy"), due(3, 10)], DAY)).lines[0].key.occasion == "f:2025-03-19"
    assert only(gather([own, due(2, 10, "copy")], DAY)).lines[0].role == "owner"


def test_only_own_dates_make_a_nudge() -> None:
    assert only(gather([due(1, 10, "nudge", occasion="o:2025-03-14")], DAY)).kind == "nudge"
    assert only(gather([due(1, 10, "nudge", occasion="o:2025-03-14"), due(2, 20)], DAY)).kind == "reminder"


def test_only_what_others_have_not_answered_makes_an_escalation() -> None:
    message = only(gather([due(1, 10, "coordinator", to=MAJA), due(2, 20, "coordinator", to=MAJA)], DAY))
    assert message.kind == "escalation"
    assert {line.role for line in message.lines} == {"told"}
    assert {line.next_step for line in message.lines} == {""}


def test_a_manager_who_also_owns_a_measure_gets_one_mail_with_both() -> None:
    told = due(1, 10, "manager", occasion="f:2025-02-12", after=[("coordinator", MAJA, date(2025, 3, 3))])
    message = only(gather([told, due(2, 20)], DAY))
    assert message.kind == "reminder"
    assert message.meeting == date(2025, 3, 19), (
        "the meeting that the reader's own measure is asked about for"
    )
    assert not message.then_told, "what happens with the other's measure is not said of the reader's"
    assert [line.role for line in message.lines] == ["told", "owner"]


def test_a_mail_that_only_reminds_is_a_reminder_and_one_with_something_new_a_question() -> None:
    assert only(gather([due(1, 10, "remind-5", before=True)], DAY)).step == "remind"
    assert only(gather([due(1, 10, "remind-5")], DAY)).step == "ask", (
        "the stand-in hears of it for the first time"
    )
    assert only(gather([due(1, 10, "remind-5", before=True), due(2, 20)], DAY)).step == "ask"


def test_the_mail_announces_what_comes_without_an_answer() -> None:
    coming = [("remind-5", ROBIN, date(2025, 3, 12)), ("coordinator", MAJA, date(2025, 4, 2))]
    message = only(gather([due(1, 10, after=coming)], DAY))
    assert message.later == (date(2025, 3, 12),)
    assert message.then_told
    assert message.lines[0].next_step == (
        "Utan svar påminner vi dig onsdag 12 mars. Onsdag 2 april hör samordnaren av sig till dig."
    )


def test_what_was_to_come_before_a_late_mail_is_not_announced() -> None:
    coming = [("remind-5", ROBIN, date(2025, 3, 12)), ("remind-1", ROBIN, date(2025, 3, 18))]
    message = only(gather([due(1, 10, after=coming)], date(2025, 3, 13)))
    assert message.later == (date(2025, 3, 18),)


ROWS = st.lists(
    st.builds(
        lambda measure, step, to, occasion, late: (measure, step, to, occasion, late),
        st.integers(1, 6),
        st.sampled_from(["ask", "remind-5", "copy", "late-1", "coordinator", "nudge"]),
        st.integers(1, 4),
        st.sampled_from(["f:2025-03-19", "o:2025-02-26"]),
        st.integers(0, 9),
    ),
    max_size=30,
    unique_by=lambda row: row[:4],
)


@given(ROWS)
def test_every_row_is_in_exactly_one_mail_and_no_person_gets_two(
    chosen: list[tuple[int, str, int, str, int]],
) -> None:
    rows = [
        due(number, measure, step, to, occasion, day=DAY - timedelta(days=late))
        for number, (measure, step, to, occasion, late) in enumerate(chosen)
    ]
    messages = gather(rows, DAY)
    assert sorted(number for message in messages for number in message.reminders) == list(range(len(rows)))
    assert (
        len({message.key for message in messages})
        == len(messages)
        == len({message.to for message in messages})
    )
    for message in messages:
        assert [line.number for line in message.lines] == list(range(1, len(message.lines) + 1))
        assert len({line.measure for line in message.lines}) == len(message.lines)

"""What happens next by itself: for the pages, and announced in every mail before anything is escalated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from service.domain.days import WorkCalendar, say_day
from service.domain.schedule.ladder import ladder_for
from service.domain.schedule.model import Followed, Occasion, Reminder
from service.domain.schedule.policy import Policy

WHAT = {
    "ask": "går frågan till den ansvariga",
    "remind": "går en påminnelse till den ansvariga",
    "late": "går en ny påminnelse till den ansvariga",
    "nudge": "får den ansvariga en tidig påminnelse",
    "again": "går den uppskjutna påminnelsen ut",
    "stand_in": "får ersättaren veta att svar saknas",
    "manager": "får chefen veta att svar saknas",
    "coordinator": "tar samordnaren vid",
}

ANNOUNCED = {
    "stand_in": "frågar vi din ersättare",
    "manager": "hör vi av oss till din chef",
    "coordinator": "hör samordnaren av sig till dig",
}


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next by itself with a measure: a Swedish sentence, and the day, None when nothing will."""

    text: str
    day: date | None = None


def what_next(followed: Followed, reminders: Iterable[Reminder], today: date) -> Next:
    """Return what happens next by itself, from the measure's planned reminders (`plan_reminders`)."""
    if followed.status == "done":
        return Next("Åtgärden är klar. Ingen påminns mer.")
    if followed.status == "cancelled":
        return Next("Åtgärden är avslutad. Ingen påminns mer.")
    if followed.lead is None:
        return Next("Ingen är ansvarig. Åtgärden står i samordnarens veckobrev.")
    ahead = [each for each in reminders if each.due >= today and each.key.step != "copy"]
    if not ahead:
        return Next("Inget mer är planerat.")
    coming = min(ahead, key=lambda each: each.due)
    return Next(f"{_first_large(say_day(coming.due, today))} {WHAT[_name(coming)]}.", coming.due)


def following(reminders: Iterable[Reminder], this: Reminder) -> tuple[Reminder, ...]:
    """Return what comes after `this` for the same measure and occasion if nobody answers, in time order."""
    same = [
        each
        for each in reminders
        if each.key[:2] == this.key[:2] and each.due > this.due and each.key.step != "copy"
    ]
    return tuple(sorted(same, key=lambda each: each.due))


def next_step(after: Iterable[Reminder], today: date) -> str:
    """Return the sentence that tells the owner what happens without an answer, and when; empty when nothing does.

    `after` is what `following` gives for the reminder at hand.
    """
    after = tuple(after)
    told = next((each for each in after if each.key.step in ANNOUNCED), None)
    again = next((each for each in after if each.key.step not in ANNOUNCED), None)
    if told is not None and (again is None or told.due <= again.due):
        return f"Utan svar {ANNOUNCED[told.key.step]} {say_day(told.due, today)}."
    reminded = f"Utan svar påminner vi dig {say_day(again.due, today)}." if again is not None else ""
    if told is None:
        return reminded
    return f"{reminded} {_first_large(say_day(told.due, today))} {ANNOUNCED[told.key.step]}."


def deadline_of(occasion: Occasion, due: date, policy: Policy, calendar: WorkCalendar) -> date:
    """Return the working day by which an answer is wanted of a reminder that is due on `due`.

    Before a follow-up date it is the policy's days before it. After it, and for a measure's own date, it is the
    policy's days after the reminder.
    """
    ladder = ladder_for(occasion, policy)
    if occasion.kind == "follow_up":
        wanted = calendar.add_working_days(calendar.on_or_before(occasion.day), -ladder.answer_by)
        if due <= wanted:
            return wanted
        return calendar.add_working_days(due, max(1, ladder.answer_by))
    return calendar.add_working_days(due, max(1, ladder.answer_by))


def _name(reminder: Reminder) -> str:
    return reminder.key.step.partition("-")[0]


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]

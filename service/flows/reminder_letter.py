"""What a gathered mail says, as the facts of a letter: the question, the nudge, or that somebody has not answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.message import Gathered, Line
from service.flows.letters import Ask, Contact, Escalation, Facts, Frame, Own, OwnDates, Reminder, Said
from service.flows.post_letter import Identifiers, answer_link
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.plan import FollowUpRecord, MeasureRecord
from service.store.post import ReminderRow

READERS: dict[str, Literal["stand_in", "manager", "coordinator"]] = {
    "stand_in": "stand_in",
    "manager": "manager",
}
"""To whom an escalation's step goes; every other step goes to the coordinator."""


@dataclass(frozen=True, slots=True)
class LetterContext:
    """What the letters of one moment need of the store, read once."""

    measures: dict[int, MeasureRecord]
    last: dict[int, FollowUpRecord]
    parties: dict[int, PartyRow]

    def lead_of(self, measure: int) -> PartyRow | None:
        """Return who leads a measure."""
        return self.parties.get(self.measures[measure].lead_id or 0)


def load_context(session: Session, recipients: Iterable[int], measures: Iterable[int]) -> LetterContext:
    """Read the measures, their last words, and everybody who is to be named."""
    rows = {
        row.id: row for row in session.scalars(select(MeasureRecord).where(MeasureRecord.id.in_(measures)))
    }
    named = {*recipients, *(row.lead_id for row in rows.values() if row.lead_id)}
    parties = {row.id: row for row in session.scalars(select(PartyRow).where(PartyRow.id.in_(named)))}
    return LetterContext(rows, _last_words(session, rows), parties)


def _last_words(session: Session, measures: Iterable[int]) -> dict[int, FollowUpRecord]:
    """Return the newest record with words for each measure, unless its words are withheld."""
    query = (
        select(FollowUpRecord)
        .where(FollowUpRecord.measure_id.in_(measures), FollowUpRecord.text != "", ~FollowUpRecord.withheld)
        .order_by(FollowUpRecord.day, FollowUpRecord.recorded_at)
    )
    return {row.measure_id: row for row in session.scalars(query)}


def reminder_letter(
    session: Session,
    service: Service,
    mail: Gathered,
    frame: Frame,
    context: LetterContext,
    named: Identifiers,
) -> Facts:
    """Return the facts of the letter that a gathered mail is to be."""
    asks = tuple(_ask(service, line, context, named) for line in mail.lines)
    link = answer_link(service, named)
    if mail.kind == "escalation":
        return _escalation(session, mail, frame, context, asks, link)
    away = _instead_of(mail, context)
    if mail.kind == "nudge" or mail.meeting is None:
        return OwnDates(frame, mail.deadline, asks, link, mail.later, mail.then_told, away)
    return Reminder(
        frame, mail.step, mail.meeting, mail.deadline, asks, link, mail.later, mail.then_told, instead_of=away
    )


def _ask(service: Service, line: Line, context: LetterContext, named: Identifiers) -> Ask:
    measure = context.measures[line.measure]
    last = context.last.get(line.measure)
    return Ask(
        number=line.number,
        code=measure.code,
        title=title_of(measure),
        link=answer_link(service, named, line.number),
        goals=measure.goals,
        last=Said(last.day, last.text) if last else None,
        own=_own(line, measure),
        note=_note(line, context),
    )


def _own(line: Line, measure: MeasureRecord) -> Own | None:
    """Say what happens in the measure's own time on the day asked about."""
    if not line.occasion.startswith("o:"):
        return None
    day = line.occasion[2:]
    reading = measure.when_reading
    begins = reading.get("start") == day and reading.get("end") != day
    return Own(date.fromisoformat(day), "begins" if begins else "ends")


def _note(line: Line, context: LetterContext) -> str:
    """Say why a measure that is not the reader's own stands in the mail."""
    lead = context.lead_of(line.measure)
    if lead is None:
        return ""
    if line.role == "copy":
        return f"Du deltar i åtgärden. {lead.name} ansvarar och har fått samma fråga."
    return f"{lead.name} ansvarar och har inte svarat." if line.role == "told" else ""


def _instead_of(mail: Gathered, context: LetterContext) -> str:
    """Name who is away, when every question of the mail is that person's."""
    leads = {context.measures[line.measure].lead_id for line in mail.lines if line.role == "owner"}
    lead = leads.pop() if len(leads) == 1 else None
    return context.parties[lead].name if lead is not None and lead != mail.to else ""


def _escalation(
    session: Session, mail: Gathered, frame: Frame, context: LetterContext, asks: tuple[Ask, ...], link: str
) -> Escalation:
    owners = {party.id: party for line in mail.lines if (party := context.lead_of(line.measure)) is not None}
    owner = next(iter(owners.values()), None)
    meetings = [
        date.fromisoformat(line.occasion[2:]) for line in mail.lines if line.occasion.startswith("f:")
    ]
    step = mail.lines[0].key.step
    return Escalation(
        frame=frame,
        reader=READERS.get(step, "coordinator"),
        owner=Contact(owner.name, "", owner.phone, owner.email) if owner else Contact(""),
        asked_days=_asked_days(session, mail.lines[0]),
        meeting=min(meetings, default=None),
        deadline=mail.deadline,
        asks=asks,
        link=link,
        several=len(owners) != 1,
    )


def _asked_days(session: Session, line: Line) -> tuple[date, ...]:
    """Return the days on which the owner was asked about a measure for this occasion."""
    days = session.scalars(
        select(ReminderRow.due_day)
        .where(ReminderRow.measure_id == line.measure, ReminderRow.occasion == line.occasion)
        .where(ReminderRow.state == "sent", ReminderRow.step.not_in(("copy", "stand_in", "manager")))
    )
    return tuple(sorted(set(days)))


def title_of(measure: MeasureRecord) -> str:
    """Return a measure's words on one line, short enough for a heading."""
    line = " ".join(measure.text.split())
    return line if len(line) <= 120 else line[:118].rsplit(" ", 1)[0] + " …"

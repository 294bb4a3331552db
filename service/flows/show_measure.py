"""Everything about one measure: what it is, how it was read, who answers for it, and its whole history as one line.

The history is the proof: when somebody was asked and by which mail, what was answered and by which road, and every
change, with who made it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.followup import State, state_of
from service.domain.measure import Status
from service.domain.schedule import Next, plan_reminders, what_next
from service.flows.confirm_answer import unconfirmed_of
from service.flows.find_measure import find_measure
from service.flows.followed import as_it_went, followed_of, outlook_of
from service.flows.service import Service
from service.flows.show_attachments import ShownFile, files_of_records
from service.flows.show_choices import WhoChoices, who_choices
from service.flows.show_plan import next_occasion
from service.store.people import PartyRow
from service.store.plan import Event, FollowUpDate, FollowUpRecord, MeasureParty, MeasureRecord
from service.store.post import Message, ReminderRow

MOST = 300
"""Lines of each kind that a history shows; no measure of a year comes near."""

Kind = Literal["asked", "failed", "answered", "changed", "void"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the history. `words` are people's own where the kind is "answered", else a sentence of ours.

    `message_id` is the mail to look at, `record_id` the report; `withheld` words are not in here.
    """

    at: datetime
    kind: Kind
    person: str
    words: str
    status: Status | None = None
    hindrance: str = ""
    new_date: str = ""
    occasion: str = ""
    source: str = ""
    source_ref: str = ""
    confirmed: bool = True
    withheld: bool = False
    record_id: int = 0
    files: tuple[ShownFile, ...] = ()
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder still to go: the day, to whom and why; `state` says whether it lies in a mail already."""

    day: date
    to: str
    reason: str
    state: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new time that an owner has proposed, in the owner's words."""

    record_id: int
    words: str
    by: str
    day: date


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """The whole page. `then` is what happens next by itself, `days` the follow-up dates a word may be given for.

    `unconfirmed` are the numbers of the answers that wait for a coordinator to vouch for them.
    """

    measure: MeasureRecord
    state: State
    taking_part: tuple[PartyRow, ...]
    choices: WhoChoices
    next_day: date | None
    then: Next
    planned: tuple[Planned, ...]
    proposals: tuple[Proposal, ...]
    history: tuple[Moment, ...]
    days: tuple[date, ...]
    unconfirmed: frozenset[int]

    def of_kind(self, *kinds: Kind) -> tuple[Moment, ...]:
        """Return the history's lines of some kinds, the newest first."""
        return tuple(moment for moment in self.history if moment.kind in kinds)


def show_measure(service: Service, organisation_id: int, code: str, today: date) -> MeasurePage | None:
    """Return the page of a measure; None when the organisation has none with that code."""
    with service.store.read() as session:
        measure = find_measure(session, organisation_id, code)
        if measure is None:
            return None
        records = _records(session, measure)
        outlook = outlook_of(session, service, organisation_id)
        followed = next(iter(followed_of(session, [measure], service.zone, outlook.policy)))
        followed = as_it_went(session, followed, service.zone, today)
        reminders = plan_reminders(followed, outlook.policy, outlook.calendar, outlook.people)
        coming = next_occasion(followed.occasions, today) if followed.closed_on is None else None
        sent, planned = _reminders(session, measure)
        files = files_of_records(session, [record.id for record, _ in records])
        moments = (*_answers(records, files), *_changes(session, measure), *sent)
        return MeasurePage(
            measure=measure,
            state=_state(measure, today),
            taking_part=_taking_part(session, measure),
            choices=who_choices(session, measure),
            next_day=coming.day if coming else None,
            then=what_next(followed, reminders, today),
            planned=planned,
            proposals=_proposals(records),
            history=tuple(sorted(moments, key=lambda moment: moment.at, reverse=True)),
            days=tuple(_days(session, measure)),
            unconfirmed=unconfirmed_of(session, measure.id),
        )


def _state(measure: MeasureRecord, today: date) -> State:
    reading = measure.when_reading
    start, end = (
        date.fromisoformat(reading[name]) if reading.get(name) else None for name in ("start", "end")
    )
    open_ended = {"ongoing", "recurring", "on_demand"} & set(reading.get("kinds") or ())
    status: Status | None = measure.status  # type: ignore[assignment]
    return state_of(status, start, None if open_ended else end, today)


def _taking_part(session: Session, measure: MeasureRecord) -> tuple[PartyRow, ...]:
    query = select(PartyRow).join(MeasureParty, MeasureParty.party_id == PartyRow.id)
    return tuple(session.scalars(query.where(MeasureParty.measure_id == measure.id).order_by(PartyRow.name)))


def _days(session: Session, measure: MeasureRecord) -> Iterable[date]:
    query = select(FollowUpDate.day).where(FollowUpDate.plan_id == measure.plan_id)
    return session.scalars(query.order_by(FollowUpDate.day))


Records = list[tuple[FollowUpRecord, str]]


def _records(session: Session, measure: MeasureRecord) -> Records:
    rows = session.execute(
        select(FollowUpRecord, PartyRow.name)
        .outerjoin(PartyRow, PartyRow.id == FollowUpRecord.party_id)
        .where(FollowUpRecord.measure_id == measure.id)
        .order_by(FollowUpRecord.recorded_at.desc(), FollowUpRecord.id.desc())
        .limit(MOST)
    )
    return [(record, name or "") for record, name in rows]


def _answers(records: Records, files: Mapping[int, tuple[ShownFile, ...]]) -> Iterable[Moment]:
    for record, name in records:
        yield Moment(
            at=record.recorded_at,
            kind="answered",
            person=name,
            words="" if record.withheld else record.text,
            status=record.status,  # type: ignore[arg-type]
            hindrance="" if record.withheld else record.hindrance,
            new_date=record.new_date_text,
            occasion=record.occasion,
            source=record.source,
            source_ref=record.source_ref,
            confirmed=record.confirmed,
            withheld=record.withheld,
            record_id=record.id,
            files=files.get(record.id, ()),
        )


def _proposals(records: Records) -> tuple[Proposal, ...]:
    return tuple(
        Proposal(record.id, record.new_date_text, name, record.day)
        for record, name in records
        if record.new_date_text and not record.new_date_handled and not record.withheld
    )


def _changes(session: Session, measure: MeasureRecord) -> Iterable[Moment]:
    query = select(Event).where(Event.measure_id == measure.id).order_by(Event.at.desc()).limit(MOST)
    for row in session.scalars(query):
        yield Moment(at=row.at, kind="changed", person="", words=row.text)


def _reminders(session: Session, measure: MeasureRecord) -> tuple[list[Moment], tuple[Planned, ...]]:
    """Return what has gone (or never went), and what is still to go."""
    rows = session.execute(
        select(ReminderRow, PartyRow.name, Message.state, Message.sent_at, Message.why)
        .join(PartyRow, PartyRow.id == ReminderRow.recipient_id)
        .outerjoin(Message, Message.id == ReminderRow.message_id)
        .where(ReminderRow.measure_id == measure.id)
        .order_by(ReminderRow.due_day, ReminderRow.id)
        .limit(MOST)
    )
    past: list[Moment] = []
    planned: list[Planned] = []
    for row, name, message_state, sent_at, why in rows:
        if row.state in ("planned", "queued", "held"):
            planned.append(Planned(row.due_day, name, row.reason, row.state))
        elif row.state == "void":
            past.append(Moment(row.changed_at, "void", name, f"{row.reason} {row.why}"))
        elif message_state == "failed":
            past.append(Moment(row.changed_at, "failed", name, why or row.why, message_id=row.message_id))
        else:
            at = sent_at or row.changed_at
            past.append(Moment(at, "asked", name, row.reason, message_id=row.message_id))
    return past, tuple(planned)

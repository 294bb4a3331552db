"""The owner's own page: which questions a link in a mail carries, and how far the owner has come with them.

The token of the link says which message is answered (and so who was asked); nothing here writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from service.domain.measure import Status
from service.domain.message import read_token
from service.domain.schedule import Occasion, deadline_of
from service.flows.letters import Contact
from service.flows.reminder_letter import title_of
from service.flows.rules import rules_of
from service.flows.service import Service
from service.flows.show_attachments import ShownFile, files_of_records
from service.flows.show_contact import contact_of
from service.store.people import Organisation, PartyRow
from service.store.plan import FollowUpRecord, MeasureRecord
from service.store.post import Message, MessageMeasure

LINK_LIFE = timedelta(days=240)
"""A link outlives every follow-up it asks about; after that the mailbox it lies in may be somebody else's."""

Standing = Literal["waiting", "answered", "refused", "snoozed", "gone"]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as recorded: who gave it, when, and in which words. `own` when it is the link's holder's.

    `files` came with it; those of an answer that is held back are not told of.
    """

    status: Status | None
    text: str
    hindrance: str
    new_date_text: str
    day: date
    at: datetime
    by: str
    own: bool
    files: tuple[ShownFile, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One measure asked about. `meeting` is None for the measure's own date; `before` is the answer before this.

    `text` is the measure whole where the title is not, otherwise empty.
    """

    number: int
    measure_id: int
    code: str
    title: str
    text: str
    goals: str
    occasion: str
    meeting: date | None
    deadline: date
    standing: Standing
    before: Given | None
    given: Given | None
    snoozed_until: date | None


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """What a valid link opens: whose it is, whom to turn to, and the questions in the mail's order."""

    token: str
    token_id: str
    party_id: int | None
    party: str
    organisation: str
    contact: Contact | None
    questions: tuple[Question, ...]

    def question(self, number: int) -> Question | None:
        """Return the question with the mail's number, None when there is none."""
        return next((each for each in self.questions if each.number == number), None)

    def place_of(self, question: Question) -> int:
        """Return which in order a question is, from 1."""
        return self.questions.index(question) + 1

    def next_after(self, number: int) -> Question | None:
        """Return the next question without an answer: first those below, then those above; None when all have one."""
        waiting = [each for each in self.questions if each.standing == "waiting"]
        below = [each for each in waiting if each.number > number]
        return next(iter(below or waiting), None)


def find_link(session: Session, service: Service, token: str, today: date) -> AnswerLink | None:
    """Return what a link opens; None when it is not ours, or too old."""
    token_id = read_token(token, service.identity.key)
    if token_id is None:
        return None
    message = session.scalar(
        select(Message)
        .where(Message.token == token_id, Message.created_at > service.clock.now() - LINK_LIFE)
        .options(selectinload(Message.asks), joinedload(Message.party))
    )
    if message is None or not message.asks:
        return None
    organisation = session.get_one(Organisation, message.organisation_id)
    return AnswerLink(
        token=token.strip().lower(),
        token_id=token_id,
        party_id=message.party_id,
        party=message.party.name if message.party else "",
        organisation=organisation.name,
        contact=contact_of(session, organisation.id),
        questions=_questions(session, service, organisation, message, today),
    )


def _questions(
    session: Session, service: Service, organisation: Organisation, message: Message, today: date
) -> tuple[Question, ...]:
    ids = [ask.measure_id for ask in message.asks]
    measures = {
        row.id: row for row in session.scalars(select(MeasureRecord).where(MeasureRecord.id.in_(ids)))
    }
    records = _records(session, ids)
    files = files_of_records(session, [record.id for record, _ in records])
    policy, calendar = rules_of(service, organisation)
    asked_on = message.created_at.astimezone(service.zone).date()
    questions = []
    for ask in message.asks:
        measure = measures[ask.measure_id]
        occasion = _occasion(ask)
        said = [
            _given(record, by, message.party_id, files.get(record.id, ()))
            for record, by in records
            if record.measure_id == measure.id
        ]
        given, before = _split(records, said, ask)
        questions.append(
            Question(
                number=ask.number,
                measure_id=measure.id,
                code=measure.code,
                title=title_of(measure),
                text=measure.text if len(measure.text.split()) > len(title_of(measure).split()) else "",
                goals=measure.goals,
                occasion=ask.occasion,
                meeting=occasion.day if occasion.kind == "follow_up" else None,
                deadline=deadline_of(occasion, asked_on, policy.for_area(measure.area_id), calendar),
                standing=_standing(measure, message.party_id, given, today),
                before=before,
                given=given,
                snoozed_until=measure.snoozed_until,
            )
        )
    return tuple(questions)


def _occasion(ask: MessageMeasure) -> Occasion:
    kind, _, day = ask.occasion.partition(":")
    on = date.fromisoformat(day)
    return Occasion("follow_up" if kind == "f" else "own", on, None, on)


def _records(session: Session, measures: Sequence[int]) -> list[tuple[FollowUpRecord, str]]:
    """Every record of the measures with words or a status, newest first, with the name of who gave it."""
    rows = session.execute(
        select(FollowUpRecord, PartyRow.name)
        .outerjoin(PartyRow, PartyRow.id == FollowUpRecord.party_id)
        .where(
            FollowUpRecord.measure_id.in_(measures),
            or_(FollowUpRecord.status.is_not(None), FollowUpRecord.text != ""),
        )
        .order_by(FollowUpRecord.recorded_at.desc(), FollowUpRecord.id.desc())
    )
    return [(record, name or "") for record, name in rows]


def _given(record: FollowUpRecord, by: str, party_id: int | None, files: tuple[ShownFile, ...]) -> Given:
    return Given(
        status=record.status,  # type: ignore[arg-type]
        text="" if record.withheld else record.text,
        hindrance="" if record.withheld else record.hindrance,
        new_date_text=record.new_date_text,
        day=record.day,
        at=record.recorded_at,
        by=by,
        own=party_id is not None and record.party_id == party_id,
        files=tuple(file for file in files if not (record.withheld or file.withheld)),
    )


def _split(
    records: Sequence[tuple[FollowUpRecord, str]], said: Sequence[Given], ask: MessageMeasure
) -> tuple[Given | None, Given | None]:
    """Return the newest answer to this very occasion, and the newest to any other."""
    of_measure = [record for record, _ in records if record.measure_id == ask.measure_id]
    pairs = list(zip(of_measure, said, strict=True))
    here = next((given for record, given in pairs if record.occasion == ask.occasion), None)
    before = next((given for record, given in pairs if record.occasion != ask.occasion), None)
    return here, before


def _standing(measure: MeasureRecord, party_id: int | None, given: Given | None, today: date) -> Standing:
    if measure.gone_at is not None:
        return "gone"
    if given is not None:
        return "answered"
    if party_id is not None and measure.who_reading.get("refused") == party_id and measure.lead_id is None:
        return "refused"
    if measure.snoozed_until is not None and measure.snoozed_until > today:
        return "snoozed"
    return "waiting"

"""Turn what is due into mail: one message for each person and day, and the rows it answers for marked as queued."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, cast, exists, literal, select
from sqlalchemy.orm import Session

from service.domain.days import instant, local_day
from service.domain.message import DueReminder, Gathered, Line, gather, message_key
from service.domain.schedule import Occasion, Reminder, ReminderKey, deadline_of, following
from service.flows.followed import Outlook, outlook_of
from service.flows.letters import Ask, Contact, Escalation, Facts, Frame, Own, OwnDates, Said
from service.flows.letters import Reminder as ReminderFacts
from service.flows.post_letter import (
    Identifiers,
    answer_link,
    contact_of,
    frame_for,
    new_identifiers,
    post_letter,
)
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.plan import FollowUpRecord, MeasureRecord
from service.store.post import Message, MessageMeasure, ReminderRow


def fill_outbox(service: Service, limit: int = 50) -> int:
    """Write the messages of at most `limit` persons who have something due; return how many were written.

    1. Only within the hours and on the days when people are written to; what a machine that was down has missed
       waits for that, and goes in one mail that says so. 2. Who has had the day's mail waits for the next day. 3. The
       rows and the message change in one transaction, so a reminder is in exactly one mail.
    """
    now = service.clock.now()
    written = 0
    with service.store.read() as session:
        recipients = _recipients(session, now, local_day(now, service.zone), limit)
    for organisation_id, some in _by_organisation(recipients).items():
        with service.store.write() as session:
            written += _Filling(session, service, organisation_id, now).fill(some)
    if written:
        service.nudge("send_outbox")
    return written


def _recipients(session: Session, now: datetime, today: date, limit: int) -> Sequence[tuple[int, int]]:
    """Return (organisation, party) of those who have something due and no mail of the day yet."""
    key = literal("reminders:") + cast(ReminderRow.recipient_id, String) + literal(f":{today.isoformat()}")
    query = (
        select(ReminderRow.organisation_id, ReminderRow.recipient_id)
        .where(ReminderRow.state == "planned", ReminderRow.due_at <= now)
        .where(~exists().where(Message.key == key))
        .distinct()
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _by_organisation(recipients: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for organisation_id, party_id in recipients:
        found[organisation_id].append(party_id)
    return found


@dataclass(frozen=True, slots=True)
class _Context:
    """What the letters of one round need of the store, read once."""

    measures: dict[int, MeasureRecord]
    last: dict[int, FollowUpRecord]
    parties: dict[int, PartyRow]
    contact: Contact
    outlook: Outlook


class _Filling:
    """One organisation's mails of one moment."""

    def __init__(self, session: Session, service: Service, organisation_id: int, now: datetime) -> None:
        self.session = session
        self.service = service
        self.organisation_id = organisation_id
        self.now = now
        self.today = local_day(now, service.zone)

    def fill(self, recipients: Sequence[int]) -> int:
        """Write the mails of `recipients`; return how many. Outside the hours nothing is written."""
        outlook = outlook_of(self.session, self.service, self.organisation_id)
        if not _is_time(outlook, self.service, self.today, self.now):
            return 0
        due = self._due(recipients)
        measures = {row.measure_id for row in due}
        context = _Context(
            measures=_by_id(self.session, MeasureRecord, measures),
            last=_last_words(self.session, measures),
            parties=self._parties(recipients, measures),
            contact=contact_of(self.session, self.organisation_id),
            outlook=outlook,
        )
        rows = {row.id: row for row in due}
        gathered = gather(self._facts(due, context), self.today)
        for mail in gathered:
            self._write(mail, context, rows)
        return len(gathered)

    def _due(self, recipients: Sequence[int]) -> list[ReminderRow]:
        query = select(ReminderRow).where(
            ReminderRow.state == "planned",
            ReminderRow.due_at <= self.now,
            ReminderRow.organisation_id == self.organisation_id,
            ReminderRow.recipient_id.in_(recipients),
        )
        if not self.service.store.is_sqlite:
            query = query.with_for_update(skip_locked=True)
        rows = list(self.session.scalars(query))
        taken = set(
            self.session.scalars(
                select(Message.key).where(
                    Message.key.in_([message_key(party, self.today) for party in recipients])
                )
            )
        )
        return [row for row in rows if message_key(row.recipient_id, self.today) not in taken]

    def _parties(self, recipients: Iterable[int], measures: Iterable[int]) -> dict[int, PartyRow]:
        leads = select(MeasureRecord.lead_id).where(MeasureRecord.id.in_(measures))
        query = select(PartyRow).where(PartyRow.id.in_(recipients) | PartyRow.id.in_(leads))
        return {row.id: row for row in self.session.scalars(query)}

    def _facts(self, due: Sequence[ReminderRow], context: _Context) -> list[DueReminder]:
        ledger = self._ledger({row.measure_id for row in due})
        outlook = context.outlook
        found = []
        for row in due:
            this = _reminder(row)
            occasion = _occasion(row.occasion)
            same = ledger[row.measure_id]
            found.append(
                DueReminder(
                    id=row.id,
                    key=this.key,
                    due=row.due_day,
                    position=context.measures[row.measure_id].position,
                    deadline=deadline_of(
                        occasion,
                        self.today,
                        outlook.policy.for_area(context.measures[row.measure_id].area_id),
                        outlook.calendar,
                    ),
                    after=following([_reminder(each) for each in same if each.state == "planned"], this),
                    asked_before=any(
                        each.state == "sent"
                        and each.occasion == row.occasion
                        and each.recipient_id == row.recipient_id
                        for each in same
                    ),
                )
            )
        return found

    def _ledger(self, measures: Iterable[int]) -> dict[int, list[ReminderRow]]:
        found: dict[int, list[ReminderRow]] = defaultdict(list)
        for row in self.session.scalars(select(ReminderRow).where(ReminderRow.measure_id.in_(measures))):
            found[row.measure_id].append(row)
        return found

    def _write(self, mail: Gathered, context: _Context, rows: dict[int, ReminderRow]) -> None:
        named = new_identifiers(self.service, mail.key)
        party = context.parties[mail.to]
        frame = frame_for(self.session, self.service, self.organisation_id, party, named.tag, mail.late)
        facts = self._letter(mail, frame, context, named)
        message = post_letter(self.session, self.service, facts, party, mail.key, named)
        message.asks = [
            MessageMeasure(measure_id=line.measure, number=line.number, occasion=line.occasion)
            for line in mail.lines
        ]
        self.session.flush()
        for identity in mail.reminders:
            row = rows[identity]
            row.state, row.message_id, row.changed_at = "queued", message.id, self.now

    def _letter(
        self,
        mail: Gathered,
        frame: Frame,
        context: _Context,
        named: Identifiers,
    ) -> Facts:
        asks = tuple(self._ask(line, context, named) for line in mail.lines)
        link = answer_link(self.service, named)
        if mail.kind == "escalation":
            return self._escalation(mail, frame, context, asks, link)
        away = self._instead_of(mail, context)
        if mail.kind == "nudge":
            return OwnDates(frame, mail.deadline, asks, link, mail.later, mail.then_told, away)
        meeting = min(_day_of(line.occasion) for line in mail.lines if line.occasion.startswith("f:"))
        return ReminderFacts(
            frame, mail.step, meeting, mail.deadline, asks, link, mail.later, mail.then_told, instead_of=away
        )

    def _ask(self, line: Line, context: _Context, named: Identifiers) -> Ask:
        measure = context.measures[line.measure]
        last = context.last.get(line.measure)
        own = None
        if line.occasion.startswith("o:"):
            day = _day_of(line.occasion)
            begins = measure.when_reading.get("start") == day.isoformat() != measure.when_reading.get("end")
            own = Own(day, "begins" if begins else "ends")
        return Ask(
            number=line.number,
            code=measure.code,
            title=_title(measure.text),
            link=answer_link(self.service, named, line.number),
            goals=measure.goals,
            last=Said(last.day, last.text) if last else None,
            own=own,
            note=self._note(line, measure, context),
        )

    @staticmethod
    def _note(line: Line, measure: MeasureRecord, context: _Context) -> str:
        """Say why a measure that is not the reader's own stands in the mail."""
        lead = context.parties.get(measure.lead_id or 0)
        if line.role == "copy" and lead is not None:
            return f"Du deltar i åtgärden. {lead.name} ansvarar och har fått samma fråga."
        if line.role == "told" and lead is not None:
            return f"{lead.name} ansvarar och har inte svarat."
        return ""

    @staticmethod
    def _instead_of(mail: Gathered, context: _Context) -> str:
        """Name who is away, when every question of the mail is that person's."""
        leads = {context.measures[line.measure].lead_id for line in mail.lines if line.role == "owner"}
        if len(leads) != 1:
            return ""
        lead = leads.pop()
        return context.parties[lead].name if lead is not None and lead != mail.to else ""

    def _escalation(
        self, mail: Gathered, frame: Frame, context: _Context, asks: tuple[Ask, ...], link: str
    ) -> Escalation:
        owners = [context.parties.get(context.measures[line.measure].lead_id or 0) for line in mail.lines]
        owner = next((party for party in owners if party is not None), None)
        several = len({party.id for party in owners if party is not None}) > 1
        meetings = [_day_of(line.occasion) for line in mail.lines if line.occasion.startswith("f:")]
        reader = mail.lines[0].key.step
        return Escalation(
            frame=frame,
            reader=reader,  # type: ignore[arg-type]
            owner=Contact(
                "Flera ansvariga" if several or owner is None else owner.name,
                "",
                "",
                "" if several or owner is None else owner.email,
            ),
            asked_days=self._asked_days(mail),
            meeting=min(meetings) if meetings else None,
            deadline=mail.deadline,
            asks=asks,
            link=link,
        )

    def _asked_days(self, mail: Gathered) -> tuple[date, ...]:
        """Return the days on which the owner was asked about the first measure of the mail."""
        line = mail.lines[0]
        days = self.session.scalars(
            select(ReminderRow.due_day)
            .where(ReminderRow.measure_id == line.measure, ReminderRow.occasion == line.occasion)
            .where(ReminderRow.state == "sent", ReminderRow.step.not_in(("copy", "stand_in", "manager")))
        )
        return tuple(sorted(set(days)))


def _is_time(outlook: Outlook, service: Service, today: date, now: datetime) -> bool:
    """Whether mail of ours may go now: a working day, within the hours."""
    if not outlook.calendar.is_working(today):
        return False
    first, last = outlook.policy.hours(today, outlook.calendar)
    return instant(today, first, service.zone) <= now <= instant(today, last, service.zone)


def _reminder(row: ReminderRow) -> Reminder:
    key = ReminderKey(row.measure_id, row.occasion, row.step, row.recipient_id)
    return Reminder(key, row.due_day, row.recipient_id, (), row.reason)


def _occasion(key: str) -> Occasion:
    day = _day_of(key)
    return Occasion("follow_up" if key.startswith("f:") else "own", day, None, day)


def _day_of(occasion: str) -> date:
    return date.fromisoformat(occasion[2:])


def _title(text: str) -> str:
    """Return a measure's words on one line, short enough for a heading."""
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:118].rsplit(" ", 1)[0] + " …"


def _by_id(
    session: Session, table: type[MeasureRecord], identities: Iterable[int]
) -> dict[int, MeasureRecord]:
    return {row.id: row for row in session.scalars(select(table).where(table.id.in_(identities)))}


def _last_words(session: Session, measures: Iterable[int]) -> dict[int, FollowUpRecord]:
    """Return the newest record with words for each measure, unless its words are withheld."""
    query = (
        select(FollowUpRecord)
        .where(FollowUpRecord.measure_id.in_(measures), FollowUpRecord.text != "", ~FollowUpRecord.withheld)
        .order_by(FollowUpRecord.day, FollowUpRecord.recorded_at)
    )
    return {row.measure_id: row for row in session.scalars(query)}

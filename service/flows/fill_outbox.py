"""Turn what is due into mail: one message for each person and day, and the rows it answers for marked as queued."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.message import DueReminder, Gathered, gather
from service.domain.schedule import (
    PENDING,
    Occasion,
    Reminder,
    ReminderKey,
    deadline_of,
    following,
    next_open,
)
from service.flows.due_now import recipients_due, rows_due
from service.flows.followed import Outlook, lock_organisation, outlook_of
from service.flows.post_letter import frame_for, new_identifiers, post_letter
from service.flows.post_notice import UNUSABLE
from service.flows.reminder_letter import LetterContext, load_context, reminder_letter
from service.flows.replan import Ledger, replan, rows_of
from service.flows.send_weekly import kept_for_the_weekly
from service.flows.service import Service
from service.flows.silence import silence
from service.flows.tell_changes import remember_told
from service.store.plan import MeasureRecord
from service.store.post import Message, MessageMeasure, ReminderRow


def fill_outbox(service: Service, limit: int = 50) -> int:
    """Write the messages of at most `limit` persons who have something due; return how many were written.

    1. Only within the hours and on the days when people are written to; what a machine that was down has missed
       waits for that, and goes in one mail that says so. 2. Who has had the day's mail waits for the next day, and so
       does a coordinator whose weekly mail can go today only. 3. The rows and the message change in one transaction,
       so a reminder is in exactly one mail.
    """
    now = service.clock.now()
    written = 0
    with service.store.read() as session:
        recipients = recipients_due(session, now, local_day(now, service.zone), limit)
    for organisation_id, some in _by_organisation(recipients).items():
        with service.store.write() as session:
            written += _Filling(session, service, organisation_id, now).fill(some)
    if written:
        service.nudge("send_outbox")
    return written


def _by_organisation(recipients: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for organisation_id, party_id in recipients:
        found[organisation_id].append(party_id)
    return found


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
        lock_organisation(self.session, self.organisation_id)
        outlook = outlook_of(self.session, self.service, self.organisation_id)
        if next_open(self.now, outlook.policy, outlook.calendar, self.service.zone) > self.now:
            return 0
        kept = kept_for_the_weekly(
            self.session, recipients, outlook.policy, outlook.calendar, self.now, self.service.zone
        )
        recipients = [each for each in recipients if each not in kept]
        due = self._due(recipients)
        ledger = rows_of(self.session, {row.measure_id for row in due})
        if self._catch_up(ledger):
            due = self._due(recipients)
            ledger = rows_of(self.session, {row.measure_id for row in due})
        measures = {row.measure_id for row in due}
        context = load_context(self.session, recipients, measures)
        rows = {row.id: row for row in due}
        gathered = gather(self._facts(due, ledger, context, outlook), self.today)
        written = self._write(gathered, context, rows)
        told = (
            (mail.to, context.measures[line.measure], line.occasion)
            for mail in written
            for line in mail.lines
        )
        remember_told(self.session, told, self.today)
        return len(written)

    def _due(self, recipients: Sequence[int]) -> list[ReminderRow]:
        return rows_due(self.session, self.organisation_id, recipients, self.now, self.today)

    def _catch_up(self, ledger: Ledger) -> bool:
        """Plan the measures anew whose reminders have been waiting; return whether there were any.

        The question comes before what reminds of it, and nobody is told of silence before it has had its days.
        """
        late = {measure for measure, rows in ledger.items() if any(map(self._is_late, rows.values()))}
        if not late:
            return False
        query = select(MeasureRecord).where(MeasureRecord.id.in_(late)).order_by(MeasureRecord.id)
        replan(self.session, self.service, self.session.scalars(query).all())
        self.session.flush()
        return True

    def _is_late(self, row: ReminderRow) -> bool:
        if row.state in PENDING:
            return row.due_day < self.today
        if row.state == "sent" and row.why:  # the mail was given up
            return True
        return row.state == "sent" and local_day(row.changed_at, self.service.zone) > row.due_day

    def _facts(
        self,
        due: Sequence[ReminderRow],
        ledger: Ledger,
        context: LetterContext,
        outlook: Outlook,
    ) -> list[DueReminder]:
        found = []
        for row in due:
            this = _reminder(row)
            occasion = _occasion(row.occasion)
            same = ledger[row.measure_id].values()
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

    def _write(
        self, gathered: Iterable[Gathered], context: LetterContext, rows: Mapping[int, ReminderRow]
    ) -> list[Gathered]:
        """Put the mails in the outbox, and return them; those whose reader has no usable address a person then sees."""
        written: list[tuple[Gathered, Message]] = []
        unusable: list[Gathered] = []
        with self.session.no_autoflush:  # all of them are inserted together
            for mail in gathered:
                try:
                    written.append((mail, self._post(mail, context)))
                except ValueError:
                    unusable.append(mail)
        self.session.flush()
        for mail, message in written:
            for identity in mail.reminders:
                row = rows[identity]
                row.state, row.message_id, row.changed_at = "queued", message.id, self.now
        for mail in unusable:
            silence(self.session, self.service, context.parties[mail.to], UNUSABLE, self.now)
        return [mail for mail, _ in written]

    def _post(self, mail: Gathered, context: LetterContext) -> Message:
        """Write one mail. ValueError: nothing can be sent to the address."""
        named = new_identifiers(self.service, mail.key)
        party = context.parties[mail.to]
        frame = frame_for(self.session, self.service, self.organisation_id, party, named.tag, mail.late)
        facts = reminder_letter(self.session, self.service, mail, frame, context, named)
        message = post_letter(self.session, self.service, facts, party, mail.key, named)
        message.asks = [
            MessageMeasure(measure_id=line.measure, number=line.number, occasion=line.occasion)
            for line in mail.lines
        ]
        return message


def _reminder(row: ReminderRow) -> Reminder:
    key = ReminderKey(row.measure_id, row.occasion, row.step, row.recipient_id)
    return Reminder(key, row.due_day, row.recipient_id, (), row.reason)


def _occasion(key: str) -> Occasion:
    day = _day_of(key)
    return Occasion("follow_up" if key.startswith("f:") else "own", day, None, day)


def _day_of(occasion: str) -> date:
    return date.fromisoformat(occasion[2:])

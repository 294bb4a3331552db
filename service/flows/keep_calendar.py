"""Keep the calendars of those who want invitations in step with the plan: each changed day is one mail (RFC 5546)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.invitation import Choice, Invitation, Sent, next_invitation
from service.domain.schedule import next_open
from service.flows.calendar_days import (
    INVITED,
    SUBSCRIBED,
    CalendarDay,
    days_of,
    entry_from_json,
    entry_to_json,
    led_by,
    uid_of,
)
from service.flows.feed_address import ensure_feed_address
from service.flows.letters import Address, InvitationMail
from service.flows.post_letter import frame_for, new_identifiers, post_letter
from service.flows.rules import rules_of
from service.flows.service import Service
from service.store.calendar import CalendarEntry
from service.store.people import Organisation, PartyRow


def set_calendar_choice(party: PartyRow, choice: Choice) -> None:
    """Let a party have the plan's days as `choice` says, in the caller's transaction.

    Invitations that are no longer wanted are withdrawn; a feed that is no longer wanted loses its address.
    """
    if choice == party.calendar:
        return
    party.calendar, party.calendar_stale = choice, True
    if choice in SUBSCRIBED:
        ensure_feed_address(party)
    else:
        party.feed_secret = None


def keep_calendar(service: Service, limit: int = 20) -> int:
    """Write the invitations that at most `limit` persons' calendars lack; return how many were written.

    Only those whose part of the plan may have changed are looked at, and only within the hours when people are
    written to.
    """
    with service.store.read() as session:
        stale = select(PartyRow.id, PartyRow.organisation_id).where(PartyRow.calendar_stale)
        waiting = [(row[0], row[1]) for row in session.execute(stale.order_by(PartyRow.id))]
        is_open = {where: _is_open(session, service, where) for where in {where for _, where in waiting}}
    parties = [party for party, where in waiting if is_open[where]][:limit]
    written = sum(_keep_one(service, party_id) for party_id in parties)
    if written:
        service.nudge("send_outbox")
    return written


def _is_open(session: Session, service: Service, organisation_id: int) -> bool:
    policy, calendar = rules_of(service, session.get_one(Organisation, organisation_id))
    now = service.clock.now()
    return next_open(now, policy, calendar, service.zone) <= now


def _keep_one(service: Service, party_id: int) -> int:
    with service.store.write() as session:
        query = select(PartyRow).where(PartyRow.id == party_id, PartyRow.calendar_stale)
        party = session.scalar(query.with_for_update(skip_locked=True))
        if party is None:
            return 0
        party.calendar_stale = False
        own_mailbox = party.email == service.identity.mail_from.lower()
        if not party.email or own_mailbox or party.undeliverable_since is not None:
            return 0
        return _Calendar(session, service, party).bring_in_step()


@dataclass(slots=True)
class _Calendar:
    """One party's calendar, under change."""

    session: Session
    service: Service
    party: PartyRow

    def bring_in_step(self) -> int:
        """Post what the calendar lacks; return how many mails that took."""
        now = self.service.clock.now()
        today = local_day(now, self.service.zone)
        rows = {row.occasion: row for row in self._rows()}
        wanted: dict[str, CalendarDay] = {}
        if self.party.calendar in INVITED:
            wanted = days_of(self.session, self.service, led_by(self.session, self.party))
        posted = 0
        for occasion in sorted(rows.keys() | wanted.keys()):
            posted += self._step(occasion, wanted.get(occasion), rows.get(occasion), today, now)
        return posted

    def _rows(self) -> Sequence[CalendarEntry]:
        query = select(CalendarEntry).where(CalendarEntry.party_id == self.party.id)
        return self.session.scalars(query).all()

    def _step(
        self, occasion: str, day: CalendarDay | None, row: CalendarEntry | None, today: date, now: datetime
    ) -> bool:
        """Post the mail that makes one occasion right, and write it into the ledger; return whether one was needed."""
        uid = row.uid if row else uid_of(self.service, occasion, str(self.party.id))
        ledger = [Sent(row.sequence, row.method, entry_from_json(row.entry))] if row else []  # type: ignore[arg-type]
        invitation = next_invitation(uid, day.entry if day else None, ledger, today)
        if invitation is None:
            return False
        if row is None:
            row = CalendarEntry(
                organisation_id=self.party.organisation_id,
                party_id=self.party.id,
                measure_id=day.measure_id if day else None,
                occasion=occasion,
                uid=uid,
            )
            self.session.add(row)
        row.sequence, row.method = invitation.sequence, invitation.method
        row.day, row.entry = invitation.entry.day, entry_to_json(invitation.entry)
        row.partstat, row.answered_at, row.changed_at = "", None, now
        row.proposed_day = row.proposed_starts = None
        row.message_id = self._post(invitation, now)
        return True

    def _post(self, invitation: Invitation, now: datetime) -> int:
        identity, entry = self.service.identity, invitation.entry
        frame = frame_for(self.session, self.service, self.party.organisation_id, self.party)
        facts = InvitationMail(
            frame,
            invitation.action,
            entry.title,
            entry.day,
            entry.starts,
            entry.ends,
            entry.place,
            invitation.was,
        )
        # Outlook shows the buttons only to the attendee, so in a trial that is the trial's mailbox.
        attendee = Address(identity.redirect_all_to or self.party.email, self.party.name)
        part = self.service.write_invitation(
            invitation, Address(identity.mail_from, frame.organisation), attendee, now, self.service.zone
        )
        key = f"calendar:{invitation.uid}:{invitation.sequence}"[-200:]
        named = new_identifiers(self.service, key)
        message = post_letter(self.session, self.service, facts, self.party, key, named, calendar=part)
        self.session.flush()
        return message.id

"""Who has been asked about a measure is told when its time, its owner or its follow-up date becomes another.

What each was last told is remembered, and the sweep compares it with how things stand: so all of a day's changes come in one
mail the working day after, what was changed and changed back is not told at all, and nothing is told twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.orm import Session

from service.domain.days import instant, local_day, say_short_day
from service.domain.measure import CLOSED
from service.domain.schedule import Followed, next_open
from service.domain.timing import say_when
from service.flows.day_key import day_key
from service.flows.followed import Outlook, followed_of, lock_organisation, outlook_of
from service.flows.letters import Changed, ChangeNotice
from service.flows.post_letter import frame_for
from service.flows.post_notice import post_notice
from service.flows.reminder_letter import title_of
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.plan import Event, MeasureRecord
from service.store.post import Message, Told

WITHIN = timedelta(days=7)
"""How long a moved follow-up date or a measure that is gone waits to be told, through days with another mail."""

TIME = ("kinds", "start", "end", "per")


# Looked up once, and not for every measure that somebody was asked about.
_MEETING_MOVED = MeasureRecord.organisation_id.in_(
    select(Event.organisation_id).where(
        Event.kind == "meeting", Event.at >= bindparam("begin"), Event.at < bindparam("end")
    )
)
_CHANGED = or_(
    (MeasureRecord.when_since >= Told.day) & (MeasureRecord.when_since < bindparam("today")),
    (MeasureRecord.lead_since >= Told.day) & (MeasureRecord.lead_since < bindparam("today")),
    (MeasureRecord.gone_at >= bindparam("begin")) & (MeasureRecord.gone_at < bindparam("end")),
    (Told.occasion >= bindparam("ahead")) & _MEETING_MOVED,
)
_MAIL_OF_THE_DAY = exists().where(
    or_(
        Message.key == day_key("change", Told.party_id, bindparam("iso")),
        Message.key == day_key("reminders", Told.party_id, bindparam("iso")),
    )
)
CONCERNED = (
    select(MeasureRecord.organisation_id, Told.party_id)
    .join(MeasureRecord, MeasureRecord.id == Told.measure_id)
    .where(Told.day < bindparam("today"), _CHANGED, ~_MAIL_OF_THE_DAY)
    .distinct()
)
"""(organisation, party) of those told something of a measure that was changed lately but not today."""


def remember_told(session: Session, told: Iterable[tuple[int, MeasureRecord, str]], today: date) -> None:
    """Remember what mails of `today` say, as (party, measure, occasion), in the caller's transaction."""
    new = {(party, measure.id): (measure, occasion) for party, measure, occasion in told}
    query = select(Told).where(
        Told.party_id.in_({party for party, _ in new}), Told.measure_id.in_({measure for _, measure in new})
    )
    known = {(row.party_id, row.measure_id): row for row in session.scalars(query)}
    for key, (measure, occasion) in new.items():
        row = known.get(key)
        if row is None:
            session.add(
                Told(party_id=key[0], measure_id=key[1], day=today, occasion=occasion, facts=_facts(measure))
            )
        else:
            row.day, row.occasion, row.facts = today, occasion, _facts(measure)


def _facts(measure: MeasureRecord) -> dict[str, Any]:
    return {
        "when": {key: measure.when_reading.get(key) for key in TIME},
        "lead": measure.lead_id,
        "gone": measure.gone_at is not None,
    }


def tell_changes(service: Service) -> int:
    """Write the notices of changes made on earlier days; return how many. Only within the hours mail may go."""
    now = service.clock.now()
    today = local_day(now, service.zone)
    concerned: dict[int, list[int]] = defaultdict(list)
    with service.store.read() as session:
        for organisation_id, party_id in session.execute(CONCERNED, _days(service, today)):
            concerned[organisation_id].append(party_id)
    written = 0
    for organisation_id, parties in concerned.items():
        with service.store.write() as session:
            lock_organisation(session, organisation_id)
            outlook = outlook_of(session, service, organisation_id)
            if next_open(now, outlook.policy, outlook.calendar, service.zone) > now:
                continue
            written += sum(_Notice(session, service, outlook, party).write() for party in parties)
    if written:
        service.nudge("send_outbox")
    return written


def _days(service: Service, today: date) -> dict[str, Any]:
    return {
        "today": today,
        "begin": instant(today - WITHIN, time(0), service.zone),
        "end": instant(today, time(0), service.zone),
        "ahead": f"f:{today.isoformat()}",
        "iso": today.isoformat(),
    }


@dataclass(slots=True)
class _Notice:
    """The notice to one person, about everything they have been told that is not so any more."""

    session: Session
    service: Service
    outlook: Outlook
    party_id: int

    def write(self) -> bool:
        """Put the notice in the outbox; False when there is nothing to say, or nobody to say it to."""
        party = self.session.get_one(PartyRow, self.party_id)
        if not party.email or party.undeliverable_since is not None:
            return False
        told = {
            row.measure_id: row for row in self.session.scalars(select(Told).where(Told.party_id == party.id))
        }
        measures = self.session.scalars(
            select(MeasureRecord).where(MeasureRecord.id.in_(told)).order_by(MeasureRecord.position)
        ).all()
        changes: list[Changed] = []
        followed = followed_of(self.session, measures, self.service.zone, self.outlook.policy)
        for measure, stands in zip(measures, followed, strict=True):
            row = told[measure.id]
            if measure.status not in CLOSED:
                changes += self._changes(row, measure, stands)
            row.day, row.facts = self.outlook.today, _facts(measure)
            row.occasion = _still(row.occasion, stands)
        # A coordinator has made the changes, or can see them.
        if not changes or party.coordinator:
            return False
        facts = ChangeNotice(
            frame_for(self.session, self.service, party.organisation_id, party), tuple(changes)
        )
        key = f"change:{party.id}:{self.outlook.today.isoformat()}"
        return post_notice(self.session, self.service, facts, party, key) is not None

    def _changes(self, told: Told, measure: MeasureRecord, stands: Followed) -> Iterator[Changed]:
        for what, before, after in self._differences(told, measure, stands):
            yield Changed(measure.code, title_of(measure), what, before, after)

    def _differences(
        self, told: Told, measure: MeasureRecord, stands: Followed
    ) -> Iterator[tuple[str, str, str]]:
        before, now, today = told.facts, _facts(measure), self.outlook.today
        if now["gone"] and not before["gone"]:
            yield "Åtgärden", "i planen", "borttagen ur planen"
            return
        was, is_now = say_when(before["when"], today), say_when(now["when"], today)
        if was != is_now:
            yield "Tid", was, is_now
        if before["lead"] != now["lead"]:
            yield "Ansvarig", self._name(before["lead"]), self._name(now["lead"])
        if _still(told.occasion, stands) != told.occasion and told.occasion > f"f:{today.isoformat()}":
            yield "Uppföljning", _say_occasion(told.occasion, today), self._next_follow_up(stands)

    def _name(self, party_id: int | None) -> str:
        party = self.session.get(PartyRow, party_id) if party_id else None
        return party.name if party else "ingen"

    def _next_follow_up(self, stands: Followed) -> str:
        today = self.outlook.today
        coming = (each.day for each in stands.occasions if each.kind == "follow_up" and each.day >= today)
        day = min(coming, default=None)
        return say_short_day(day, today) if day else "inget datum"


def _still(occasion: str, stands: Followed) -> str:
    """Return the occasion while the measure has it; nothing when it is one no more."""
    return occasion if occasion in {each.key for each in stands.occasions} else ""


def _say_occasion(occasion: str, today: date) -> str:
    return say_short_day(date.fromisoformat(occasion[2:]), today)

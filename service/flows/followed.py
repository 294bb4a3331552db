"""Measures as the reminder engine sees them, read from the store in a few queries for many measures at once."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.domain.days import WorkCalendar, local_day
from service.domain.schedule import Absence as Away
from service.domain.schedule import (
    Followed,
    FollowUpDay,
    LedgerRow,
    Occasion,
    People,
    Policy,
    ReminderKey,
    Rhythm,
    State,
    as_the_ledger_tells,
    by_party,
    occasions_of,
)
from service.domain.timing import from_json
from service.flows.read_measures import taking_part_in
from service.flows.rules import rules_of
from service.flows.service import Service
from service.store.engine import AT_ONCE
from service.store.people import Absence, Organisation, PartyRow
from service.store.plan import FollowUpDate, FollowUpRecord, MeasureRecord, PlanRow
from service.store.post import ReminderRow


@dataclass(frozen=True, slots=True)
class Outlook:
    """What holds for every measure of one organisation."""

    policy: Policy
    calendar: WorkCalendar
    people: People
    today: date


def lock_organisation(session: Session, organisation_id: int) -> Organisation:
    """Let one change of an organisation's ledger at a time through: a mail written now and a row voided now must not
    miss one another. On SQLite there is only one writer anyway. Return the organisation."""
    organisation = session.get_one(Organisation, organisation_id, with_for_update=True)
    # Held on to, so that the transaction does not read it again.
    session.info["locked"] = organisation
    return organisation


def outlook_of(session: Session, service: Service, organisation_id: int) -> Outlook:
    """Return the rules and the people of an organisation, as they are now."""
    organisation = session.get_one(Organisation, organisation_id)
    policy, calendar = rules_of(service, organisation)
    return Outlook(
        policy,
        calendar,
        _people(session, service, organisation_id),
        local_day(service.clock.now(), service.zone),
    )


def _people(session: Session, service: Service, organisation_id: int) -> People:
    # Columns, not whole rows: this is asked for with every answer, and a directory may be long.
    rows = session.execute(
        select(
            PartyRow.id,
            PartyRow.coordinator,
            PartyRow.email == "",
            PartyRow.stand_in_id,
            PartyRow.manager_id,
            PartyRow.undeliverable_since,
        ).where(PartyRow.organisation_id == organisation_id)
    ).all()
    absences = session.execute(
        select(Absence.party_id, Absence.first, Absence.last, Absence.known_since)
        .join(PartyRow, PartyRow.id == Absence.party_id)
        .where(PartyRow.organisation_id == organisation_id)
    )
    unreachable = {party: local_day(since, service.zone) for party, *_, since in rows if since is not None}
    return People(
        coordinator=min(party for party, coordinates, *_ in rows if coordinates),
        absences=by_party(Away(*row) for row in absences),
        stand_in={party: other for party, _, _, other, _, _ in rows if other},
        manager={party: other for party, _, _, _, other, _ in rows if other},
        # Nobody without an address is asked: what is theirs stands on the coordinator's list.
        undeliverable={party: date.min for party, _, homeless, *_ in rows if homeless} | unreachable,
    )


def followed_of(
    session: Session, measures: Sequence[MeasureRecord], zone: ZoneInfo, policy: Policy
) -> Iterator[Followed]:
    """Yield the measures as the engine sees them. A measure that is gone from the plan has no occasions."""
    follow_ups = _FollowUps(session, policy)
    for start in range(0, len(measures), AT_ONCE):
        some = measures[start : start + AT_ONCE]
        identities = [measure.id for measure in some]
        answered, taking_part = _answered(session, identities, zone), taking_part_in(session, identities)
        for measure in some:
            yield Followed(
                measure=measure.id,
                area=measure.area_id,
                status=measure.status,  # type: ignore[arg-type]
                status_since=measure.status_day,
                lead=measure.lead_id,
                participants=tuple(taking_part[measure.id]),
                occasions=() if measure.gone_at else follow_ups.occasions(measure),
                since=measure.lead_since,
                answered=answered[measure.id],
                snoozed_until=measure.snoozed_until,
                snoozed_on=measure.snoozed_on,
            )


def followed_now(session: Session, service: Service, measures: Sequence[MeasureRecord]) -> Iterator[Followed]:
    """Yield measures of one organisation as the engine sees them, under the rules that hold there."""
    if measures:
        organisation = session.get_one(Organisation, measures[0].organisation_id)
        policy, _ = rules_of(service, organisation)
        yield from followed_of(session, measures, service.zone, policy)


def as_it_went(session: Session, followed: Followed, zone: ZoneInfo, today: date) -> Followed:
    """Return one measure with what of its reminders left later than planned, as they stand in the ledger."""
    rows = session.scalars(select(ReminderRow).where(ReminderRow.measure_id == followed.measure))
    return as_it_left(followed, rows, zone, today)


def as_it_left(followed: Followed, rows: Iterable[ReminderRow], zone: ZoneInfo, today: date) -> Followed:
    """Return one measure with what of its `rows` left later than planned, or waited in vain."""
    return as_the_ledger_tells(followed, [ledger_row(row, zone) for row in rows], today)


def ledger_row(row: ReminderRow, zone: ZoneInfo) -> LedgerRow:
    """Return a stored row as the domain reads it; what was sent is not changed after the day it was."""
    key = ReminderKey(row.measure_id, row.occasion, row.step, row.recipient_id)
    sent_on = local_day(row.changed_at, zone) if row.state == "sent" else None
    voided_on = local_day(row.changed_at, zone) if row.state == "void" else None
    return LedgerRow(key, row.due_day, cast(State, row.state), sent_on, row.why, voided_on)


class _FollowUps:
    """The occasions of measures; each plan's follow-up dates are read once, and equal readings share their result."""

    def __init__(self, session: Session, policy: Policy) -> None:
        self._session = session
        self._policy = policy
        self._plans: dict[int, tuple[int, list[FollowUpDay]]] = {}
        self._made: dict[tuple[int, date, str, Rhythm], tuple[Occasion, ...]] = {}

    def occasions(self, measure: MeasureRecord) -> tuple[Occasion, ...]:
        """Return the plan's follow-up dates and the measure's own days, in time order."""
        rhythm = self._policy.for_area(measure.area_id).rhythm
        reading = json.dumps(measure.when_reading, sort_keys=True)
        key = (measure.plan_id, measure.when_since, reading, rhythm)
        if key not in self._made:
            year, days = self._plan(measure.plan_id)
            timing = from_json(measure.when_reading) if measure.when_reading else None
            self._made[key] = occasions_of(timing, year, days, measure.when_since, rhythm)
        return self._made[key]

    def _plan(self, plan_id: int) -> tuple[int, list[FollowUpDay]]:
        if plan_id not in self._plans:
            rows = self._session.scalars(select(FollowUpDate).where(FollowUpDate.plan_id == plan_id))
            year = self._session.get_one(PlanRow, plan_id).year
            self._plans[plan_id] = (year, [FollowUpDay(row.day, row.id, row.since) for row in rows])
        return self._plans[plan_id]


def _answered(session: Session, measures: Iterable[int], zone: ZoneInfo) -> dict[int, dict[str, date]]:
    """Return the day we learnt the first answer per measure and occasion; a word out of turn has a key of its own.

    An undated cell is no answer: nobody knows when it was written.
    """
    found: dict[int, dict[str, date]] = defaultdict(dict)
    rows = session.execute(
        select(
            FollowUpRecord.id, FollowUpRecord.measure_id, FollowUpRecord.occasion, FollowUpRecord.recorded_at
        )
        .where(FollowUpRecord.measure_id.in_(measures))
        .where(or_(FollowUpRecord.occasion != "", FollowUpRecord.source != "cell"))
    )
    for identity, measure, occasion, at in rows:
        key = occasion or f"-:{identity}"
        day = local_day(at, zone)
        earlier = found[measure].get(key)
        found[measure][key] = day if earlier is None else min(earlier, day)
    return found

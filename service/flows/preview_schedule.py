"""What goes out by itself in the coming days, per day and person."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.schedule import WEEK
from service.flows.followed import Outlook, outlook_of
from service.flows.found_organisation import coordinators_of
from service.flows.send_weekly import is_new
from service.flows.service import Service
from service.flows.show_overview import current_plan
from service.store.people import PartyRow
from service.store.plan import MeasureRecord
from service.store.post import ReminderRow

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Coming:
    """One mail to come: the day, to whom, about which measures, and why each stands in it."""

    day: date
    person: str
    party_id: int
    measures: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def what(self) -> str:
        """Return the reasons as one line."""
        reasons = " ".join(dict.fromkeys(self.reasons))
        return f"{', '.join(self.measures)}: {reasons}" if self.measures else reasons

    def as_json(self) -> dict[str, Any]:
        """Return the line for a machine."""
        return {
            "day": self.day.isoformat(),
            "person": self.person,
            "measures": list(self.measures),
            "reasons": list(self.reasons),
        }


def preview_schedule(service: Service, organisation_id: int, days: int = 30) -> list[Coming]:
    """Return the mails planned for the next `days` days; what is overdue goes at the next opportunity, today."""
    today = local_day(service.clock.now(), service.zone)
    with service.store.read() as session:
        until = today + timedelta(days=days)
        outlook = outlook_of(session, service, organisation_id)
        reminders = _coming(session, organisation_id, today, until)
        taken = {(each.party_id, each.day) for each in reminders}
        weekly = list(_weekly(session, service, organisation_id, outlook, until, taken))
        first = {(each.party_id, each.day) for each in weekly}
        for place, each in enumerate(reminders):
            if (each.party_id, each.day) in first:
                reminders[place] = replace(each, day=outlook.calendar.on_or_after(each.day + DAY))
        return sorted((*reminders, *weekly), key=lambda each: (each.day, each.person))


def why_nothing(service: Service, organisation_id: int) -> str:
    """Return why no reminder is in a preview: there is no plan, its year is over, or the next mail is later."""
    today = local_day(service.clock.now(), service.zone)
    with service.store.read() as session:
        plan = current_plan(session, organisation_id, today)
        if plan is None:
            return "Ingen plan är inläst. Läs in arbetsboken först: arshjul plan import FIL.xlsx"
        later = session.scalar(
            select(func.min(ReminderRow.due_day)).where(
                ReminderRow.organisation_id == organisation_id, ReminderRow.state == "planned"
            )
        )
        if later is not None:
            return f"Nästa påminnelse går {later.isoformat()}."
        if plan.year < today.year:
            return f"Planen är för {plan.year}, som är slut. Läs in planen för {today.year}."
        return f"Planen för {plan.year} har inga påminnelser kvar."


def _weekly(
    session: Session,
    service: Service,
    organisation_id: int,
    outlook: Outlook,
    until: date,
    taken: set[tuple[int, date]],
) -> Iterator[Coming]:
    """Yield the coordinators' weekly mails. What will be in them is not known yet.

    `taken` are the days on which a person has another mail: the list waits for the week's next day without, and goes
    first when there is none; the other mail then takes the next working day.
    """
    weekly = outlook.policy.weekly
    plan = current_plan(session, organisation_id, outlook.today)
    if weekly is None or plan is None:
        return
    for party in coordinators_of(session, organisation_id):
        week = weekly.week_of(outlook.today)
        if party.weekly_on is not None and party.weekly_on > outlook.today - WEEK:
            week += WEEK
        while party.email and (day := outlook.calendar.on_or_after(max(week, outlook.today))) <= until:
            while (party.id, day) in taken and (
                later := outlook.calendar.on_or_after(day + DAY)
            ) < week + WEEK:
                day = later
            if day < week + WEEK and not is_new(plan, week, weekly, service.zone):
                if (party.id, day) in taken:
                    taken.add((party.id, outlook.calendar.on_or_after(day + DAY)))
                yield Coming(day, party.name, party.id, (), ("Veckobrevet, om något väntar.",))
            week += WEEK


def _coming(session: Session, organisation_id: int, today: date, until: date) -> list[Coming]:
    rows = session.execute(
        select(ReminderRow.due_day, ReminderRow.reason, PartyRow.id, PartyRow.name, MeasureRecord.code)
        .join(PartyRow, PartyRow.id == ReminderRow.recipient_id)
        .join(MeasureRecord, MeasureRecord.id == ReminderRow.measure_id)
        .where(ReminderRow.organisation_id == organisation_id, ReminderRow.state == "planned")
        .where(ReminderRow.due_day <= until)
        .order_by(ReminderRow.due_day, PartyRow.name, MeasureRecord.position)
    )
    mails: dict[tuple[date, int], list[tuple[str, str, str]]] = defaultdict(list)
    for due, reason, party_id, name, code in rows:
        mails[max(due, today), party_id].append((name, code, reason))
    return [
        Coming(
            day,
            lines[0][0],
            party_id,
            tuple(dict.fromkeys(code for _, code, _ in lines)),
            tuple(reason for _, _, reason in lines),
        )
        for (day, party_id), lines in sorted(mails.items(), key=lambda each: (each[0][0], each[1][0][0]))
    ]

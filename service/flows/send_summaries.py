"""The summary goes out by itself on the working day before each follow-up date: to the coordinator and the steering
group."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import WorkCalendar, local_day
from service.domain.schedule import next_open
from service.domain.summary import AreaSummary, Line, Summary
from service.flows.followed import lock_organisation, outlook_of
from service.flows.found_organisation import coordinators_of
from service.flows.letters import AreaCount, Raised, SummaryMail
from service.flows.load_plan import load_plan
from service.flows.make_summary import summary_of
from service.flows.post_letter import frame_for
from service.flows.post_notice import post_notice
from service.flows.rules import rules_of
from service.flows.service import Service
from service.store.people import Organisation, PartyRow
from service.store.plan import FollowUpDate, PlanRow

MOST_RAISED = 12
"""How many measures the mail brings up; the page has them all."""


def send_summaries(service: Service) -> int:
    """Write the summaries that are due; return how many follow-up dates were summed up.

    A date that passed while the machine was down is summed up afterwards, as long as it is within the last week.
    """
    now = service.clock.now()
    today = local_day(now, service.zone)
    with service.store.read() as session:
        ahead = session.execute(
            select(FollowUpDate.id, FollowUpDate.day, Organisation)
            .join(PlanRow, PlanRow.id == FollowUpDate.plan_id)
            .join(Organisation, Organisation.id == PlanRow.organisation_id)
            .where(FollowUpDate.summary_sent_at.is_(None), FollowUpDate.day.between(*_window(today)))
        )
        # Looked at here, so that no lock is taken day after day for a date that is still ahead.
        waiting = [
            (date_id, organisation.id)
            for date_id, day, organisation in ahead
            if today >= _due(day, rules_of(service, organisation)[1])
        ]
    return sum(_send(service, date_id, organisation_id) for date_id, organisation_id in waiting)


def _window(today: date) -> tuple[date, date]:
    return date.fromordinal(today.toordinal() - 7), date.fromordinal(today.toordinal() + 14)


def _due(day: date, calendar: WorkCalendar) -> date:
    """Return the working day before a follow-up date."""
    return calendar.add_working_days(calendar.on_or_before(day), -1)


def _send(service: Service, date_id: int, organisation_id: int) -> bool:
    now = service.clock.now()
    today = local_day(now, service.zone)
    with service.store.write() as session:
        lock_organisation(session, organisation_id)
        row = session.get_one(FollowUpDate, date_id)
        outlook = outlook_of(session, service, organisation_id)
        too_early = (
            today < _due(row.day, outlook.calendar)
            or next_open(now, outlook.policy, outlook.calendar, service.zone) > now
        )
        if row.summary_sent_at is not None or row.since > row.day or too_early:
            return False
        year = session.get_one(PlanRow, row.plan_id).year
        summary = summary_of(load_plan(session, organisation_id, year), row.day, as_of=min(today, row.day))
        for party in _readers(session, organisation_id):
            _post(session, service, organisation_id, party, summary)
        row.summary_sent_at = now
    service.nudge("send_outbox")
    return True


def _readers(session: Session, organisation_id: int) -> Sequence[PartyRow]:
    """Return the coordinators and the steering group, each once, who have an address."""
    chosen = session.get_one(Organisation, organisation_id).settings.get("steering", [])
    steering = session.scalars(
        select(PartyRow).where(PartyRow.organisation_id == organisation_id, PartyRow.id.in_(chosen))
    )
    readers = {party.id: party for party in (*coordinators_of(session, organisation_id), *steering)}
    return [party for party in readers.values() if party.email and party.undeliverable_since is None]


def _post(
    session: Session, service: Service, organisation_id: int, party: PartyRow, summary: Summary
) -> None:
    facts = SummaryMail(
        frame=frame_for(session, service, organisation_id, party),
        meeting=summary.day,
        areas=tuple(_counted(area) for area in summary.areas if area.lines),
        raised=tuple(_raised(line) for line in _to_raise(summary)[:MOST_RAISED]),
        link=f"{service.identity.public_url}/uppfoljningar/{summary.day.isoformat()}",
    )
    post_notice(session, service, facts, party, key=f"summary:{party.id}:{summary.day.isoformat()}")


def _counted(area: AreaSummary) -> AreaCount:
    return AreaCount(
        name=area.name,
        done=area.count("done"),
        ongoing=area.count("ongoing"),
        delayed=area.count("late"),
        not_started=area.count("not_started") + area.count("coming"),
        cancelled=area.count("cancelled"),
        silent=area.count("silent"),
        followed=area.followed,
        answered=area.answered,
    )


def _to_raise(summary: Summary) -> list[Line]:
    """Return what a meeting should talk about: what is late, what is hindered, what is to leave the plan."""
    lines = [line for area in summary.areas for line in area.lines]
    return [
        line
        for line in lines
        if line.state in ("late", "cancelled") or (line.said is not None and line.said.hindrance)
    ]


def _raised(line: Line) -> Raised:
    why = {"late": "försenad", "cancelled": "ska tas bort ur planen"}.get(line.state, "har mött hinder")
    return Raised(
        line.subject.code,
        " ".join(line.subject.title.split())[:120],
        why,
        line.said.text if line.said else "",
    )

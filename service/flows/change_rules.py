"""How an organisation's people are reminded: what a change of the rules would do, and the change itself.

Only what differs from the defaults is stored, so that better defaults reach everybody who has not chosen otherwise.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.schedule import Policy, Replan, laid_over
from service.flows.followed import followed_of, outlook_of
from service.flows.replan import planned_anew, replan, rows_of
from service.flows.rules import only_changes
from service.flows.service import Service
from service.flows.show_choices import known_parties
from service.store.engine import AT_ONCE
from service.store.people import Organisation, PartyRow
from service.store.plan import MeasureRecord

Change = Literal["added", "moved", "dropped"]


@dataclass(frozen=True, slots=True)
class Difference:
    """How many reminders still to go a change of the rules would add, move to another day, and drop."""

    added: int
    moved: int
    dropped: int

    def __bool__(self) -> bool:
        return bool(self.added or self.moved or self.dropped)


def rules_in_force(service: Service, organisation: Organisation) -> dict[str, Any]:
    """Return the organisation's rules as data: the defaults with its own choices laid over them."""
    return laid_over(service.policy, organisation.settings.get("policy", {}))


def preview_rules(service: Service, organisation_id: int, rules: Mapping[str, Any]) -> Difference:
    """Return what `rules` (whole, as data) would change. PolicyError: they cannot be followed."""
    policy = Policy.from_data(rules)
    with service.store.read() as session:
        counted = Counter(_changes(session, service, organisation_id, policy))
    return Difference(counted["added"], counted["moved"], counted["dropped"])


def change_rules(service: Service, organisation_id: int, rules: Mapping[str, Any]) -> None:
    """Let `rules` hold from now on, and plan everything anew. PolicyError: they cannot be followed; nothing is stored."""
    Policy.from_data(rules)
    with service.store.write() as session:
        organisation = session.get_one(Organisation, organisation_id)
        chosen = only_changes(service.policy, rules)
        organisation.settings = {**organisation.settings, "policy": chosen}
        replan(session, service, _living(session, organisation_id))
    service.nudge("fill_outbox")


def change_steering(service: Service, organisation_id: int, party_ids: Sequence[int]) -> int:
    """Say who gets the summary beside the coordinators; return how many of `party_ids` are in the directory."""
    with service.store.write() as session:
        known = sorted(known_parties(session, organisation_id, party_ids))
        organisation = session.get_one(Organisation, organisation_id)
        organisation.settings = {**organisation.settings, "steering": known}
    return len(known)


def change_contact(service: Service, party_id: int, name: str, phone: str, email: str) -> bool:
    """Change how a coordinator is named and reached; False when the address is another coordinator's already.

    Coordinators sign in by their address, so no two may share one.
    """
    address = email.strip().lower()
    with service.store.write() as session:
        taken = select(PartyRow.id).where(
            PartyRow.email == address, PartyRow.coordinator, PartyRow.id != party_id
        )
        if session.scalar(taken.limit(1)) is not None:
            return False
        party = session.get_one(PartyRow, party_id)
        if party.email != address:
            party.email, party.undeliverable_since, party.undeliverable_why = address, None, ""
        party.name, party.phone = name, phone
    return True


def _living(session: Session, organisation_id: int) -> Sequence[MeasureRecord]:
    query = select(MeasureRecord).where(
        MeasureRecord.organisation_id == organisation_id, MeasureRecord.gone_at.is_(None)
    )
    return session.scalars(query).all()


def _changes(session: Session, service: Service, organisation_id: int, policy: Policy) -> Iterator[Change]:
    now = outlook_of(session, service, organisation_id)
    outlook = replace(now, policy=policy, calendar=policy.calendar())
    measures = _living(session, organisation_id)
    for start in range(0, len(measures), AT_ONCE):
        some = measures[start : start + AT_ONCE]
        rows = rows_of(session, [measure.id for measure in some])
        for followed in followed_of(session, some, service.zone, policy):
            yield from _kinds(planned_anew(followed, rows[followed.measure], outlook, service.zone))


def _kinds(change: Replan) -> Iterator[Change]:
    for kind, reminders in (
        ("added", (*change.add, *change.revive)),
        ("moved", change.move),
        ("dropped", change.void),
    ):
        for _ in reminders:
            yield kind  # type: ignore[misc]

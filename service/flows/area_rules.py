"""The rules that an area of the plan has of its own, laid over the organisation's."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.schedule import laid_over
from service.flows.rules import only_changes
from service.flows.show_overview import current_plan
from service.flows.standing import living
from service.store.people import Organisation
from service.store.plan import AreaRow, MeasureRecord, PlanRow


def area_rules(rules: Mapping[str, Any], area_id: int) -> dict[str, Any]:
    """Return what holds in an area, as data: the organisation's `rules` with the area's own laid over them."""
    common = {key: value for key, value in rules.items() if key != "areas"}
    return laid_over(common, rules.get("areas", {}).get(str(area_id), {}))


def with_area_rules(rules: Mapping[str, Any], area_id: int, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the organisation's `rules` with only what differs in an area kept for it; nothing of its own is no entry."""
    common = {key: value for key, value in rules.items() if key != "areas"}
    areas = {key: value for key, value in rules.get("areas", {}).items() if key != str(area_id)}
    differing = only_changes(common, own)
    if differing:
        areas[str(area_id)] = differing
    return {**common, "areas": areas} if areas else common


def carry_rules_over(session: Session, organisation: Organisation, area: AreaRow) -> None:
    """Let a new year's area have the rules that the area of that name had last, in the caller's transaction."""
    policy = organisation.settings.get("policy", {})
    own = policy.get("areas", {})
    query = (
        select(AreaRow.id)
        .join(PlanRow, PlanRow.id == AreaRow.plan_id)
        .where(PlanRow.organisation_id == organisation.id, AreaRow.name == area.name)
        .where(AreaRow.id.in_([int(key) for key in own]))
        .order_by(PlanRow.year.desc())
    )
    before = session.scalar(query.limit(1)) if own else None
    if before is not None:
        areas = {**own, str(area.id): own[str(before)]}
        organisation.settings = {**organisation.settings, "policy": {**policy, "areas": areas}}


def areas_now(session: Session, organisation_id: int, today: date) -> Sequence[AreaRow]:
    """Return the areas with measures of the plan that is worked with, in its order."""
    plan = current_plan(session, organisation_id, today)
    if plan is None:
        return ()
    in_use = select(MeasureRecord.area_id).where(living(plan.id))
    return session.scalars(select(AreaRow).where(AreaRow.id.in_(in_use)).order_by(AreaRow.position)).all()


def find_area(session: Session, organisation_id: int, area_id: int) -> AreaRow | None:
    """Return an area of one of the organisation's plans; None when none has that number."""
    query = select(AreaRow).join(PlanRow, PlanRow.id == AreaRow.plan_id)
    return session.scalar(query.where(PlanRow.organisation_id == organisation_id, AreaRow.id == area_id))

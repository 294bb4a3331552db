"""Remove what has been kept for as long as the rules say, and write down how much: never what it was."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from service.domain.days import local_day
from service.domain.schedule import PolicyError
from service.flows.followed import lock_organisation
from service.flows.retention import Aim, Rule, aims
from service.flows.service import Service
from service.store.people import Organisation
from service.store.post import Retirement

log = logging.getLogger(__name__)


def retire(service: Service, limit: int = 500) -> int:
    """Remove at most `limit` of each kind from each organisation; return how many things went."""
    with service.store.read() as session:
        organisations = session.scalars(select(Organisation).order_by(Organisation.id)).all()
        alike = _alike(service, organisations)
        due = [
            (rule, aim)
            for some in alike.values()
            for found in [_having(session, *some[0])]
            for rule, aim in some
            if aim.organisation_id in found
        ]
    removed = 0
    for rule, aim in due:
        with service.store.write() as session:
            lock_organisation(session, aim.organisation_id)
            removed += _remove(session, rule, aim, limit)
    return removed


def _alike(
    service: Service, organisations: Iterable[Organisation]
) -> dict[tuple[str, datetime], list[tuple[Rule, Aim]]]:
    """Return what is to be asked, the same question of several organisations together."""
    found: dict[tuple[str, datetime], list[tuple[Rule, Aim]]] = defaultdict(list)
    for organisation in organisations:
        try:
            asked = aims(service, organisation)
        except PolicyError as problem:
            # Rather kept for too long than removed by a rule that nobody can read.
            log.warning("organisation %s: retention.%s cannot be followed", organisation.id, problem.place)
            continue
        for rule, aim in asked:
            found[rule.what, aim.until].append((rule, aim))
    return found


def _having(session: Session, rule: Rule, aim: Aim) -> set[int]:
    """Return the organisations that have anything for a rule to remove, by one question for them all."""
    each = aliased(Organisation)
    of_each = replace(aim, organisation_id=each.id)  # type: ignore[arg-type] # a column stands where a number would
    return set(session.scalars(select(each.id).where(rule.find(of_each).correlate(each).exists())))


def _remove(session: Session, rule: Rule, aim: Aim, limit: int) -> int:
    ids = session.scalars(rule.find(aim).limit(limit)).all()
    if ids:
        rule.remove(session, ids, aim)
        _write_down(session, rule.what, aim, len(ids))
        log.info("organisation %s: %s %s removed by rule", aim.organisation_id, len(ids), rule.what)
    return len(ids)


def _write_down(session: Session, what: str, aim: Aim, number: int) -> None:
    insert = sqlite.insert if aim.service.store.is_sqlite else postgresql.insert
    day = local_day(aim.now, aim.service.zone)
    row = insert(Retirement).values(organisation_id=aim.organisation_id, day=day, what=what, number=number)
    session.execute(
        row.on_conflict_do_update(
            index_elements=["organisation_id", "day", "what"], set_={"number": Retirement.number + number}
        )
    )

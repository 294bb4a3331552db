"""An organisation's rules: the defaults with its own choices laid over them, compiled once and remembered."""

import json
from functools import lru_cache

from service.domain.days import WorkCalendar
from service.domain.schedule import Policy, laid_over
from service.flows.service import Service
from service.store.people import Organisation


def rules_of(service: Service, organisation: Organisation) -> tuple[Policy, WorkCalendar]:
    """Return how an organisation's people are reminded, and the working days that is counted in."""
    chosen = laid_over(service.policy, organisation.settings.get("policy", {}))
    return _compiled(json.dumps(chosen, sort_keys=True, default=str))


@lru_cache(maxsize=512)
def _compiled(chosen: str) -> tuple[Policy, WorkCalendar]:
    """The calendar is remembered with the policy: the domain's own caches know it by identity."""
    policy = Policy.from_data(json.loads(chosen))
    return policy, policy.calendar()

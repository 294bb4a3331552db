"""An organisation's rules: the defaults with its own choices laid over them, compiled once and remembered."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from service.domain.days import WorkCalendar
from service.domain.schedule import Policy, laid_over
from service.flows.service import Service
from service.store.people import Organisation


def rules_of(service: Service, organisation: Organisation) -> tuple[Policy, WorkCalendar]:
    """Return how an organisation's people are reminded, and the working days that is counted in."""
    chosen = laid_over(service.policy, organisation.settings.get("policy", {}))
    return _compiled(json.dumps(chosen, sort_keys=True, default=str))


def only_changes(defaults: Mapping[str, Any], rules: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of `rules` differs from the defaults: the inverse of `laid_over`."""
    found: dict[str, Any] = {}
    for key, value in rules.items():
        below = defaults.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            within = only_changes(below, value)
            if within:
                found[key] = within
        elif below != value:
            found[key] = value
    return found


@lru_cache(maxsize=512)
def _compiled(chosen: str) -> tuple[Policy, WorkCalendar]:
    """The calendar is remembered with the policy: the domain's own caches know it by identity."""
    policy = Policy.from_data(json.loads(chosen))
    return policy, policy.calendar()

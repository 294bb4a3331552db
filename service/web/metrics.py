"""The service's figures for Prometheus (text exposition format 0.0.4): all gauges, all out of the database, no person.

Only this machine may read them, or whoever has the token of the settings. Every process gives the same figures, so
one of them is asked.
"""

import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse

from service.flows.service import Service
from service.flows.vital_signs import VitalSigns, vital_signs
from service.ports import is_loopback
from service.web.visitors import ServiceOf

router = APIRouter(include_in_schema=False)

FORMAT = "text/plain; version=0.0.4; charset=utf-8"
PARTS = ("sending", "intake")
FORWARDED = {"forwarded", "x-forwarded-for", "x-real-ip", "via"}
"""Headers of a proxy: who asks it is not on this machine, though it seems so."""


@router.get("/metrics")
def metrics(request: Request, service: ServiceOf) -> PlainTextResponse:
    """Answer with the figures; 404 to anybody else, as if nothing were here."""
    if not _may_read(request, service):
        raise HTTPException(404)
    signs = vital_signs(service)
    return PlainTextResponse("".join(_lines(signs, service.clock.now())), media_type=FORMAT)


def _may_read(request: Request, service: Service) -> bool:
    """Whether the token was given; without one, whether the question comes from this machine and not through a proxy."""
    token = service.watch.metrics_token
    if token:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return is_from_here(request)


def is_from_here(request: Request) -> bool:
    """Whether the question comes from this machine and not through a proxy on it."""
    forwarded = FORWARDED & set(request.headers)
    here = request.client is not None and is_loopback(request.client.host)
    return here and not forwarded and is_loopback(request.url.hostname or "")


def _lines(signs: VitalSigns, now: datetime) -> Iterator[str]:
    yield from _gauge("due", "Reminders that should be in a mail by now.", {"": signs.due})
    yield from _gauge(
        "due_oldest_age_seconds", "How long the oldest of them has waited.", _age(signs.oldest_due, now)
    )
    yield from _gauge("outbox_due", "Mails that should have been handed over by now.", {"": signs.waiting})
    yield from _gauge(
        "outbox_oldest_age_seconds",
        "How long the oldest of them has waited.",
        _age(signs.oldest_waiting, now),
    )
    yield from _gauge("reminders", "Rows of the ledger by state.", signs.reminders, "state")
    yield from _gauge("mails", "Mails of the outbox by state.", signs.messages, "state")
    yield from _gauge("inbound_mails", "Mails that came in, by what they were.", signs.inbound, "class")
    last = {"": signs.last_sent.timestamp()} if signs.last_sent else {}
    yield from _gauge("last_sent_timestamp_seconds", "When a mail last went out.", last)
    ended = {name: moment.timestamp() for name, moment in signs.sweeps.items()}
    yield from _gauge(
        "sweep_last_end_timestamp_seconds", "When a sweep last ended, to the minute.", ended, "sweep"
    )
    disturbed = {part: int(part in signs.disturbed) for part in PARTS}
    yield from _gauge("disturbed", "1 when a part does not work.", disturbed, "part")


def _age(since: datetime | None, now: datetime) -> dict[str, float]:
    return {"": max(0.0, (now - since).total_seconds()) if since else 0.0}


def _gauge(name: str, text: str, values: Mapping[str, float], label: str = "") -> Iterator[str]:
    """Yield a gauge's lines. Labels are words of our own, without anything to escape."""
    full = f"arshjul_{name}"
    yield f"# HELP {full} {text}\n# TYPE {full} gauge\n"
    for key, value in sorted(values.items()):
        labels = f'{{{label}="{key}"}}' if label else ""
        yield f"{full}{labels} {value}\n"

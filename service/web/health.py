"""Two addresses for those who watch the service: is the process alive, and can it do its work."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from service.flows.disturbances import disturbances
from service.flows.service import MARK_HEADER, mark_of
from service.store.migrate import current, newest
from service.web.metrics import is_from_here
from service.web.visitors import ServiceOf

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def alive(request: Request, service: ServiceOf) -> PlainTextResponse:
    """Answer as long as the process lives; to this machine, which for `arshjul doctor` may run several, also who we are."""
    headers = {MARK_HEADER: mark_of(service.identity.key)} if is_from_here(request) else {}
    return PlainTextResponse("ok\n", headers=headers)


@router.get("/readyz")
def ready(service: ServiceOf) -> PlainTextResponse:
    """Answer 200 when the database is reached and at the newest schema, 503 with the reason otherwise.

    What does not work outside us is told too, but the pages work without it.
    """
    try:
        with service.store.read() as session:
            session.execute(text("SELECT 1"))
        stands = current(service.store)
    except SQLAlchemyError:
        return PlainTextResponse("database unreachable\n", 503)
    if stands != newest():
        return PlainTextResponse(f"schema at {stands}, not {newest()}\n", 503)
    with service.store.read() as session:
        trouble = [f"{each.what} disturbed since {each.since.isoformat()}" for each in disturbances(session)]
    return PlainTextResponse("\n".join(["ready", *trouble, ""]))

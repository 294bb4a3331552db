"""The web application: every page group's router, behind one guard.

To add a page group: a module with a `router`, its name in `ROUTERS`, templates under `templates/web/`.
"""

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from service.flows.service import Service
from service.ports import OutsideError
from service.web import (
    analysis,
    answer,
    area_rules,
    attachments,
    bring_in,
    calendars,
    feeds,
    health,
    measure,
    meetings,
    metrics,
    outbox,
    overview,
    own_calendar,
    people,
    plan,
    readings,
    retention,
    rules,
    signing_in,
    statement,
    static_files,
    tray,
)
from service.web.errors import NotSignedInError, on_bad_form, on_http_error, on_outside, on_sign_in_needed
from service.web.guard import Guard
from service.web.pages import MENU, Pages, make_environment
from service.web.static_files import StaticFiles

ROUTERS: tuple[APIRouter, ...] = (
    overview.router,
    plan.router,
    readings.router,
    measure.router,
    meetings.router,
    analysis.router,
    tray.router,
    attachments.router,
    people.router,
    outbox.router,
    area_rules.router,
    rules.router,
    retention.router,
    bring_in.router,
    own_calendar.router,  # before the questions: their addresses end with any word
    answer.router,
    signing_in.router,
    statement.router,
    static_files.router,
    feeds.router,
    calendars.router,
    health.router,
    metrics.router,
)


def create_app(service: Service) -> FastAPI:
    """Return the application over a service. The API's description is at /api/openapi.json; no page shows it."""
    app = FastAPI(
        title="Årshjul",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for router in ROUTERS:
        app.include_router(router)
    there = {route.path for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)}
    app.state.static = StaticFiles()
    app.state.pages = Pages(
        templates=make_environment(app.state.static, service.zone),
        service=service,
        menu=tuple(entry for entry in MENU if entry[0] in there),
    )
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_bad_form)
    app.add_exception_handler(OutsideError, on_outside)
    app.add_exception_handler(NotSignedInError, on_sign_in_needed)
    app.add_middleware(Guard, public_url=service.identity.public_url)
    return app

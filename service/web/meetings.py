"""The follow-up dates: who has answered for each, who has not, and the summary for the steering group."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from service.domain.days import say_day
from service.flows.enter_meeting import add_meeting, move_meeting, remove_meeting
from service.flows.make_summary import make_summary
from service.flows.service import Service
from service.flows.show_meetings import show_meeting, show_meetings
from service.ports import OutsideError
from service.web.notices import go_to
from service.web.numbers import Number
from service.web.pages import page, today_of
from service.web.visitors import Coordinator, Posting, ServiceOf

router = APIRouter(include_in_schema=False)

LIST = "/uppfoljningar"
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The summary is a page to keep and to send: it carries its own style and nothing else."""


@router.get(LIST)
def show_all(request: Request, service: ServiceOf, who: Coordinator) -> Response:
    """List the follow-up dates, with forms to add, move and take away."""
    try:
        year, meetings = show_meetings(service, who.organisation_id)
    except OutsideError:
        return page(request, "start.html", who=who)
    return page(request, "meetings.html", who=who, year=year, meetings=meetings)


@router.get(f"{LIST}/{{day}}")
def show_one(request: Request, service: ServiceOf, who: Coordinator, day: str) -> Response:
    """Show one follow-up date: the answers per area, and who has not answered."""
    found = show_meeting(service, who.organisation_id, _day(day))
    if found is None:
        raise HTTPException(404)
    return page(request, "meeting.html", who=who, facts=found)


@router.get(f"{LIST}/{{day}}/sammanstallning")
def summary(service: ServiceOf, who: Coordinator, day: str, spara: bool = False) -> Response:
    """Return the summary as a page that can be printed, saved and sent."""
    try:
        report = make_summary(service, who.organisation_id, _day(day))
    except OutsideError:
        raise HTTPException(404) from None
    headers = {"Content-Security-Policy": REPORT_POLICY}
    if spara:
        headers["Content-Disposition"] = f'attachment; filename="uppfoljning-{day}.html"'
    return HTMLResponse(report.html, headers=headers)


@router.post(LIST)
def add(service: ServiceOf, who: Posting, dag: Annotated[str, Form()] = "") -> Response:
    """Add a follow-up date."""
    chosen = _chosen(dag)
    if chosen is None:
        return go_to(LIST, "Välj ett datum.")
    return _done(
        lambda: add_meeting(service, who.organisation_id, chosen),
        f"Uppföljningen {_said(service, chosen)} är tillagd.",
    )


@router.post(f"{LIST}/{{meeting_id}}/flytta")
def move(service: ServiceOf, who: Posting, meeting_id: Number, dag: Annotated[str, Form()] = "") -> Response:
    """Move a follow-up date."""
    chosen = _chosen(dag)
    if chosen is None:
        return go_to(LIST, "Välj ett datum att flytta till.")
    said = f"Uppföljningen är flyttad till {_said(service, chosen)}. Påminnelserna följer med."
    return _done(lambda: move_meeting(service, who.organisation_id, meeting_id, chosen), said)


@router.post(f"{LIST}/{{meeting_id}}/ta-bort")
def remove(service: ServiceOf, who: Posting, meeting_id: Number) -> Response:
    """Take a follow-up date away."""
    said = "Uppföljningen är borttagen. Det som har sagts finns kvar i åtgärdernas historik."
    return _done(lambda: remove_meeting(service, who.organisation_id, meeting_id), said)


def _done(change: Callable[[], None], said: str) -> Response:
    try:
        change()
    except OutsideError as problem:
        return go_to(LIST, problem.text)
    return go_to(LIST, said)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HTTPException(404) from None


def _chosen(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _said(service: Service, day: date) -> str:
    return say_day(day, today_of(service))

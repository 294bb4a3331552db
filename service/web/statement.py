"""The accessibility statement (Swedish act 2018:1937, DIGG's regulations MDFFS 2019:2), with an address to report to."""

from fastapi import APIRouter, Request, Response

from service.flows.show_contact import contact_of
from service.web.pages import page
from service.web.visitors import ServiceOf, Visitor

router = APIRouter(include_in_schema=False)


@router.get("/tillganglighet")
def show(request: Request, service: ServiceOf, who: Visitor) -> Response:
    """Show the statement, signed in or not."""
    with service.store.read() as session:
        contact = contact_of(session, who.organisation_id if who else None)
    return page(request, "statement.html", who=who, contact=contact)

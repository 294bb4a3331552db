"""What is kept for how long: the municipality's own days, with what would go shown before they are taken."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from service.domain.schedule import PolicyError
from service.flows.retention import LEAST, change_retention, checked, count_due
from service.flows.service import Service
from service.web.notices import go_to
from service.web.pages import page
from service.web.visitors import Coordinator, Posting, ServiceOf

router = APIRouter(include_in_schema=False)

Days = Annotated[str, Form()]


@router.get("/installningar/gallring")
def show(request: Request, service: ServiceOf, who: Coordinator) -> Response:
    """Show for how long each kind is kept."""
    kept = {rule.days: days for rule, days, _ in count_due(service, who.organisation_id)}
    return _page(request, who, {key: str(kept[key]) for key in LEAST})


@router.post("/installningar/gallring")
def save(
    request: Request,
    service: ServiceOf,
    who: Posting,
    sign_in: Days = "",
    sessions: Days = "",
    automatic: Days = "",
    sent: Days = "",
    answers: Days = "",
    attachments: Days = "",
    gor: Days = "",
) -> Response:
    """Show what would go with the days in the form, or let them hold."""
    given = (sign_in, sessions, automatic, sent, answers, attachments)
    fields = {key: text.strip()[:6] for key, text in zip(LEAST, given, strict=True)}
    kept, errors = _days(fields)
    if errors:
        return _page(request, who, fields, errors=errors)
    if gor == "spara":
        change_retention(service, who.organisation_id, kept)
        return go_to("/installningar/gallring", "Dygnen är sparade. Gallringen sker av sig själv.")
    return _page(request, who, fields, going=_going(service, who, kept))


def _days(fields: dict[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """Return the days in the form, and what is wrong with which field."""
    errors = {
        key: "Skriv antal dygn med siffror. 0 betyder aldrig."
        for key, text in fields.items()
        if not _is_number(text)
    }
    kept = {key: int(text) for key, text in fields.items() if key not in errors}
    for key, days in kept.items():
        try:
            checked({key: days})
        except PolicyError as problem:
            errors[key] = problem.text
    return kept, errors


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _going(service: Service, who: Coordinator, kept: dict[str, int]) -> list[tuple[str, int]]:
    """Return what would go at once, by its Swedish name, and how much of it."""
    found = count_due(service, who.organisation_id, instead=kept)
    return [(rule.name, number) for rule, _, number in found if number]


def _page(
    request: Request,
    who: Coordinator,
    fields: dict[str, str],
    *,
    errors: dict[str, str] | None = None,
    going: list[tuple[str, int]] | None = None,
) -> Response:
    return page(
        request,
        "retention.html",
        status=422 if errors else 200,
        who=who,
        fields=fields,
        errors=errors or {},
        going=going,
    )

"""Import a workbook: send it up, look at how it is read and what would change, then take it in.

The workbook is kept between the two, so that nobody has to choose it twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, HTTPException, Request, Response, UploadFile

from service.domain.measure import Finding
from service.flows.import_plan import import_plan, preview_import
from service.flows.keep_upload import drop_upload, find_upload, keep_upload
from service.flows.show_readings import readings_left
from service.ports import OutsideError
from service.store.plan import Upload
from service.web.notices import go_to
from service.web.numbers import Number
from service.web.pages import page, today_of
from service.web.visitors import Coordinator, Posting, ServiceOf

router = APIRouter(include_in_schema=False)

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_SHOWN = 200
"""Findings of a kind that the page lists; the count is told."""

TO_MEND = "Saknas eller är oklart i planen"
GUESSED = "Så här har vi läst det"
TABS = "Flikarna"

KINDS: Mapping[str, str] = {
    "year-over": TO_MEND,
    "missing-when": TO_MEND,
    "missing-who": TO_MEND,
    "missing-area": TO_MEND,
    "missing-column": TO_MEND,
    "cause-without-measure": TO_MEND,
    "row-without-measure": TO_MEND,
    "no-measure": TO_MEND,
    "no-such-day": TO_MEND,
    "text-before-date": TO_MEND,
    "analysis-differs": "Analysfliken räknar annorlunda",
    "analysis-not-calculated": "Analysfliken räknar annorlunda",
    "copied-tab": TABS,
    "hidden-tab": TABS,
    "instruction-tab": TABS,
    "no-header": TABS,
    "duplicate-area": TABS,
}
"""The heading that each kind of finding stands under; the rest are what we have guessed."""


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings that stand under one heading."""

    heading: str
    findings: tuple[Finding, ...]
    number: int


def grouped(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """Return the findings under their headings, what wants mending first."""
    by_heading: dict[str, list[Finding]] = {TO_MEND: []}
    for finding in findings:
        by_heading.setdefault(KINDS.get(finding.code, GUESSED), []).append(finding)
    return tuple(
        FindingGroup(heading, tuple(found[:MOST_SHOWN]), len(found))
        for heading, found in by_heading.items()
        if found
    )


@router.get("/import")
def choose(request: Request, who: Coordinator) -> Response:
    """Show the form."""
    return page(request, "import.html", who=who, error="")


@router.post("/import")
def send_up(
    request: Request,
    service: ServiceOf,
    who: Posting,
    fil: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Keep the workbook and lead on to how it is read."""
    content = fil.file.read() if fil is not None else b""
    if fil is None or not content:
        return page(request, "import.html", status=400, who=who, error="Välj en arbetsbok först.")
    name = PurePath((fil.filename or "plan.xlsx").replace("\\", "/")).name
    with service.store.write() as session:
        number = keep_upload(session, who.organisation_id, who.party_id, name, content, service.clock.now())
    return go_to(f"/import/{number}")


def upload_of(service: ServiceOf, who: Coordinator, upload_id: Number) -> Upload:
    """Return the coordinator's workbook; 404 when it is gone."""
    with service.store.read() as session:
        row = find_upload(session, who.organisation_id, who.party_id, upload_id)
    if row is None:
        raise HTTPException(404, "Arbetsboken ligger inte kvar. Välj den igen under Läs in planen.")
    return row


Kept = Annotated[Upload, Depends(upload_of)]


@router.get("/import/{upload_id}")
def look(request: Request, service: ServiceOf, who: Coordinator, upload: Kept, ar: str = "") -> Response:
    """Show how the workbook is read and what would change; nothing is stored."""
    try:
        report = preview_import(service, who.organisation_id, upload.content, year_in(ar))
    except OutsideError as problem:
        return page(request, "import.html", status=400, who=who, error=problem.text)
    return page(
        request,
        "import_look.html",
        who=who,
        upload=upload,
        report=report,
        reading=report.reading,
        changes=report.changes,
        groups=grouped(report.findings),
        year=ar,
    )


@router.post("/import/{upload_id}")
def take_in(
    request: Request, service: ServiceOf, who: Posting, upload: Kept, ar: Annotated[str, Form()] = ""
) -> Response:
    """Import the workbook, and lead to what a person should look at in it, or else to the plan."""
    try:
        report = import_plan(service, who.organisation_id, upload.content, upload.name, year_in(ar))
    except OutsideError as problem:
        return page(request, "import.html", status=400, who=who, error=problem.text)
    if not report.reading.areas:
        return go_to(f"/import/{upload.id}")
    with service.store.write() as session:
        drop_upload(session, upload.id)
    new, changed, gone = (
        len(each) for each in (report.changes.new, report.changes.changed, report.changes.gone)
    )
    said = f"Planen {report.reading.year} är inläst: {new} nya åtgärder, {changed} ändrade, {gone} borta."
    left = readings_left(service, who.organisation_id, today_of(service), report.reading.year)
    if not left:
        return go_to(f"/planen?ar={report.reading.year}", said)
    more = "En läsning behöver ett öga." if left == 1 else f"{left} läsningar behöver ett öga."
    return go_to("/lasningar", f"{said} {more}")


@router.post("/import/{upload_id}/avbryt")
def leave(service: ServiceOf, _who: Posting, upload: Kept) -> Response:
    """Let go of the workbook; nothing is imported."""
    with service.store.write() as session:
        drop_upload(session, upload.id)
    return go_to("/planen", "Inget är inläst. Planen är som förut.")


def year_in(text: str) -> int | None:
    """Return the year that somebody has written, None when there is none to go by."""
    year = int(text) if text.isdecimal() and len(text) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None

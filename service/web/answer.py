"""The owner's page: one measure at a time, no account and no script.

Opening a link changes nothing (mail scanners open every link). A form carries a nonce sealed to the link and the
question: nobody else can make one, and the same form sent twice is one answer.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from service.domain.measure import Status
from service.domain.reply import Attachment
from service.flows.answer_link import AnswerLink, Question, find_link
from service.flows.record_followup import Report, record_followup
from service.flows.service import Service
from service.flows.show_contact import contact_of
from service.flows.take_answer import take_answer
from service.web.numbers import Number
from service.web.pages import page, today_of
from service.web.visitors import ServiceOf, is_sealed, seal

router = APIRouter(include_in_schema=False)

LONGEST_TEXT = 5000
LONGEST_LINE = 400
MOST_FILES = 100
LATEST_SNOOZE = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, so that nothing typed is lost when something has to be put right."""

    status: str = ""
    text: str = ""
    hindrance: str = ""
    new_date: str = ""
    later: str = ""
    who: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def opened(service: ServiceOf, token: str) -> AnswerLink | None:
    """Return what the link opens."""
    with service.store.read() as session:
        return find_link(session, service, token, today_of(service))


Opened = Annotated[AnswerLink | None, Depends(opened)]


@router.get("/svar/{token}")
def begin(request: Request, service: ServiceOf, link: Opened) -> Response:
    """Show the first question without an answer; when all have one, what was answered."""
    if link is None:
        return dead_link(request, service)
    question = link.next_after(0)
    return _question(request, service, link, question) if question else _thanks(request, link)


@router.get("/svar/{token}/klart")
def done(request: Request, service: ServiceOf, link: Opened) -> Response:
    """Show how the answers were recorded."""
    return _thanks(request, link) if link else dead_link(request, service)


@router.get("/svar/{token}/{number}")
def show(request: Request, service: ServiceOf, link: Opened, number: Number, sparat: int = 0) -> Response:
    """Show one question; `sparat` is the number of the one that was just answered."""
    if link is None:
        return dead_link(request, service)
    question = link.question(number)
    if question is None:
        raise HTTPException(404)
    return _question(request, service, link, question, saved=link.question(sparat))


@dataclass(frozen=True, slots=True)
class Posted:
    """A form that we gave out for this question; `nonce` names the form."""

    link: AnswerLink
    question: Question
    nonce: str


def posted(
    service: ServiceOf, link: Opened, number: Number, csrf: Annotated[str, Form()] = ""
) -> Posted | None:
    """Return the form's question; 403 for a form that is not ours, None when the link is dead."""
    question = link.question(number) if link else None
    if link is None or question is None or question.standing == "gone":
        return None
    nonce, _, mac = csrf.partition(".")
    if not nonce or not is_sealed(service, mac, "answer", link.token, str(number), nonce):
        raise HTTPException(403)
    return Posted(link, question, nonce)


PostedForm = Annotated[Posted | None, Depends(posted)]
Words = Annotated[str, Form()]
Files = Annotated[Sequence[UploadFile], File()]


@router.post("/svar/{token}/{number}")
def answer(
    request: Request,
    service: ServiceOf,
    form: PostedForm,
    status: Words = "",
    text: Words = "",
    hindrance: Words = "",
    new_date: Words = "",
    fil: Files = (),
) -> Response:
    """Record an answer with its files and go on to the next question."""
    if form is None:
        return dead_link(request, service)
    typed = Typed(
        status=status,
        text=text.strip()[:LONGEST_TEXT],
        hindrance=hindrance.strip()[:LONGEST_TEXT],
        new_date=new_date.strip()[:LONGEST_LINE],
    )
    chosen = _status(status)
    if chosen is None:
        typed.errors["status"] = "Välj det som stämmer bäst."
        if _sent(fil):
            typed.errors["fil"] = "Välj bilagorna en gång till."
        return _question(request, service, form.link, form.question, typed=typed, code=400)
    report = _report(
        form, status=chosen, text=typed.text, hindrance=typed.hindrance, new_date_text=typed.new_date
    )
    take_answer(service, report, _sent(fil))
    return _onward(service, form)


def _sent(uploads: Sequence[UploadFile]) -> list[Attachment]:
    """Return the files that were chosen; a field left empty sends one without a name. The guard has counted their octets."""
    chosen = [upload for upload in uploads[:MOST_FILES] if upload.filename]
    read = [(upload, upload.file.read()) for upload in chosen]
    return [
        Attachment(upload.filename or "", upload.content_type or "", len(content), content)
        for upload, content in read
    ]


@router.post("/svar/{token}/{number}/senare")
def snooze(request: Request, service: ServiceOf, form: PostedForm, later: Words = "") -> Response:
    """Let the reminders rest until the day the owner names."""
    if form is None:
        return dead_link(request, service)
    day, today = _day(later), today_of(service)
    if day is None or not today < day <= today + LATEST_SNOOZE:
        typed = Typed(
            later=later[:20], errors={"later": "Välj en dag från i morgon och högst ett halvår fram."}
        )
        return _question(request, service, form.link, form.question, typed=typed, code=400)
    record_followup(service, _report(form, snooze_until=day))
    return _onward(service, form)


@router.post("/svar/{token}/{number}/inte-min")
def not_mine(request: Request, service: ServiceOf, form: PostedForm, who: Words = "") -> Response:
    """Hand the measure back to the coordinator, with a proposal if there is one."""
    if form is None:
        return dead_link(request, service)
    record_followup(service, _report(form, not_mine=True, not_mine_text=who.strip()[:LONGEST_LINE]))
    return _onward(service, form)


def _report(
    form: Posted,
    *,
    status: Status | None = None,
    text: str = "",
    hindrance: str = "",
    new_date_text: str = "",
    snooze_until: date | None = None,
    not_mine: bool = False,
    not_mine_text: str = "",
) -> Report:
    return Report(
        measure_id=form.question.measure_id,
        party_id=form.link.party_id,
        occasion=form.question.occasion,
        status=status,
        text=text,
        source="page",
        source_ref=f"{form.link.token_id}:{form.question.number}:{form.nonce}",
        hindrance=hindrance,
        new_date_text=new_date_text,
        snooze_until=snooze_until,
        not_mine=not_mine,
        not_mine_text=not_mine_text,
    )


def _onward(service: Service, form: Posted) -> Response:
    """Go to the next question without an answer, or to the thanks."""
    with service.store.read() as session:
        link = find_link(session, service, form.link.token, today_of(service))
    following = link.next_after(form.question.number) if link else None
    address = f"/svar/{form.link.token}"
    onward = f"{following.number}?sparat={form.question.number}" if following else "klart"
    return RedirectResponse(f"{address}/{onward}", 303)


def _question(
    request: Request,
    service: Service,
    link: AnswerLink,
    question: Question,
    *,
    typed: Typed | None = None,
    saved: Question | None = None,
    code: int = 200,
) -> Response:
    nonce = secrets.token_urlsafe(9)
    mac = seal(service, "answer", link.token, str(question.number), nonce)
    today = today_of(service)
    return page(
        request,
        "answer.html",
        status=code,
        link=link,
        question=question,
        typed=typed or _as_given(question),
        saved=saved if saved and saved.standing != "waiting" else None,
        csrf=f"{nonce}.{mac}",
        first_snooze=(today + timedelta(days=1)).isoformat(),
        last_snooze=(today + LATEST_SNOOZE).isoformat(),
    )


def _as_given(question: Question) -> Typed:
    """A form to change an answer begins as the answer stands, if it is the reader's own."""
    given = question.given
    if given is None or not given.own:
        return Typed()
    return Typed(given.status or "", given.text, given.hindrance, given.new_date_text)


def _thanks(request: Request, link: AnswerLink) -> Response:
    return page(request, "answer_thanks.html", link=link)


def dead_link(request: Request, service: Service) -> Response:
    """Answer a link that opens nothing with whom to turn to."""
    with service.store.read() as session:
        contact = contact_of(session, None)
    return page(request, "answer_dead.html", status=404, contact=contact)


def _status(word: str) -> Status | None:
    return next((status for status in get_args(Status) if status == word), None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None

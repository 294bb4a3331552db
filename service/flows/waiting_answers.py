"""Answers that are placed but wait for the coordinator: a new time, words held back, "done" from an unknown address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.domain.days import say_short_day
from service.flows.confirm_answer import UNCONFIRMED
from service.flows.letters import Due, DueList
from service.flows.standing import closed
from service.store.plan import FollowUpRecord, MeasureRecord

NEW_TIME: tuple[ColumnElement[bool], ...] = (
    FollowUpRecord.new_date_text != "",
    FollowUpRecord.new_date_handled.is_(False),
    FollowUpRecord.withheld.is_(False),
    ~closed,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kind of answer that waits: what is said of it, what to do, and where on the measure's page, and where all are."""

    heading: str
    what: str
    step: str
    place: str
    path: str
    wanted: tuple[ColumnElement[bool], ...]


KINDS = (
    Waiting("Förslag på ny tid", "en ny tid föreslogs", "Ta ställning", "#nar", "/inkorg#tider", NEW_TIME),
    Waiting(
        "Svar som hålls tillbaka",
        "svaret verkar innehålla ett personnummer",
        "Granska svaret",
        "#historik",
        "",
        (FollowUpRecord.withheld.is_(True),),
    ),
    Waiting(
        "Obekräftade svar",
        "ett svar från en annan adress säger att den är avslutad",
        "Bekräfta svaret",
        "#historik",
        "/inkorg#obekraftade",
        UNCONFIRMED,
    ),
)


def waiting_answers(
    session: Session, organisation_id: int, most: int, today: date, page: Callable[[str], str]
) -> Iterable[DueList]:
    """Yield a list for each kind that there is something of; people's words are not repeated in the mail."""
    for kind in KINDS:
        query = (
            select(MeasureRecord.code, FollowUpRecord.day)
            .join(MeasureRecord, MeasureRecord.id == FollowUpRecord.measure_id)
            .where(MeasureRecord.organisation_id == organisation_id, MeasureRecord.gone_at.is_(None))
            .where(*kind.wanted)
        )
        rows = session.execute(query.order_by(FollowUpRecord.recorded_at).limit(most)).all()
        if rows:
            count = session.scalar(query.with_only_columns(func.count())) or 0
            lines = tuple(_line(kind, code, day, today, page) for code, day in rows)
            link = page(kind.path) if kind.path else ""
            yield DueList(kind.heading, lines, link, count - len(lines))


def _line(kind: Waiting, code: str, day: date, today: date, page: Callable[[str], str]) -> Due:
    text = f"{code}: {kind.what} {say_short_day(day, today)}."
    return Due(text, kind.step, page(f"/atgard/{code}{kind.place}"))

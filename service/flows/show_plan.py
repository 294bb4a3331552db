"""The plan as a table: the measures a coordinator asks for, a piece at a time, each with what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from service.domain.followup import State
from service.domain.schedule import Occasion
from service.flows.count_measures import reported_for
from service.flows.followed import followed_now
from service.flows.paging import Piece
from service.flows.service import Service
from service.flows.show_overview import current_plan, next_meeting
from service.flows.show_readings import count_readings
from service.flows.standing import closed, doubted, living, state_at, undated, unowned
from service.store.people import PartyRow
from service.store.plan import AreaRow, MeasureParty, MeasureRecord, PlanRow

A_PIECE = 200
MOST_WORDS = 6

Which = Literal["all", "unanswered", "undated", "unowned", "doubted", "gone"] | State
"""Which measures: all, those in a state, or those that want something done."""


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """What is asked for: of which area (None: all), which measures, with which words, which piece, of which year."""

    which: Which = "all"
    area: int | None = None
    words: str = ""
    piece: int = 1
    year: int | None = None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One measure of the table. `next_day` is the next day for which an account is asked."""

    measure: MeasureRecord
    state: State
    taking_part: tuple[str, ...]
    next_day: date | None


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A piece of the plan, in the workbook's order. `measures` counts the whole plan, `piece.total` what was asked for.

    `readings` is how many readings are to be decided in it; 0 for another year's than those that are shown to decide.
    """

    year: int
    years: tuple[int, ...]
    meeting: date | None
    areas: tuple[tuple[int, str], ...]
    measures: int
    readings: int
    lines: tuple[PlanLine, ...]
    piece: Piece


def show_plan(service: Service, organisation_id: int, today: date, wanted: PlanFilter) -> PlanPage | None:
    """Return what is asked for of the plan of a year, or of the one that is current; None without a plan."""
    with service.store.read() as session:
        plan = plan_of(session, organisation_id, today, wanted.year)
        if plan is None:
            return None
        meeting, since = next_meeting(session, plan, today)
        conditions = _conditions(plan, wanted, today, meeting, since)
        total = session.scalar(_counting().where(*conditions)) or 0
        piece = Piece.of(wanted.piece, A_PIECE, total)
        years = select(PlanRow.year).where(PlanRow.organisation_id == organisation_id)
        areas = (
            select(AreaRow.id, AreaRow.name)
            .where(AreaRow.id.in_(_with_measures(plan)))
            .order_by(AreaRow.position)
        )
        return PlanPage(
            year=plan.year,
            years=tuple(session.scalars(years.order_by(PlanRow.year.desc()))),
            meeting=meeting,
            areas=tuple((row.id, row.name) for row in session.execute(areas)),
            measures=session.scalar(_counting().where(living(plan.id))) or 0,
            readings=count_readings(session, plan) if wanted.year in (None, today.year) else 0,
            lines=_lines(session, service, conditions, piece, today),
            piece=piece,
        )


def plan_of(session: Session, organisation_id: int, today: date, year: int | None) -> PlanRow | None:
    """Return the organisation's plan of `year`; without one that of this year, or the newest."""
    query = select(PlanRow).where(PlanRow.organisation_id == organisation_id, PlanRow.year == year)
    plan = session.scalar(query) if year is not None else None
    return plan or current_plan(session, organisation_id, today)


def show_line(service: Service, measure: MeasureRecord, today: date) -> PlanLine:
    """Return one measure's line, as it stands now."""
    with service.store.read() as session:
        return _lines(session, service, [MeasureRecord.id == measure.id], Piece(1, 1, 1), today)[0]


def _counting() -> Select[int]:
    return (
        select(func.count(MeasureRecord.id))
        .join(AreaRow, AreaRow.id == MeasureRecord.area_id)
        .outerjoin(PartyRow, PartyRow.id == MeasureRecord.lead_id)
    )


def _with_measures(plan: PlanRow) -> Select[int]:
    """The plan's areas that have any: a tab without measures, as the template's last, is nothing to choose."""
    return select(MeasureRecord.area_id).where(living(plan.id))


def _conditions(
    plan: PlanRow, wanted: PlanFilter, today: date, meeting: date | None, since: date
) -> list[ColumnElement[bool]]:
    found = [_which(plan, wanted.which, today, meeting or today, since)]
    if wanted.area is not None:
        found.append(MeasureRecord.area_id == wanted.area)
    return found + with_words(wanted.words)


def _which(plan: PlanRow, which: Which, today: date, meeting: date, since: date) -> ColumnElement[bool]:
    if which == "gone":
        return and_(MeasureRecord.plan_id == plan.id, MeasureRecord.gone_at.is_not(None))
    wanting = {
        "unanswered": and_(~closed, ~reported_for(meeting, since)),
        "undated": undated,
        "unowned": unowned,
        "doubted": doubted,
    }
    here = living(plan.id)
    if which == "all":
        return here
    return and_(here, wanting[which] if which in wanting else state_at(today) == which)


def with_words(words: str) -> list[ColumnElement[bool]]:
    """Return the conditions that a measure has every one of the words; the query joins its area and its lead."""
    return [_with(word) for word in words.split()[:MOST_WORDS]]


def _with(word: str) -> ColumnElement[bool]:
    """The word anywhere a reader would look for it. SQLite folds only A to Z: å, ä and ö are tried in both cases."""
    searched = (
        MeasureRecord.code,
        MeasureRecord.text,
        MeasureRecord.goals,
        MeasureRecord.problem,
        MeasureRecord.when_text,
        MeasureRecord.who_text,
        PartyRow.name,
        AreaRow.name,
    )
    spellings = dict.fromkeys((word, word.lower(), word.capitalize(), word.upper()))
    return or_(
        *(column.icontains(spelling, autoescape=True) for column in searched for spelling in spellings)
    )


def _lines(
    session: Session,
    service: Service,
    conditions: Iterable[ColumnElement[bool]],
    piece: Piece,
    today: date,
) -> tuple[PlanLine, ...]:
    rows = session.execute(
        select(MeasureRecord, state_at(today).label("state"))
        .join(AreaRow, AreaRow.id == MeasureRecord.area_id)
        .outerjoin(PartyRow, PartyRow.id == MeasureRecord.lead_id)
        .where(*conditions)
        .options(joinedload(MeasureRecord.area), joinedload(MeasureRecord.lead))
        .order_by(AreaRow.position, MeasureRecord.position, MeasureRecord.id)
        .offset(piece.offset)
        .limit(piece.size)
    ).all()
    measures = [row[0] for row in rows]
    names, days = _taking_part(session, measures), _next_days(session, service, measures, today)
    return tuple(
        PlanLine(measure, state, names.get(measure.id, ()), days.get(measure.id))  # type: ignore[arg-type]
        for measure, state in rows
    )


def _taking_part(session: Session, measures: Sequence[MeasureRecord]) -> dict[int, tuple[str, ...]]:
    rows = session.execute(
        select(MeasureParty.measure_id, PartyRow.name)
        .join(PartyRow, PartyRow.id == MeasureParty.party_id)
        .where(MeasureParty.measure_id.in_([measure.id for measure in measures]))
        .order_by(PartyRow.name)
    )
    found: dict[int, tuple[str, ...]] = {}
    for measure_id, name in rows:
        found[measure_id] = (*found.get(measure_id, ()), name)
    return found


def _next_days(
    session: Session, service: Service, measures: Sequence[MeasureRecord], today: date
) -> dict[int, date]:
    found: dict[int, date] = {}
    for followed in followed_now(session, service, measures):
        ahead = next_occasion(followed.occasions, today)
        if ahead is not None and followed.closed_on is None:
            found[followed.measure] = ahead.day
    return found


def next_occasion(occasions: Iterable[Occasion], today: date) -> Occasion | None:
    """Return the first occasion from `today` on."""
    return min((each for each in occasions if each.day >= today), key=lambda each: each.day, default=None)

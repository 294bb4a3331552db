"""The directory: who there is and what they answer for, one person's page, and names that mean nobody there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from service.flows.paging import Piece
from service.flows.service import Service
from service.flows.show_overview import current_plan
from service.flows.standing import closed, living
from service.store.people import Absence, PartyRow
from service.store.plan import MeasureParty, MeasureRecord
from service.store.post import Message

A_PIECE = 200
MOST_MEASURES = 300
MOST_UNKNOWN = 100
MOST_MAILS = 10

Which = Literal["all", "undeliverable", "unaddressed", "away"]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One in the list: how many open measures they lead, and until when they are away, if they are."""

    party: PartyRow
    leads: int
    away_until: date | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words in the Vem column that nobody in the directory answers to; `maybe` is who they may mean, and why."""

    words: str
    code: str
    measures: int
    maybe: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class People:
    """A piece of the directory."""

    lines: tuple[PersonLine, ...]
    piece: Piece
    undeliverable: int
    unaddressed: int
    unknown: tuple[Unknown, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person: what they lead and take part in, their absences, and the last mails to them."""

    party: PartyRow
    leads: tuple[MeasureRecord, ...]
    takes_part: tuple[MeasureRecord, ...]
    absences: tuple[Absence, ...]
    mails: tuple[Message, ...]
    others: tuple[PartyRow, ...]


def show_people(
    service: Service, organisation_id: int, which: Which, words: str, wanted: int, today: date
) -> People:
    """Return a piece of the directory in the order of names."""
    with service.store.read() as session:
        here = PartyRow.organisation_id == organisation_id
        conditions = [here, *_which(which, today), *(_with(word) for word in words.split()[:6])]
        total = session.scalar(select(func.count(PartyRow.id)).where(*conditions)) or 0
        piece = Piece.of(wanted, A_PIECE, total)
        query = select(PartyRow).where(*conditions).order_by(PartyRow.name, PartyRow.id)
        rows = session.scalars(query.offset(piece.offset).limit(piece.size)).all()
        return People(
            lines=tuple(_lines(session, rows, today)),
            piece=piece,
            undeliverable=_number(session, here, *_which("undeliverable", today)),
            unaddressed=_number(session, here, *_which("unaddressed", today)),
            unknown=_unknown(session, organisation_id, today),
        )


def show_person(service: Service, organisation_id: int, party_id: int) -> PersonPage | None:
    """Return one person's page; None when the organisation has nobody with that number."""
    with service.store.read() as session:
        party = session.scalar(
            select(PartyRow).where(PartyRow.id == party_id, PartyRow.organisation_id == organisation_id)
        )
        if party is None:
            return None
        leads = _measures(session, MeasureRecord.lead_id == party_id)
        parts = select(MeasureParty.measure_id).where(MeasureParty.party_id == party_id)
        absences = select(Absence).where(Absence.party_id == party_id).order_by(Absence.first.desc())
        mails = select(Message).where(Message.party_id == party_id).order_by(Message.id.desc())
        return PersonPage(
            party=party,
            leads=tuple(leads),
            takes_part=tuple(_measures(session, MeasureRecord.id.in_(parts))),
            absences=tuple(session.scalars(absences.limit(50))),
            mails=tuple(session.scalars(mails.limit(MOST_MAILS))),
            others=tuple(each for each in everybody(session, organisation_id) if each.id != party_id),
        )


def everybody(session: Session, organisation_id: int) -> Sequence[PartyRow]:
    """Return the whole directory in the order of names, to choose from."""
    query = select(PartyRow).where(PartyRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(PartyRow.name, PartyRow.id)).all()


def _which(which: Which, today: date) -> list[ColumnElement[bool]]:
    if which == "undeliverable":
        return [PartyRow.undeliverable_since.is_not(None)]
    if which == "unaddressed":
        return [PartyRow.email == ""]
    if which == "away":
        away = select(Absence.party_id).where(Absence.first <= today, Absence.last >= today)
        return [PartyRow.id.in_(away)]
    return []


def _with(word: str) -> ColumnElement[bool]:
    searched = (PartyRow.name, PartyRow.email, PartyRow.unit, PartyRow.employer)
    spellings = dict.fromkeys((word, word.lower(), word.capitalize(), word.upper()))
    return or_(*(column.icontains(each, autoescape=True) for column in searched for each in spellings))


def _number(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(PartyRow.id)).where(*conditions)) or 0


def _lines(session: Session, rows: Sequence[PartyRow], today: date) -> list[PersonLine]:
    ids = [row.id for row in rows]
    counted = session.execute(
        select(MeasureRecord.lead_id, func.count())
        .where(MeasureRecord.lead_id.in_(ids), MeasureRecord.gone_at.is_(None), ~closed)
        .group_by(MeasureRecord.lead_id)
    )
    leads = Counter({party: int(number) for party, number in counted})
    away = session.execute(
        select(Absence.party_id, func.max(Absence.last))
        .where(Absence.party_id.in_(ids), Absence.first <= today, Absence.last >= today)
        .group_by(Absence.party_id)
    )
    until: dict[int, date] = {party: last for party, last in away}  # noqa: C416 (rows are no pairs to the checker)
    return [PersonLine(row, leads[row.id], until.get(row.id)) for row in rows]


def _measures(session: Session, which: ColumnElement[bool]) -> Sequence[MeasureRecord]:
    """Open measures first, in the plan's order."""
    query = (
        select(MeasureRecord)
        .where(which, MeasureRecord.gone_at.is_(None))
        .options(joinedload(MeasureRecord.area))
        .order_by(case((closed, 1), else_=0), MeasureRecord.plan_id.desc(), MeasureRecord.position)
    )
    return session.scalars(query.limit(MOST_MEASURES)).all()


def _unknown(session: Session, organisation_id: int, today: date) -> tuple[Unknown, ...]:
    plan = current_plan(session, organisation_id, today)
    if plan is None:
        return ()
    rows = session.execute(
        select(MeasureRecord.code, MeasureRecord.who_reading)
        .where(living(plan.id), ~closed, MeasureRecord.who_corrected.is_(False))
        .where(MeasureRecord.who_text != "")
        .order_by(MeasureRecord.position)
    )
    found: dict[str, tuple[str, int, list[dict[str, Any]]]] = {}
    for code, reading in rows:
        for words in reading.get("unmatched", ()):
            first, number, maybe = found.get(words, (code, 0, reading.get("proposals", [])))
            found[words] = (first, number + 1, maybe)
    chosen = list(found.items())[:MOST_UNKNOWN]
    ids = {int(each["party"]) for _, (_, _, maybe) in chosen for each in maybe}
    names = {
        row.id: row.name
        for row in session.scalars(
            select(PartyRow).where(PartyRow.organisation_id == organisation_id, PartyRow.id.in_(ids))
        )
    }
    return tuple(
        Unknown(
            words,
            code,
            number,
            tuple(
                (int(each["party"]), names[int(each["party"])], str(each["reason"]))
                for each in maybe
                if each["words"] == words and int(each["party"]) in names
            ),
        )
        for words, (code, number, maybe) in chosen
    )

"""Read a measure's När and Vem, the organisation's own corrections first, and find who it is in the directory."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.domain.measure import plain
from service.domain.parties import Directory, Party, Responsibility, match, of_this_plan_first, read_who
from service.domain.parties import to_json as who_json
from service.domain.timing import read_when
from service.domain.timing import to_json as when_json
from service.flows.service import Service, Words
from service.store.engine import AT_ONCE
from service.store.people import Correction, PartyRow
from service.store.plan import MeasureParty, MeasureRecord


@dataclass(frozen=True, slots=True)
class Readings:
    """Everything a reading needs of one organisation, loaded once for many measures."""

    words: Words
    year: int
    directory: Directory
    corrections: dict[tuple[str, str], dict[str, Any]]


def prepare_readings(session: Session, service: Service, organisation_id: int, year: int) -> Readings:
    """Load the directory and the corrections of an organisation."""
    corrections = session.scalars(select(Correction).where(Correction.organisation_id == organisation_id))
    return Readings(
        service.words,
        year,
        directory_of(session, organisation_id),
        {(row.field, row.words): row.reading for row in corrections},
    )


def directory_of(session: Session, organisation_id: int) -> Directory:
    """Return the organisation's directory, as the domain matches against it."""
    rows = session.scalars(select(PartyRow).where(PartyRow.organisation_id == organisation_id))
    return Directory.of(party_of(row) for row in rows)


def party_of(row: PartyRow) -> Party:
    """Return a stored party as the domain's value."""
    return Party(
        id=str(row.id),
        name=row.name,
        email=row.email,
        phone=row.phone,
        unit=row.unit,
        kind="unit" if row.kind == "unit" else "person",
        organisation=row.employer,
        aliases=tuple(row.aliases),
        stand_in=str(row.stand_in_id) if row.stand_in_id else None,
        manager=str(row.manager_id) if row.manager_id else None,
    )


def when_reading(readings: Readings, measure: MeasureRecord) -> dict[str, Any]:
    """Return the När reading as the contract's JSON; a correction of the same words goes before the reader."""
    corrected = readings.corrections.get(("when", plain(measure.when_text)))
    if corrected is not None and measure.when_text:
        return {**_in_year(corrected, measure.when_text, readings.year), "check": False, "why": ""}
    return when_json(read_when(measure.when_day or measure.when_text, readings.year, readings.words.time))


_NAMES_A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|[-/]\d\d(?!\d)|(?<!\d)\d{6}(?!\d)")


def _in_year(corrected: dict[str, Any], words: str, year: int) -> dict[str, Any]:
    """Return a correction made in another year's plan as it holds in this one's: "våren" is then this year's spring.

    Words that name a year keep their days.
    """
    later = year - int(corrected.get("plan_year", year))
    reading = {key: value for key, value in corrected.items() if key != "plan_year"}
    if not later or _NAMES_A_YEAR.search(words):
        return reading
    items = [_moved(item, later) for item in reading.get("items", ())]
    return {**_moved(reading, later), "items": items}


def _moved(reading: dict[str, Any], years: int) -> dict[str, Any]:
    days = {end: _years_on(reading[end], years) for end in ("start", "end") if reading.get(end)}
    return {**reading, **days}


def _years_on(written: str, years: int) -> str:
    """Return the day some years on; the last of February stays the last."""
    day = date.fromisoformat(written)
    first = day.replace(day=1, year=day.year + years)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if (day + timedelta(days=1)).day == 1:
        return last.isoformat()
    return first.replace(day=min(day.day, last.day)).isoformat()


def read_measures(
    session: Session, readings: Readings, measures: Sequence[MeasureRecord], today: date
) -> None:
    """Fill `when_reading`, `who_reading`, the lead and those taking part, wherever no person has decided them."""
    session.flush()
    before = taking_part_in(session, [measure.id for measure in measures])
    plans = {measure.plan_id for measure in measures}
    in_plan = {plan: cache(partial(_named_in, session, readings, plan)) for plan in plans}
    for measure in measures:
        if not measure.when_corrected:
            measure.when_reading = when_reading(readings, measure)
        if not measure.who_corrected:
            _read_parties(session, readings, measure, in_plan[measure.plan_id], before[measure.id], today)


def _named_in(session: Session, readings: Readings, plan_id: int) -> set[str]:
    """Return the ids of everybody whom the living cells of a plan name for certain, or a person has chosen."""
    of_plan = MeasureRecord.plan_id == plan_id, MeasureRecord.gone_at.is_(None)
    chosen = select(MeasureRecord.lead_id).where(*of_plan, MeasureRecord.who_corrected)
    named = {str(lead_id) for lead_id in session.scalars(chosen) if lead_id is not None}
    for words in session.scalars(select(MeasureRecord.who_text).where(*of_plan).distinct()):
        named.update(match(read_who(words, readings.words.party), readings.directory).parties)
    return named


def taking_part_in(session: Session, measures: Sequence[int]) -> dict[int, list[int]]:
    """Return who takes part in each of the measures, beside their leads."""
    found: dict[int, list[int]] = defaultdict(list)
    for start in range(0, len(measures), AT_ONCE):
        some = measures[start : start + AT_ONCE]
        query = select(MeasureParty).where(MeasureParty.measure_id.in_(some)).order_by(MeasureParty.party_id)
        for row in session.scalars(query):
            found[row.measure_id].append(row.party_id)
    return found


def _read_parties(
    session: Session,
    readings: Readings,
    measure: MeasureRecord,
    in_plan: Callable[[], set[str]],
    before: list[int],
    today: date,
) -> None:
    who = read_who(measure.who_text, readings.words.party)
    responsibility = match(who, readings.directory)
    if len(responsibility.proposals) > 1:
        responsibility = of_this_plan_first(responsibility, in_plan(), readings.directory)
    reading = who_json(who, responsibility)
    reading["unmatched"] = list(responsibility.unmatched)
    reading["proposals"] = [
        {"words": proposal.words, "party": proposal.party_id, "reason": proposal.reason}
        for proposal in responsibility.proposals
    ]
    corrected = readings.corrections.get(("who", plain(measure.who_text))) if measure.who_text else None
    lead = responsibility.lead or _first_reachable(responsibility)
    reading["assumed_lead"] = lead is not None and responsibility.lead is None
    taking_part = responsibility.parties
    if corrected is not None:
        lead, taking_part = corrected.get("lead"), tuple(corrected.get("parties", ()))
        reading["check"] = reading["assumed_lead"] = False
    measure.who_reading = reading
    chosen_lead = int(lead) if lead else None
    _store_parties(session, measure, before, chosen_lead, [int(party) for party in taking_part], today)


def _first_reachable(responsibility: Responsibility) -> str | None:
    """When several are named and none of them leads, the first with an address is asked and the others get a copy.

    Better one who answers "not mine" than nobody asked; the coordinator sees that it was assumed.
    """
    return next((each for each in responsibility.parties if each not in responsibility.without_address), None)


def set_parties(
    session: Session, measure: MeasureRecord, lead_id: int | None, taking_part: Iterable[int], today: date
) -> None:
    """Say who leads a measure and who takes part in it, from `today`."""
    before = taking_part_in(session, [measure.id])[measure.id]
    _store_parties(session, measure, before, lead_id, taking_part, today)


def _store_parties(
    session: Session,
    measure: MeasureRecord,
    before: list[int],
    lead_id: int | None,
    taking_part: Iterable[int],
    today: date,
) -> None:
    if measure.lead_id != lead_id:
        measure.lead_id, measure.lead_since = lead_id, today
    after = [party for party in dict.fromkeys(taking_part) if party != lead_id]
    if sorted(after) == before:
        return
    session.execute(delete(MeasureParty).where(MeasureParty.measure_id == measure.id))
    session.add_all(MeasureParty(measure_id=measure.id, party_id=party) for party in after)

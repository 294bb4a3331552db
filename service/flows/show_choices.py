"""What a correction is chosen from: how words of time would be read, and who there is in the directory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.timing import read_when, to_json
from service.flows.service import Service
from service.store.base import LARGEST_NUMBER
from service.store.people import PartyRow
from service.store.plan import MeasureParty, MeasureRecord, PlanRow

MOST_TAKING_PART = 200
"""More than any cell names: a form that says more was not filled in by a person."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody in the directory. `why` says why the words of the Vem cell may mean him or her, empty otherwise."""

    id: int
    name: str
    unit: str
    email: str
    lead: bool
    takes_part: bool
    why: str


@dataclass(frozen=True, slots=True)
class WhoChoices:
    """The directory for one measure: those likely or chosen already first. `unmatched` are words that mean nobody there.

    `refused` is the name of the one who last said that the measure is not theirs, `proposed` whom they named instead.
    """

    likely: tuple[Choice, ...]
    others: tuple[Choice, ...]
    unmatched: tuple[str, ...]
    refused: str
    proposed: str

    @property
    def everybody(self) -> tuple[Choice, ...]:
        """Return all of them, the likely first."""
        return (*self.likely, *self.others)


def try_when(service: Service, measure: MeasureRecord, words: str) -> dict[str, Any]:
    """Return how `words` would be read as the measure's time, as the contract's JSON; changes nothing."""
    with service.store.read() as session:
        year = session.get_one(PlanRow, measure.plan_id).year
    return to_json(read_when(words, year, service.words.time))


def who_choices(session: Session, measure: MeasureRecord) -> WhoChoices:
    """Return whom a measure can be given to."""
    query = select(PartyRow).where(PartyRow.organisation_id == measure.organisation_id)
    rows = session.scalars(query.order_by(PartyRow.name, PartyRow.id)).all()
    taking_part = set(
        session.scalars(select(MeasureParty.party_id).where(MeasureParty.measure_id == measure.id))
    )
    proposed = {int(each["party"]): str(each["reason"]) for each in measure.who_reading.get("proposals", ())}
    choices = [_choice(row, measure.lead_id, taking_part, proposed.get(row.id, "")) for row in rows]
    likely = [each for each in choices if each.lead or each.takes_part or each.why]
    chosen = {each.id for each in likely}
    refused = measure.who_reading.get("refused")
    return WhoChoices(
        tuple(sorted(likely, key=lambda each: (not each.lead, not each.takes_part, each.name))),
        tuple(each for each in choices if each.id not in chosen),
        tuple(measure.who_reading.get("unmatched", ())),
        next((row.name for row in rows if row.id == refused), ""),
        str(measure.who_reading.get("proposal") or ""),
    )


def _choice(row: PartyRow, lead_id: int | None, taking_part: set[int], why: str) -> Choice:
    return Choice(row.id, row.name, row.unit, row.email, row.id == lead_id, row.id in taking_part, why)


def known_party(service: Service, organisation_id: int, party_id: int | None) -> int | None:
    """Return a number that a form gives for a person if it is one of the organisation's directory, else None."""
    return chosen_parties(service, organisation_id, party_id, ())[0]


def chosen_parties(
    service: Service, organisation_id: int, lead: int | None, taking_part: Sequence[int]
) -> tuple[int | None, list[int]]:
    """Return whom a form makes responsible and who it says takes part: those of them who are in the directory."""
    others = taking_part[:MOST_TAKING_PART]
    with service.store.read() as session:
        known = known_parties(session, organisation_id, [lead or 0, *others])
    return lead if lead in known else None, [each for each in known if each in others]


def known_parties(session: Session, organisation_id: int, ids: Sequence[int]) -> list[int]:
    """Return those of `ids`, whatever a browser sent, who are in the organisation's directory, in the order given."""
    asked = [each for each in ids if 0 < each <= LARGEST_NUMBER]
    query = select(PartyRow.id).where(PartyRow.organisation_id == organisation_id, PartyRow.id.in_(asked))
    there = set(session.scalars(query))
    return [each for each in dict.fromkeys(asked) if each in there]

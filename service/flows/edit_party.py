"""Change the directory by hand: a person's facts, absences, another name they go by, and all they have handed over.

Every change plans what it touches anew, in the same transaction.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.measure import plain
from service.domain.parties import contact_in, read_who
from service.flows.find_measure import find_measure
from service.flows.history import tell
from service.flows.import_directory import match_again
from service.flows.read_measures import set_parties
from service.flows.replan import replan
from service.flows.service import Service
from service.flows.silence import reach_again, replan_party
from service.store.people import Absence, PartyRow
from service.store.plan import MeasureParty, MeasureRecord

MOST_ALIASES = 30


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person or a unit. `stand_in` and `manager` are of the same organisation, None: nobody."""

    name: str
    email: str = ""
    phone: str = ""
    unit: str = ""
    kind: str = "person"
    aliases: tuple[str, ...] = ()
    stand_in: int | None = None
    manager: int | None = None


def facts_in_plan(service: Service, organisation_id: int, code: str, name: str) -> Facts:
    """Return what the Vem cell of a measure says of somebody it names; no more than the name where it says nothing."""
    with service.store.read() as session:
        measure = find_measure(session, organisation_id, code)
    if measure is None:
        return Facts(name)
    who = read_who(measure.who_text, service.words.party)
    email, phone = contact_in(who, name)
    return Facts(name, email, phone, kind="unit" if name in who.roles_or_units else "person")


def add_party(service: Service, organisation_id: int, facts: Facts) -> int:
    """Put somebody into the directory, and match every Vem again; return the number."""
    with service.store.write() as session:
        party = PartyRow(organisation_id=organisation_id, aliases=[])
        _fill(party, facts)
        session.add(party)
        session.flush()
        match_again(session, service, organisation_id)
        number = party.id
    service.nudge("fill_outbox")
    return number


def change_party(service: Service, party_id: int, facts: Facts) -> None:
    """Change what is known of somebody. Names and aliases are matched again; a new address is written to at once."""
    with service.store.write() as session:
        party = session.get_one(PartyRow, party_id)
        renamed = (party.name, party.unit, list(party.aliases), party.kind) != (
            facts.name,
            facts.unit,
            list(facts.aliases),
            facts.kind,
        )
        if party.email != facts.email:
            party.undeliverable_since, party.undeliverable_why = None, ""
        _fill(party, facts)
        session.flush()
        if renamed:
            match_again(session, service, party.organisation_id)
        replan_party(session, service, party)
    service.nudge("fill_outbox")


def also_called(service: Service, party_id: int, words: str) -> None:
    """Say that words in the Vem column mean this party, from now on and wherever they stand.

    Words that are its name already, and yet were not taken for it, are read as a unit's: then it is one.
    """
    with service.store.write() as session:
        party = session.get_one(PartyRow, party_id)
        if plain(words) == plain(party.name):
            party.kind = "unit"
        elif plain(words) not in {plain(alias) for alias in party.aliases}:
            party.aliases = [*party.aliases, words][-MOST_ALIASES:]
        session.flush()
        match_again(session, service, party.organisation_id)
    service.nudge("fill_outbox")


def address_is_right(service: Service, party_id: int) -> None:
    """Write to an address again that mail did not reach."""
    with service.store.write() as session:
        reach_again(session, service, session.get_one(PartyRow, party_id))
    service.nudge("fill_outbox")


def add_absence(service: Service, party_id: int, first: date, last: date, by: str) -> None:
    """Somebody does not answer from `first` to `last`, both included."""
    today = local_day(service.clock.now(), service.zone)
    with service.store.write() as session:
        party = session.get_one(PartyRow, party_id)
        session.add(Absence(party_id=party_id, first=first, last=last, known_since=today, source=by[:200]))
        replan_party(session, service, party)
    service.nudge("fill_outbox")


def remove_absence(service: Service, party_id: int, absence_id: int) -> None:
    """Take an absence away; nothing happens when it is not this party's."""
    with service.store.write() as session:
        absence = session.get(Absence, absence_id)
        if absence is None or absence.party_id != party_id:
            return
        session.delete(absence)
        replan_party(session, service, session.get_one(PartyRow, party_id))
    service.nudge("fill_outbox")


def hand_over(service: Service, party_id: int, to_id: int, by: str) -> int:
    """Let `to_id` lead everything open that `party_id` leads; return how many measures that was.

    Closed measures keep who led them: that is history.
    """
    today = local_day(service.clock.now(), service.zone)
    with service.store.write() as session:
        old, new = session.get_one(PartyRow, party_id), session.get_one(PartyRow, to_id)
        query = select(MeasureRecord).where(
            MeasureRecord.organisation_id == old.organisation_id,
            MeasureRecord.lead_id == party_id,
            MeasureRecord.gone_at.is_(None),
            MeasureRecord.status.is_(None) | MeasureRecord.status.not_in(("done", "cancelled")),
        )
        measures = list(session.scalars(query))
        for measure in measures:
            _give(session, service, measure, new, today, f"{by}: {old.name} lämnade över till {new.name}.")
        replan(session, service, measures)
    service.nudge("fill_outbox")
    return len(measures)


def _give(
    session: Session, service: Service, measure: MeasureRecord, new: PartyRow, today: date, said: str
) -> None:
    query = select(MeasureParty.party_id).where(MeasureParty.measure_id == measure.id)
    set_parties(session, measure, new.id, session.scalars(query).all(), today)
    measure.who_corrected = True
    measure.who_reading = {**measure.who_reading, "check": False}
    tell(session, measure, "corrected", said, service.clock.now())


def _fill(party: PartyRow, facts: Facts) -> None:
    party.name, party.email, party.phone = facts.name, facts.email, facts.phone
    party.unit, party.kind, party.aliases = facts.unit, facts.kind, list(facts.aliases)
    party.stand_in_id, party.manager_id = facts.stand_in, facts.manager

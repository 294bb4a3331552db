"""Take people in: who is there already is brought up to date, and every Vem is matched again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.measure import plain
from service.domain.parties import Party
from service.flows.read_measures import prepare_readings, read_measures
from service.flows.replan import replan
from service.flows.service import Service
from service.store.people import PartyRow
from service.store.plan import MeasureRecord, PlanRow


@dataclass(frozen=True, slots=True)
class DirectoryReport:
    """How many people were new and brought up to date, and how many measures have somebody to ask now."""

    new: int
    changed: int
    owned: int
    measures: int

    def as_json(self) -> dict[str, Any]:
        """Return the figures for a machine."""
        return {"new": self.new, "changed": self.changed, "owned": self.owned, "measures": self.measures}

    def as_text(self) -> str:
        """Return the figures as two sentences."""
        return (
            f"{self.new} nya och {self.changed} uppdaterade i personregistret. "
            f"{self.owned} av {self.measures} åtgärder har en ansvarig med adress."
        )


def import_directory(service: Service, organisation_id: int, entries: Sequence[Party]) -> DirectoryReport:
    """Add or update `entries`, then match and plan the organisation's measures anew."""
    with service.store.write() as session:
        new, changed = _merge(session, organisation_id, entries)
        measures = match_again(session, service, organisation_id)
        owned = _owned(session, measures)
    service.nudge("fill_outbox")
    return DirectoryReport(new, changed, owned, len(measures))


def match_again(session: Session, service: Service, organisation_id: int) -> list[MeasureRecord]:
    """Read and plan every living measure of the organisation anew; return them."""
    measures: list[MeasureRecord] = []
    today = local_day(service.clock.now(), service.zone)
    for plan in session.scalars(select(PlanRow).where(PlanRow.organisation_id == organisation_id)):
        query = select(MeasureRecord).where(MeasureRecord.plan_id == plan.id, MeasureRecord.gone_at.is_(None))
        of_plan = list(session.scalars(query))
        read_measures(session, prepare_readings(session, service, organisation_id, plan.year), of_plan, today)
        replan(session, service, of_plan)
        measures += of_plan
    return measures


def _merge(session: Session, organisation_id: int, entries: Sequence[Party]) -> tuple[int, int]:
    rows = list(session.scalars(select(PartyRow).where(PartyRow.organisation_id == organisation_id)))
    new = changed = 0
    placed: list[tuple[PartyRow, Party]] = []
    for entry in entries:
        row = _find(rows, entry)
        if row is None:
            row = PartyRow(organisation_id=organisation_id, name=entry.name)
            session.add(row)
            rows.append(row)
            new += 1
        else:
            changed += 1
        _fill(row, entry)
        placed.append((row, entry))
    session.flush()
    by_name = {plain(row.name): row for row in rows}
    for row, entry in placed:
        row.stand_in_id = _id_of(by_name, rows, entry.stand_in) or row.stand_in_id
        row.manager_id = _id_of(by_name, rows, entry.manager) or row.manager_id
    return new, changed


def _find(rows: Iterable[PartyRow], entry: Party) -> PartyRow | None:
    """The same party: the same name, or the same address for a person without another name in the register."""
    same_name = [row for row in rows if plain(row.name) == plain(entry.name)]
    if same_name:
        return next((row for row in same_name if row.email == (entry.email or "").lower()), same_name[0])
    same_address = [row for row in rows if entry.email and row.email == entry.email.lower()]
    return same_address[0] if same_address and same_address[0].coordinator else None


def _fill(row: PartyRow, entry: Party) -> None:
    """A field left empty in the file keeps what the register has."""
    row.name = entry.name
    row.kind = entry.kind
    if entry.email and entry.email.lower() != row.email:
        row.email, row.undeliverable_since, row.undeliverable_why = entry.email.lower(), None, ""
    row.phone = entry.phone or row.phone or ""
    row.unit = entry.unit or row.unit or ""
    row.employer = entry.organisation or row.employer or ""
    row.aliases = list(entry.aliases) or row.aliases or []


def _id_of(by_name: dict[str, PartyRow], rows: Iterable[PartyRow], words: str | None) -> int | None:
    """Return who a file's "ersättare" or "chef" is: named, or given by address."""
    if not words:
        return None
    named = by_name.get(plain(words))
    if named is not None:
        return named.id
    return next((row.id for row in rows if row.email and row.email == words.strip().lower()), None)


def _owned(session: Session, measures: Iterable[MeasureRecord]) -> int:
    leads = [measure.lead_id for measure in measures if measure.lead_id is not None]
    reachable = set(session.scalars(select(PartyRow.id).where(PartyRow.id.in_(leads), PartyRow.email != "")))
    return sum(lead in reachable for lead in leads)

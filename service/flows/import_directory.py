"""Take people in: who is there already is brought up to date, and every Vem is matched again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

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
class Brought:
    """What one entry of the file does: `changes` say in Swedish what is brought up to date, `why` why it is refused.

    `unknown` says whom the entry names as stand-in or manager that neither the register nor the file has.
    """

    name: str
    row: int
    outcome: Literal["new", "changed", "unchanged", "refused"]
    changes: tuple[str, ...] = ()
    why: str = ""
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DirectoryReport:
    """What became (or would become) of every entry, and how many measures have somebody to ask."""

    brought: tuple[Brought, ...]
    owned: int
    measures: int

    def of(self, outcome: str) -> tuple[Brought, ...]:
        """Return the entries with an outcome, in the file's order."""
        return tuple(each for each in self.brought if each.outcome == outcome)

    @property
    def new(self) -> int:
        """How many are new."""
        return len(self.of("new"))

    @property
    def changed(self) -> int:
        """How many were brought up to date."""
        return len(self.of("changed"))

    def as_json(self) -> dict[str, Any]:
        """Return the figures for a machine."""
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": len(self.of("unchanged")),
            "refused": [{"row": each.row, "text": each.why} for each in self.of("refused")],
            "owned": self.owned,
            "measures": self.measures,
        }

    def as_text(self) -> str:
        """Return the figures as two sentences."""
        unchanged, refused = len(self.of("unchanged")), len(self.of("refused"))
        counts = f"{self.new} nya och {self.changed} uppdaterade i personregistret, {unchanged} som förut"
        left = f", {refused} inte inlästa" if refused else ""
        return f"{counts}{left}. {self.owned} av {self.measures} åtgärder har en ansvarig med adress."


def import_directory(
    service: Service, organisation_id: int, entries: Sequence[Party], rows: Sequence[int] = ()
) -> DirectoryReport:
    """Add or update `entries`, then match and plan the organisation's measures anew.

    `rows` are the entries' rows in their file. Who cannot be told from others of the same name is refused, never merged.
    """
    with service.store.write() as session:
        brought = _merge(session, organisation_id, entries, rows)
        measures = match_again(session, service, organisation_id)
        owned = _owned(session, measures)
    service.nudge("fill_outbox")
    return DirectoryReport(brought, owned, len(measures))


def preview_directory(
    service: Service, organisation_id: int, entries: Sequence[Party], rows: Sequence[int] = ()
) -> tuple[Brought, ...]:
    """Return what `import_directory` would do with each entry; changes nothing."""
    with service.store.read() as session:
        known = list(session.scalars(select(PartyRow).where(PartyRow.organisation_id == organisation_id)))
        placed = _placed(known, entries, rows)
        afterwards = _Afterwards.of(known, placed)
        return tuple(_told(row, entry, each, afterwards) for entry, row, each in placed)


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


Placed = tuple[Party, PartyRow | None, Brought]


def _placed(known: Sequence[PartyRow], entries: Sequence[Party], rows: Sequence[int]) -> list[Placed]:
    """Return each entry with the party it is in the register, if any, and what that makes of it."""
    numbers = [*rows, *range(len(rows) + 1, len(entries) + 1)]
    by_name: dict[str, list[PartyRow]] = defaultdict(list)
    coordinators: dict[str, PartyRow] = {}
    for party in known:
        by_name[plain(party.name)].append(party)
        if party.coordinator:
            coordinators[party.email] = party
    namesakes: dict[str, list[Party]] = defaultdict(list)
    for entry in entries:
        namesakes[plain(entry.name)].append(entry)
    placed: list[Placed] = []
    for entry, number in zip(entries, numbers, strict=False):
        same_name = by_name[plain(entry.name)]
        row, why = _find(same_name, namesakes[plain(entry.name)], entry)
        if row is None and not why and not same_name and entry.email:
            row = coordinators.get(entry.email.lower())
        outcome: Literal["new", "changed", "refused"] = "refused" if why else "changed" if row else "new"
        placed.append((entry, row, Brought(entry.name, number, outcome, why=why)))
    return placed


def _find(
    same_name: Sequence[PartyRow], namesakes: Sequence[Party], entry: Party
) -> tuple[PartyRow | None, str]:
    """Return the party of the register that the entry is (None: somebody new), or why it cannot be told.

    The address tells people of one name apart. A new address is taken for the same person's only when the name is alone
    both in the file and in the register.
    """
    address = (entry.email or "").lower()
    by_address = [row for row in same_name if address and row.email == address]
    if len(by_address) == 1:
        return by_address[0], ""
    if len(same_name) > 1:
        said = "ingen av dem har den adressen" if address else "raden saknar adress"
        return None, f"{len(same_name)} i registret heter {entry.name}, och {said}. Raden lästes inte in."
    if len(namesakes) > 1 and not address:
        return None, f"Flera i filen heter {entry.name}, och raden saknar adress. Raden lästes inte in."
    if len(namesakes) == 1:
        return (same_name[0] if same_name else None), ""
    taken = not same_name or any((each.email or "").lower() == same_name[0].email for each in namesakes)
    if taken:
        return None, ""
    said = f"Flera i filen heter {entry.name}, och ingen av dem har den adress som står i registret"
    return None, f"{said}. Raden lästes inte in."


def _merge(
    session: Session, organisation_id: int, entries: Sequence[Party], rows: Sequence[int]
) -> tuple[Brought, ...]:
    known = list(session.scalars(select(PartyRow).where(PartyRow.organisation_id == organisation_id)))
    placed = _placed(known, entries, rows)
    afterwards = _Afterwards.of(known, placed)
    taken: list[tuple[PartyRow, Party]] = []
    brought: list[Brought] = []
    for entry, found, each in placed:
        brought.append(_told(found, entry, each, afterwards))
        if each.outcome == "refused":
            continue
        row = found or PartyRow(organisation_id=organisation_id, name=entry.name, kind=entry.kind)
        if found is None:
            session.add(row)
            known.append(row)
        _fill(row, entry)
        taken.append((row, entry))
    session.flush()
    numbers = {id(entry): row.id for row, entry in taken}

    def number_of(words: str | None) -> int | None:
        meant = afterwards.meant(words)
        return meant.id if isinstance(meant, PartyRow) else numbers.get(id(meant))

    for party, entry in taken:
        party.stand_in_id = number_of(entry.stand_in) or party.stand_in_id
        party.manager_id = number_of(entry.manager) or party.manager_id
    return tuple(brought)


KINDS = {"person": "person", "unit": "enhet eller roll"}


@dataclass(frozen=True, slots=True)
class _Afterwards:
    """The register as it will be when the file is taken in: whom words or an address mean then, and who is who."""

    by_name: Mapping[str, PartyRow | Party]
    by_address: Mapping[str, PartyRow | Party]
    names: Mapping[int, str]

    @classmethod
    def of(cls, known: Sequence[PartyRow], placed: Sequence[Placed]) -> "_Afterwards":
        """Lay the entries over the register: what the file says of somebody goes before what the register has."""
        by_name: dict[str, PartyRow | Party] = {plain(row.name): row for row in known}
        address_of = {row.id: row.email for row in known}
        new: list[Party] = []
        for entry, row, each in placed:
            if each.outcome == "refused":
                continue
            by_name[plain(entry.name)] = row or entry
            if row is None:
                new.append(entry)
            elif entry.email:
                address_of[row.id] = entry.email.lower()
        by_address: dict[str, PartyRow | Party] = {}
        for party in known:
            by_address.setdefault(address_of[party.id] or "", party)
        for entry in new:
            by_address.setdefault((entry.email or "").lower(), entry)
        return cls(by_name, by_address, {row.id: row.name for row in known})

    def meant(self, words: str | None) -> PartyRow | Party | None:
        """Return who a file's "ersättare" or "chef" is: named, or given by address."""
        if not words or not words.strip():
            return None
        return self.by_name.get(plain(words)) or self.by_address.get(words.strip().lower())


def _told(row: PartyRow | None, entry: Party, brought: Brought, afterwards: _Afterwards) -> Brought:
    """Return what the entry does, with its changes and whom it names in vain."""
    if brought.outcome == "refused":
        return brought
    unknown = tuple(
        f"{label} ”{said}” finns varken i registret eller i filen"
        for label, said in (("ersättaren", entry.stand_in), ("chefen", entry.manager))
        if said and afterwards.meant(said) is None
    )
    told = replace(brought, unknown=unknown)
    return told if row is None else _against(row, entry, told, afterwards)


def _against(row: PartyRow, entry: Party, brought: Brought, afterwards: _Afterwards) -> Brought:
    """Return what the entry changes in the register's party; a field left empty in the file changes nothing."""
    fields = (
        ("namn", row.name, entry.name),
        ("typ", KINDS.get(row.kind, ""), KINDS.get(_kind(row, entry), "")),
        ("e-post", row.email, (entry.email or "").lower()),
        ("telefon", row.phone, entry.phone or ""),
        ("enhet", row.unit, entry.unit or ""),
        ("organisation", row.employer, entry.organisation or ""),
        ("alias", ", ".join(row.aliases or ()), ", ".join(entry.aliases)),
    )
    changes = [
        f"{label} {f'”{before}” blir ' if before else ''}”{after}”"
        for label, before, after in fields
        if after and after != (before or "")
    ]
    for label, before_id, said in (
        ("ersättare", row.stand_in_id, entry.stand_in),
        ("chef", row.manager_id, entry.manager),
    ):
        after = afterwards.meant(said)
        if after is not None and not (isinstance(after, PartyRow) and after.id == before_id):
            before = afterwards.names.get(before_id or 0, "")
            changes.append(f"{label} {f'”{before}” blir ' if before else ''}”{after.name}”")
    return replace(brought, outcome="changed" if changes else "unchanged", changes=tuple(changes))


def _kind(row: PartyRow, entry: Party) -> str:
    """A unit stays one: most files do not say, and a person has decided it. Who signs in is a person."""
    if row.coordinator:
        return "person"
    return "unit" if "unit" in (row.kind, entry.kind) else "person"


def _fill(row: PartyRow, entry: Party) -> None:
    """A field left empty in the file keeps what the register has."""
    row.name = entry.name
    row.kind = _kind(row, entry)
    if entry.email and entry.email.lower() != row.email:
        row.email, row.undeliverable_since, row.undeliverable_why = entry.email.lower(), None, ""
    row.phone = entry.phone or row.phone or ""
    row.unit = entry.unit or row.unit or ""
    row.employer = entry.organisation or row.employer or ""
    row.aliases = list(entry.aliases) or row.aliases or []


def _owned(session: Session, measures: Iterable[MeasureRecord]) -> int:
    leads = [measure.lead_id for measure in measures if measure.lead_id is not None]
    reachable = set(session.scalars(select(PartyRow.id).where(PartyRow.id.in_(leads), PartyRow.email != "")))
    return sum(lead in reachable for lead in leads)

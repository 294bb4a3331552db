"""`arshjul simulate`: a whole year with any plan, to see the load on people and to prove that the ledger adds up.

Many municipalities are divided between processes, each with a database of its own, as they would be on several
machines: the year is then as long as the slower half.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from service.flows.verify_ledger import verify_ledger
from service.ports import OutsideError
from service.rehearsal.demo import norrvik
from service.rehearsal.owners import OwnerModel
from service.rehearsal.story import load_picture, month_table
from service.rehearsal.year import Month, Rehearsal, Year, rehearse

MODELS: dict[str, OwnerModel] = {
    "vanliga": OwnerModel(),
    "snabba": OwnerModel(prompt=0.85, slow=0.1, away=0.02, unclear=0.02, foreign=0.01),
    "tysta": OwnerModel(prompt=0.08, slow=0.1, away=0.06, unclear=0.05, foreign=0.02),
}
"""The kinds of owners that can be rehearsed."""

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Simulation:
    """What to simulate. Without `workbook` the fictional district's; `out` keeps everything that was written.

    With `measures` each plan is made of so many, its own in turn, and whoever it names gets a made-up address.
    """

    year: int
    workbook: bytes | None
    workbook_name: str
    owners: str
    faults: bool
    organisations: int
    out: Path | None
    measures: int | None = None


@dataclass(slots=True)
class SimulationResult:
    """What a simulated year gave; `trouble` is what does not add up in the ledger, empty when all is well."""

    measures: int = 0
    months: dict[int, Month] = field(default_factory=dict)
    load: dict[str, Counter[int]] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    doubles: int = 0

    def add(self, other: "SimulationResult") -> None:
        """Add another process's part."""
        self.measures += other.measures
        for number, month in other.months.items():
            mine = self.months.setdefault(number, Month())
            mine.out += month.out
            mine.came += month.came
        self.load |= other.load
        self.trouble += other.trouble
        self.doubles += other.doubles

    def as_text(self) -> str:
        """Return the year's table, the load on people, and what the ledger says."""
        verdict = (
            "Liggaren går ihop." if not self.trouble else f"Liggaren: {len(self.trouble)} rader att titta på."
        )
        return "\n".join(
            [
                f"{self.measures} åtgärder.",
                "",
                month_table(self.months),
                "",
                load_picture(self.load),
                "",
                f"{verdict} Mejl som kom fram två gånger, med samma id: {self.doubles}.",
                *self.trouble[:20],
            ]
        )

    def as_json(self) -> dict[str, Any]:
        """Return the year's figures for a machine."""
        return {
            "measures": self.measures,
            "months": {
                number: {"out": dict(month.out), "came": dict(month.came)}
                for number, month in self.months.items()
            },
            "most_mails_a_week": {person: max(weeks.values()) for person, weeks in self.load.items()},
            "ledger": self.trouble,
            "doubles": self.doubles,
        }


def run_simulation(simulation: Simulation, tell: Callable[[str], None]) -> SimulationResult:
    """Live through the year. OutsideError: the workbook cannot be read, or there are no such owners."""
    if simulation.owners not in MODELS:
        raise OutsideError("no-such-owners", f"Välj --owners bland {', '.join(MODELS)}.", permanent=True)
    shares = [part for part in _shares(simulation.organisations) if part]
    result = SimulationResult()
    if len(shares) == 1:
        result.add(_simulate(simulation, shares[0], 1, tell))
        return result
    with ProcessPoolExecutor(PROCESSES) as pool:
        parts = [pool.submit(_simulate, simulation, share, number) for number, share in enumerate(shares, 1)]
        for number, part in enumerate(as_completed(parts), 1):
            result.add(part.result())
            tell(f"{number} av {len(shares)} delar klara")
    return result


def _shares(organisations: int) -> list[int]:
    return [organisations // PROCESSES + (number < organisations % PROCESSES) for number in range(PROCESSES)]


def _simulate(
    simulation: Simulation, organisations: int, number: int, tell: Callable[[str], None] = lambda _line: None
) -> SimulationResult:
    folder = simulation.out / f"del-{number}" if simulation.out else Path(tempfile.mkdtemp(prefix="arshjul-"))
    try:
        service, where, year = rehearse(
            _rehearsal(simulation, number), folder, tell, organisations, simulation.faults
        )
        trouble = [str(each) for one in where for each in verify_ledger(service, one)]
        service.store.close()
    finally:
        if simulation.out is None:
            shutil.rmtree(folder, ignore_errors=True)
    return _result(year, trouble, number)


def _rehearsal(simulation: Simulation, number: int) -> Rehearsal:
    """Return the fictional district's year, or the given plan's with made-up addresses for whoever it names.

    Each part has chance of its own: otherwise both halves would live the same year.
    """
    model = MODELS[simulation.owners]
    wanted = replace(
        norrvik(replace(model, seed=model.seed + number - 1)),
        year=simulation.year,
        measures=simulation.measures,
        keep_mail=simulation.out is not None,
    )
    if simulation.workbook is None:
        return wanted if simulation.measures is None else replace(wanted, people=b"", made_up=True)
    return replace(
        wanted,
        organisation="Simuleringen",
        coordinator_name="Samordnaren",
        coordinator_email="samordnare@plan.example",
        workbook=simulation.workbook,
        workbook_name=simulation.workbook_name,
        people=b"",
        made_up=True,
    )


def _result(year: Year, trouble: list[str], number: int) -> SimulationResult:
    return SimulationResult(
        measures=year.measures,
        months=dict(year.months),
        load={f"{number}:{person}": weeks for person, weeks in year.load.items()},
        trouble=trouble,
        doubles=year.doubles,
    )

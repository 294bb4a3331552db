"""The year's figures: counts per area as the city's own tab makes them, states, and answers given in time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from service.domain.followup import State
from service.domain.summary import AreaSummary, Summary, counts


@dataclass(frozen=True, slots=True)
class AreaCounts:
    """What the analysis tab counts for one area (COUNTA of its columns)."""

    name: str
    sheet: str
    problems: int
    causes: int
    measures: int


@dataclass(frozen=True, slots=True)
class Answered:
    """How one follow-up date went: measures followed up, answered at all, and answered by the day itself."""

    day: date
    followed: int
    answered: int
    in_time: int


@dataclass(frozen=True, slots=True)
class AreaYear:
    """One area's year: its counts and how its measures stand."""

    counts: AreaCounts
    states: Mapping[State, int]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The yearly analysis of one plan."""

    year: int
    areas: tuple[AreaYear, ...]
    answered: tuple[Answered, ...]

    @property
    def total(self) -> AreaCounts:
        """The sum over the areas."""
        return AreaCounts(
            "Summa",
            "",
            sum(area.counts.problems for area in self.areas),
            sum(area.counts.causes for area in self.areas),
            sum(area.counts.measures for area in self.areas),
        )

    def state_total(self, state: State) -> int:
        """Return how many measures of the year are in `state`."""
        return sum(area.states.get(state, 0) for area in self.areas)


def analyse(
    year: int, areas: Sequence[AreaCounts], standing: Summary, answered: Iterable[Answered]
) -> Analysis:
    """Return the year's figures; `standing` is the plan as it stands, summed up per area by `summarise`."""
    by_name: dict[str, AreaSummary] = {area.name: area for area in standing.areas}
    years = tuple(
        AreaYear(area, counts(by_name[area.name].lines) if area.name in by_name else counts(()))
        for area in areas
    )
    return Analysis(year, years, tuple(answered))

"""Periods as written into days: whose year an atom without one has, and what an edge makes of the period."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple

from service.domain.timing.atoms import Atom, Range
from service.domain.timing.bounds import ONE_DAY, Conventions, DaySpan
from service.domain.timing.elements import Element

_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")

_COARSE = ("named", "quarter", "tertial", "half-year")
_UNTIL = "Det framgår inte om ”till” betyder då eller senast då."


class Window(NamedTuple):
    """A period in days; either bound may be open."""

    kind: Literal["date", "window", "undetermined"]
    start: date | None
    end: date | None


class Resolver:
    """Settles the periods of one cell; `ask` takes the questions that arise."""

    def __init__(self, plan_year: int, conventions: Conventions, ask: Callable[[str], None]) -> None:
        self.plan_year = plan_year
        self.conventions = conventions
        self.ask = ask

    def windows(self, period: Element) -> list[Window]:
        """Return the days of each range of the period; with an edge, of the whole."""
        first = period.ranges[0].first
        if period.edge in ("by", "before") and first.name == "year_turn":
            first.name, first.reason = "year_end", ""
        if len(period.ranges) == 1:
            return [self._window(period)]
        yearless = not period.ranges[-1].first.has_own_year()
        self._settle_years(period.ranges)
        spans = [self._span(one, False) for one in period.ranges]
        known = [(one, span) for one, span in zip(period.ranges, spans, strict=True) if span]
        if not known:
            return [Window("undetermined", None, None)]
        closer = self._closer(known)
        if closer:
            known = closer
        elif yearless and any(later[0] < earlier[0] for (_, earlier), (_, later) in pairwise(known)):
            self.ask("Tiderna står inte i ordning; ett årtal kan saknas.")
        if period.edge:
            return [self._edged(period.edge, known)]
        found: list[Window] = []
        for one, span in known:
            kind: Literal["date", "window"] = (
                "date" if one.last is None and self._is_day(one.first) else "window"
            )
            window = Window(kind, *span)
            if window not in found:
                found.append(window)
        return found

    def _closer(self, known: list[tuple[Range, DaySpan]]) -> list[tuple[Range, DaySpan]] | None:
        """Return the second of "hösten 2025, v. 38": a week or a day within a coarser time says when in it."""
        if len(known) != 2 or not known[1][0].beside:
            return None
        (one, whole), (other, part) = known
        within = whole[0] <= part[0] and part[1] <= whole[1] and whole != part
        if not within or one.last or one.first.unit not in _COARSE:
            return None
        if other.first.is_day or other.first.unit == "week":
            return known[1:]
        self.ask("Det framgår inte om den senare tiden är en del av den förra.")
        return None

    def _window(self, period: Element) -> Window:
        """Return the days of a period that is one range."""
        one = period.ranges[0]
        self._settle_years(period.ranges)
        span = self._span(one, True)
        if not span:
            return Window("undetermined", None, None)
        if period.edge:
            return self._edged(period.edge, [(one, span)])
        return Window("date" if one.last is None and self._is_day(one.first) else "window", *span)

    def _is_day(self, atom: Atom) -> bool:
        if atom.unit != "named":
            return atom.is_day
        return self.conventions.named[atom.name].is_day and atom.part is None

    # -------------------------------------------------------------------------------------------------- years

    def _settle_years(self, ranges: list[Range]) -> None:
        """Give each atom without a year the year written after it, else the one before it, else the plan's."""
        atoms = [atom for one in ranges for atom in (one.first, one.last) if atom is not None]
        for atom in atoms:
            self.ask(atom.reason)
        if len(atoms) == 1:
            self._ask_if_far(atoms[0].fixed[0].year if atoms[0].fixed else atoms[0].year)
            return
        year: int | None = None
        for atom, following in zip(reversed(atoms), (None, *reversed(atoms)), strict=False):
            if atom.has_own_year():
                year = atom.fixed[0].year if atom.fixed else atom.year
                if atom.unit == "year":
                    year = None
            elif year is not None:
                atom.year = year
                if following and self._out_of_order(atom, following):
                    atom.year = year = year - 1
                    if year != self.plan_year:
                        self.ask("Det framgår inte säkert vilket år den första av tiderna är.")
        year, headed = None, False
        for atom in atoms:
            if atom.has_own_year():
                year = atom.fixed[0].year if atom.fixed else atom.year
                headed = atom.headed
                self._ask_if_far(year)
            elif year is not None and year != self.plan_year:
                atom.year = year
                if not headed:
                    self.ask("Årtalet för en av tiderna är taget från en annan.")

    def _out_of_order(self, atom: Atom, following: Atom) -> bool:
        """Whether the two, in the year of the later written one, stand in the wrong order: "hösten samt våren 2026"."""
        if following.fixed or atom.year != following.year:
            return False
        first, second = (one.span(self.plan_year, self.conventions) for one in (atom, following))
        return first is not None and second is not None and first[0] > second[1]

    def _ask_if_far(self, year: int | None) -> None:
        if year is not None and abs(year - self.plan_year) > self.conventions.far_years:
            self.ask(f"År {year} ligger långt från planens år.")

    def _span(self, one: Range, alone: bool) -> DaySpan | None:
        first = self._days(one.first, alone=alone and one.last is None)
        if one.last is None or first is None:
            return first
        last = self._days(one.last, alone=False)
        if last is None:
            return None
        if last[1] >= first[0]:
            return first[0], last[1]
        return self._over_new_year(one.first, one.last, first, last)

    def _over_new_year(self, first: Atom, last: Atom, begun: DaySpan, ended: DaySpan) -> DaySpan | None:
        """Read "november–februari": over the turn of the year, and say so."""
        if first.fixed or last.fixed or (first.unit == "year" or last.unit == "year"):
            self.ask("Slutet ligger före början.")
            return ended[0], begun[1]
        self.ask("Tiden går över ett årsskifte; det framgår inte vilket.")
        if last.year is not None:
            earlier = first.span(last.year - 1, self.conventions) if first.year is None else None
            if earlier is None:
                first.year = last.year - 1
                earlier = first.span(last.year - 1, self.conventions)
            return (earlier[0], ended[1]) if earlier else None
        later = last.span(self.plan_year + 1, self.conventions)
        return (begun[0], later[1]) if later else None

    def _days(self, atom: Atom, alone: bool) -> DaySpan | None:
        span = atom.span(self.plan_year, self.conventions)
        if span is None:
            self.ask(self._missing(atom))
            return None
        if atom.weekday and atom.unit in ("day", "fixed") and span[0].isoweekday() != atom.weekday:
            actual = _WEEKDAYS[span[0].isoweekday() - 1]
            self.ask(f"{span[0].isoformat()} är en {actual}, inte en {_WEEKDAYS[atom.weekday - 1]}.")
        if atom.unit == "named" and atom.until is None and span[0].year < span[1].year:
            return self._clipped(atom, span, alone)
        return span

    def _clipped(self, atom: Atom, span: DaySpan, alone: bool) -> DaySpan:
        """Clip a winter that only names the plan's year to that year."""
        year = self.plan_year if atom.year is None else atom.year
        if (alone or year != self.plan_year) and not atom.reason:
            self.ask("Tiden går över ett årsskifte; det framgår inte vilket.")
        return (span[0], date(year, 12, 31)) if year == self.plan_year else span

    def _missing(self, atom: Atom) -> str:
        if atom.unit == "week":
            return f"Vecka {atom.number} finns inte det året."
        if atom.unit == "day":
            return f"Dagen {atom.number}/{atom.month} finns inte."
        return "Tiden finns inte i kalendern."

    # -------------------------------------------------------------------------------------------------- edges

    def _edged(self, edge: str, known: list[tuple[Range, DaySpan]]) -> Window:
        first, last = known[0][0].first, known[-1][0].last or known[-1][0].first
        start, end = min(span[0] for _, span in known), max(span[1] for _, span in known)
        if edge == "from":
            ranged = len(known) > 1 or known[0][0].last is not None
            if first.name == "year_turn":
                start = date(start.year + 1, 1, 1)
            return Window("window", start, end if ranged and end >= start else None)
        if edge == "after":
            return Window(
                "window", end + ONE_DAY if last.name != "year_turn" else date(start.year + 1, 1, 1), None
            )
        if edge in ("before", "till") and last.part and last.part[0] == last.part[1]:
            return Window("window", None, end)
        limit = last.deadline(self.plan_year, self.conventions) or end
        if edge == "before" and first.name not in ("year_turn", "year_end"):
            return Window("window", None, start - ONE_DAY)
        if edge == "ahead":
            self.ask("”Inför” är läst som senast dagen före.")
            return Window("window", None, start - ONE_DAY)
        if edge == "till":
            return self._until(last, start, end, limit)
        return Window("window", None, limit)

    def _until(self, atom: Atom, start: date, end: date, limit: date) -> Window:
        """Read "till hösten" as that autumn, "till 1 maj" as a limit."""
        if atom.part is not None:
            self.ask(_UNTIL)
            return Window("window", start, end)
        if atom.unit == "named":
            if atom.name not in self.conventions.plain:
                self.ask(_UNTIL)
            return Window("window", start, end)
        if not atom.is_day and atom.unit != "year":
            self.ask(_UNTIL)
        return Window("window", None, limit)

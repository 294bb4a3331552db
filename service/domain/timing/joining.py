"""Counts, rhythms and seasons joined: what "två möten" counts in, and which seasons only spread a rhythm's occasions.

en gång på våren och en på hösten       2 per year, no window        2 ggr/år (vår och höst)   2 per year, no window
två insatser under året                 2 per year, the year         två möten hålls varje termin   2 per term
"""

from collections.abc import Callable

from service.domain.timing.elements import Element
from service.domain.timing.model import Per
from service.domain.timing.rhythm import Rhythm

_TERMS = ("vt", "ht")


class Joining:
    """Joins the counts of one cell with their rhythm, their seasons or their year; `ask` takes the questions that arise."""

    def __init__(
        self,
        elements: list[Element],
        periods: list[Element],
        rhythms: list[Element],
        counts: list[Element],
        states: list[Element],
        ask: Callable[[str], None],
    ) -> None:
        self.elements = elements
        self.periods = periods
        self.rhythms = rhythms
        self.counts = counts
        self.states = states
        self.ask = ask

    def settle(self) -> tuple[list[Element], list[Element]]:
        """Return the periods and the rhythms that are left when all are joined."""
        self._spread_over_seasons()
        for element in self.counts:
            self._place_count(element)
        for element in self.rhythms:
            self._name_seasons(element)
        self.rhythms = [element for element in self.rhythms if not self._only_names_the_day(element)]
        pers = {element.rhythm.per for element in self.rhythms if element.rhythm}
        if len(pers) > 1:
            self.ask("Texten anger flera olika frekvenser.")
        return self.periods, self.rhythms

    def _only_names_the_day(self, named: Element) -> bool:
        """Whether the weekdays say on which days another rhythm falls: "varannan vecka, tisdagar och torsdagar"."""
        rhythm = named.rhythm
        if rhythm is None or not rhythm.weekdays:
            return False
        for element in self.rhythms:
            other = element.rhythm
            if other is None or other.weekdays or element.sentence != named.sentence or other.unit == "day":
                continue
            if other.unit != "week" or other.interval > 1 or other.count == rhythm.count:
                if other.unit == "week" and not other.counted:
                    other.count, other.counted = rhythm.count, True
                return True
        return False

    def _seasons_of(self, element: Element) -> int:
        """How many yearless seasons or terms the period lists; 0 when it names anything else."""
        if element.edge or any(
            one.last or one.first.year is not None or one.first.unit != "named" or one.first.part
            for one in element.ranges
        ):
            return 0
        return len(element.ranges)

    def _spread_over_seasons(self) -> None:
        """Read "en gång på våren och en på hösten": the seasons only spread the occasions, and name no period."""
        total, used, seasons = 0, [], []
        for element in self.counts:
            following = self._next_period(element)
            number = self._seasons_of(following) if following else 0
            if following and number and element.rhythm:
                total += element.rhythm.count * number
                used.append(element)
                seasons.append((following, number))
        if sum(number for _, number in seasons) >= 2:
            self._drop([element for element, _ in seasons])
            first, *others = used
            main = next((element.rhythm for element in self.rhythms if element.rhythm), None)
            if main is None and first.rhythm:
                first.rhythm = Rhythm(total, "year", 1, True)
                first.sort, first.finish = "rhythm", seasons[-1][0].finish
                first.reason = next((each.reason for each in used if each.reason), "")
                self.rhythms.append(first)
                self.counts = [
                    element for element in self.counts if element is not first and element not in others
                ]
                return
            if main and main.per not in (Per(total, "year"), Per(1, "term"), Per(1, "half-year")):
                self.ask("Antalet gånger och årstiderna stämmer inte överens.")
            self.counts = [element for element in self.counts if element not in used]
        for element in self.rhythms:
            self._spread_list(element)

    def _spread_list(self, element: Element) -> None:
        """Read "2 ggr/år (vår och höst)": as many seasons as occasions only spread them."""
        rhythm = element.rhythm
        if rhythm is None or rhythm.interval != 1 or rhythm.unit not in ("year", "term", "half-year"):
            return
        beside = [period for period in self.periods if period.sentence == element.sentence]
        for period in beside:
            seasons = self._seasons_of(period)
            if seasons < 2:
                listed = len(period.ranges)
                if rhythm.unit == "year" and listed > 1 and (listed == rhythm.count or not rhythm.counted):
                    self.ask("Månaderna eller dagarna kan vara gångerna som räknas, eller tiden som helhet.")
                continue
            if rhythm.unit == "year" and not rhythm.counted:
                rhythm.count, rhythm.counted = seasons, True
            elif rhythm.unit == "year" and rhythm.count != seasons:
                self.ask("Antalet gånger och årstiderna stämmer inte överens.")
            self._drop([period])

    def _drop(self, dropped: list[Element]) -> None:
        self.periods = [period for period in self.periods if not any(period is one for one in dropped)]

    def _next_period(self, element: Element) -> Element | None:
        following = next(
            (
                one
                for one in self.elements
                if one.begin >= element.finish and one.sort in ("period", "count", "rhythm")
            ),
            None,
        )
        return (
            following
            if following and following.sort == "period" and following.sentence == element.sentence
            else None
        )

    def _place_count(self, element: Element) -> None:
        """Give a count without a period the rhythm of its clause, the year it stands with, or a question."""
        rhythm = element.rhythm
        if rhythm is None or any(
            state.state == "done" and state.clause == element.clause for state in self.states
        ):
            return
        for other in self.rhythms:
            if other.rhythm and other.sentence == element.sentence and not other.rhythm.counted:
                other.rhythm.count, other.rhythm.counted = rhythm.count, True
                other.begin, other.finish = min(other.begin, element.begin), max(other.finish, element.finish)
                self.ask(rhythm.reason)
                return
        if any(other.rhythm and other.rhythm.count == rhythm.count for other in self.rhythms):
            return
        within = [period for period in self.periods if period.sentence == element.sentence]
        years = [
            period
            for period in within
            if len(period.ranges) == 1 and period.ranges[0].first.unit == "year" and not period.edge
        ]
        if self.rhythms:
            self.ask("Texten anger flera olika frekvenser.")
            return
        if len(within) == 1 and self._seasons_of(within[0]) == 1 and within[0].ranges[0].first.name in _TERMS:
            element.sort, rhythm.unit = "rhythm", "term"  # "3 ggr under vt"
            self.rhythms.append(element)
            return
        if (
            not years
            or years[0].ranges[0].last
            or years[0].ranges[0].first.until
            or years[0].ranges[0].first.part
        ):
            self.ask("Det står hur många gånger, men inte tydligt under hur lång tid.")
        element.sort = "rhythm"
        rhythm.unit = "year"
        self.rhythms.append(element)

    def _name_seasons(self, element: Element) -> None:
        """Let "varje höst" name its autumn; "varje vår och höst" only spreads."""
        rhythm = element.rhythm
        if rhythm is None or len(rhythm.ranges) != 1:
            return
        if rhythm.ranges[0].first.unit != "month":
            self.ask("Tiden återkommer varje år; planens år är läst.")
        self.periods.append(
            Element(
                "period",
                element.begin,
                element.finish,
                element.clause,
                element.sentence,
                ranges=rhythm.ranges,
            )
        )

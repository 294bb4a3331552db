"""What a colleague would ask about once the cell is read: words left over, lengths, exceptions, years that are missing."""

from collections.abc import Callable

from service.domain.timing.elements import Element


class Questions:
    """Asks about one cell; `ask` takes the questions."""

    def __init__(
        self,
        text: str,
        plan_year: int,
        periods: list[Element],
        rhythms: list[Element],
        states: list[Element],
        ask: Callable[[str], None],
    ) -> None:
        self.text = text
        self.plan_year = plan_year
        self.periods = periods
        self.rhythms = rhythms
        self.states = states
        self.ask = ask

    def about(self, others: list[Element]) -> None:
        """Ask about the elements that say no time of their own, and about years that are missing."""
        said = bool(self.periods or self.rhythms)
        for element in others:
            piece = self.text[element.begin : element.finish]
            if (
                element.sort == "leftover"
                or (element.sort == "hint" and not said and not self.states)
                or (element.sort == "compound" and not self.rhythms and not self._finer_than_a_year())
            ):
                self.ask(f"”{piece}” ser ut att handla om tid men gick inte att läsa.")
            elif element.sort == "vague":
                self.ask(f"Hur många gånger ”{piece}” är står inte i texten.")
            elif element.sort == "except":
                self.ask(f"”{piece}” är undantaget och syns inte i läsningen.")
            elif element.sort == "cut":
                self.ask("Texten är mycket lång; bara början är läst.")
            elif element.sort == "duration":
                self.ask(f"”{piece}” är en längd; det står inte från när den räknas.")
            elif (
                element.sort == "sequel" and self.rhythms and any(not period.edge for period in self.periods)
            ):
                self.ask("Det framgår inte säkert när det som återkommer börjar och slutar.")
            elif element.sort == "about" and not said and not self.states:
                self.ask(f"Det framgår inte om ”{piece}” säger när något ska ske.")
            elif element.sort == "question" and said:
                self.ask(element.reason)
        self._ask_about_years()

    def _finer_than_a_year(self) -> bool:
        """Whether something finer than a whole year is named, or nothing is but a state says how it goes."""
        named = any(
            one.first.unit != "year" or one.first.part for period in self.periods for one in period.ranges
        )
        return named or bool(self.states and not self.periods)

    def _ask_about_years(self) -> None:
        """Ask about a time without a year when another has one that is not the plan's, unless it comes first and that is later."""
        live = [period for period in self.periods if not period.done]
        if len(live) < 2:
            return
        others: list[Element] = []
        for period in live:
            atoms = [atom for one in period.ranges for atom in (one.first, one.last) if atom]
            own = {atom.year for atom in atoms if atom.year and not atom.relative} - {self.plan_year}
            if own:
                others.append(period)
            named = any(atom.has_own_year() for atom in atoms)
            if (others and not named) or (own and min(own) < self.plan_year and period is not live[0]):
                self.ask("Ett årtal saknas och kan vara ett annat än planens.")

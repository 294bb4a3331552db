"""A timing that a person has put together in a form instead of writing it: a kind, two days, how often."""

from datetime import date
from typing import Literal

from service.domain.timing.model import Kind, Per, Timing

Choice = Literal["time", "rhythm", "ongoing", "on_demand", "undetermined", "done"]

CHOICES: dict[Choice, str] = {
    "time": "Bestämd tid",
    "rhythm": "Återkommer",
    "ongoing": "Pågår hela tiden",
    "on_demand": "Vid behov",
    "undetermined": "Ingen tid bestämd",
    "done": "Redan gjort",
}
"""What can be chosen, in the words of the form."""


def chosen_timing(choice: Choice, start: date | None, end: date | None, per: Per | None, year: int) -> Timing:
    """Return the timing as the contract has it: days named beside a kind add "window", one single day "date".

    A rhythm without days holds for the plan's `year`; what has no time yet has no days either. Nothing is left to ask.
    """
    if choice == "undetermined":
        return Timing(("undetermined",), None, None, None, False, "", ())
    days: tuple[Kind, ...] = (
        () if start is None and end is None else ("date",) if start == end else ("window",)
    )
    own: tuple[Kind, ...] = () if choice == "time" else ("recurring",) if choice == "rhythm" else (choice,)
    if choice == "rhythm" and not days:
        start, end = date(year, 1, 1), date(year, 12, 31)
    held = per if choice == "rhythm" else None
    return Timing(tuple(sorted((*own, *days))), start, end, held, False, "", ())

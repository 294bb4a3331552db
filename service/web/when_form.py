"""A time that is put together instead of written: what the form says, and one sentence at the field that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, get_args

from fastapi import Form

from service.domain.timing import CHOICES, Per, PerUnit, Timing, chosen_timing

UNIT_WORDS: Mapping[PerUnit, str] = {
    "week": "vecka",
    "month": "månad",
    "quarter": "kvartal",
    "tertial": "tertial",
    "term": "termin",
    "half-year": "halvår",
    "year": "år",
}
"""Per what something is done, in the form's order. What is done daily is no rhythm to remind of."""

MOST_TIMES = 366

Word = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class WhenForm:
    """What was filled in, as it was filled in; empty `sort`: the form was not used."""

    sort: str = ""
    fran: str = ""
    till: str = ""
    antal: str = ""
    enhet: str = ""

    def read(self, year: int) -> tuple[Timing | None, dict[str, str]]:
        """Return the timing, or what to put right: a sentence by the field's name."""
        errors: dict[str, str] = {}
        choice = next((each for each in CHOICES if each == self.sort), None)
        if choice is None:
            return None, {"sort": "Välj hur det ska läsas."}
        start, end = _day(self.fran, "fran", errors), _day(self.till, "till", errors)
        if start and end and end < start:
            errors["till"] = "Slutet ligger före början."
        if choice == "time" and not (self.fran.strip() or self.till.strip()):
            errors["fran"] = "Ange minst en dag: när det börjar eller när det senast ska vara klart."
        per = self._per(errors) if choice == "rhythm" else None
        return (None, errors) if errors else (chosen_timing(choice, start, end, per, year), {})

    def _per(self, errors: dict[str, str]) -> Per | None:
        times = self.antal.strip()
        usable = times.isdecimal() and 1 <= int(times[:6]) <= MOST_TIMES
        if not usable:
            errors["antal"] = f"Ange hur många gånger med siffror, 1 till {MOST_TIMES}."
        unit = next((each for each in get_args(PerUnit) if each == self.enhet), None)
        if unit is None:
            errors["enhet"] = "Välj per vad: vecka, månad, termin …"
            return None
        return Per(int(times), unit) if usable else None


def when_form(
    sort: Word = "", fran: Word = "", till: Word = "", antal: Word = "", enhet: Word = ""
) -> WhenForm:
    """Return what was posted."""
    return WhenForm(*(each.strip()[:40] for each in (sort, fran, till, antal, enhet)))


def _day(written: str, name: str, errors: dict[str, str]) -> date | None:
    if not written.strip():
        return None
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        errors[name] = f"”{written.strip()[:40]}” är inget datum. Skriv det som 2025-05-31."
        return None

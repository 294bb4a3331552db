"""A reading as days on a small line of the year: bars for periods, dots for days. Drawn here, so no script is needed."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from markupsafe import Markup

from service.domain.days import say_short_day

WIDTH, HEIGHT, LEFT = 480, 46, 6
LETTERS = "JFMAMJJASOND"


def year_line(year: int, items: Sequence[Mapping[str, Any]], days: Iterable[date], said: str) -> Markup:
    """Return the SVG of a year with the items' periods and the `days` on which something is due; `said` is its text."""
    bars = [bar for item in items if item.get("kind") in ("window", "recurring") for bar in _bar(year, item)]
    dots = [_dot(year, day) for day in days]
    months = [_month(year, number) for number in range(1, 13)]
    text = f"{year}: {said}"
    return Markup(  # noqa: S704 - everything from outside is escaped below
        f'<svg class="year-line" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(text)}">'
        f"<title>{escape(text)}</title>{''.join((*months, *bars, *dots))}</svg>"
    )


def _x(year: int, day: date) -> float:
    whole = 366 if monthrange(year, 2)[1] == 29 else 365
    return round(LEFT + (day - date(year, 1, 1)).days / whole * (WIDTH - 2 * LEFT), 1)


def _month(year: int, number: int) -> str:
    begin = _x(year, date(year, number, 1))
    end = _x(year, date(year, number, monthrange(year, number)[1])) + 1
    return (
        f'<line class="tick" x1="{begin}" y1="8" x2="{begin}" y2="30"/>'
        f'<text x="{(begin + end) / 2:.1f}" y="43">{LETTERS[number - 1]}</text>'
    )


def _bar(year: int, item: Mapping[str, Any]) -> list[str]:
    first = date.fromisoformat(item["start"]) if item.get("start") else date(year, 1, 1)
    last = date.fromisoformat(item["end"]) if item.get("end") else date(year, 12, 31)
    if last.year < year or first.year > year or not (item.get("start") or item.get("end")):
        return []
    begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
    x, wide = _x(year, begin), max(3.0, _x(year, end) - _x(year, begin))
    kind = "span" if item.get("kind") == "window" else "span often"
    return [f'<rect class="{kind}" x="{x}" y="13" width="{wide:.1f}" height="12" rx="3"/>']


def _dot(year: int, day: date) -> str:
    return (
        f'<circle class="day" cx="{_x(year, day)}" cy="19" r="5"><title>{say_short_day(day)}</title></circle>'
    )

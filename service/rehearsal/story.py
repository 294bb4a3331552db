"""A rehearsed year as a short table: what went out and what came in, month by month."""

from collections import Counter
from collections.abc import Mapping

from service.rehearsal.year import Month

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")

OUT = (("reminder", "frågor"), ("nudge", "egna datum"), ("escalation", "vidare"), ("receipt", "kvitton"))
CAME = (("answered", "svar"), ("auto", "autosvar"), ("bounce", "studsar"), ("tray", "att sortera"))


def month_table(months: Mapping[int, Month]) -> str:
    """Return the year's table. "vidare" are mails to a stand-in, a manager or the coordinator."""
    heads = ["månad", *(name for _, name in OUT), *(name for _, name in CAME)]
    rows = [
        [
            MONTHS[month - 1],
            *(str(_of(months, month).out[kind]) for kind, _ in OUT),
            *(str(_of(months, month).came[state]) for state, _ in CAME),
        ]
        for month in range(1, 13)
    ]
    totals = ["hela året", *(str(sum(int(row[column]) for row in rows)) for column in range(1, len(heads)))]
    widths = [max(len(row[column]) for row in [heads, totals, *rows]) for column in range(len(heads))]
    return "\n".join(_line(row, widths) for row in [heads, *rows, totals])


def load_picture(load: Mapping[str, Counter[int]]) -> str:
    """Return how many mails a week people get in their fullest week, as bars: how many people for each number."""
    fullest = Counter(max(weeks.values()) for weeks in load.values() if weeks)
    if not fullest:
        return "Inga mejl gick ut."
    widest = max(fullest.values())
    lines = ["Mejl i den fullaste veckan, och hur många personer det gäller:"]
    for mails in sorted(fullest):
        people = fullest[mails]
        lines.append(f"  {mails:>2}  {'█' * max(1, round(40 * people / widest))} {people}")
    return "\n".join(lines)


def _of(months: Mapping[int, Month], number: int) -> Month:
    return months.get(number) or Month()


def _line(row: list[str], widths: list[int]) -> str:
    first = row[0].ljust(widths[0])
    return "  ".join([first, *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))])

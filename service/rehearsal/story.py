"""A rehearsed year as a short table: what went out and what came in, month by month."""

from service.rehearsal.year import Year

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")

OUT = (("reminder", "frågor"), ("nudge", "egna datum"), ("escalation", "vidare"), ("receipt", "kvitton"))
CAME = (("answered", "svar"), ("auto", "autosvar"), ("bounce", "studsar"), ("tray", "att sortera"))


def month_table(year: Year) -> str:
    """Return the year's table. "vidare" are mails to a stand-in, a manager or the coordinator."""
    heads = ["månad", *(name for _, name in OUT), *(name for _, name in CAME)]
    rows = [
        [
            MONTHS[month - 1],
            *(str(year.months[month].out[kind]) for kind, _ in OUT),
            *(str(year.months[month].came[state]) for state, _ in CAME),
        ]
        for month in range(1, 13)
    ]
    totals = ["hela året", *(str(sum(int(row[column]) for row in rows)) for column in range(1, len(heads)))]
    widths = [max(len(row[column]) for row in [heads, totals, *rows]) for column in range(len(heads))]
    return "\n".join(_line(row, widths) for row in [heads, *rows, totals])


def _line(row: list[str], widths: list[int]) -> str:
    first = row[0].ljust(widths[0])
    return "  ".join([first, *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))])

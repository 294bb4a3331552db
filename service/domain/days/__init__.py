"""Days: periods, Swedish working days, zones, and how a date is written to a reader.

The first stage of the data's way: everything else counts in these. Nothing here knows what day it is.
"""

from service.domain.days.calendar import SWEDISH_QUIET, Quiet, QuietDays, QuietWeeks, WorkCalendar
from service.domain.days.period import Period
from service.domain.days.writing import say_day, say_days, say_short_day, say_span
from service.domain.days.zones import instant, local_day

__all__ = [
    "SWEDISH_QUIET",
    "Period",
    "Quiet",
    "QuietDays",
    "QuietWeeks",
    "WorkCalendar",
    "instant",
    "local_day",
    "say_day",
    "say_days",
    "say_short_day",
    "say_span",
]

"""When mail may go: on working days, in working hours, in the organisation's own zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from service.domain.days import WorkCalendar, instant
from service.domain.schedule.policy import Policy


def next_open(moment: datetime, policy: Policy, calendar: WorkCalendar, zone: ZoneInfo) -> datetime:
    """Return the first UTC instant from `moment` on when mail may go: `moment` itself in working hours.

    A machine that was down at night or over a holiday catches up in the morning, never at two o'clock on a Sunday.
    """
    local = moment.astimezone(zone)
    day = local.date()
    if calendar.is_working(day):
        opens, closes = policy.hours(day, calendar)
        if local.time() < opens:
            return instant(day, opens, zone)
        if local.time() < closes:
            return moment.astimezone(UTC)
    following = calendar.on_or_after(day + timedelta(days=1))
    return instant(following, policy.hours(following, calendar)[0], zone)

"""How people are reminded, as data: the steps before and after a date, who is told when nobody answers, and when.

All counts are working days. `Policy.from_data` compiles the TOML of `config/defaults/policy.toml`, or the same with an
organisation's choices laid over it (`laid_over`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import Any, Literal, cast, get_args

from service.domain.days import Period, Quiet, QuietDays, QuietWeeks, WorkCalendar
from service.domain.schedule.weekly import WeeklyMail, weekly_from

Who = Literal["stand_in", "manager", "coordinator"]
"""To whom silence is escalated."""

Rhythm = Literal["plan", "month", "quarter", "tertial", "half-year", "year"]
"""How often what has no time of its own is followed up: on the plan's follow-up dates, or at each such period's end."""

LONGEST = 60
"""No step stands further than this from its date: about a quarter of a year."""

FEWEST_WORKED = 100
"""Working days that a year must have left: a policy under which nobody is ever written to is a slip of the pen."""

MOST = 8
"""No part of a ladder has more steps: to be reminded daily is to be taught not to read."""


class PolicyError(ValueError):
    """A policy that cannot be followed. `place` is the key it is about, the text one Swedish sentence."""

    def __init__(self, place: str, text: str) -> None:
        super().__init__(f"{place}: {text}")
        self.place = place
        self.text = text


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of one occasion: (name, working days from the date), in time order, and when an answer is wanted.

    `first` is the step that asks for the first time: it moves nearer where there is little time, the others fall away.
    """

    steps: tuple[tuple[str, int], ...]
    first: str
    answer_by: int


@dataclass(frozen=True, slots=True)
class Grace:
    """One step of the escalation: who is told, so many working days after the step before."""

    to: Who
    days: int


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules for one organisation; `for_area` gives those of an area.

    `rhythm`: when what has no time of its own is followed up.
    `part`: a step stands at most 1/part of the time between two occasions from its date. `apart`: the least distance
    between two reminders to one person about one measure. `weekly`: the coordinator's own mail, None for none.
    """

    rhythm: Rhythm
    follow_up: Ladder
    own: Ladder
    begins: Ladder
    escalation: tuple[Grace, ...]
    part: int
    apart: int
    send_from: time
    send_until: time
    half_day_until: time
    closed: tuple[date, ...]
    quiet: tuple[Quiet, ...]
    squeezed_days_closed: bool
    weekly: WeeklyMail | None
    areas: Mapping[int, "Policy"] = field(default_factory=dict, hash=False)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Policy":
        """Compile a policy. PolicyError: something is missing, of the wrong kind or beyond reason."""
        overrides = _table(data, "areas") if "areas" in data else {}
        common = {key: value for key, value in data.items() if key != "areas"}
        areas = {
            _area_id(name): _compiled(laid_over(common, _table(overrides, name)), {}) for name in overrides
        }
        return _livable(_compiled(common, areas))

    def for_area(self, area: int) -> "Policy":
        """Return the rules that hold for the measures of an area."""
        return self.areas.get(area, self)

    def calendar(self) -> WorkCalendar:
        """Return the working days that the rules count in: one and the same calendar for the same choices."""
        return _calendar(self.closed, self.quiet, self.squeezed_days_closed)

    def hours(self, day: date, calendar: WorkCalendar) -> tuple[time, time]:
        """Return from when until when mail may go on a working day, in local time."""
        return self.send_from, self.half_day_until if calendar.closes_early(day) else self.send_until


@lru_cache(maxsize=512)
def _calendar(closed: tuple[date, ...], quiet: tuple[Quiet, ...], squeezed_closed: bool) -> WorkCalendar:
    return WorkCalendar.swedish(closed, quiet, squeezed_closed=squeezed_closed)


def laid_over(defaults: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the defaults with the changes laid over them: tables key by key, everything else whole."""
    merged = dict(defaults)
    for key, value in changes.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = laid_over(below, value)
        else:
            merged[key] = value
    return merged


def _compiled(data: Mapping[str, Any], areas: Mapping[int, Policy]) -> Policy:
    sending, calendar, lead = _table(data, "sending"), _table(data, "calendar"), _table(data, "lead_times")
    own = _table(data, "own")
    return Policy(
        rhythm=_rhythm(_table(data, "follow_up")),
        follow_up=_follow_up(_table(data, "follow_up")),
        own=_own(own),
        begins=Ladder((("nudge", -_count(own, "nudge")),), "", _count(own, "answer_by", least=0)),
        escalation=_escalation(data),
        part=_count(lead, "part"),
        apart=_count(lead, "apart"),
        send_from=_time(sending, "from"),
        send_until=_time(sending, "until"),
        half_day_until=_time(sending, "half_day_until"),
        closed=tuple(_day(value) for value in _list(calendar, "closed")),
        quiet=tuple(_quiet(value) for value in _list(calendar, "quiet")),
        squeezed_days_closed=bool(calendar.get("squeezed_days_closed", True)),
        weekly=_weekly(_table(data, "weekly")),
        areas=areas,
    )


def _livable(policy: Policy) -> Policy:
    """Return the policy. PolicyError: its closed days and quiet times leave next to nothing of a year."""
    calendar = policy.calendar()
    for year in sorted({2024, *(day.year for day in policy.closed)}):
        if sum(map(calendar.is_working, Period.of_year(year))) < FEWEST_WORKED:
            raise PolicyError(
                "quiet", "De stängda dagarna och de lugna tiderna lämnar för få arbetsdagar kvar."
            )
    return policy


def _weekly(table: Mapping[str, Any]) -> WeeklyMail | None:
    try:
        return weekly_from(table)
    except ValueError:
        raise PolicyError("weekly", "Välj en veckodag och ett klockslag för veckobrevet.") from None


def _rhythm(table: Mapping[str, Any]) -> Rhythm:
    value = table.get("rhythm")
    if value not in get_args(Rhythm):
        raise PolicyError("rhythm", "Välj hur ofta det som saknar egen tid följs upp.")
    return cast(Rhythm, value)


def _follow_up(table: Mapping[str, Any]) -> Ladder:
    before = [(f"remind-{days}", -days) for days in _counts(table, "remind")]
    after = [(f"late-{days}", days) for days in _counts(table, "late")]
    return _ladder([("ask", -_count(table, "ask")), *before, *after], _count(table, "answer_by", least=0))


def _own(table: Mapping[str, Any]) -> Ladder:
    after = [(f"late-{days}", days) for days in _counts(table, "late")]
    steps = [("nudge", -_count(table, "nudge")), ("ask", _count(table, "ask")), *after]
    return _ladder(steps, _count(table, "answer_by", least=0))


def _ladder(steps: list[tuple[str, int]], answer_by: int) -> Ladder:
    asked = dict(steps)["ask"]
    # A reminder of a question that has not been put yet is none.
    kept = [step for step in steps if step[0] in ("nudge", "ask") or step[1] > asked]
    return Ladder(tuple(sorted(kept, key=lambda step: step[1])), "ask", answer_by)


def _escalation(data: Mapping[str, Any]) -> tuple[Grace, ...]:
    found = []
    for step in _list(data, "escalation"):
        if not isinstance(step, Mapping) or step.get("to") not in ("stand_in", "manager", "coordinator"):
            raise PolicyError("escalation", "Ett steg ska gå till stand_in, manager eller coordinator.")
        found.append(Grace(cast(Who, step["to"]), _count(step, "grace")))
    if len({step.to for step in found}) < len(found):
        raise PolicyError("escalation", "Samma mottagare står två gånger.")
    return tuple(found)


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    if not isinstance(value, Mapping):
        raise PolicyError(key, "Avsnittet saknas.")
    return value


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key, [])
    if not isinstance(value, list):
        raise PolicyError(key, "Här ska stå en lista.")
    return value


def _count(data: Mapping[str, Any], key: str, least: int = 1) -> int:
    return _number(data.get(key), key, least)


def _counts(data: Mapping[str, Any], key: str) -> list[int]:
    values = sorted({_number(value, key, 1) for value in _list(data, key)})
    if len(values) > MOST:
        raise PolicyError(key, f"Högst {MOST} påminnelser får plats.")
    return values


def _number(value: object, place: str, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= LONGEST:
        raise PolicyError(place, f"Skriv ett heltal från {least} till {LONGEST}.")
    return value


def _time(data: Mapping[str, Any], key: str) -> time:
    value = data.get(key)
    try:
        return value if isinstance(value, time) else time.fromisoformat(str(value))
    except ValueError:
        raise PolicyError(key, "Klockslaget ska skrivas som 08:00.") from None


def _day(value: object) -> date:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise PolicyError("closed", "Datumet ska skrivas som 2025-06-05.") from None
    if not 2000 <= day.year < 2200:
        raise PolicyError("closed", f"Året {day.year} kan inte vara rätt.")
    return day


def _quiet(value: object) -> Quiet:
    try:
        if isinstance(value, Mapping) and "weeks" in value:
            first, last = (int(week) for week in value["weeks"])
            return QuietWeeks(first, last)
        if isinstance(value, Mapping) and "days" in value:
            begin, end = (date.fromisoformat(f"2024-{day}") for day in value["days"])
            return QuietDays((begin.month, begin.day), (end.month, end.day))
    except (TypeError, ValueError):
        pass
    raise PolicyError("quiet", 'En lugn tid skrivs som dagar ["07-01", "07-31"] eller veckor [28, 31].')


def _area_id(name: str) -> int:
    try:
        return int(name)
    except ValueError:
        raise PolicyError("areas", "Området ska anges med sitt nummer.") from None

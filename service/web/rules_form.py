"""The rules of reminding as a form: from the policy's data to what stands in the fields, and back.

The ladders, the escalation and the lead times may differ per area; when mail may go is the whole organisation's.
"""

import re
from collections.abc import Mapping
from typing import Any

from service.domain.schedule import Policy, PolicyError, Rhythm, laid_over

WEEKS = re.compile(r"v(?:ecka|\.)?\s*(\d{1,2})\s*[-–]\s*(?:v(?:ecka|\.)?\s*)?(\d{1,2})", re.IGNORECASE)
DAYS = re.compile(r"(\d{1,2})/(\d{1,2})\s*[-–]\s*(\d{1,2})/(\d{1,2})")

COUNTS = (
    ("follow_up", "ask"),
    ("follow_up", "answer_by"),
    ("own", "nudge"),
    ("own", "ask"),
    ("own", "answer_by"),
    ("lead_times", "part"),
    ("lead_times", "apart"),
)
LISTS = (("follow_up", "remind"), ("follow_up", "late"), ("own", "late"))
TIMES = ("from", "until", "half_day_until")
TOLD = ("stand_in", "manager", "coordinator")
RHYTHMS: dict[Rhythm, str] = {
    "plan": "Vid planens uppföljningar",
    "month": "I slutet av varje månad",
    "quarter": "I slutet av varje kvartal",
    "tertial": "I slutet av varje tertial",
    "half-year": "I slutet av varje halvår",
    "year": "I slutet av året",
}
WEEKLY_DAYS = {
    "monday": "Måndag",
    "tuesday": "Tisdag",
    "wednesday": "Onsdag",
    "thursday": "Torsdag",
    "friday": "Fredag",
    "never": "Aldrig",
}

Fields = dict[str, str]

LONGEST_FIELD = 2000


def fields_of(rules: Mapping[str, Any]) -> Fields:
    """Return what stands in the form for `rules`."""
    fields = {f"{table}.{key}": str(rules[table][key]) for table, key in COUNTS}
    fields |= {f"{table}.{key}": ", ".join(map(str, rules[table].get(key, ()))) for table, key in LISTS}
    fields["follow_up.rhythm"] = rules["follow_up"]["rhythm"]
    graces = {step["to"]: str(step["grace"]) for step in rules.get("escalation", ())}
    fields |= {f"escalation.{to}": graces.get(to, "") for to in TOLD}
    fields |= {f"sending.{key}": str(rules["sending"][key])[:5] for key in TIMES}
    weekly = rules["weekly"]
    fields |= {"weekly.day": weekly["day"], "weekly.at": str(weekly["at"])[:5]}
    fields["weekly.when_empty"] = "1" if weekly.get("when_empty") else ""
    calendar = rules["calendar"]
    fields["calendar.closed"] = "\n".join(map(str, calendar.get("closed", ())))
    fields["calendar.quiet"] = "\n".join(map(_quiet_words, calendar.get("quiet", ())))
    fields["calendar.squeezed"] = "1" if calendar.get("squeezed_days_closed", True) else ""
    return fields


def rules_from(fields: Mapping[str, str], rules: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return `rules` with the fields laid over them, and what is wrong with which field."""
    errors: dict[str, str] = {}
    chosen = _ladders(fields, errors) | _hours(fields, rules, errors) | _weekly(fields, rules)
    found = laid_over(rules, chosen)
    return found, errors or _refused(found, rules)


def area_rules_from(
    fields: Mapping[str, str], rules: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return an area's `rules` with the fields laid over them, and what is wrong with which field."""
    errors: dict[str, str] = {}
    found = laid_over(rules, _ladders(fields, errors))
    return found, errors or _refused(found, rules)


def _ladders(fields: Mapping[str, str], errors: dict[str, str]) -> dict[str, Any]:
    chosen: dict[str, Any] = {"follow_up": {}, "own": {}, "lead_times": {}}
    for table, key in COUNTS:
        chosen[table][key] = _number(fields, f"{table}.{key}", errors)
    for table, key in LISTS:
        chosen[table][key] = _numbers(fields, f"{table}.{key}", errors)
    chosen["follow_up"]["rhythm"] = fields.get("follow_up.rhythm", "")
    chosen["escalation"] = [
        {"to": to, "grace": _number(fields, f"escalation.{to}", errors)}
        for to in TOLD
        if fields.get(f"escalation.{to}", "").strip()
    ]
    return chosen


def _hours(fields: Mapping[str, str], rules: Mapping[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    sending = {key: _same_time(fields.get(f"sending.{key}", ""), rules["sending"][key]) for key in TIMES}
    calendar = {
        "closed": fields.get("calendar.closed", "").split(),
        "quiet": _quiet(fields, errors),
        "squeezed_days_closed": bool(fields.get("calendar.squeezed")),
    }
    return {"sending": sending, "calendar": calendar}


def _weekly(fields: Mapping[str, str], rules: Mapping[str, Any]) -> dict[str, Any]:
    at = _same_time(fields.get("weekly.at", ""), rules["weekly"]["at"])
    empty = bool(fields.get("weekly.when_empty"))
    return {"weekly": {"day": fields.get("weekly.day", ""), "at": at, "when_empty": empty}}


def _refused(found: Mapping[str, Any], rules: Mapping[str, Any]) -> dict[str, str]:
    """Return what the policy says against the form, at the field it is about."""
    try:
        Policy.from_data(found)
    except PolicyError as problem:
        return {_field(problem, found, rules): problem.text}
    return {}


def _field(problem: PolicyError, found: Mapping[str, Any], rules: Mapping[str, Any]) -> str:
    """Return the field's name: "ask" may be that of either ladder, so the one that fails by itself is looked for."""
    if problem.place in TIMES:
        return f"sending.{problem.place}"
    if problem.place in ("closed", "quiet"):
        return f"calendar.{problem.place}"
    if problem.place == "weekly":
        return "weekly.at" if found["weekly"]["day"] in WEEKLY_DAYS else "weekly.day"
    if problem.place in ("grace", "escalation"):
        return "escalation.stand_in"
    if problem.place in ("part", "apart"):
        return f"lead_times.{problem.place}"
    try:
        Policy.from_data({**rules, "follow_up": found["follow_up"]})
    except PolicyError:
        return f"follow_up.{problem.place}"
    return f"own.{problem.place}"


def _number(fields: Mapping[str, str], name: str, errors: dict[str, str]) -> int:
    text = fields.get(name, "").strip()
    if not text.isdecimal() or len(text) > 3:
        errors[name] = "Skriv ett heltal."
        return 1
    return int(text)


def _numbers(fields: Mapping[str, str], name: str, errors: dict[str, str]) -> list[int]:
    parts = [part for part in re.split(r"[\s,;]+", fields.get(name, "")) if part]
    if not all(part.isdecimal() and len(part) <= 3 for part in parts) or len(parts) > 20:
        errors[name] = "Skriv antal arbetsdagar med komma emellan, till exempel 5, 1."
        return []
    return sorted((int(part) for part in parts), reverse="remind" in name)


def _same_time(text: str, before: object) -> object:
    """Return what was there when the time of day is the same, so that nothing seems chosen that is not."""
    return before if text.strip() == str(before)[:5] else text.strip()


def _quiet(fields: Mapping[str, str], errors: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in fields.get("calendar.quiet", "").splitlines():
        if not line.strip():
            continue
        weeks, days = WEEKS.fullmatch(line.strip()), DAYS.fullmatch(line.strip())
        if weeks:
            found.append({"weeks": [int(weeks[1]), int(weeks[2])]})
        elif days:
            first = f"{int(days[2]):02d}-{int(days[1]):02d}"
            found.append({"days": [first, f"{int(days[4]):02d}-{int(days[3]):02d}"]})
        else:
            errors["calendar.quiet"] = "Skriv en tid per rad, som 1/7–31/7 eller vecka 28–31."
    return found


def _quiet_words(quiet: Mapping[str, Any]) -> str:
    if "weeks" in quiet:
        return f"vecka {quiet['weeks'][0]}–{quiet['weeks'][1]}"
    said = (day.split("-") for day in quiet["days"])
    return "–".join(f"{int(day)}/{int(month)}" for month, day in said)

"""What a När cell means: the values, and the JSON form that the contract and stored corrections share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast, get_args

Kind = Literal["date", "window", "recurring", "ongoing", "on_demand", "undetermined", "done"]
KINDS: frozenset[str] = frozenset(get_args(Kind))

PerUnit = Literal["day", "week", "month", "quarter", "tertial", "term", "half-year", "year"]
PER_UNITS: frozenset[str] = frozenset(get_args(PerUnit))


@dataclass(frozen=True, slots=True)
class Per:
    """A rhythm: `count` times in each period of `interval` units ("varannan vecka" is 1 per 2 weeks)."""

    count: int
    unit: PerUnit
    interval: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the text says about time, and the piece of it that says so: `text == cell[begin:finish]`."""

    kind: Kind
    start: date | None
    end: date | None
    per: Per | None
    text: str
    begin: int
    finish: int


@dataclass(frozen=True, slots=True)
class Timing:
    """A reading of a När cell.

    `kinds` is sorted. `start` and `end` bound, inclusively, what is still to be done; either may be unknown. `check` says
    that a person should look, and `why` tells in plain Swedish what to look at ("" when there is nothing).
    """

    kinds: tuple[str, ...]
    start: date | None
    end: date | None
    per: Per | None
    check: bool
    why: str
    items: tuple[Item, ...]


def to_json(timing: Timing) -> dict[str, Any]:
    """Return the timing as in the contract (readings.md), without `id`."""
    return {
        "kinds": list(timing.kinds),
        "start": _day(timing.start),
        "end": _day(timing.end),
        "per": _per(timing.per),
        "check": timing.check,
        "why": timing.why,
        "items": [
            {
                "kind": item.kind,
                "start": _day(item.start),
                "end": _day(item.end),
                "per": _per(item.per),
                "text": item.text,
                "from": item.begin,
                "to": item.finish,
            }
            for item in timing.items
        ],
    }


def from_json(data: Mapping[str, Any]) -> Timing:
    """Return the timing that `to_json` wrote. Items, `check` and `why` may be left out, as in a correction.

    Raises ValueError or KeyError when the data is not of the contract's form: it is ours, not a user's.
    """
    kinds = tuple(sorted(_kind(kind) for kind in data["kinds"]))
    return Timing(
        kinds,
        _read_day(data.get("start")),
        _read_day(data.get("end")),
        _read_per(data.get("per")),
        bool(data.get("check", False)),
        str(data.get("why", "")),
        tuple(
            Item(
                _kind(item["kind"]),
                _read_day(item.get("start")),
                _read_day(item.get("end")),
                _read_per(item.get("per")),
                str(item.get("text", "")),
                int(item.get("from", 0)),
                int(item.get("to", 0)),
            )
            for item in data.get("items", ())
        ),
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _per(per: Per | None) -> dict[str, Any] | None:
    return {"count": per.count, "unit": per.unit, "interval": per.interval} if per else None


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _read_per(data: Mapping[str, Any] | None) -> Per | None:
    if not data:
        return None
    if data["unit"] not in PER_UNITS:
        raise ValueError(f"not a unit of a rhythm: {data['unit']!r}")
    count, interval = int(data["count"]), int(data.get("interval", 1))
    if count < 1 or interval < 1:
        raise ValueError("a rhythm counts from one")
    return Per(count, cast(PerUnit, data["unit"]), interval)


def _kind(text: str) -> Kind:
    if text not in KINDS:
        raise ValueError(f"not a kind of time: {text!r}")
    return cast(Kind, text)

"""A measure's stored values, for tests that need more of the same."""

from typing import Any

from service.store.plan import MeasureRecord

STORED = [each.key for each in MeasureRecord.__table__.columns if each.key != "id" and not each.computed]
"""The columns that a copy is given; the database fills in the others."""


def copy_of(measure: MeasureRecord, **other: Any) -> dict[str, Any]:
    """Return what a copy of `measure` is made of, with `other` values where they are given."""
    return {name: getattr(measure, name) for name in STORED} | other

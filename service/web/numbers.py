"""Numbers that a browser sends: in an address or a field, where anything may stand."""

from typing import Annotated

from fastapi import Path

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""A row's number in an address, as large as a database's own: a larger one it would not even be asked for."""


def number_in(text: str) -> int | None:
    """Return a number of a row or a page that was sent as text; None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else None

"""Numbers that a browser sends: in an address or a field, where anything may stand."""

from typing import Annotated

from fastapi import Form, Path

from service.store.base import LARGEST_NUMBER

Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
"""A row's number in an address: a larger one the database is not even asked for."""

FormNumber = Annotated[int, Form(le=LARGEST_NUMBER)]
"""A row's number in a form."""


def number_in(text: str) -> int | None:
    """Return a number of a row or a page that was sent as text; None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else None

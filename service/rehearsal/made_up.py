"""Made-up addresses for whoever a plan names, so that any plan can be rehearsed. Nothing is ever sent to them."""

import re
import unicodedata

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.measure import plain
from service.store.people import PartyRow
from service.store.plan import MeasureRecord


def make_people_up(session: Session, organisation_id: int) -> int:
    """Give every name in Vem an address in .example; return how many were made up. They are to be matched after.

    A measure that names nobody goes to one made-up person, so that the load of a whole plan is seen.
    """
    names: dict[str, tuple[str, str]] = {}
    query = select(MeasureRecord.who_reading).where(MeasureRecord.organisation_id == organisation_id)
    for reading in session.scalars(query):
        for kind, words in (
            ("person", reading.get("persons", ())),
            ("unit", reading.get("roles_or_units", ())),
        ):
            for name in words:
                names.setdefault(plain(name), (kind, name))
    for kind, name in names.values():
        session.add(
            PartyRow(
                organisation_id=organisation_id,
                name=name[:200],
                kind=kind,
                unit=name[:200] if kind == "unit" else "",
                email=f"{_mailbox(name)}@{organisation_id}.plan.example",
            )
        )
    return len(names)


def _mailbox(name: str) -> str:
    """Return a name as the local part of an address."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", ".", ascii_name).strip(".")[:50] or "okand"

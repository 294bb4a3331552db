"""What each piece of a cell says about time, before it is worked out what the pieces mean together."""

from dataclasses import dataclass, field

from service.domain.timing.atoms import Range
from service.domain.timing.rhythm import Rhythm
from service.domain.timing.words import NO_ROLES, Roles


@dataclass(slots=True)
class Element:
    """One thing said about time; `clause` and `sentence` number the pieces of the text it stands in."""

    sort: str
    begin: int
    finish: int
    clause: int
    sentence: int
    bare: bool = True
    modal_at: int = -1
    edge: str = ""
    ranges: list[Range] = field(default_factory=list)
    rhythm: Rhythm | None = None
    state: str = ""
    reason: str = ""
    done: bool = False
    lead: Roles = field(default_factory=lambda: NO_ROLES)

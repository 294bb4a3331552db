"""Vem: who is named in a measure's Vem cell, who leads, and whom in the directory that is.

`read_who` reads the text alone; `match` meets it with the directory. Both are pure, and neither assumes: what a sensible
colleague would ask about is marked `check`, and a likely but uncertain match is a proposal.
"""

from service.domain.parties.contact import contact_in
from service.domain.parties.directory import Directory
from service.domain.parties.matching import match, of_this_plan_first
from service.domain.parties.model import Mention, Party, Proposal, Responsibility, Who, to_json
from service.domain.parties.reading import read_who
from service.domain.parties.words import PartyWords

__all__ = [
    "Directory",
    "Mention",
    "Party",
    "PartyWords",
    "Proposal",
    "Responsibility",
    "Who",
    "contact_in",
    "match",
    "of_this_plan_first",
    "read_who",
    "to_json",
]

"""How somebody in a Vem cell is reached, when the cell says so; nobody gets another's address."""

import pytest

from config.vocabulary import load
from service.domain.parties import PartyWords, contact_in, read_who

WORDS = PartyWords.from_data(load("party"))


@pytest.mark.parametrize(
    ("cell", "name", "reached"),
    [
        (
            "Sara Lindh, sara@polis.example, 08-123 45 67",
            "Sara Lindh",
            ("sara@polis.example", "08-123 45 67"),
        ),
        ("Sara Lindh (parkenheten) sara.lindh@park.example", "Sara Lindh", ("sara.lindh@park.example", "")),
        (
            "Sara Lindh sara.lindh@park.example, Åsa Ek asa.ek@park.example",
            "Åsa Ek",
            ("asa.ek@park.example", ""),
        ),
        ("Sara Lindh, Åsa Ek, info@park.example", "Åsa Ek", ("", "")),
        ("Parkenheten, parken@norrvik.example", "Parkenheten", ("parken@norrvik.example", "")),
        ("Sara Lindh", "Sara Lindh", ("", "")),
    ],
)
def test_an_address_belongs_to_whom_it_spells_or_to_the_only_one_named(
    cell: str, name: str, reached: tuple[str, str]
) -> None:
    assert contact_in(read_who(cell, WORDS), name) == reached

"""The directory is met with certainty or with a proposal, never with an assumption."""

import pytest

from config.vocabulary import load
from service.domain.parties import (
    Directory,
    Party,
    PartyWords,
    Proposal,
    Responsibility,
    match,
    of_this_plan_first,
    read_who,
)

WORDS = PartyWords.from_data(load("party"))
MAJA = Party(
    "maja", "Maja Ek", "maja.ek@norrvik.example", aliases=("trygghetssamordnaren",), unit="Stadsdelskontoret"
)
ROBIN = Party("robin", "Robin Sand", "robin.sand@norrvik.example", unit="Fältgruppen", aliases=("Robban",))
SARA = Party("sara", "Sara Lindh", "sara.lindh@norrvik.example", unit="Socialtjänsten")
TOR = Party("tor", "Tor Björk", "tor.bjork@norrvik.example")
FIELD = Party("falt", "Fältgruppen", "falt@norrvik.example", kind="unit", aliases=("fältarna",))
POLICE = Party("polis", "Polisen Norrvik", "polisen@norrvik.example", kind="unit", aliases=("polisen",))
OFFICE = Party("kontor", "Stadsdelskontoret", kind="unit")
EVERYBODY = (MAJA, ROBIN, SARA, TOR, FIELD, POLICE, OFFICE)


def meet(text: str, *parties: Party) -> Responsibility:
    return match(read_who(text, WORDS), Directory.of(parties or EVERYBODY))


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Robin Sand", "robin"),
        ("robin sand", "robin"),
        ("Robban", "robin"),
        ("Robin", "robin"),
        ("Robin S", "robin"),
        ("R. Sand", "robin"),
        ("Polis", "polis"),
        ("polisen", "polis"),
        ("Fält-gruppen", "falt"),
        ("trygghetssamordnare", "maja"),
        ("robin.sand@norrvik.example", "robin"),
        ("Okänd Person, ROBIN.SAND@norrvik.example", None),
    ],
)
def test_names_aliases_initials_and_addresses_that_fit_one_party_match_it(
    text: str, lead: str | None
) -> None:
    assert meet(text).lead == lead


def test_a_given_name_that_two_have_is_proposed_for_both_and_matched_with_neither() -> None:
    other = Party("peter2", "Peter Alm", "peter.alm@norrvik.example")
    found = meet("Peter", Party("peter1", "Peter Dahl", "peter.dahl@norrvik.example"), other)
    assert (found.lead, found.parties, found.unmatched) == (None, (), ("Peter",))
    assert [(proposal.party_id, proposal.reason) for proposal in found.proposals] == [
        ("peter1", "Flera i registret kan heta ”Peter”."),
        ("peter2", "Flera i registret kan heta ”Peter”."),
    ]


def test_of_two_with_the_given_name_the_one_who_stands_in_the_plan_is_proposed_first_and_not_assumed() -> (
    None
):
    directory = Directory.of([Party("peter1", "Peter Dahl"), Party("peter2", "Peter Alm")])
    found = of_this_plan_first(match(read_who("Peter", WORDS), directory), {"peter2"}, directory)
    assert (found.lead, found.parties) == (None, ())
    assert [(proposal.party_id, proposal.reason) for proposal in found.proposals] == [
        ("peter2", "Flera i registret kan heta ”Peter”. Peter Alm står redan i planen."),
        ("peter1", "Flera i registret kan heta ”Peter”."),
    ]


def test_when_both_stand_in_the_plan_neither_goes_before_the_other() -> None:
    directory = Directory.of([Party("peter1", "Peter Dahl"), Party("peter2", "Peter Alm")])
    found = match(read_who("Peter", WORDS), directory)
    assert of_this_plan_first(found, {"peter1", "peter2"}, directory) == found


def test_two_with_the_same_full_name_are_proposed() -> None:
    found = meet(
        "Peter Dahl", Party("a", "Peter Dahl", unit="Skolan"), Party("b", "Peter Dahl", unit="Polisen")
    )
    assert (found.parties, len(found.proposals)) == ((), 2)


@pytest.mark.parametrize("text", ["Thor Björk", "Tor Bjork", "Thor", "Tor Bjrök"])
def test_a_misspelt_name_is_proposed_and_never_assumed(text: str) -> None:
    found = meet(text)
    assert (found.lead, found.parties, found.unmatched) == (None, (), (text,))
    assert Proposal(text, "tor", f"”{text}” liknar ”Tor Björk”.") in found.proposals


def test_a_misspelt_unit_is_proposed() -> None:
    assert [proposal.party_id for proposal in meet("Fältgrupen").proposals] == ["falt"]


def test_a_unit_nobody_stands_for_proposes_those_who_work_there() -> None:
    found = meet("Socialtjänsten")
    assert found.unmatched == ("Socialtjänsten",)
    assert found.proposals == (
        Proposal("Socialtjänsten", "sara", "Arbetar på ”Socialtjänsten” enligt registret."),
    )


def test_the_lead_and_those_who_take_part_are_all_found() -> None:
    found = meet("Robin Sand i samverkan med polisen och Sara")
    assert (found.lead, found.parties) == ("robin", ("robin", "polis", "sara"))


def test_a_unit_with_an_address_leads_before_the_person_named_with_it() -> None:
    assert meet("Fältgruppen, Robin Sand").lead == "falt"
    assert meet("Fältgruppen, Robin Sand").parties == ("falt", "robin")


def test_a_unit_without_an_address_does_not() -> None:
    found = meet("Stadsdelskontoret, Maja Ek")
    assert (found.lead, found.without_address) == ("maja", ("kontor",))


def test_a_title_needs_no_match_when_its_holder_is_found() -> None:
    assert meet("Fältchef Robin Sand").unmatched == ()


def test_a_person_the_directory_lacks_is_unmatched_although_the_unit_is_found() -> None:
    found = meet("Fältgruppen, Otto Berg")
    assert (found.parties, found.unmatched) == (("falt",), ("Otto Berg",))


def test_an_address_nobody_has_is_unmatched() -> None:
    assert meet("otto.berg@utanfor.example").unmatched == ("otto.berg@utanfor.example",)


def test_an_empty_directory_matches_nobody() -> None:
    assert match(read_who("Robin Sand", WORDS), Directory.of(())) == Responsibility(None, (), ("Robin Sand",))


def test_a_double_given_name_matches_alone_but_its_first_half_does_not() -> None:
    karin = Party("ak", "Anna-Karin Ek", "ak@norrvik.example")
    assert meet("Anna-Karin", karin).lead == "ak"
    assert meet("Anna", karin).lead is None

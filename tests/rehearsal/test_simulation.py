"""A simulation of many municipalities is divided between processes, and no two parts live the same year."""

from service.rehearsal.simulation import MODELS, Simulation, _rehearsal, _shares

WANTED = Simulation(2025, None, "", "tysta", faults=False, organisations=5, out=None)


def test_each_part_has_owners_of_the_same_kind_and_chance_of_its_own() -> None:
    first, second = (_rehearsal(WANTED, number).owners for number in (1, 2))
    assert first == MODELS["tysta"]
    assert second.prompt == first.prompt
    assert second.seed != first.seed


def test_the_municipalities_are_divided_evenly() -> None:
    assert _shares(5) == [3, 2]

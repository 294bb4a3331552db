"""What a person has decided of some words holds in the next year's plan too, in that year's days."""

import pytest
from sqlalchemy import select

from service.flows.correct_reading import confirm_when, correct_when
from service.flows.read_measures import prepare_readings, when_reading
from service.store.plan import MeasureRecord
from tests.flows.norrvik import Town

HEADER = ("Åtgärd", "När", "Vem")


@pytest.mark.parametrize(
    ("cell", "said", "year", "days"),
    [
        ("när det passar", "1 april–31 maj", 2025, ("2025-04-01", "2025-05-31")),
        ("när det passar", "1 april–31 maj", 2026, ("2026-04-01", "2026-05-31")),
        ("när det passar", "februari", 2028, ("2028-02-01", "2028-02-29")),
        ("kanske våren 2025", "1 april–31 maj", 2026, ("2025-04-01", "2025-05-31")),
        ("våren", "", 2026, ("2026-03-01", "2026-05-31")),
    ],
)
def test_a_correction_holds_in_the_days_of_the_plans_year(
    town: Town, cell: str, said: str, year: int, days: tuple[str, str]
) -> None:
    town.bring_in(("Byta lampor i tunneln", cell, "Robin Sand"), header=HEADER)
    with town.service.store.read() as session:
        measure = session.scalars(select(MeasureRecord)).one()
    if said:
        correct_when(town.service, measure.id, said, None)
    else:
        confirm_when(town.service, measure.id, None)
    with town.service.store.read() as session:
        reading = when_reading(prepare_readings(session, town.service, town.id, year), measure)
    assert (reading["start"], reading["end"], reading["check"]) == (*days, False)
    assert "plan_year" not in reading

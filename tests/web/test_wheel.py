"""The year wheel's geometry, and that the drawing says what it shows."""

import re
from datetime import date, timedelta
from itertools import pairwise
from math import atan2, degrees, hypot
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from service.domain.followup import STATES
from service.flows.show_wheel import Spell, WheelFacts
from service.web.wheel import (
    CENTRE,
    INNER,
    OUTER,
    angle_of,
    arc,
    lanes_for,
    rings_of,
    sector,
    span_of,
    sweep_of,
    wheel_svg,
)

YEAR = 2025


def spell(start: str, end: str, area: int = 1, title: str = "Hundsök", count: int = 1) -> Spell:
    return Spell(area, "ongoing", date.fromisoformat(start), date.fromisoformat(end), count, "X3BG", title)


def facts(*spells: Spell, areas: int = 2) -> WheelFacts:
    names = tuple((number, f"Område {number}") for number in range(1, areas + 1))
    return WheelFacts(YEAR, names, spells, (date(2025, 3, 19),), date(2025, 3, 6))


days = st.dates(date(2025, 1, 1), date(2025, 12, 31))
spells = st.lists(
    st.builds(
        lambda area, state, one, other, title: Spell(
            area, state, min(one, other), max(one, other), 1, "K7F3", title
        ),
        st.integers(1, 5),
        st.sampled_from(STATES),
        days,
        days,
        st.text(max_size=200),
    ),
    max_size=80,
)


def test_the_year_runs_clockwise_from_the_top() -> None:
    assert angle_of(date(2025, 1, 1), 2025) == 0
    assert angle_of(date(2026, 1, 1), 2025) == 360
    assert 89 < angle_of(date(2025, 4, 2), 2025) < 91
    assert angle_of(date(2025, 1, 1), 2024) == 360


def test_a_single_day_is_wide_enough_to_see_and_stays_within_the_year() -> None:
    for day in ("2025-01-01", "2025-05-22", "2025-12-31"):
        start, end = sweep_of(spell(day, day), YEAR)
        assert 0 <= start < end <= 360
        assert end - start > 1.9


def test_spells_that_overlap_lie_in_lanes_of_their_own() -> None:
    placed = lanes_for([spell("2025-01-01", "2025-12-31"), spell("2025-03-01", "2025-05-31")], YEAR, 5)
    assert [lane for lane, _ in placed] == [0, 1]
    after = lanes_for([spell("2025-01-01", "2025-02-28"), spell("2025-03-01", "2025-05-31")], YEAR, 5)
    assert [lane for lane, _ in after] == [0, 0]


@given(spells, st.integers(1, 6))
def test_no_spell_hides_another_as_long_as_there_are_lanes(some: list[Spell], most: int) -> None:
    free: dict[int, float] = {}
    for lane, each in lanes_for(some, YEAR, most):
        start, end = sweep_of(each, YEAR)
        assert lane == most - 1 or free.get(lane, 0) <= start
        free[lane] = end


@given(spells)
def test_every_ring_has_room_and_the_drawing_is_well_formed(some: list[Spell]) -> None:
    shown = facts(*some, areas=5)
    rings = rings_of(shown)
    assert all(INNER - 0.01 <= ring.inner < ring.outer <= OUTER for ring in rings)
    assert all(one.inner > other.outer for one, other in pairwise(rings))
    svg = str(wheel_svg(shown, lambda each: f"/atgard/{each.code}"))
    assert " style=" not in svg
    printable = re.sub(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]", "", svg)
    drawn = ElementTree.fromstring(printable)
    assert len(drawn.findall("a")) == len(some)


def test_every_arc_is_a_link_with_a_name() -> None:
    svg = str(
        wheel_svg(facts(spell("2025-05-22", "2025-05-22", area=2)), lambda each: f"/atgard/{each.code}")
    )
    assert 'href="/atgard/X3BG" aria-label="Hundsök: pågår, 22 maj. Område 2"' in svg
    assert "<title>Uppföljning 19 mar</title>" in svg


def test_what_people_wrote_is_escaped() -> None:
    svg = str(wheel_svg(facts(spell("2025-05-22", "2025-05-22", title='<b>"x')), lambda _: '/"><b>'))
    assert "<b>" not in svg


def test_several_measures_with_the_same_time_are_one_arc() -> None:
    svg = str(wheel_svg(facts(spell("2025-01-01", "2025-12-31", count=4)), lambda _: "/planen"))
    assert "4 åtgärder: pågår, hela året. Område 1" in svg


def test_a_span_is_short_in_words() -> None:
    assert span_of(spell("2025-01-01", "2025-12-31")) == "hela året"
    assert span_of(spell("2025-03-01", "2025-05-31")) == "1 mar–31 maj"
    assert span_of(spell("2025-05-22", "2025-05-22")) == "22 maj"


@given(st.floats(0, 360), st.floats(0, 360), st.floats(20, 200))
def test_an_arc_keeps_to_its_circle_all_the_way(one: float, other: float, radius: float) -> None:
    """Every piece ends on the circle, and none is long enough to be drawn round another centre."""
    start, end = min(one, other), max(one, other)
    ends = [start] + [
        angle_at(x, y) for x, y in re.findall(r" 0 0 1 (\S+) ([^\sA]+)", arc(radius, start, end))
    ]
    for x, y in re.findall(r" 0 0 1 (\S+) ([^\sA]+)", arc(radius, start, end)):
        assert abs(hypot(float(x) - CENTRE, float(y) - CENTRE) - radius) < 0.1
    assert all((after - before + 1) % 360 <= 92 for before, after in pairwise(ends))


def angle_at(x: str, y: str) -> float:
    return degrees(atan2(float(x) - CENTRE, CENTRE - float(y))) % 360


def test_a_piece_of_a_ring_goes_out_along_the_rim_and_back_inside() -> None:
    assert (
        sector(100, 90, 0, 90)
        == "M240.0 140.0A100.0 100.0 0 0 1 340.0 240.0L330.0 240.0A90.0 90.0 0 0 0 240.0 150.0Z"
    )
    assert sector(100, 90, 0, 360).count("A") == 8


def test_a_plan_without_areas_or_times_is_an_empty_year() -> None:
    svg = str(wheel_svg(facts(areas=0), lambda _: ""))
    assert svg.count('class="month-name"') == 12
    empty = WheelFacts(YEAR, (), (), (), date(2025, 3, 6) + timedelta(days=400))
    assert "I dag" not in str(wheel_svg(empty, lambda _: ""))

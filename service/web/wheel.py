"""The year wheel as SVG: months around, a ring per area, measures as arcs, follow-up dates as marks, today as a hand.

Pure geometry: the year runs clockwise from twelve o'clock, one day is 360/365 degrees. A ring has as many lanes as
its spells need so that none hides another. State is told by colour and pattern (`static/wheel.css`), and every arc is
a link with a name. Colours come from classes and patterns from attributes: no style attribute, so a strict
Content-Security-Policy holds.
"""

from calendar import isleap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, cos, radians, sin

from markupsafe import Markup

from service.domain.followup import State
from service.flows.show_wheel import Spell, WheelFacts, spells_of
from service.web.words import MONTHS_SHORT, STATE_WORDS

CENTRE = 240.0
RIM, BAND, OUTER, INNER = 226.0, 204.0, 198.0, 78.0
"""Radii: the months' band lies between BAND and RIM, the rings between INNER and OUTER."""
GAP = 5.0
THICKEST, THINNEST = 15.0, 4.0
LEAST_SWEEP = 3.0
"""Degrees: a single day is drawn this wide, so that it can be seen and touched."""

PATTERNED: frozenset[State] = frozenset({"late", "silent", "not_started"})


@dataclass(frozen=True, slots=True)
class Ring:
    """One area's ring: its radii, and which lane each spell lies in, counted from the outside."""

    number: int
    name: str
    outer: float
    thickness: float
    lanes: int
    placed: tuple[tuple[int, Spell], ...]

    @property
    def inner(self) -> float:
        """The ring's inner radius."""
        return self.outer - self.thickness * self.lanes


def angle_of(day: date, year: int) -> float:
    """Return the degrees, clockwise from the top, at which a day of `year` begins; 1 January the year after is 360."""
    return 360.0 * (day - date(year, 1, 1)).days / (366 if isleap(year) else 365)


def point(radius: float, angle: float) -> str:
    """Return "x y" at a radius and an angle (degrees, clockwise from the top)."""
    turn = radians(angle)
    return f"{CENTRE + radius * sin(turn):.1f} {CENTRE - radius * cos(turn):.1f}"


def arc(radius: float, start: float, end: float) -> str:
    """Return the path commands from the point at `start` to that at `end`, either way round.

    In pieces of a quarter at most: where half a turn is drawn at once, a rounded decimal moves the circle's centre.
    """
    pieces = max(1, ceil(abs(end - start) / 90))
    step = (end - start) / pieces
    turn = f"A{radius:.1f} {radius:.1f} 0 0 {1 if end > start else 0} "
    return "".join(turn + point(radius, start + step * number) for number in range(1, pieces + 1))


def sector(outer: float, inner: float, start: float, end: float) -> str:
    """Return the path of a piece of a ring between two angles."""
    there, back = arc(outer, start, end), arc(inner, end, start)
    return f"M{point(outer, start)}{there}L{point(inner, end)}{back}Z"


def sweep_of(spell: Spell, year: int) -> tuple[float, float]:
    """Return where a spell begins and ends, in degrees, widened to what can be seen."""
    start, end = angle_of(spell.start, year), angle_of(spell.end + timedelta(days=1), year)
    lacking = max(0.0, LEAST_SWEEP - (end - start)) / 2
    return max(0.0, start - lacking), min(360.0, end + lacking)


def lanes_for(spells: Iterable[Spell], year: int, most: int) -> tuple[tuple[int, Spell], ...]:
    """Give every spell the outermost lane that is free; when `most` lanes are full, the rest share the last one."""
    free_from: list[float] = []
    placed: list[tuple[int, Spell]] = []
    for spell in sorted(spells, key=lambda spell: (spell.start, -(spell.end - spell.start).days)):
        start, end = sweep_of(spell, year)
        lane = next((number for number, free in enumerate(free_from) if free <= start), len(free_from))
        lane = min(lane, most - 1)
        if lane == len(free_from):
            free_from.append(end)
        free_from[lane] = max(free_from[lane], end)
        placed.append((lane, spell))
    return tuple(placed)


def rings_of(facts: WheelFacts) -> list[Ring]:
    """Share the room between the areas after how many lanes each needs."""
    room = OUTER - INNER - GAP * max(0, len(facts.areas) - 1)
    most = max(1, int(room / THINNEST / max(1, len(facts.areas))))
    placed = [lanes_for(spells_of(facts, area), facts.year, most) for area, _ in facts.areas]
    lanes = [1 + max((lane for lane, _ in each), default=0) for each in placed]
    thickness = min(THICKEST, room / max(1, sum(lanes)))
    rings: list[Ring] = []
    outer = OUTER
    for number, ((_, name), each, count) in enumerate(zip(facts.areas, placed, lanes, strict=True), start=1):
        rings.append(Ring(number, name, outer, thickness, count, each))
        outer = rings[-1].inner - GAP
    return rings


def wheel_svg(
    facts: WheelFacts, link: Callable[[Spell], str], lines: Sequence[str] = (), name: str = "wheel"
) -> Markup:
    """Draw the wheel. `link` gives a spell's address, empty for none; `lines` stand under the year in the middle.

    `name` begins every id, so that two wheels may share a page.
    """
    rings = rings_of(facts)
    parts = [
        *_months(facts),
        *(part for ring in rings for part in _ring(ring, facts, link, name)),
        *_marks(facts, rings[-1].inner if rings else INNER),
        *_middle(facts, lines),
    ]
    return Markup(
        '<svg viewBox="0 0 480 480" class="wheel" role="group" aria-labelledby="{name}-title {name}-about">'
        '<title id="{name}-title">Årshjul {year}</title>'
        '<desc id="{name}-about">Året löper medurs från januari överst. En ring för varje område, en båge för'
        " varje åtgärd, prickar för uppföljningar och en visare för i dag. Samma uppgifter står i tabellen.</desc>"
        "{patterns}{parts}</svg>"
    ).format(name=name, year=facts.year, patterns=_patterns(name), parts=Markup("").join(parts))


def _patterns(name: str) -> Markup:
    """Stripes for late, dots for not begun, a sparse hatch for silence: told apart without colour, and on paper."""
    return Markup(
        "<defs>"
        '<pattern id="{name}-late" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" class="ground-late"/><rect width="2.6" height="6" class="ink-late"/></pattern>'
        '<pattern id="{name}-silent" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
        '<rect width="7" height="7" class="ground-silent"/><rect width="1.1" height="7" class="ink-silent"/></pattern>'
        '<pattern id="{name}-not_started" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" class="ground-not_started"/>'
        '<circle cx="3" cy="3" r="1.1" class="ink-not_started"/></pattern>'
        "</defs>"
    ).format(name=name)


def _months(facts: WheelFacts) -> Iterator[Markup]:
    for month, word in enumerate(MONTHS_SHORT, start=1):
        first = date(facts.year, month, 1)
        after = date(facts.year + month // 12, month % 12 + 1, 1)
        start, end = angle_of(first, facts.year), angle_of(after, facts.year)
        x, y = point((RIM + BAND) / 2, (start + end) / 2).split()
        yield Markup(
            '<path class="month{past}" d="{path}"/><text class="month-name" x="{x}" y="{y}" dy=".35em">{word}</text>'
        ).format(
            past=" past" if after <= facts.today else "",
            path=sector(RIM, BAND, start + 0.4, end - 0.4),
            x=x,
            y=y,
            word=word,
        )


def _ring(ring: Ring, facts: WheelFacts, link: Callable[[Spell], str], name: str) -> Iterator[Markup]:
    yield Markup('<path class="track" d="{}"/>').format(sector(ring.outer, ring.inner, 0, 360))
    for lane, spell in ring.placed:
        outer = ring.outer - lane * ring.thickness
        path = sector(outer - 0.5, outer - ring.thickness + 0.5, *sweep_of(spell, facts.year))
        yield _arc(spell, ring.name, path, link(spell), name)
    x, y = point((ring.outer + ring.inner) / 2, 0).split()
    yield Markup('<text class="ring-name" x="{}" y="{}" dy=".36em" aria-hidden="true">{}</text>').format(
        x, y, ring.number
    )


def _arc(spell: Spell, area: str, path: str, address: str, name: str) -> Markup:
    pattern = (
        Markup(' fill="url(#{}-{})"').format(name, spell.state) if spell.state in PATTERNED else Markup("")
    )
    drawn = Markup('<path class="arc {}" d="{}"{}><title>{}</title></path>').format(
        spell.state, path, pattern, says(spell, area)
    )
    if not address:
        return drawn
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(address, says(spell, area), drawn)


def says(spell: Spell, area: str) -> str:
    """Return an arc's name: what, how it stands, when, where."""
    what = spell.title if spell.count == 1 else f"{spell.count} åtgärder"
    short = what if len(what) <= 90 else what[:89].rstrip() + "…"
    return f"{short}: {STATE_WORDS[spell.state]}, {span_of(spell)}. {area}"


def span_of(spell: Spell) -> str:
    """Return a spell's days within the year, short: "1 mar–31 maj", "hela året", "19 mar"."""
    if (spell.start.month, spell.start.day, spell.end.month, spell.end.day) == (1, 1, 12, 31):
        return "hela året"
    words = [f"{day.day} {MONTHS_SHORT[day.month - 1]}" for day in (spell.start, spell.end)]
    return words[0] if spell.start == spell.end else "–".join(words)


def _marks(facts: WheelFacts, inmost: float) -> Iterator[Markup]:
    for day in facts.follow_ups:
        angle = angle_of(day, facts.year) + 0.5
        (x1, y1), (x2, y2) = point(inmost, angle).split(), point(RIM + 6, angle).split()
        yield Markup(
            '<g class="follow-up{next}"><line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'
            '<circle cx="{x2}" cy="{y2}" r="5.5"/><title>Uppföljning {day} {month}</title></g>'
        ).format(
            next=" next" if day == facts.next_follow_up else "",
            x1=x1,
            y1=y1,
            x2=x2,
            y2=y2,
            day=day.day,
            month=MONTHS_SHORT[day.month - 1],
        )
    if facts.today.year == facts.year:
        angle = angle_of(facts.today, facts.year) + 0.5
        (x1, y1), (x2, y2) = point(inmost - 10, angle).split(), point(RIM + 3, angle).split()
        yield Markup(
            '<g class="today"><line x1="{}" y1="{}" x2="{}" y2="{}"/><title>I dag</title></g>'
        ).format(x1, y1, x2, y2)


def _middle(facts: WheelFacts, lines: Sequence[str]) -> Iterator[Markup]:
    top = CENTRE + 8 - 9 * len(lines)
    yield Markup('<text class="year" x="{0}" y="{1}">{2}</text>').format(CENTRE, top, facts.year)
    for number, line in enumerate(lines, start=1):
        yield Markup('<text class="under" x="{0}" y="{1}">{2}</text>').format(
            CENTRE, top + 4 + 17 * number, line
        )

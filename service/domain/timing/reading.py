"""Elements into a Timing: which years are meant, what bounds what, and what a colleague would ask about."""

import re
from datetime import date, datetime
from itertools import pairwise
from typing import cast

from service.domain.timing.elements import Element
from service.domain.timing.grammar import Grammar
from service.domain.timing.joining import Joining
from service.domain.timing.model import Item, Kind, Per, Timing
from service.domain.timing.questions import Questions
from service.domain.timing.resolve import Resolver, Window
from service.domain.timing.shapes import lowered, pieces
from service.domain.timing.tokens import scan
from service.domain.timing.words import TimeWords

_ALONE = {"at_event", "at_frame", "elsewhere"}
"""States that count only when nothing else is said."""
_YEARLY = Per(1, "year")
_OPENING = re.compile(r"\((?:prel|preliminärt|ca|dvs|troligen|senast)?\.?", re.IGNORECASE)
_THOUGH = re.compile(r"[\s,(–-]*(?:dock|men)[\s,]*(?:helst|allra)?\s*")
_FEW_WORDS = 3
"""So short a cell says when, or somebody should look; a longer one may be about something else."""
NOTHING = Timing((), None, None, None, False, "", ())
_KIND_OF: dict[str, Kind] = {
    "loose": "ongoing",
    "started": "ongoing",
    "at_event": "on_demand",
    "at_frame": "ongoing",
    "elsewhere": "undetermined",
}


def read_when(text: str | date | datetime | None, plan_year: int, words: TimeWords) -> Timing:
    """Return how a När cell is read: its text as written, or the day of an Excel date cell, or None for an empty cell.

    `plan_year` is the year of the plan, used where the text names none. Never raises on text.
    """
    if isinstance(text, date):
        day = text.date() if isinstance(text, datetime) else text
        written = day.isoformat()
        return Timing(
            ("date",), day, day, None, False, "", (Item("date", day, day, None, written, 0, len(written)),)
        )
    if text is None or not text.strip():
        return NOTHING
    grammar = Grammar(scan(text, words), plan_year, words)
    elements = grammar.read()
    return _Reading(text, plan_year, words, elements, grammar.gathering.modal_at >= 0).timing()


class _Reading:
    """One cell's elements on their way to a Timing."""

    def __init__(
        self, text: str, plan_year: int, words: TimeWords, elements: list[Element], planned: bool
    ) -> None:
        self.text = text
        self.year = (date(plan_year, 1, 1), date(plan_year, 12, 31))
        self.elements = elements
        self.planned = planned
        self.reasons: list[str] = []
        self.resolver = Resolver(plan_year, words.conventions, self.ask)
        self.periods: list[Element] = []
        self.rhythms: list[Element] = []
        self.counts: list[Element] = []
        self.states: list[Element] = []
        self.others: list[Element] = []
        sorts = {"period": self.periods, "rhythm": self.rhythms, "count": self.counts, "state": self.states}
        for element in elements:
            sorts.get(element.sort, self.others).append(element)
        self.plan_year = plan_year

    def ask(self, reason: str) -> None:
        """Note a question, once."""
        if reason and reason not in self.reasons:
            self.reasons.append(reason)

    def timing(self) -> Timing:
        """Return the whole reading."""
        if len(self.elements) > 1 or self.counts or self.rhythms:
            self._settle()
        items = self._items()
        if self.others or len(self.periods) > 1:
            Questions(self.text, self.plan_year, self.periods, self.rhythms, self.states, self.ask).about(
                self.others
            )
        if not items:
            few = len(self.text.split()) <= _FEW_WORDS and any(map(str.isalpha, self.text))
            if few and not self.planned:
                self.ask("Texten säger inget om tid som gick att läsa.")
            items = [self._item("undetermined", None, None, None, *self._whole())]
        start, end = self._bounds(items)
        for element in (*self.periods, *self.rhythms, *self.states):
            if element.reason:
                self.ask(element.reason)
        if len(items) == 1:
            kinds: tuple[str, ...] = (items[0].kind,)
        else:
            kinds = tuple(sorted({item.kind for item in items}))
            items.sort(key=lambda item: (item.begin, item.finish))
        per = next((item.per for item in items if item.per), None) if self.rhythms else None
        return Timing(kinds, start, end, per, bool(self.reasons), " ".join(self.reasons), tuple(items))

    def _settle(self) -> None:
        """Work out what the elements mean together."""
        if self.counts or self.rhythms:
            settled = Joining(self.elements, self.periods, self.rhythms, self.counts, self.states, self.ask)
            self.periods, self.rhythms = settled.settle()
        if self.states:
            self._settle_states()
        if any(period.lead for period in self.periods):
            self._open_what_starts()
        if len(self.periods) > 1 and "(" in self.text:
            self._keep_the_narrower()
        if len(self.periods) > 1:
            self._end_by_the_limit()

    def _keep_the_narrower(self) -> None:
        """Let what stands in brackets right after a period be the same time: "oktober (v. 44)", "v. 44 (27–31 oktober)"."""
        for outer, inner in pairwise(tuple(self.periods)):
            between = lowered(self.text[outer.finish : inner.begin]).strip()
            if not _OPENING.fullmatch(between) or inner.edge or outer.done:
                continue
            edge, outer.edge = outer.edge, ""
            wide, narrow = (
                _union([(window.start, window.end) for window in self.resolver.windows(period)])
                for period in (outer, inner)
            )
            outer.edge = inner.edge = edge
            day = wide[0] == wide[1]
            explained = day or inner.ranges[0].first.unit == "year"  # "kv 1 nästa år (2026)"
            if _within(narrow, wide) or (explained and _within(wide, narrow)):
                dropped = outer if _within(narrow, wide) and not day else inner
                self.periods = [period for period in self.periods if period is not dropped]

    def _end_by_the_limit(self) -> None:
        """Let a limit within a period end it: "under året, dock senast 30/11"."""
        for period, limit in pairwise(tuple(self.periods)):
            between = lowered(self.text[period.finish : limit.begin])
            if limit.edge != "by" or period.edge or period.done or not _THOUGH.fullmatch(between):
                continue
            whole, end = self.resolver.windows(period)[-1], self.resolver.windows(limit)[-1].end
            if whole.start and whole.end and end and whole.start <= end <= whole.end:
                period.ranges[-1].last, period.finish = (
                    limit.ranges[-1].last or limit.ranges[-1].first,
                    limit.finish,
                )
                self.periods = [each for each in self.periods if each is not limit]

    def _open_what_starts(self) -> None:
        """Leave the end open of "löpande, start i mars": what begins then goes on; join "start 1/9, klart 30/6"."""
        live = [period for period in self.periods if not period.done]
        starting = [period for period in live if "starting" in period.lead]
        stopping = [period for period in live if "stopping" in period.lead]
        goes_on = self.rhythms or any(state.state == "ongoing" for state in self.states)
        if goes_on and stopping:
            self.ask("Det framgår när det slutar men inte när det börjar.")
        if goes_on and len(live) == 1 and starting:
            starting[0].edge = "from"
            self.ask("Det framgår när det börjar men inte när det slutar.")
        if len(live) == 2 and starting == live[:1] and live[1].lead.keys() & {"stopping", "finishing"}:
            first, last = live
            first.ranges[-1].last, first.finish = last.ranges[-1].last or last.ranges[-1].first, last.finish
            self.periods = [period for period in self.periods if period is not last]

    # ------------------------------------------------------------------------------------------------- states

    def _settle_states(self) -> None:
        """Weigh the states against the rest: what only hints counts only when nothing else is said."""
        names = {state.state for state in self.states}
        if names & _ALONE:
            hinted = [state for state in self.states if state.state in _ALONE]
            plain = len(hinted) == len(self.states) and not self.periods and not self.rhythms
            self.states = (
                hinted[:1] if plain else [state for state in self.states if state.state not in _ALONE]
            )
        if self.rhythms:
            self.states = [
                state for state in self.states if state.state != "loose" and not self._returns(state)
            ]
        if "undetermined" in names and self.periods:
            self.states = [
                state for state in self.states if not (self._returns(state) and self._beside(state))
            ]
        started = [state for state in self.states if state.state == "started"]
        alone = len(self.periods) == 1 and not any(state.state == "ongoing" for state in self.states)
        if started and alone and self.periods[0].sentence == started[0].sentence:
            self.ask("Det är påbörjat, men det står inte när det ska vara klart.")
        if "done" not in names:
            return
        if any(state.state == "ongoing" for state in self.states):
            self.ask("Det står både att det är klart och att det pågår.")
        attached: set[int] = set()
        for done in [state for state in self.states if state.state == "done"]:
            self._attach(done, attached)

    def _returns(self, state: Element) -> bool:
        if state.state != "undetermined":
            return False
        return [word for word, *_ in pieces(self.text[state.begin : state.finish])] == ["återkommer"]

    def _beside(self, state: Element) -> bool:
        return any(
            period.sentence == state.sentence and period.begin > state.begin for period in self.periods
        )

    def _attach(self, done: Element, attached: set[int]) -> None:
        """Let a done word take the period of its clause: that period is past."""
        beside = [
            period for period in self.periods if period.clause == done.clause and id(period) not in attached
        ]
        after = [
            period
            for period in beside
            if period.begin >= done.begin and not done.begin < period.modal_at < period.begin
        ]
        before = [period for period in beside if period.begin < done.begin]
        chosen = after[0] if after else before[-1] if before else None
        if chosen is None:
            follows = [
                period
                for period in self.periods
                if period.clause == done.clause + 1 and period.sentence == done.sentence
            ]
            chosen = follows[0] if follows and follows[0].bare and id(follows[0]) not in attached else None
        if chosen is None:
            return
        latest = self._latest_year(chosen)
        if done.bare and latest >= self.plan_year:
            begun = any("starting" in period.lead and period.begin < done.begin for period in self.periods)
            if latest == self.plan_year and not begun:
                self.ask("Det framgår inte om det är klart eller ska vara klart då.")
            if latest > self.plan_year or not any(one.first.is_day for one in chosen.ranges):
                self.states = [state for state in self.states if state is not done]
                return
        elif latest > self.plan_year:
            self.ask("Tiden ligger efter planens år men står som genomförd.")
        attached.add(id(chosen))
        chosen.done = True
        done.ranges = chosen.ranges
        done.edge = chosen.edge

    def _latest_year(self, period: Element) -> int:
        years = [
            atom.fixed[0].year if atom.fixed else atom.until or atom.year or self.plan_year
            for one in period.ranges
            for atom in (one.first, one.last)
            if atom
        ]
        return max(years, default=self.plan_year)

    # -------------------------------------------------------------------------------------------------- items

    def _item(
        self, kind: Kind, start: date | None, end: date | None, per: Per | None, begin: int, finish: int
    ) -> Item:
        return Item(kind, start, end, per, self.text[begin:finish], begin, finish)

    def _whole(self) -> tuple[int, int]:
        begin = len(self.text) - len(self.text.lstrip())
        return begin, len(self.text.rstrip())

    def _items(self) -> list[Item]:
        items: list[Item] = []
        windows: dict[int, list[Window]] = {}
        for period in self.periods:
            found = self.resolver.windows(period)
            windows[id(period)] = found
            past = found[0].end and found[0].end < self.year[0]
            if past and not period.done and all(window.end and window.end < self.year[0] for window in found):
                self.ask("Tiden ligger före planens år.")
            for window in found:
                items.append(
                    self._item(window.kind, window.start, window.end, None, period.begin, period.finish)
                )
        for element in self.rhythms:
            if element.rhythm:
                start, end = self._rhythm_bounds(element, windows)
                items.append(
                    self._item("recurring", start, end, element.rhythm.per, element.begin, element.finish)
                )
        for state in self.states:
            items.append(self._state_item(state, windows))
        return items

    def _state_item(self, state: Element, windows: dict[int, list[Window]]) -> Item:
        kind = _KIND_OF.get(state.state) or cast(Kind, state.state)
        start = end = None
        if kind == "done" and state.ranges:
            period = next(period for period in self.periods if period.ranges is state.ranges)
            start, end = _union([(window.start, window.end) for window in windows[id(period)]])
        return self._item(kind, start, end, None, state.begin, state.finish)

    def _rhythm_bounds(
        self, element: Element, windows: dict[int, list[Window]]
    ) -> tuple[date | None, date | None]:
        spans = [
            (window.start, window.end)
            for period in self.periods
            if not period.done and (period.sentence == element.sentence or self._stand_alone(period, element))
            for window in windows[id(period)]
            if window.kind == "window" or (element.rhythm and element.rhythm.per == _YEARLY)
        ]
        if not spans:
            return self.year
        start, end = _union(spans)
        if start is None and not (element.rhythm and element.rhythm.unit == "year"):
            self.ask("Det framgår inte om tidsgränsen gäller varje gång.")
        return start, end

    def _stand_alone(self, period: Element, rhythm: Element) -> bool:
        """Whether each is a sentence of its own and there is nothing else: "Våren 2025. Varje vecka"."""
        alone = len(self.periods) == len(self.rhythms) == 1
        return alone and period.bare and rhythm.bare

    def _bounds(self, items: list[Item]) -> tuple[date | None, date | None]:
        """Return the bounds of what is still to be done, or of what is done when there is nothing else."""
        if len(items) == 1:
            return items[0].start, items[0].end
        past = [(period.begin, period.finish) for period in self.periods if period.done]
        dated = [item for item in items if item.start or item.end]
        live = [item for item in dated if item.kind != "done" and (item.begin, item.finish) not in past]
        start, end = _union([(item.start, item.end) for item in live or dated])
        if start and any(item.start is None and item.end and item.end < start for item in live):
            self.ask("Något ska vara klart före det som börjar först.")
        return start, end


def _within(inner: tuple[date | None, date | None], outer: tuple[date | None, date | None]) -> bool:
    if not (inner[0] and inner[1] and outer[0] and outer[1]):
        return False
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _union(spans: list[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    """Return the earliest start and the latest end; an open end stays open unless something ends after it began."""
    starts = [start for start, _ in spans if start]
    ends = [end for _, end in spans if end]
    start = min(starts, default=None)
    end = max(ends, default=None)
    opened = [begun for begun, ended in spans if ended is None and begun]
    if end and any(begun > end for begun in opened):
        end = None
    return start, end

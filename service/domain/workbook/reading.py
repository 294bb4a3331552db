"""A whole workbook → the plan: which tabs are areas, what they hold, and everything guessed or missing."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from service.domain.measure import AreaRows, Finding, PlanReading, plain
from service.domain.workbook.analysis_tab import analysis_header, compare, counted_areas, is_ours
from service.domain.workbook.dates import FIRST_YEAR
from service.domain.workbook.headers import find_header
from service.domain.workbook.sheet import Sheet
from service.domain.workbook.table import TableReading, read_tables
from service.domain.workbook.words import WorkbookWords
from service.domain.workbook.year import find_year

NO_HEADER = "Ingen flik har en rad med rubriker som Orsak, Åtgärd, När och Vem."


def read_plan(
    sheets: Sequence[Sheet], words: WorkbookWords, year: int | None = None, otherwise: int | None = None
) -> PlanReading:
    """Return the plan that a workbook holds; `year` when the reader knows it better than the workbook.

    `otherwise` is the year to assume when nothing in the workbook says one. Nothing is an error: a workbook without
    any table of measures, or without any year, gives a reading without areas and a finding first of all that says so.
    """
    findings: list[Finding] = []
    if year is None:
        found = find_year(sheets, words) or _assumed(otherwise)
        if found is None:
            return _without_year(sheets, words)
        year, guess = found
        findings += [guess] if guess else []
    tables: list[TableReading] = []
    analyses: list[Sheet] = []
    said_in: dict[Hashable, str] = {}
    for sheet in sheets:
        if is_ours(sheet, words):
            continue
        if analysis_header(sheet, words) is not None:
            analyses.append(sheet)
            continue
        header = None if words.is_instruction(sheet.name) else find_header(sheet, words, year)
        if header is None:
            findings += _looks_like_area(sheet, words)
            continue
        read = list(read_tables(sheet, header, words, year))
        copied = said_in.setdefault(_said(read), sheet.name)
        if copied != sheet.name and any(area.rows for table in read for area in table.areas):
            said = f"Fliken har samma åtgärder som {copied.strip()} och läses inte. Ta bort den ena."
            findings.append(Finding(sheet.name, "", "copied-tab", said))
            continue
        if not sheet.visible:
            findings.append(Finding(sheet.name, "", "hidden-tab", "Fliken är dold men läses som de andra."))
        tables += read
    if not tables:
        return _nothing("no-header", NO_HEADER, year)
    findings += [finding for table in tables for finding in table.findings]
    areas, renamed = _named_apart([area for table in tables for area in table.areas])
    tabs = {sheet.name: sheet for sheet in sheets}
    counted = counted_areas(tables)
    findings += [finding for sheet in analyses for finding in compare(sheet, words, counted, tabs)]
    return PlanReading(
        year=year,
        areas=areas,
        follow_up_days=tuple(sorted({day for table in tables for day, _ in table.layout.follow_ups})),
        findings=tuple(findings + renamed),
        layouts=tuple({table.layout.sheet: table.layout for table in reversed(tables)}.values())[::-1],
    )


def _assumed(year: int | None) -> tuple[int, Finding] | None:
    if year is None:
        return None
    said = f"Arbetsboken säger inte vilket år planen gäller. Vi räknar med {year}."
    return year, Finding("", "", "guessed-year", said)


def _said(tables: Sequence[TableReading]) -> Hashable:
    """Return everything that the measures of a tab say, without their places: a copied tab says the same."""
    return tuple(
        (
            *(area.name, row.text, row.problem, row.cause, row.goals, row.when_text, row.who_text, row.note),
            *((note.day, note.text) for note in row.follow_ups),
        )
        for table in tables
        for area in table.areas
        for row in area.rows
    )


def _without_year(sheets: Sequence[Sheet], words: WorkbookWords) -> PlanReading:
    """Say first what is worst: no table at all, or a table of nobody knows which year."""
    if any(find_header(sheet, words, FIRST_YEAR) for sheet in sheets):
        return _nothing("no-year", "Arbetsboken säger inte vilket år planen gäller. Ange året.")
    return _nothing("no-header", NO_HEADER)


def _nothing(code: str, text: str, year: int = 0) -> PlanReading:
    return PlanReading(year, (), (), (Finding("", "", code, text),))


def _looks_like_area(sheet: Sheet, words: WorkbookWords) -> Iterable[Finding]:
    """A tab with several columns but no header we know is told of: it may hold measures."""
    rows = sum(len(list(sheet.filled(row))) >= 3 for row in range(1, len(sheet.rows) + 1))
    if rows >= 2 and words.is_instruction(sheet.name):
        said = "Fliken ser ut att berätta hur planen fylls i. Den läses inte."
        yield Finding(sheet.name, "", "instruction-tab", said)
    elif rows >= 2:
        said = "Fliken har en tabell men inga rubriker vi känner igen, som Åtgärd och Vem. Den läses inte."
        yield Finding(sheet.name, "", "no-header", said)


def _named_apart(areas: Sequence[AreaRows]) -> tuple[tuple[AreaRows, ...], list[Finding]]:
    """Give areas with the same name the name of their tab too, so that they can be told apart."""
    often = Counter(plain(area.name) for area in areas)
    taken: set[str] = set()
    named: list[AreaRows] = []
    findings: list[Finding] = []
    for area in areas:
        if often[plain(area.name)] > 1:
            said = f"Flera tabeller har området ”{area.name}”. Hör de ihop?"
            findings.append(Finding(area.sheet, "", "duplicate-area", said))
            area = replace(area, name=_free_name(f"{area.name} ({area.sheet.strip()})", taken))
        taken.add(area.name)
        named.append(area)
    return tuple(named), findings


def _free_name(name: str, taken: set[str]) -> str:
    """Return the name, numbered when one tab has several tables of the same area."""
    numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(other for other in numbered if other not in taken)

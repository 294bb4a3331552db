"""A whole workbook → the plan: which tabs are areas, what they hold, and everything guessed or missing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from service.domain.measure import AreaRows, Finding, PlanReading, plain
from service.domain.workbook.analysis_tab import analysis_header, compare, is_ours
from service.domain.workbook.headers import find_header
from service.domain.workbook.sheet import Sheet
from service.domain.workbook.table import TableReading, read_table
from service.domain.workbook.words import WorkbookWords
from service.domain.workbook.year import find_year


def read_plan(sheets: Sequence[Sheet], words: WorkbookWords, year: int | None = None) -> PlanReading:
    """Return the plan that a workbook holds; `year` when the reader knows it better than the workbook.

    Nothing is an error: a workbook without any table of measures, or without any year, gives a reading without areas
    and a finding first of all that says so.
    """
    findings: list[Finding] = []
    if year is None:
        found = find_year(sheets, words)
        if found is None:
            return _nothing("no-year", "Arbetsboken säger inte vilket år planen gäller. Ange året.")
        year, guess = found
        findings += [guess] if guess else []
    tables: list[TableReading] = []
    analyses: list[Sheet] = []
    for sheet in sheets:
        if is_ours(sheet, words):
            continue
        if analysis_header(sheet, words) is not None:
            analyses.append(sheet)
            continue
        header = find_header(sheet, words, year)
        if header is None:
            findings += _looks_like_area(sheet)
            continue
        if not sheet.visible:
            findings.append(Finding(sheet.name, "", "hidden-tab", "Fliken är dold men läses som de andra."))
        tables.append(read_table(sheet, header, words))
    if not tables:
        return _nothing(
            "no-header", "Ingen flik har en rad med rubriker som Orsak, Åtgärd, När och Vem.", year
        )
    findings += [finding for table in tables for finding in table.findings]
    findings += [finding for sheet in analyses for finding in compare(sheet, words, tables)]
    areas, renamed = _named_apart([area for table in tables for area in table.areas])
    return PlanReading(
        year=year,
        areas=areas,
        follow_up_days=tuple(sorted({day for table in tables for day, _ in table.layout.follow_ups})),
        findings=tuple(findings + renamed),
        layouts=tuple(table.layout for table in tables),
    )


def _nothing(code: str, text: str, year: int = 0) -> PlanReading:
    return PlanReading(year, (), (), (Finding("", "", code, text),))


def _looks_like_area(sheet: Sheet) -> Iterable[Finding]:
    """A numbered tab with several columns but no header we know is told of: it may hold measures."""
    rows = sum(len(list(sheet.filled(row))) >= 3 for row in range(1, len(sheet.rows) + 1))
    if rows >= 2:
        said = "Fliken har en tabell men inga rubriker vi känner igen, som Åtgärd och Vem. Den läses inte."
        yield Finding(sheet.name, "", "no-header", said)


def _named_apart(areas: Sequence[AreaRows]) -> tuple[tuple[AreaRows, ...], list[Finding]]:
    """Give areas with the same name the name of their tab too, so that they can be told apart."""
    often = Counter(plain(area.name) for area in areas)
    named: list[AreaRows] = []
    findings: list[Finding] = []
    for area in areas:
        if often[plain(area.name)] > 1:
            findings.append(
                Finding(
                    area.sheet, "", "duplicate-area", f"Flera flikar har området ”{area.name}”. Hör de ihop?"
                )
            )
            area = replace(area, name=f"{area.name} ({area.sheet.strip()})")
        named.append(area)
    return tuple(named), findings

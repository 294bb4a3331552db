"""Whatever stands in the cells, reading gives a plan or says why not, and every finding has a place and a sentence."""

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from service.domain.workbook import Sheet, match_rows, read_plan
from tests.domain.workbook.tables import HEADERS, ROW, WORDS, known_from, read, tab

words = st.sampled_from(
    [
        *HEADERS, "Område", "Problem", "Tidplan", "Ansvarig", "Uppf. 19/3", "Uppföljning T1", "Uppföljning 2025-13-45", "Mål/syfte",
        "Ange tid", "Beskriv orsaken", "Exempel: a", "Antal problem", "Antal orsaker", "Antal åtgärder", "1. A\n2. B", "–", " ", "",
        "Åtgärdsplan 2025", "Upp-\nföljning", "Prioriterat område: Hamnen", "\u00ad", "٣/٤", "Uppföljning ²/³", "Uppföljning 99/99-99",
    ]
)  # fmt: skip
values = st.one_of(
    st.none(),
    words,
    st.text(max_size=12),
    st.integers(-5, 60000),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
)
merges = st.tuples(*[st.integers(1, 9)] * 4)
sheets = st.builds(
    Sheet,
    name=st.sampled_from(["1. Hamnen", "Instruktion", "Analysflik", "2. Torget ", ""]),
    rows=st.lists(st.lists(values, max_size=9).map(tuple), max_size=9).map(tuple),
    merged=st.lists(merges, max_size=3).map(tuple),
    visible=st.booleans(),
)


@given(st.lists(sheets, max_size=3), st.sampled_from([None, 2025]))
def test_any_cells_give_a_reading(tabs: list[Sheet], year: int | None) -> None:
    reading = read_plan(tabs, WORDS, year)
    assert reading.areas or reading.findings
    assert all(finding.text.endswith((".", "?")) and finding.code for finding in reading.findings)
    assert len({area.name for area in reading.areas}) == len(reading.areas)


@given(st.lists(st.lists(values, max_size=9).map(tuple), max_size=9))
def test_any_rows_below_a_header_match_themselves(rows: list[tuple[str, ...]]) -> None:
    reading = read(tab((*HEADERS, "Uppföljning 2025-01-15", datetime(2025, 3, 19)), ROW, *rows))
    assert all(
        note.day in (date(2025, 1, 15), date(2025, 3, 19))
        for row in reading.rows()
        for note in row.follow_ups
    )
    changes = match_rows(known_from(reading), reading)
    assert (changes.new, changes.changed, changes.gone) == ((), (), ())

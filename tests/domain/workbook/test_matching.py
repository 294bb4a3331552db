"""Importing again: every measure is found again wherever it has gone, and none is doubled."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from service.domain.workbook import Changes, Sheet, match_rows
from service.domain.workbook.sheet import Value
from tests.domain.workbook.tables import HEADERS, ROW, known_from, read, tab

LOCK = ("Stölder", "Öppet", "Lås grinden till slipen", "Låst", "maj", "Robin Sand", None)
PAINT = ("Klotter", "Tomt", "Måla väggen mot parken", "Rent", "juni", "Robin Sand", None)
TORGET = ("Lugna torg", *HEADERS[1:])


def changed(before: list[Sheet], after: list[Sheet]) -> Changes:
    """Return what importing `after` over `before` changes."""
    return match_rows(known_from(read(*before)), read(*after))


def figures(changes: Changes) -> tuple[int, int, int, int]:
    """Return how many are new, changed, the same, gone."""
    return len(changes.new), len(changes.changed), len(changes.same), len(changes.gone)


def with_text(row: tuple[Value, ...], text: str) -> tuple[Value, ...]:
    """Return the row with another Åtgärd."""
    return (*row[:2], text, *row[3:])


def test_the_same_workbook_again_changes_nothing() -> None:
    assert figures(changed([tab(HEADERS, ROW, LOCK)], [tab(HEADERS, ROW, LOCK)])) == (0, 0, 2, 0)


def test_a_first_import_is_all_new_and_says_which_area() -> None:
    changes = match_rows([], read(tab(HEADERS, ROW, LOCK)))
    assert [(new.area, new.row.text) for new in changes.new] == [
        ("Trygg hamn", "Byt lampor på kajen"),
        ("Trygg hamn", "Lås grinden till slipen"),
    ]


def test_rows_that_changed_places_are_the_same() -> None:
    assert figures(changed([tab(HEADERS, ROW, LOCK, PAINT)], [tab(HEADERS, PAINT, (None,), ROW, LOCK)])) == (
        0,
        0,
        3,
        0,
    )


def test_a_row_that_moved_to_another_tab_is_the_same_measure() -> None:
    before = [tab(HEADERS, ROW, LOCK), tab(TORGET, PAINT, name="2. Torget")]
    after = [tab(HEADERS, ROW), tab(TORGET, PAINT, LOCK, name="2. Torget")]
    changes = changed(before, after)
    assert figures(changes) == (0, 1, 2, 0)
    assert changes.changed[0][2] == ("Område",)


def test_a_renamed_area_changes_no_measure() -> None:
    renamed = ("Trygg hamn och kaj", *HEADERS[1:])
    assert figures(changed([tab(HEADERS, ROW, LOCK)], [tab(renamed, ROW, LOCK)])) == (0, 0, 2, 0)


def test_an_edited_measure_is_changed_and_says_where() -> None:
    after = with_text(LOCK, "Lås grindarna till slipen och bryggan")
    changes = changed([tab(HEADERS, ROW, LOCK)], [tab(HEADERS, ROW, after)])
    assert figures(changes) == (0, 1, 1, 0)
    assert changes.changed[0][2] == ("Åtgärd",)


def test_an_edited_measure_in_a_renamed_area_is_changed() -> None:
    renamed = ("Trygg hamn och kaj", *HEADERS[1:])
    after = with_text(LOCK, "Lås grindarna till slipen och bryggan")
    assert figures(changed([tab(HEADERS, ROW, PAINT, LOCK)], [tab(renamed, ROW, PAINT, after)])) == (
        0,
        1,
        2,
        0,
    )


def test_a_measure_reworded_in_its_place_is_the_same_when_all_else_stands() -> None:
    after = with_text(LOCK, "Slipens grind får nytt lås")
    assert figures(changed([tab(HEADERS, ROW, LOCK, PAINT)], [tab(HEADERS, ROW, after, PAINT)])) == (
        0,
        1,
        2,
        0,
    )


def test_a_measure_that_is_another_altogether_is_new_and_the_old_gone() -> None:
    after = (
        "Langning",
        "Okänt",
        "Föräldravandring på skolavslutningen",
        "40 vuxna",
        "12 juni",
        "Maja Ek",
        None,
    )
    assert figures(changed([tab(HEADERS, ROW, LOCK)], [tab(HEADERS, ROW, after)])) == (1, 0, 1, 1)


def test_retyped_spaces_and_line_breaks_are_no_change() -> None:
    after = (*with_text(LOCK, "Lås  grinden\ntill slipen")[:3], "Låst ", *LOCK[4:])
    assert figures(changed([tab(HEADERS, LOCK)], [tab(HEADERS, after)])) == (0, 0, 1, 0)


def test_the_columns_that_differ_are_named() -> None:
    after = ("Inbrott", "Mörker", LOCK[2], "Allt låst", "juni", "Sara Lindh", None)
    (changed_row,) = changed([tab(HEADERS, LOCK)], [tab(HEADERS, after)]).changed
    assert changed_row[2] == ("Problem", "Orsak", "Operativa mål", "När", "Vem")


def test_measures_of_the_same_words_are_kept_apart_by_what_stands_beside_them() -> None:
    visits = [
        ("Fusk", "Okänt", "Besök enheten", "Alla vet", when, "Robin", None)
        for when in ("maj", "juni", "juli")
    ]
    before = [tab(HEADERS, *visits)]
    changes = changed(before, [tab(HEADERS, visits[2], visits[0])])
    assert figures(changes) == (0, 0, 2, 1)
    assert [known.when_text for known in changes.gone] == ["juni"]


def test_measures_of_the_same_words_are_kept_apart_by_area() -> None:
    before = [tab(HEADERS, LOCK), tab(TORGET, LOCK, name="2. Torget")]
    changes = changed(before, [tab(TORGET, LOCK, name="2. Torget")])
    assert [(known.area, row.place.sheet) for known, row in changes.same] == [("Lugna torg", "2. Torget")]
    assert [known.area for known in changes.gone] == ["Trygg hamn"]


def test_a_measure_added_between_equal_ones_leaves_the_others_in_their_order() -> None:
    same = ("Fusk", "Okänt", "Besök enheten", "Alla vet", "maj", "Robin", None)
    changes = changed([tab(HEADERS, same, same)], [tab(HEADERS, same, PAINT, same)])
    assert figures(changes) == (1, 0, 2, 0)
    assert [known.id for known, _ in changes.same] == [1, 2]


def test_one_of_a_series_taken_out_and_another_put_in_do_not_share_a_history() -> None:
    def visit(where: str, when: str, who: str) -> tuple[Value, ...]:
        return ("Fusk", "Okänt", f"Besök på {where}", "Alla vet", when, who, None)

    before = [tab(HEADERS, visit("Norra skolan", "maj", "Robin"), visit("Södra biblioteket", "juni", "Sara"))]
    after = [tab(HEADERS, visit("Norra skolan", "maj", "Robin"), visit("badhuset i Vik", "hösten", "Otto"))]
    assert figures(changed(before, after)) == (1, 0, 1, 1)


def test_a_workbook_without_the_measures_makes_all_of_them_gone() -> None:
    assert figures(changed([tab(HEADERS, ROW, LOCK)], [tab(HEADERS)])) == (0, 0, 0, 2)


words = st.sampled_from(
    ["lås", "måla", "byt", "lampor", "kajen", "slipen", "träff", "med", "alla", "i", "parken"]
)
rows = st.lists(
    st.tuples(
        st.sampled_from("pq"),
        st.sampled_from("ab"),
        st.lists(words, min_size=1, max_size=6).map(" ".join),
        st.just("m"),
        st.sampled_from(["maj", "juni"]),
        st.sampled_from(["Robin", "Sara"]),
        st.none(),
    ),
    max_size=8,
)


@given(rows, rows)
def test_every_row_and_every_known_measure_is_accounted_for_once(
    before: list[tuple[str, ...]], after: list[tuple[str, ...]]
) -> None:
    known, reading = known_from(read(tab(HEADERS, *before))), read(tab(HEADERS, *after))
    changes = match_rows(known, reading)
    pairs = [*changes.same, *((old, row) for old, row, _ in changes.changed)]
    assert sorted([old.id for old, _ in pairs] + [old.id for old in changes.gone]) == [
        old.id for old in known
    ]
    assert sorted(
        [str(row.place) for _, row in pairs] + [str(new.row.place) for new in changes.new]
    ) == sorted(str(row.place) for row in reading.rows())


@given(rows, st.randoms())
def test_shuffling_rows_changes_nothing(before: list[tuple[str, ...]], chance: object) -> None:
    reading = read(tab(HEADERS, *before))
    known = known_from(reading)
    mixed = sorted(known, key=lambda each: hash((each.id, repr(chance))))
    assert figures(match_rows(mixed, reading)) == (0, 0, len(known), 0)


def test_what_is_known_is_told_apart_even_when_its_area_is_gone_from_the_workbook() -> None:
    known = [replace(each, area="Gammalt område") for each in known_from(read(tab(HEADERS, ROW)))]
    assert figures(match_rows(known, read(tab(HEADERS, ROW)))) == (0, 0, 1, 0)

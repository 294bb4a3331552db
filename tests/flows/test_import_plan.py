"""Importing a workbook, and importing it again: nothing is doubled, nothing that was said is lost."""

from datetime import date

import pytest
from sqlalchemy import func, select

from service.domain.measure import code_for
from service.flows.area_rules import area_rules, with_area_rules
from service.flows.change_rules import change_rules, rules_in_force
from service.flows.correct_reading import correct_when, correct_who
from service.flows.import_plan import ImportReport, import_plan, preview_import
from service.ports import OutsideError
from service.store.people import Organisation
from service.store.plan import AreaRow, MeasureRecord
from tests.flows.norrvik import CAFE, HEADER, LAMPS, WALKS, Town, workbook


def counts(report: ImportReport) -> tuple[int, int, int]:
    changes = report.changes
    return len(changes.new), len(changes.changed), len(changes.gone)


def test_a_plan_is_imported_with_its_area_measures_and_dates(town: Town) -> None:
    report = town.bring_in(LAMPS, CAFE)
    assert report.as_json()["areas"] == [{"name": "Stationen", "problems": 2, "causes": 2, "measures": 2}]
    assert report.as_json()["follow_up_dates"] == ["2025-03-26"]
    assert town.measure("Byt lampor").when_reading["end"] == "2025-05-31"
    assert town.measure("Byt lampor").lead_id == town.party("Robin Sand").id


def test_texts_under_a_date_to_come_are_told_of_once_for_their_column(town: Town) -> None:
    report = town.bring_in((*LAMPS, "", "Klart."), (*CAFE, "", "Pågår."), (*WALKS, "", ""))
    assert [(each.cell, each.text) for each in report.findings if each.code == "text-before-date"] == [
        (
            "H2",
            "Två texter i kolumnen står under 26 mars 2025, som inte har varit. "
            "Det sparas men räknas inte som svar på någon fråga.",
        )
    ]


def test_a_preview_stores_nothing(town: Town) -> None:
    report = preview_import(town.service, town.id, workbook(LAMPS))
    assert counts(report) == (1, 0, 0)
    assert counts(town.bring_in(LAMPS)) == (1, 0, 0)


def test_the_same_workbook_again_changes_nothing(town: Town) -> None:
    town.bring_in(LAMPS, CAFE, WALKS)
    codes = {town.measure(words).code for words in ("Byt", "Öppna", "Nattvandra")}
    assert counts(town.bring_in(LAMPS, CAFE, WALKS)) == (0, 0, 0)
    assert {town.measure(words).code for words in ("Byt", "Öppna", "Nattvandra")} == codes


def test_a_row_that_moved_is_the_same_measure(town: Town) -> None:
    town.bring_in(LAMPS, CAFE, WALKS)
    before = town.measure("Byt").code
    assert counts(town.bring_in(WALKS, CAFE, LAMPS)) == (0, 0, 0)
    assert (town.measure("Byt").code, town.measure("Byt").row) == (before, 4)


def test_new_changed_and_gone_are_told_apart_and_only_that_is_applied(town: Town) -> None:
    town.bring_in(LAMPS, CAFE)
    later = (*LAMPS[:4], "senast 30 september", LAMPS[5])
    assert counts(town.bring_in(later, WALKS)) == (1, 1, 1)
    assert town.measure("Byt").when_reading["end"] == "2025-09-30"
    assert town.measure("Öppna").gone_at is not None


def test_a_measure_that_comes_back_is_the_one_it_was(town: Town) -> None:
    town.bring_in(LAMPS, CAFE)
    code = town.measure("Öppna").code
    town.bring_in(LAMPS)
    assert counts(town.bring_in(LAMPS)) == (0, 0, 0)
    town.bring_in(LAMPS, CAFE)
    assert (town.measure("Öppna").code, town.measure("Öppna").gone_at) == (code, None)


def test_an_edited_measure_keeps_its_history(town: Town) -> None:
    town.bring_in((*LAMPS, "", "Pågår, hälften är bytta"))
    edited = (
        LAMPS[0],
        LAMPS[1],
        "Byt alla lampor vid bryggan och stigen",
        *LAMPS[3:],
        "",
        "Pågår, hälften är bytta",
    )
    assert counts(town.bring_in(edited)) == (0, 1, 0)
    assert [record.text for record in town.records("Byt alla")] == ["Pågår, hälften är bytta"]


def test_an_edited_follow_up_cell_is_a_new_word_beside_the_old(town: Town) -> None:
    town.bring_in((*LAMPS, "", "Pågår"))
    town.bring_in((*LAMPS, "", "Klart i maj"))
    assert [record.text for record in town.records("Byt")] == ["Pågår", "Klart i maj"]


def test_a_text_under_a_date_still_to_come_is_kept_but_answers_nothing_yet(town: Town) -> None:
    town.bring_in((*LAMPS, "", "Lampor beställda"))
    assert [record.occasion for record in town.records("Byt")] == [""]
    assert ("ask", "Robin Sand", "planned") in town.ledger("Byt", "f:2025-03-26")


def test_a_corrected_reading_survives_the_next_import(town: Town) -> None:
    town.bring_in(WALKS)
    correct_when(town.service, town.measure("Nattvandra").id, "1 juni–31 augusti", None)
    correct_who(town.service, town.measure("Nattvandra").id, town.party("Robin Sand").id, [], None)
    town.bring_in(WALKS, LAMPS)
    walks = town.measure("Nattvandra")
    assert (walks.when_reading["start"], walks.when_reading["end"]) == ("2025-06-01", "2025-08-31")
    assert walks.lead_id == town.party("Robin Sand").id


def test_the_same_words_elsewhere_are_read_as_corrected(town: Town) -> None:
    town.bring_in(WALKS)
    correct_when(town.service, town.measure("Nattvandra").id, "hösten", None)
    town.bring_in(WALKS, (*CAFE[:4], "Vid behov", CAFE[5]))
    assert town.measure("Öppna").when_reading["start"] == "2025-09-01"


def test_a_file_that_is_no_workbook_is_refused_with_one_sentence(town: Town) -> None:
    with pytest.raises(OutsideError) as refused:
        preview_import(town.service, town.id, b"Hej!")
    assert refused.value.permanent and refused.value.text.endswith(".")


def test_a_workbook_without_a_table_stores_nothing_and_says_why(town: Town) -> None:
    report = town.bring_in(("a", "b"), header=("Namn", "Adress"))
    assert report.plan_id is None
    assert report.findings[0].code == "no-header"


def test_two_measures_never_share_a_code(town: Town) -> None:
    town.bring_in(
        LAMPS, CAFE, WALKS, *((*LAMPS[:2], f"Måla bänk {number}", *LAMPS[3:]) for number in range(60))
    )
    with town.service.store.read() as session:
        assert session.scalar(select(func.count(MeasureRecord.code.distinct()))) == 63
    assert code_for("x") != code_for("x", 1)


def test_a_follow_up_column_that_comes_later_plans_new_questions(town: Town) -> None:
    town.bring_in(LAMPS)
    town.bring_in(LAMPS, header=(*HEADER, "Uppföljning 2025-09-24"))
    town.at(date(2025, 9, 4))
    assert ("ask", "Robin Sand", "planned") not in town.ledger("Byt", "f:2025-09-24")
    assert town.ledger("Byt", "f:2025-09-24")[0][:2] == ("ask", "Robin Sand")


def test_a_new_years_area_keeps_the_rules_it_had(town: Town) -> None:
    town.bring_in(LAMPS)
    rules = town.service.policy
    with town.service.store.read() as session:
        first = session.scalars(select(AreaRow.id)).one()
    change_rules(town.service, town.id, with_area_rules(rules, first, {**rules, "own": {"nudge": 15}}))
    import_plan(town.service, town.id, workbook(LAMPS), "plan-2026.xlsx", year=2026)
    with town.service.store.read() as session:
        second = session.scalars(select(AreaRow.id).where(AreaRow.id != first)).one()
        organisation = session.get_one(Organisation, town.id)
    chosen = rules_in_force(town.service, organisation)
    assert area_rules(chosen, second) == area_rules(chosen, first)
    assert area_rules(chosen, second)["own"]["nudge"] == 15


def test_a_plan_whose_year_is_over_is_taken_in_with_a_word_about_it(town: Town) -> None:
    report = import_plan(town.service, town.id, workbook(LAMPS), "plan-2023.xlsx", year=2023)
    assert [finding.code for finding in report.findings] == ["year-over"]
    assert "Planen gäller 2023" in report.as_text(dry_run=False)

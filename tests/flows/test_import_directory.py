"""People taken into the directory: told apart, never merged silently, and the same again the second time."""

import pytest

from service.adapters.people import read_people
from service.domain.parties import Party
from service.flows.import_directory import DirectoryReport, import_directory, preview_directory
from tests.flows.norrvik import Town


def person(name: str, email: str | None = None, **more: str) -> Party:
    return Party(id="", name=name, email=email, **more)  # type: ignore[arg-type]


def take(town: Town, *entries: Party) -> DirectoryReport:
    return import_directory(town.service, town.id, entries, range(2, len(entries) + 2))


def outcomes(report: DirectoryReport) -> list[str]:
    return [each.outcome for each in report.brought]


ONE = person("Anna Ek", "anna.ek@norrvik.example")
OTHER = person("Anna Ek", "anna.ek2@norrvik.example")


def test_a_second_import_of_the_same_people_changes_nothing(town: Town) -> None:
    assert outcomes(take(town, ONE, OTHER)) == ["new", "new"]
    assert outcomes(take(town, ONE, OTHER)) == ["unchanged", "unchanged"]


def test_a_namesake_without_a_known_address_is_refused_with_its_row(town: Town) -> None:
    take(town, ONE, OTHER)
    report = take(town, ONE, person("Anna Ek", "ny@norrvik.example"), person("Anna Ek"))
    assert outcomes(report) == ["unchanged", "refused", "refused"]
    assert [each.row for each in report.of("refused")] == [3, 4]
    assert "2 i registret heter Anna Ek" in report.of("refused")[0].why


def test_a_new_namesake_in_the_file_is_somebody_new_when_the_old_one_is_told_apart(town: Town) -> None:
    take(town, ONE)
    assert outcomes(take(town, ONE, OTHER)) == ["unchanged", "new"]


def test_two_namesakes_of_whom_neither_has_the_known_address_are_refused(town: Town) -> None:
    take(town, person("Anna Ek", "tredje@norrvik.example"))
    assert outcomes(take(town, ONE, OTHER)) == ["refused", "refused"]


def test_a_new_address_of_the_only_one_with_the_name_is_told(town: Town) -> None:
    take(town, ONE)
    told = preview_directory(town.service, town.id, [OTHER])
    assert told[0].changes == ("e-post ”anna.ek@norrvik.example” blir ”anna.ek2@norrvik.example”",)
    assert outcomes(take(town, OTHER)) == ["changed"]


def test_a_stand_in_and_a_manager_given_by_address_are_told_by_name_before_they_are_taken_in(
    town: Town,
) -> None:
    take(town, ONE, person("Otto Berg", "otto@norrvik.example"))
    entries = [
        person(
            "Anna Ek",
            "anna.ek@norrvik.example",
            stand_in="OTTO@norrvik.example",
            manager="siv@norrvik.example",
        ),
        person("Siv Löv", "siv@norrvik.example"),
    ]
    told = preview_directory(town.service, town.id, entries)
    assert [each.changes for each in told] == [("ersättare ”Otto Berg”", "chef ”Siv Löv”"), ()]
    assert outcomes(take(town, *entries)) == ["changed", "new"]
    anna = town.party("Anna Ek")
    assert (anna.stand_in_id, anna.manager_id) == (town.party("Otto Berg").id, town.party("Siv Löv").id)
    assert outcomes(take(town, *entries)) == ["unchanged", "unchanged"]


def test_a_stand_in_by_his_new_address_is_him_and_a_new_one_replaces_the_old(town: Town) -> None:
    take(town, ONE, person("Otto Berg", "otto@norrvik.example"), person("Siv Löv", "siv@norrvik.example"))
    take(town, person("Anna Ek", "anna.ek@norrvik.example", stand_in="Siv Löv"))
    entries = [
        person("Otto Berg", "otto.berg@norrvik.example"),
        person("Anna Ek", "anna.ek@norrvik.example", stand_in="otto.berg@norrvik.example"),
    ]
    told = preview_directory(town.service, town.id, entries)
    assert told[1].changes == ("ersättare ”Siv Löv” blir ”Otto Berg”",)
    take(town, *entries)
    assert town.party("Anna Ek").stand_in_id == town.party("Otto Berg").id


def test_whom_neither_the_register_nor_the_file_has_is_told_and_changes_nothing(town: Town) -> None:
    take(town, ONE)
    entry = person(
        "Anna Ek", "anna.ek@norrvik.example", stand_in="borta@norrvik.example", manager="Ingen Alls"
    )
    told = preview_directory(town.service, town.id, [entry])[0]
    assert (told.outcome, told.changes) == ("unchanged", ())
    assert told.unknown == (
        "ersättaren ”borta@norrvik.example” finns varken i registret eller i filen",
        "chefen ”Ingen Alls” finns varken i registret eller i filen",
    )


def test_of_two_peters_the_one_whom_the_plan_names_in_full_is_proposed_first(town: Town) -> None:
    take(town, person("Peter Dahl", "dahl@norrvik.example"), person("Peter Alm", "alm@norrvik.example"))
    town.bring_in(
        ("Byta lampor i tunneln", "våren", "Peter"),
        ("Nattvandra vid stationen", "hösten", "Peter Alm"),
        header=("Åtgärd", "När", "Vem"),
    )
    measure = town.measure("Byta lampor")
    assert measure.lead_id is None
    proposed = [proposal["party"] for proposal in measure.who_reading["proposals"]]
    assert proposed == [str(town.party("Peter Alm").id), str(town.party("Peter Dahl").id)]


def test_a_preview_changes_nothing(town: Town) -> None:
    assert preview_directory(town.service, town.id, [ONE])[0].outcome == "new"
    assert preview_directory(town.service, town.id, [ONE])[0].outcome == "new"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Skolledarrådet;;", "unit"),
        ("Norrviksbostäder;info@bostader.example;", "unit"),
        ("Norrviks fritidsgård;;", "unit"),
        ("Norrviks Kommun AB;registrator@norrvik.example;", "unit"),
        ("Peter;peter.ek@norrvik.example;", "person"),
        ("Maja Ek;maja.ek@norrvik.example;", "person"),
        ("Maja Ek;info@foreningen.example;", "person"),
        ("Maja Ek;;Roll", "unit"),
        ("Skolledarrådet;;Person", "person"),
        ("Norrvik Trygg;;funktion", "unit"),
    ],
)
def test_a_unit_is_told_from_a_person(line: str, kind: str) -> None:
    reading = read_people(f"Namn;E-post;Typ\n{line}\n".encode(), "personer.csv")
    assert [entry.kind for entry in reading.entries] == [kind]

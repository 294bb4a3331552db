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

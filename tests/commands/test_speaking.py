"""What the commands say when something is wrong: one Swedish sentence with the place, and what to do next."""

from pathlib import Path

import pytest

from tests.commands.conftest import Arshjul


def test_a_file_that_is_not_there_is_said_in_swedish(arshjul: Arshjul, tmp_path: Path) -> None:
    missing = tmp_path / "nej.xlsx"
    assert arshjul("plan", "import", str(missing)) == (
        2,
        f"{missing}: filen går inte att läsa (den finns inte).\n",
    )
    assert arshjul("plan", "import", str(tmp_path)) == (
        2,
        f"{tmp_path}: filen går inte att läsa (det är en mapp).\n",
    )


def test_the_doctor_stops_at_a_folder_that_cannot_be_written_in(arshjul: Arshjul, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    arshjul.told["ARSHJUL_VAR"] = str(tmp_path / "fil" / "mapp")
    code, said = arshjul("doctor")
    assert code == 1
    assert said.count("\n") == 1
    assert "en del av sökvägen är ingen mapp" in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("simulat", "arshjul har inget kommando simulat. Menade du simulate? Kör arshjul --help."),
        ("plan imprt", "arshjul plan har inget kommando imprt. Menade du import? Kör arshjul plan --help."),
        ("doctor --jso", "arshjul doctor har inget val --jso. Menade du --json? Kör arshjul doctor --help."),
        ("plan export", "arshjul plan export behöver också FIL. Kör arshjul plan export --help."),
        ("ledger verify nu", "arshjul ledger verify tar inte emot nu. Kör arshjul ledger verify --help."),
        (
            "simulate --year i-år",
            "Värdet för --year går inte att använda: det ska vara ett heltal mellan 2000 och 2100. "
            "Kör arshjul simulate --help.",
        ),
    ],
)
def test_what_is_mistyped_is_told_in_one_sentence_with_the_next_step(
    arshjul: Arshjul, typed: str, said: str
) -> None:
    assert arshjul(*typed.split()) == (2, said + "\n")


def test_a_database_and_a_zone_that_are_none_are_told_in_one_sentence(arshjul: Arshjul) -> None:
    arshjul.told["ARSHJUL_DATABASE_URL"] = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    code, said = arshjul("plan", "preview")
    assert (code, said.count("\n"), "Databasen går inte att använda." in said) == (1, 1, True)
    arshjul.told["ARSHJUL_ZONE"] = "Mars/Olympus"
    code, said = arshjul("plan", "preview")
    assert (code, said.count("\n"), "tidszonen är okänd" in said) == (2, 1, True)


def test_the_help_is_swedish_throughout(arshjul: Arshjul) -> None:
    for words in ((), ("plan", "import", "--help")):
        _, said = arshjul(*words)
        assert said.startswith("Så här: arshjul")
        assert not {"Options:", "Usage:", "message"} & set(said.split())

"""What the commands say when something is wrong: one Swedish sentence with the place, and what to do next."""

from pathlib import Path

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

"""A file that a command writes: whole or not at all, and what was there before is never lost."""

import os
import resource
from pathlib import Path

import pytest
import typer

from service.commands.written import make_folder, write_whole


def test_the_file_is_there_with_ordinary_rights_and_nothing_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "ny.xlsx", b"hej")
    assert (tmp_path / "ny.xlsx").read_bytes() == b"hej"
    assert list(tmp_path.iterdir()) == [tmp_path / "ny.xlsx"]
    umask = os.umask(0)
    os.umask(umask)
    assert (tmp_path / "ny.xlsx").stat().st_mode & 0o777 == 0o666 & ~umask


def test_what_was_there_keeps_its_rights_and_a_link_is_followed(tmp_path: Path) -> None:
    kept = tmp_path / "plan.xlsx"
    kept.write_bytes(b"gammalt")
    kept.chmod(0o640)
    (tmp_path / "link.xlsx").symlink_to(kept)
    write_whole(tmp_path / "link.xlsx", b"nytt")
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (b"nytt", 0o640)
    assert (tmp_path / "link.xlsx").is_symlink()


def test_when_the_disk_is_full_the_old_file_is_left_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "plan.xlsx"
    kept.write_bytes(b"gammalt")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(typer.Exit):
            write_whole(kept, b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "det går inte att skriva filen" in capsys.readouterr().err
    assert kept.read_bytes() == b"gammalt"
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.parametrize(
    ("path", "says"),
    [("nej/plan.xlsx", "den finns inte"), ("fil/plan.xlsx", "ingen mapp"), ("", "det är en mapp")],
)
def test_where_nothing_can_be_written_the_place_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, says: str
) -> None:
    (tmp_path / "fil").touch()
    with pytest.raises(typer.Exit):
        write_whole(tmp_path / path, b"hej")
    said = capsys.readouterr().err
    assert said.startswith(f"{tmp_path / path}: ") and says in said and said.count("\n") == 1


def test_a_folder_that_is_a_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "fil").touch()
    for folder in (tmp_path / "fil", tmp_path / "fil" / "mapp"):
        with pytest.raises(typer.Exit):
            make_folder(folder)
        assert capsys.readouterr().err.startswith(f"{folder}: ")
    make_folder(tmp_path / "ny" / "mapp")
    assert (tmp_path / "ny" / "mapp").is_dir()

"""A vocabulary or a policy that cannot be used: the file and the place, in one Swedish sentence."""

from pathlib import Path

import pytest

from config.tables import TableError, compiled, read_table
from config.vocabulary import load
from service.domain.parties import PartyWords
from service.domain.timing import TimeWords


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[a]\nb = = 1\n", r"\(rad 2, kolumn 5\)"),
        (b"a = [1,", "slutar för tidigt|rad 1"),
        (b"a = '\xff'", "UTF-8"),
    ],
)
def test_what_is_no_toml_is_told_with_its_place(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "time.toml").write_bytes(content)
    with pytest.raises(TableError, match=says) as told:
        read_table(tmp_path / "time.toml")
    assert "time.toml" in str(told.value)
    with pytest.raises(TableError, match="går inte att läsa"):
        read_table(tmp_path / "party.toml")


def test_a_value_of_the_wrong_kind_is_told_with_its_file() -> None:
    for key in load("time"):
        with pytest.raises(TableError, match=r"config/vocabulary/time\.toml"):
            compiled(
                "time",
                {each: value for each, value in load("time").items() if each != key},
                TimeWords.from_data,
            )
    with pytest.raises(TableError, match=r"config/vocabulary/party\.toml"):
        compiled("party", {}, PartyWords.from_data)

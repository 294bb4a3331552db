"""A maildir on a real disk, with the names and files that nobody sane would make."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.adapters.maildir import Maildir, key_of


def deliver(folder: Path, name: bytes | str, content: bytes = b"Subject: hej\r\n\r\nklart\r\n") -> None:
    (folder / "new").mkdir(parents=True, exist_ok=True)
    path = os.path.join(os.fsencode(folder / "new"), os.fsencode(name))  # noqa: PTH118
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(content)


def test_a_mail_stays_in_new_until_it_is_put_away(tmp_path: Path) -> None:
    deliver(tmp_path, "1741.M1.norrvik")
    box = Maildir(tmp_path)
    (arrived,) = box.arrivals(10)
    assert (arrived.key, arrived.content) == ("1741.M1.norrvik", b"Subject: hej\r\n\r\nklart\r\n")
    assert list(Maildir(tmp_path).arrivals(10)) == [arrived]
    box.put_away(arrived)
    assert list(box.arrivals(10)) == []
    assert [path.name for path in (tmp_path / "cur").iterdir()] == ["1741.M1.norrvik:2,S"]


def test_the_oldest_come_first_and_never_more_than_asked_for(tmp_path: Path) -> None:
    for number in (3, 1, 2):
        deliver(tmp_path, f"174{number}.M1.norrvik")
    assert [arrived.key[:4] for arrived in Maildir(tmp_path).arrivals(2)] == ["1741", "1742"]


def test_putting_away_twice_does_no_harm(tmp_path: Path) -> None:
    deliver(tmp_path, "1")
    box = Maildir(tmp_path)
    (arrived,) = box.arrivals(1)
    box.put_away(arrived)
    box.put_away(arrived)
    assert len(list((tmp_path / "cur").iterdir())) == 1


@pytest.mark.parametrize(
    "name", [b"\xff\xfe", "å ä ö", "a\nb", "x" * 240, "1741:2,S", "%41", ".gömd", "a'; drop table"]
)
def test_any_file_name_gets_a_key_and_can_be_put_away(tmp_path: Path, name: bytes | str) -> None:
    deliver(tmp_path, "vanlig")
    deliver(tmp_path, name)
    box = Maildir(tmp_path)
    arrived = list(box.arrivals(10))
    assert len({each.key for each in arrived}) == 2
    assert all(each.key.isascii() and each.key.isprintable() and len(each.key) <= 200 for each in arrived)
    for each in arrived:
        box.put_away(each)
    assert list(box.arrivals(10)) == []
    assert len(list((tmp_path / "cur").iterdir())) == 2


def test_two_workers_may_put_the_same_mails_away_at_once(tmp_path: Path) -> None:
    for number in range(300):
        deliver(tmp_path, f"{number}.norrvik")
    box = Maildir(tmp_path)
    arrived = list(box.arrivals(300))
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(box.put_away, [each for each in arrived for _ in range(4)]))
    assert len(list((tmp_path / "cur").iterdir())) == 300


def test_what_is_not_a_plain_file_is_passed_over(tmp_path: Path) -> None:
    box = Maildir(tmp_path)
    os.mkfifo(tmp_path / "new" / "pipe")
    (tmp_path / "new" / "folder").mkdir()
    (tmp_path / "secret").write_text("hemligt")
    (tmp_path / "new" / "link").symlink_to(tmp_path / "secret")
    assert list(box.arrivals(10)) == []


def test_of_a_huge_mail_the_beginning_is_read_and_the_whole_kept(tmp_path: Path) -> None:
    deliver(tmp_path, "huge", b"x" * 5000)
    box = Maildir(tmp_path, largest=1000)
    (arrived,) = box.arrivals(1)
    assert len(arrived.content) == 1000
    box.put_away(arrived)
    assert (tmp_path / "cur" / "huge:2,S").stat().st_size == 5000


def test_an_empty_mail_arrives_too(tmp_path: Path) -> None:
    deliver(tmp_path, "empty", b"")
    assert [arrived.content for arrived in Maildir(tmp_path).arrivals(1)] == [b""]


@given(st.binary(min_size=1, max_size=255), st.binary(min_size=1, max_size=255))
def test_two_names_never_share_a_key(one: bytes, other: bytes) -> None:
    assert (key_of(os.fsdecode(one)) == key_of(os.fsdecode(other))) == (one == other)

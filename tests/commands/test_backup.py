"""`arshjul backup` and `arshjul restore`: while the service works, whole or not at all, and never over something unasked."""

import os
import tarfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config.settings import Settings
from service.adapters.clock import SetClock
from service.bootstrap import build_service
from service.flows.verify_ledger import verify_ledger
from service.store.attachments import AttachmentRecord, AttachmentRow
from service.store.engine import Store
from service.store.plan import FollowUpRecord, MeasureRecord
from service.store.post import Message, ReminderRow
from tests.commands.conftest import Arshjul
from tests.domain.reply.packages import PDF
from tests.flows.norrvik import LAMPS, WALKS, Town
from tests.flows.test_attachments import answer
from tests.servers.programs import find_program

COUNTED = (MeasureRecord, ReminderRow, Message, FollowUpRecord, AttachmentRecord)
PLAN = PDF + bytes(range(256)) * 500


def at_nine(day: date) -> SetClock:
    return SetClock(datetime.combine(day, time(8)).astimezone())


def live_a_while(folder: Path, url: str = "") -> list[int]:
    """Let Norrvik live to the middle of March in `folder`; return how much there is of everything."""
    service = build_service(
        Settings(var=folder, database_url=url, mails_per_minute=1000), clock=at_nine(date(2025, 1, 2))
    )
    town = Town(service, service.clock, folder)  # type: ignore[arg-type]
    town.bring_in(LAMPS, WALKS)
    town.days(date(2025, 3, 6), date(2025, 3, 7))
    town.arrive(answer(town.mails("robin")[0], "Lamporna är beställda.", ("plan.pdf", PLAN)))
    town.at(date(2025, 3, 10))
    counts = count(folder, url)
    service.store.close()
    return counts


def count(folder: Path, url: str = "") -> list[int]:
    service = build_service(Settings(var=folder, database_url=url), clock=at_nine(date(2025, 3, 10)))
    with service.store.read() as session:
        found = [session.scalar(select(func.count()).select_from(row)) or 0 for row in COUNTED]
        assert session.scalars(select(AttachmentRow.content)).all() == [PLAN]
    assert verify_ledger(service, 1) == []
    service.store.close()
    return found


def installed(folder: Path, url: str = "") -> Arshjul:
    folder.mkdir(exist_ok=True)
    program = Arshjul(folder)
    program.told |= {"ARSHJUL_DATABASE_URL": url, "ARSHJUL_PORT": "1"}
    tools = find_program("pg_dump")
    if tools:
        program.told["PATH"] = f"{Path(tools).parent}{os.pathsep}{program.told['PATH']}"
    return program


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which Norrvik has lived a while; nobody changes it."""
    folder = tmp_path_factory.mktemp("norrvik") / "har"
    live_a_while(folder)
    return folder


@pytest.fixture(scope="module")
def copy(lived: Path) -> Path:
    """A backup of it, without the key."""
    file = lived.parent / "kopia.tar.gz"
    assert installed(lived)("backup", str(file))[0] == 0
    return file


def test_a_backup_comes_back_in_an_empty_folder_with_its_key(tmp_path: Path, lived: Path) -> None:
    here, there, file = lived, tmp_path / "dar", tmp_path / "kopia.tar.gz"
    before = count(here)
    assert all(before)
    code, said = installed(here)("backup", str(file), "--with-key")
    assert (code, "kontrollerad" in said, "Nyckeln är inte med" in said) == (0, True, False)
    assert file.stat().st_mode & 0o777 == 0o600
    code, said = installed(there)("restore", str(file))
    assert (code, "Nyckeln här" in said) == (0, False), said
    assert (there / "secret.key").read_bytes() == (here / "secret.key").read_bytes()
    assert {path.stat().st_mode & 0o777 for path in (there / "secret.key", there / "arshjul.sqlite")} == {
        0o600
    }
    assert count(there) == before


def test_the_key_stays_out_unless_it_is_asked_for_and_its_absence_is_told(tmp_path: Path, copy: Path) -> None:
    there = tmp_path / "dar"
    with tarfile.open(copy) as archive:
        assert archive.getnames() == ["arshjul.json", "database"]
    assert "Nyckeln här är inte den" in installed(there)("restore", str(copy))[1]
    assert not (there / "secret.key").exists()


def test_nothing_is_overwritten_without_being_asked_for(tmp_path: Path, lived: Path, copy: Path) -> None:
    arshjul = installed(tmp_path / "dar")
    live_a_while(tmp_path / "dar")
    code, said = arshjul("backup", str(copy))
    assert (code, "finns redan" in said) == (2, True)
    code, said = arshjul("restore", str(copy))
    assert (code, "Det finns redan en databas" in said) == (2, True)
    assert arshjul("restore", str(copy), "--force")[0] == 0
    assert count(tmp_path / "dar") == count(lived)


def test_a_database_that_is_in_use_is_not_restored_over(tmp_path: Path, copy: Path) -> None:
    arshjul = installed(tmp_path / "dar")
    live_a_while(tmp_path / "dar")
    store = Store(f"sqlite:///{tmp_path / 'dar' / 'arshjul.sqlite'}")
    with store.read() as session:
        session.execute(select(1))
    code, said = arshjul("restore", str(copy), "--force")
    assert (code, "Databasen används: tjänsten går." in said) == (2, True)
    store.close()
    assert arshjul("restore", str(copy), "--force")[0] == 0


def test_a_folder_that_is_missing_does_not_become_a_file_of_its_name(tmp_path: Path, lived: Path) -> None:
    code, said = installed(lived)("backup", str(tmp_path / "kopior"))
    assert (code, "finns inte. Skapa den" in said) == (2, True)
    assert not (tmp_path / "kopior").exists()


def test_a_folder_gets_a_file_named_by_the_time(tmp_path: Path, lived: Path) -> None:
    code, said = installed(lived)("backup", str(tmp_path))
    assert (code, "Nyckeln är inte med." in said) == (0, True)
    (file,) = tmp_path.iterdir()
    assert file.name.startswith("arshjul-2") and file.name.endswith(".tar.gz")


@pytest.mark.parametrize("damage", ["cut", "other", "flipped"])
def test_a_file_that_is_not_whole_is_refused_and_nothing_is_written(
    tmp_path: Path, copy: Path, damage: str
) -> None:
    there, file = tmp_path / "dar", tmp_path / "kopia.tar.gz"
    whole = copy.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(
        {
            "cut": whole[:middle],
            "other": b"PK\x03\x04 nothing of ours",
            "flipped": whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :],
        }[damage]
    )
    code, said = installed(there)("restore", str(file))
    assert code == 1
    assert "säkerhetskopia" in said or "kontrollsumman" in said
    assert list(there.iterdir()) == []


def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path) -> None:
    code, said = installed(tmp_path / "har")("backup", str(tmp_path / "kopia.tar.gz"))
    assert code == 1
    assert "Det finns ingen databas" in said


@pytest.mark.program("initdb", "pg_dump")
def test_postgresql_comes_back_in_an_empty_database_and_over_a_full_one(
    tmp_path: Path, empty_postgres_url: str, other_postgres_url: str
) -> None:
    here, there, file = tmp_path / "har", tmp_path / "dar", tmp_path / "kopia.tar.gz"
    before = live_a_while(here, empty_postgres_url)
    code, said = installed(here, empty_postgres_url)("backup", str(file), "--with-key")
    assert code == 0, said
    arshjul = installed(there, other_postgres_url)
    code, said = arshjul("restore", str(file))
    assert code == 0, said
    assert count(there, other_postgres_url) == before
    assert arshjul("restore", str(file))[0] == 2
    code, said = arshjul("restore", str(file), "--force")
    assert code == 0, said
    assert count(there, other_postgres_url) == before
    assert "ARSHJUL_DATABASE_URL" in installed(tmp_path / "tredje")("restore", str(file))[1]

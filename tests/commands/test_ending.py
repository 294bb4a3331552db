"""How a command ends when the world outside will not: one Swedish sentence with the place, never a traceback."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.conftest import Arshjul


def one_sentence(told: tuple[int, str], code: int, *says: str) -> None:
    assert told[0] == code, told
    assert told[1].count("\n") == 1, told
    for each in says:
        assert each in told[1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("simulate --measures 1 --out {file}", "{file}: det är en fil, ingen mapp."),
        ("simulate --measures 1 --out {file}/m", "{file}/m: det går inte att skriva i mappen"),
        ("backup {file}/kopia.tar.gz", "en del av sökvägen är ingen mapp"),
        ("read when --jsonl {latin}", "{latin}: filen är inte text i UTF-8."),
        ("read when --jsonl {folder}", "{folder}: filen går inte att läsa (det är en mapp)."),
        ("read mail --dir {folder}/nej", "{folder}/nej: mappen går inte att läsa"),
        ("read when vår --year 99999", "ett heltal mellan 2000 och 2100"),
        ("doctor --only hej", "Välj bland: mapp, databas, redis"),
        ("run --redirect-all-to hej", "--redirect-all-to: hej är inte en e-postadress."),
        ("doctor --only nej --json", "Det finns ingen del som heter nej."),
        ("organisation Norrvik --coordinator Maja --email hej", "hej är inte en e-postadress"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(
    arshjul: Arshjul, tmp_path: Path, words: str, says: str
) -> None:
    places = {"file": tmp_path / "fil", "latin": tmp_path / "latin", "folder": tmp_path}
    places["file"].touch()
    places["latin"].write_bytes("{'å'}\n".encode("latin-1"))
    code, said = arshjul(*words.format(**places).split())
    one_sentence((code, said), code or 99, says.format(**places))


def test_a_folder_of_secrets_that_is_missing_stops_every_command(arshjul: Arshjul, tmp_path: Path) -> None:
    arshjul.told["ARSHJUL_SECRETS_DIR"] = str(tmp_path / "nej")
    for words in (("doctor",), ("plan", "preview")):
        one_sentence(arshjul(*words), 2, "ARSHJUL_SECRETS_DIR", str(tmp_path / "nej"))
    (tmp_path / "nej").mkdir()
    (tmp_path / "nej" / "arshjul_smtp_password").write_bytes(b"\xff")
    one_sentence(arshjul("plan", "preview"), 2, "ARSHJUL_SECRETS_DIR", "UTF-8")


def test_a_port_that_is_taken_is_told_before_anything_says_that_it_runs(arshjul: Arshjul) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        arshjul.told["ARSHJUL_PORT"] = str(taken.getsockname()[1])
        for words in (("run",), ("demo", "--serve")):
            one_sentence(arshjul(*words), 2, "Det går inte att lyssna på", "adressen används redan")


def test_a_database_of_a_later_release_is_left_alone(arshjul: Arshjul, tmp_path: Path) -> None:
    assert arshjul("coordinator", "list")[0] == 0
    with closing(sqlite3.connect(tmp_path / "arshjul.sqlite")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    one_sentence(arshjul("coordinator", "list"), 2, "Databasen är från en nyare version")
    code, said = arshjul("doctor", "--only", "databas")
    assert (code, "✗ databas" in said, "nyare version" in said) == (1, True, True)


@pytest.mark.parametrize("damage", [b"no database at all, whatever its name says" * 50])
def test_a_file_that_is_no_database_is_told(arshjul: Arshjul, tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "arshjul.sqlite").write_bytes(damage)
    one_sentence(arshjul("coordinator", "list"), 1, "skadad, eller ingen databas")


def test_an_empty_key_is_never_signed_with(arshjul: Arshjul, tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch()
    one_sentence(arshjul("coordinator", "list"), 2, f"Nyckelfilen {tmp_path / 'secret.key'} är tom.")


def test_an_organisation_that_is_there_is_not_said_to_be_made(arshjul: Arshjul) -> None:
    made = ("organisation", "Norrvik", "--coordinator", "Maja Ek", "--email")
    assert arshjul(*made, "maja.ek@norrvik.example")[0] == 0
    one_sentence(arshjul(*made, "otto.berg@bok.example"), 2, "Norrvik finns redan.")


def test_who_coordinates_has_a_name(arshjul: Arshjul) -> None:
    one_sentence(arshjul("coordinator", "add", " ", "maja.ek@norrvik.example"), 2, "behöver ett namn")


def test_an_empty_preview_says_why(arshjul: Arshjul) -> None:
    assert "Ingen plan är inläst." in arshjul("plan", "preview")[1]
    plan = Path(__file__).parents[2] / "service/rehearsal/norrvik/atgardsplan.xlsx"
    assert arshjul("plan", "import", str(plan), "--year", "2025")[0] == 0
    code, said = arshjul("plan", "preview")
    assert (code, "Planen är för 2025, som är slut." in said) == (0, True), said


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "preview", "--json"),
        ("ledger", "verify", "--json"),
        ("doctor", "--only", "mapp", "--json"),
        ("read", "when", "vår", "--json"),
        ("read", "who", "Maja Ek", "--json"),
    ],
)
def test_json_is_all_that_stands_on_standard_out(arshjul: Arshjul, words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "service", *words], env=arshjul.told, capture_output=True, check=True
    )
    json.loads(done.stdout)


def test_on_failure_standard_out_is_empty(arshjul: Arshjul, tmp_path: Path) -> None:
    for words in (
        ("plan", "import", str(tmp_path / "nej.xlsx"), "--json"),
        ("directory", "import", "nej.csv"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "service", *words], env=arshjul.told, capture_output=True, check=False
        )
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


def test_whoever_stops_reading_hears_no_complaint(arshjul: Arshjul, tmp_path: Path) -> None:
    rows = tmp_path / "rader.jsonl"
    rows.write_text('{"when": "våren", "plan_year": 2025}\n' * 5000)
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "read", "when", "--jsonl", str(rows)],
        env=arshjul.told,
        stdout=writing,
        stderr=subprocess.PIPE,
    )
    os.close(writing)
    os.read(reading, 10)
    os.close(reading)
    assert process.communicate()[1] == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_out_is_told(arshjul: Arshjul) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "service", "read", "when", "våren"],
            env=arshjul.told,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    one_sentence((done.returncode, done.stderr.decode()), 1, "disken är full")


def test_ctrl_c_ends_long_work_with_one_sentence(arshjul: Arshjul, tmp_path: Path) -> None:
    out = tmp_path / "ut"
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "simulate", "--out", str(out)],
        env=arshjul.told,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Tests may run where Ctrl+C is not heard, as in a shell's background; a child would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not (out / "del-1" / "arshjul.sqlite").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    heard, said = process.communicate()
    one_sentence((process.returncode, said.decode()), 130, "Avbrutet.")
    assert heard == b""

"""The distributed form: docker-compose.yml against the rules of the Compose specification that matter to us."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from config.settings import Settings
from service.__main__ import app

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("arshjul:")}
SETTINGS = {f"ARSHJUL_{name.upper()}" for name in Settings.model_fields} | {"ARSHJUL_SECRETS_DIR"}


IN_THE_FILE = {"ARSHJUL_HOST", "ARSHJUL_PORT", "ARSHJUL_LISTEN_HOST", "ARSHJUL_LISTEN_PORT"}
"""Settings that are the container's own business."""


def test_it_describes_our_processes_database_broker_and_a_mail_catcher() -> None:
    assert set(SERVICES) == {"web", "worker", "beat", "listen", "postgres", "redis", "mail"}


@pytest.mark.parametrize("name", OURS)
def test_every_setting_reaches_our_services_and_secrets_as_files(name: str) -> None:
    given = set(OURS[name]["environment"]) | {secret.upper() for secret in OURS[name]["secrets"]}
    assert SETTINGS - IN_THE_FILE - given == set()
    shown = set(OURS[name]["environment"])
    assert not shown & {f"ARSHJUL_{key.upper()}" for key in Settings.model_fields if "password" in key}


def test_the_image_can_dump_the_database_it_works_with() -> None:
    client = re.search(r"postgresql-client-(\d+)", (ROOT / "Dockerfile").read_text())
    server = re.search(r":(\d+)", SERVICES["postgres"]["image"])
    assert client and server and int(client[1]) >= int(server[1])


def test_an_empty_variable_or_secret_leaves_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARSHJUL_IMAP_PORT", "")
    (tmp_path / "arshjul_imap_password").write_text("")
    settings = Settings(_secrets_dir=tmp_path)
    assert (settings.imap_port, settings.imap_password.get_secret_value()) == (993, "")


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_a_command_that_exists(name: str) -> None:
    program, command, *_ = OURS[name]["command"]
    assert program == "arshjul"
    assert command in get_command(app).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_ours_is_a_documented_setting(name: str) -> None:
    assert set(OURS[name]["environment"]) <= SETTINGS


def test_every_variable_the_file_asks_for_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    asked = re.findall(r"\$\{(\w+)(:-[^}]*)?\}", text)
    assert asked and all(default for _, default in asked)


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned_to_a_version(name: str) -> None:
    tag = SERVICES[name]["image"].rpartition(":")[2]
    assert re.search(r"\d+\.\d+", tag), SERVICES[name]["image"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_a_health_check_and_comes_back(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_every_volume_used_is_named_and_every_named_one_is_used() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_every_secret_used_is_a_file_and_none_stands_in_the_file() -> None:
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    assert all("file" in secret for secret in COMPOSE["secrets"].values())
    values = [
        str(value) for service in SERVICES.values() for value in service.get("environment", {}).values()
    ]
    assert not any(re.search(r"://[^/\s]*:[^/\s]*@", value) for value in values)


def test_a_service_waits_for_services_that_exist() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)


def test_ports_are_open_to_this_machine_only() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_is_built_from_the_lock_and_does_not_run_as_root() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^FROM python:3\.11\.\d+-slim-\w+$", text, re.MULTILINE)
    assert "--require-hashes -r requirements.lock" in text
    assert re.search(r"^USER arshjul$", text, re.MULTILINE)

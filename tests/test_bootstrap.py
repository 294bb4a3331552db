"""What the settings choose, and the sentence for settings that contradict one another."""

from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from service.bootstrap import choose_mailbox, choose_mailer, open_imap

APP = {"oauth_tenant": "norrvik", "oauth_client_id": "app", "oauth_client_secret": "hemligt"}


def settings(folder: Path, **given: Any) -> Settings:
    return Settings(var=folder, **given)


@pytest.mark.parametrize(
    ("given", "transport"),
    [
        ({}, "eml"),
        ({"smtp_host": "smtp.norrvik.example"}, "smtp"),
        ({"smtp_host": "smtp.norrvik.example", "mail_transport": "eml"}, "eml"),
        ({"mail_transport": "graph", **APP}, "graph"),
        ({"smtp_host": "127.0.0.1", "smtp_security": "none"}, "smtp"),
        ({"smtp_host": "relay.norrvik.example", "smtp_security": "none", "smtp_allow_plain": True}, "smtp"),
        ({"smtp_host": "smtp.office365.com", "smtp_user": "plan@norrvik.example", **APP}, "smtp"),
    ],
)
def test_the_transport_follows_from_the_settings(
    tmp_path: Path, given: dict[str, Any], transport: str
) -> None:
    assert choose_mailer(settings(tmp_path, **given)).name == transport


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"mail_transport": "smtp"}, "behöver ARSHJUL_SMTP_HOST"),
        ({"mail_transport": "graph"}, "behöver ARSHJUL_OAUTH_TENANT"),
        ({"mail_transport": "graph", "oauth_tenant": "norrvik"}, "behöver ARSHJUL_OAUTH_CLIENT_ID"),
        ({"smtp_host": "relay.norrvik.example", "smtp_security": "none"}, "ARSHJUL_SMTP_ALLOW_PLAIN=true"),
        ({"mail_transport": "graph", **APP, "graph_url": "http://graph.example"}, "bara över https"),
        ({"mail_transport": "graph", **APP, "oauth_token_url": "http://login.example"}, "bara över https"),
    ],
)
def test_settings_that_contradict_one_another_say_what_to_change(
    tmp_path: Path, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        choose_mailer(settings(tmp_path, **given))


def test_without_imap_answers_are_read_from_a_maildir(tmp_path: Path) -> None:
    assert open_imap(settings(tmp_path)) is None
    assert list(choose_mailbox(settings(tmp_path)).arrivals(10)) == []
    assert (tmp_path / "inkorg" / "new").is_dir()


def test_plain_imap_to_another_machine_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ARSHJUL_IMAP_SECURITY=tls"):
        open_imap(settings(tmp_path, imap_host="imap.norrvik.example", imap_security="none"))

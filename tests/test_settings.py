"""A setting with a wrong value: one Swedish sentence with the variable's name, whichever it is."""

from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import ValidationError

from config.settings import Settings, SettingsError, changed, in_one_sentence

ENGLISH = ("Input", "should", "valid", "Value error", "unable", "expected")


def said_of(name: str, value: Any) -> str:
    with pytest.raises(ValidationError) as told:
        Settings(**{name: value})
    return in_one_sentence(told.value)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("port", "hej", "ett heltal"),
        ("port", "70000", "högst 65535"),
        ("smtp_port", "-3", "minst 1"),
        ("imap_port", "0", "minst 1"),
        ("sweep_seconds", "0", "minst 1"),
        ("late_minutes", "1.5", "ett heltal"),
        ("plus_addresses", "kanske", "true eller false"),
        ("smtp_security", "ssl", "välj starttls, tls eller none"),
        ("mail_transport", "post", "välj auto, smtp, graph eller eml"),
        ("listen_protocol", "http", "välj lmtp eller smtp"),
        ("zone", "Mars/Olympus", "tidszonen är okänd"),
        ("mail_from", "hej", "ingen e-postadress"),
        ("reply_address", "svar@", "ingen e-postadress"),
        ("redirect_all_to", "a@b.se, c@d.se", "ingen e-postadress"),
        ("operator_email", "@norrvik.example", "ingen e-postadress"),
        ("coordinator_email", "maja ek@norrvik.example", "ingen e-postadress"),
        ("database_url", "mysql://x", "börja med sqlite: eller postgresql:"),
        ("broker_url", "hej", "börja med redis:"),
        ("public_url", "plan.norrvik.example", "börja med http: eller https:"),
        ("public_url", "https://", "skrivas som https://namn.se"),
        ("public_url", "https://norrvik.example:port", "skrivas som https://namn.se"),
        ("graph_url", "x", "börja med http: eller https:"),
    ],
)
def test_a_wrong_value_is_told_in_swedish_with_the_variable(name: str, value: str, says: str) -> None:
    said = said_of(name, value)
    assert said.startswith(f"ARSHJUL_{name.upper()} har ett värde som inte går att använda: ")
    assert says in said
    assert not [word for word in ENGLISH if word in said]


def test_every_setting_that_can_be_wrong_has_a_swedish_sentence() -> None:
    told, wrong = 0, cast(Any, "\x00 fel")
    for name in Settings.model_fields:
        try:
            Settings(**{name: wrong})
        except ValidationError as problem:
            said = in_one_sentence(problem)
            assert "av fel slag" not in said, said
            assert not [word for word in ENGLISH if word in said], said
            told += 1
    assert told > 20


def test_a_value_is_never_repeated_since_it_may_be_secret() -> None:
    assert "hemligt" not in said_of("database_url", "mysql://plan:hemligt@db/plan")


def test_what_is_changed_afterwards_is_looked_at_as_the_rest(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path, port=8123)
    there = changed(settings, redirect_all_to="maja.ek@norrvik.example")
    assert (there.redirect_all_to, there.port, there.var) == ("maja.ek@norrvik.example", 8123, tmp_path)
    with pytest.raises(SettingsError, match="ARSHJUL_REDIRECT_ALL_TO"):
        changed(settings, redirect_all_to="hej")

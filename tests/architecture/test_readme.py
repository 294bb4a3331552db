"""The README's table of settings says what the code does."""

import re
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from config.settings import Settings

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()


def shown_default(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, bool):
        value = str(value).lower()
    return f"`{value}`" if str(value) else "–"


def test_every_setting_stands_in_the_table_with_its_default_and_meaning() -> None:
    stands = re.findall(r"^\| `(ARSHJUL_\w+)` \| (.*?) \| (.*?) \|$", README, re.MULTILINE)
    assert stands == [
        (f"ARSHJUL_{name.upper()}", shown_default(field), field.description)
        for name, field in Settings.model_fields.items()
    ]


def test_every_relative_link_leads_somewhere() -> None:
    root = Path(__file__).resolve().parents[2]
    links = re.findall(r"\]\((?!https?://)([^)#]+)", README)
    assert links and [link for link in links if not (root / link).exists()] == []

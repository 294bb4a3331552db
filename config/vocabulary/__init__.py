"""The words the readings know, one TOML file a subject, so that an organisation can change them."""

import tomllib
from pathlib import Path
from typing import Any


def load(name: str) -> dict[str, Any]:
    """Return the vocabulary `name` (the file's stem) as plain data for the domain to compile."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))

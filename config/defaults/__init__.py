"""What holds until an organisation has chosen otherwise, one TOML file a subject."""

import tomllib
from pathlib import Path
from typing import Any


def load(name: str) -> dict[str, Any]:
    """Return the defaults `name` (the file's stem) as plain data for the domain to compile."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))

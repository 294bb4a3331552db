"""What holds until an organisation has chosen otherwise, one TOML file a subject."""

from pathlib import Path
from typing import Any

from config.tables import read_table


def load(name: str) -> dict[str, Any]:
    """Return the defaults `name` (the file's stem) as plain data for the domain to compile. TableError: see there."""
    return read_table(Path(__file__).parent / f"{name}.toml")

"""Reads the TOML files of the defaults and the vocabularies: a file that cannot be used is one sentence with the place."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

Compiled = TypeVar("Compiled")


class TableError(ValueError):
    """A file of ours that cannot be used: one Swedish sentence with the file and, where it is known, the place in it."""


def read_table(file: Path) -> dict[str, Any]:
    """Return a TOML file as plain data. TableError: it is missing, not UTF-8, or not TOML."""
    place = f"{file.parent.parent.name}/{file.parent.name}/{file.name}"
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as problem:
        raise TableError(f"{place} är inte riktig TOML{_where(str(problem))}.") from None
    except UnicodeDecodeError:
        raise TableError(f"{place} är inte text i UTF-8.") from None
    except OSError:
        raise TableError(f"{place} går inte att läsa.") from None


def compiled(
    name: str, data: Mapping[str, Any], compile_it: Callable[[Mapping[str, Any]], Compiled]
) -> Compiled:
    """Return the vocabulary `name` as the domain compiles it. TableError: a value in it is missing or of the wrong kind."""
    try:
        return compile_it(data)
    except KeyError as problem:
        why = f"{problem.args[0]} saknas eller är okänt" if problem.args else "något saknas"
    except (TypeError, ValueError, AttributeError, IndexError):
        why = "ett värde är av fel slag"
    raise TableError(f"config/vocabulary/{name}.toml går inte att använda: {why}.")


def _where(said: str) -> str:
    """Return the place that tomllib tells at the end of its English sentence."""
    _, at, place = said.rpartition("(at ")
    if not at or not place.startswith("line"):
        return " (filen slutar för tidigt)"
    return f" ({place.rstrip(')').replace('line', 'rad').replace('column', 'kolumn')})"

"""Reading a workbook: the bytes go to a child process with limits, its cells come back."""

import json
import pickle
import subprocess
import sys
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

import service
from service.adapters.xlsx.child import TOO_HEAVY
from service.adapters.xlsx.preflight import Limits, RefusedError, check_size
from service.domain.workbook import Sheet
from service.ports import OutsideError

DEFAULT_LIMITS = Limits()

_CHILD = "service.adapters.xlsx.child"
_ROOT = str(Path(service.__file__).resolve().parents[1])
_VALUES = {("datetime", name) for name in ("date", "datetime", "time", "timedelta")}


class UnreadableWorkbook(OutsideError):  # noqa: N818  # a noun of the field, as its sentence is read by a user
    """A file that is no readable workbook. `text` is one Swedish sentence that says what and, where it can, which tab."""


def read_workbook(data: bytes | Path, limits: Limits = DEFAULT_LIMITS) -> tuple[Sheet, ...]:
    """Return the workbook's tabs, every cell where it stands. Raises UnreadableWorkbook."""
    try:
        if isinstance(data, Path):
            check_size(data.stat().st_size, limits)
            data = data.read_bytes()
        check_size(len(data), limits)
    except RefusedError as refused:
        raise UnreadableWorkbook(refused.code, refused.text, permanent=True) from refused
    except OSError as problem:
        raise UnreadableWorkbook("no-file", "Filen går inte att öppna.", permanent=True) from problem
    kind, *answer = _answer(data, limits)
    if kind == "refused":
        code, text = answer
        raise UnreadableWorkbook(code, text, permanent=True)
    return tuple(Sheet(name, rows, merged, visible) for name, rows, merged, visible in answer[0])


def _answer(data: bytes, limits: Limits) -> tuple[Any, ...]:
    """Let a child read the bytes. It inherits nothing but where our code lies: no settings, no secrets, no files."""
    try:
        done = subprocess.run(  # noqa: S603  # our own program, no shell, nothing of the user's among the words
            [sys.executable, "-m", _CHILD, json.dumps(asdict(limits))],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.wall_seconds,
            env={
                "PYTHONPATH": _ROOT,
                "PYTHONSAFEPATH": "1",
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise UnreadableWorkbook("too-slow", TOO_HEAVY, permanent=True) from late
    except OSError as problem:
        text = "Arbetsboken kunde inte läsas just nu. Försök igen om en stund."
        raise UnreadableWorkbook("no-process", text, permanent=False) from problem
    if done.returncode != 0:  # killed by a limit, or by calamine's abort when memory is refused
        raise UnreadableWorkbook("too-heavy", TOO_HEAVY, permanent=True)
    answer: tuple[Any, ...] = _PlainUnpickler(BytesIO(done.stdout)).load()
    return answer


class _PlainUnpickler(pickle.Unpickler):
    """Takes cells' values and nothing that could run: the child has read a stranger's file."""

    def find_class(self, module: str, name: str) -> Any:
        """Return the class of a date or time. Raises UnpicklingError for anything else."""
        if (module, name) in _VALUES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no cell value")

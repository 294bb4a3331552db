"""Writes the file that a command was asked for: whole or not at all, so that one that was there is never lost."""

import os
import tempfile
from pathlib import Path

from service.commands.speak import stop
from service.ports import because


def write_whole(file: Path, content: bytes) -> None:
    """Write `content` to `file`, or end with one sentence and leave what was there as it was.

    A device or a pipe is written to as it is; a link is followed.
    """
    try:
        target = file.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_bytes(content)
        else:
            _replace(target, content)
    except (OSError, RuntimeError) as problem:
        why = because(problem) if isinstance(problem, OSError) else "länken pekar på sig själv"
        stop(f"{file}: det går inte att skriva filen ({why}). Välj en annan fil eller mapp.")


def make_folder(folder: Path) -> None:
    """Make the folder if it is not there and see that it can be written in, or end with one sentence."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except FileExistsError:
        stop(f"{folder}: det är en fil, ingen mapp. Välj en annan mapp.")
    except OSError as problem:
        stop(f"{folder}: det går inte att skriva i mappen ({because(problem)}). Välj en annan.")


def _replace(target: Path, content: bytes) -> None:
    if target.is_dir():
        raise IsADirectoryError(21, "is a directory")
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".arshjul-")
    try:
        with os.fdopen(descriptor, "wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Return the process's umask, which can only be read by setting it."""
    umask = os.umask(0)
    os.umask(umask)
    return umask

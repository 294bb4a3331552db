"""How a command speaks: one sentence on what is wrong and what to do next, and exit code 2."""

import errno
import sys
from typing import NoReturn

import typer

REASONS = {
    errno.ENOENT: "den finns inte",
    errno.EACCES: "rättigheter saknas",
    errno.EPERM: "rättigheter saknas",
    errno.EISDIR: "det är en mapp",
    errno.ENOTDIR: "en del av sökvägen är ingen mapp",
    errno.ENOSPC: "disken är full",
    errno.EROFS: "disken går bara att läsa",
    errno.EADDRINUSE: "adressen används redan",
    errno.EADDRNOTAVAIL: "adressen finns inte på maskinen",
}


def stop(sentence: str, code: int = 2) -> NoReturn:
    """End the command with one sentence on standard error."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(code)


def because(problem: OSError) -> str:
    """Return in Swedish why the machine would not: what the usual error numbers (errno) mean."""
    return REASONS.get(problem.errno or 0, problem.strerror or str(problem))


def progress(line: str) -> None:
    """Say how far long work has come; overwrites its own line on a terminal, is silent in a pipe."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


def progress_done() -> None:
    """Take the progress line away."""
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)

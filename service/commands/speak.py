"""How a command speaks: one sentence on what is wrong and what to do next, and exit code 2."""

import sys
from typing import NoReturn

import typer


def stop(sentence: str, code: int = 2) -> NoReturn:
    """End the command with one sentence on standard error."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(code)


def progress(line: str) -> None:
    """Say how far long work has come; overwrites its own line on a terminal, is silent in a pipe."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


def progress_done() -> None:
    """Take the progress line away."""
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)

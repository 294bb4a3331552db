"""How the program ends, whatever happened: one sentence on standard error, an exit code, and no traceback for what
the outside world did. A fault of our own keeps its traceback."""

import os
import sys
from collections.abc import Callable

from typer import TyperException

from config.tables import TableError
from service.commands.speak import progress_done
from service.commands.swedish import stop_at_mistyped
from service.ports import because

INTERRUPTED = 130
"""What shells call a program that Ctrl+C ended (128 + SIGINT)."""


def ended(command: Callable[[], int | None]) -> int:
    """Run the command line and return its exit code."""
    try:
        code = command() or 0
        sys.stdout.flush()
    except TyperException as error:
        stop_at_mistyped(error)
    except BrokenPipeError:
        return _nobody_reads()
    except OSError as problem:
        return _said(_of_the_machine(problem))
    except TableError as problem:
        return _said(str(problem), 2)
    except Exception as problem:
        sentence = _of_the_database(problem)
        if sentence is None:
            raise
        return _said(sentence)
    if code == INTERRUPTED:
        return _said("Avbrutet. Det som inte hann bli klart är inte sparat.", INTERRUPTED)
    return code


def _said(sentence: str, code: int = 1) -> int:
    progress_done()
    print(sentence, file=sys.stderr)
    _hush()
    return code


def _nobody_reads() -> int:
    """End quietly when whoever read the output has gone, as `head` does."""
    _hush()
    return 1


def _hush() -> None:
    """Let what is still unwritten go nowhere: the interpreter would complain of it once more as it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _of_the_machine(problem: OSError) -> str:
    said = f"det gick inte att läsa eller skriva ({because(problem)})."
    return f"{problem.filename}: {said}" if problem.filename else f"D{said[1:]}"


def _of_the_database(problem: Exception) -> str | None:
    """Return the sentence when it is the database that will not; who has not met one need not load it."""
    if "sqlalchemy" not in sys.modules:
        return None
    from sqlalchemy.exc import SQLAlchemyError

    from service.commands.trouble import of_the_database

    return of_the_database(problem) if isinstance(problem, SQLAlchemyError) else None

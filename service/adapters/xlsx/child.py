"""The process that reads a workbook: what goes wrong here goes wrong alone.

`python -m service.adapters.xlsx.child LIMITS` (as JSON) takes the file's bytes on stdin and answers on stdout with a pickle of
("sheets", tabs) or ("refused", code, text); a tab is (name, rows, merged ranges, visible) in plain values. It imports
little, so that it starts fast.
"""

import gc
import json
import pickle
import resource
import sys
from io import BytesIO
from typing import Any

from service.adapters.xlsx.preflight import Limits, RefusedError, check_workbook

Tab = tuple[str, tuple[tuple[Any, ...], ...], tuple[tuple[int, int, int, int], ...], bool]


def main() -> None:
    """Read, answer, end."""
    limits = Limits(**json.loads(sys.argv[1]))
    _confine(limits)
    gc.disable()  # a minute of life at the most, and nothing but plain values
    try:
        packed = _packed(("sheets", read_tabs(sys.stdin.buffer.read(), limits)))
        if len(packed) > limits.output_bytes:
            raise RefusedError("too-much-text", "Arbetsboken har för mycket text för att kunna läsas in.")
    except RefusedError as refused:
        packed = _packed(("refused", refused.code, refused.text))
    except MemoryError:
        packed = _packed(("refused", "too-heavy", TOO_HEAVY))
    sys.stdout.buffer.write(packed)


TOO_HEAVY = "Arbetsboken är för tung att läsa. Ta bort det som inte hör till planen och spara på nytt."
BROKEN = "Filen är skadad: Excel-innehållet går inte att läsa. Öppna den i Excel och spara på nytt."


def _packed(answer: tuple[Any, ...]) -> bytes:
    """Return the pickle, without a memory of what it has written before: the same text is seldom the same object."""
    out = BytesIO()
    pickler = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
    pickler.fast = True  # a tenth of the time
    pickler.dump(answer)
    return out.getvalue()


def _confine(limits: Limits) -> None:
    """Take away what reading a file does not need: memory, time, files to write, core dumps."""
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bound, bound))


def read_tabs(data: bytes, limits: Limits) -> tuple[Tab, ...]:
    """Return the worksheets' cells. Raises RefusedError for what is no readable workbook."""
    check_workbook(data, limits)
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        metadata = book.sheets_metadata
        _check_names([sheet.name for sheet in metadata], limits)
        return tuple(
            _tab(book, at, sheet.name, sheet.visible == SheetVisibleEnum.Visible)
            for at, sheet in enumerate(metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet
        )
    except (RefusedError, MemoryError):
        raise
    except (CalamineError, OSError, ValueError) as problem:
        raise RefusedError("broken", BROKEN) from problem
    except BaseException as problem:  # a panic of the Rust library derives from nothing narrower
        raise RefusedError("broken", BROKEN) from problem


def _check_names(names: list[str], limits: Limits) -> None:
    """Refuse two tabs of one name, which Excel never writes (ECMA-376 part 1, 18.2.19): no place would be certain."""
    if len(names) > limits.tabs:
        raise RefusedError("too-many-tabs", f"Arbetsboken har {len(names)} flikar. Gränsen är {limits.tabs}.")
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise RefusedError(
                "duplicate-tab", f"Två flikar heter {name}. Ge dem olika namn och spara på nytt."
            )
        seen.add(name.casefold())


def _tab(book: Any, at: int, name: str, visible: bool) -> Tab:
    sheet = book.get_sheet_by_index(at)
    rows = tuple(map(tuple, sheet.to_python(skip_empty_area=False)))
    merged = tuple(
        (top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    return name, rows, merged, visible


if __name__ == "__main__":
    main()

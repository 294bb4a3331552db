"""Numbered parts of one cell: "1. Kartlägg\\n2. Utbilda"."""

import re

_ITEM = re.compile(r"^\s*(\d{1,2})\s*[.):]\s*(?=\S)", re.MULTILINE)


def numbered_items(text: str) -> tuple[str, ...]:
    """Return the parts of a cell whose lines are numbered 1, 2 and so on; () when they are not."""
    starts = list(_ITEM.finditer(text)) if "\n" in text else []
    if len(starts) < 2 or [int(start[1]) for start in starts] != list(range(1, len(starts) + 1)):
        return ()
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return tuple(text[start.end() : end].strip() for start, end in zip(starts, ends, strict=True))

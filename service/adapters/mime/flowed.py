"""format=flowed (RFC 3676): lines that a mail program broke, joined again."""

import re

_QUOTED = re.compile(r">+")
SEPARATOR = "-- "


def unflow(text: str, delete_space: bool) -> str:
    """Return the paragraphs as written, quote depth told by "> ". `delete_space` is the parameter DelSp=yes."""
    written: list[str] = []
    open_depth = -1
    held: list[str] = []
    for line in text.split("\n"):
        depth, words = _taken_apart(line)
        is_separator = words == SEPARATOR
        if held and (depth != open_depth or is_separator):
            written.append(_marked(open_depth, "".join(held)))
            held = []
        flows = words.endswith(" ") and not is_separator
        held.append(words[:-1] if flows and delete_space else words)
        open_depth = depth
        if not flows:
            written.append(_marked(depth, "".join(held)))
            held = []
    if held:
        written.append(_marked(open_depth, "".join(held)))
    return "\n".join(written)


def _taken_apart(line: str) -> tuple[int, str]:
    quoted = _QUOTED.match(line)
    depth = quoted.end() if quoted else 0
    words = line[depth:]
    return depth, words[1:] if words.startswith(" ") else words


def _marked(depth: int, words: str) -> str:
    return (
        f"{'>' * depth} {words}".rstrip(" ") if depth else words if words == SEPARATOR else words.rstrip(" ")
    )

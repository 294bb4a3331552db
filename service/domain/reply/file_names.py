"""A file's name as somebody sent it → one that is safe to show, to keep and to save under on any machine."""

import re
import unicodedata

LONGEST = 120
NAMELESS = "bilaga"

_FOLDERS = re.compile(r"[/\\]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's classes of what is not seen but changes what is: control signs, marks of direction, halves of characters."""

_TAKEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""What Windows keeps for itself, also with an ending after it."""

_ENDING = re.compile(r"\.([^.\s]{1,10})$")


def safe_name(given: str) -> str:
    """Return the name without folders, signs that mislead and names that machines keep for themselves; never empty.

    At most `LONGEST` characters with its ending kept, composed (NFC) as people in Sweden type it. Safe to repeat.
    """
    name = _FOLDERS.split(given)[-1]
    name = "".join(" " if sign in "\t\r\n" else sign for sign in name if _is_seen(sign))
    name = _TAKEN.sub("_", unicodedata.normalize("NFC", name))
    name = " ".join(name.split()).strip(". ~") or NAMELESS
    return _shortened(f"_{name}" if _RESERVED.match(name) else name)


def ending_of(name: str) -> str:
    """Return the ending in lower case without its dot, "" when there is none."""
    found = _ENDING.search(name)
    return found[1].lower() if found and found.start() else ""


def endings_within(name: str) -> list[str]:
    """Return in lower case what stands between the name's dots, before its ending."""
    return [part.strip().lower() for part in name.split(".")[1:-1]]


def _is_seen(sign: str) -> bool:
    return sign in "\t\r\n" or unicodedata.category(sign) not in _UNSEEN


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    found = _ENDING.search(name)
    ending = found[0] if found else ""
    return name[: LONGEST - len(ending)].rstrip(". ~") + ending

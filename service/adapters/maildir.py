"""A maildir as a mailbox: answers lie in new/ until they are stored, then move to cur/ (cr.yp.to/proto/maildir.html).

Whatever a file is called and however large it is, it is given a key that fits the ledger and is not lost: of one
larger than `largest` only the beginning is read, and the file itself stays in cur/.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from heapq import nsmallest
from pathlib import Path
from stat import S_ISREG
from urllib.parse import quote

from service.ports import Arrived, Mailbox

LONGEST_KEY = 150
"""Characters of a key; a longer file name is known by its digest."""


class Maildir(Mailbox):
    """One maildir on this machine. Its folders are made when they are missing."""

    def __init__(self, folder: Path, largest: int = 64 * 2**20) -> None:
        self._folder = folder
        self._largest = largest
        for part in ("tmp", "new", "cur"):
            (folder / part).mkdir(parents=True, exist_ok=True)

    @property
    def source(self) -> str:
        """What the ledger knows this maildir by; long paths keep their end."""
        return f"maildir:{str(self._folder)[-180:]}"

    def arrivals(self, limit: int) -> Iterator[Arrived]:
        """Yield at most `limit` mails of new/, by file name. Links, folders and files just taken are passed over."""
        with os.scandir(self._folder / "new") as entries:
            names = nsmallest(
                limit, (entry.name for entry in entries if entry.is_file(follow_symlinks=False))
            )
        for name in names:
            content = self._read(self._folder / "new" / name)
            if content is not None:
                yield Arrived(self.source, key_of(name), content)

    def put_away(self, arrived: Arrived) -> None:
        """Move the mail from new/ to cur/, marked as seen. One already moved is let be."""
        name = self._name_of(arrived.key)
        if name is not None:
            file = self._folder / "new" / name
            with suppress(FileNotFoundError):  # another worker was quicker
                file.replace(self._folder / "cur" / f"{name.replace(':', '_')}:2,S")

    def _name_of(self, key: str) -> str | None:
        """Return the file in new/ with this key; most often the name is the key."""
        if key_of(key) == key and (self._folder / "new" / key).exists():
            return key
        names = (entry.name for entry in (self._folder / "new").iterdir())
        return next((name for name in names if key_of(name) == key), None)

    def _read(self, path: Path) -> bytes | None:
        # O_NONBLOCK: a pipe that took a file's place must not hold the sweep.
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return None
        with os.fdopen(handle, "rb") as file:
            return file.read(self._largest) if S_ISREG(os.fstat(handle).st_mode) else None


def key_of(name: str) -> str:
    """Return the ledger's key: the file name (unique while in new/) in printable ASCII, a digest when it is long."""
    key = quote(os.fsencode(name), safe=".,:=+_-@")
    return key if len(key) <= LONGEST_KEY else f"sha256-{sha256(os.fsencode(name)).hexdigest()}"

"""A backup as one file: the database's copy, a list of what is in it with checksums, and the key when that is asked for.

A gzipped tar, so that it can be opened without us. Only members we know by name are read out of it, never paths.
"""

import hashlib
import io
import json
import os
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path

from service.ports import OutsideError

MANIFEST, DATABASE, KEY = "arshjul.json", "database", "secret.key"
FORMAT = 1
A_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `kind` is sqlite or postgresql, `revision` the schema's, `key_print` tells keys apart."""

    format: int
    made_at: str
    kind: str
    revision: str
    sha256: str
    key_print: str
    has_key: bool


def print_of(key: bytes) -> str:
    """Return what tells one key from another without giving it away."""
    return hashlib.sha256(b"arshjul backup " + key).hexdigest()[:16] if key else ""


def sha256_of(file: Path) -> str:
    """Return a file's checksum."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def pack(target: Path, manifest: Manifest, database: Path, key: bytes = b"") -> None:
    """Write the archive, readable for its owner only; it has its name only when all of it is on the disk."""
    growing = target.with_name(f".{target.name}.skrivs")
    growing.unlink(missing_ok=True)
    descriptor = os.open(growing, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz") as archive:
                _add(archive, MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
                if key:
                    _add(archive, KEY, key)
                archive.add(database, DATABASE, filter=_nobodys)
            file.flush()
            os.fsync(file.fileno())
        growing.replace(target)
    finally:
        growing.unlink(missing_ok=True)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, io.BytesIO(content))


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.mode, member.uname, member.gname, member.uid, member.gid = 0o600, "", "", 0, 0
    return member


def unpack(source: Path, database: Path) -> tuple[Manifest, bytes]:
    """Write the archive's database to a new file; return the manifest and the key, empty when it is not in there.

    OutsideError: it is no backup of ours, or not as it was written.
    """
    try:
        with tarfile.open(source, "r:gz") as archive:
            manifest = Manifest(**json.loads(_read(archive, MANIFEST)))
            key = _read(archive, KEY) if manifest.has_key else b""
            _copy(archive, database)
    except (tarfile.TarError, KeyError, TypeError, ValueError, EOFError, OSError) as problem:
        if isinstance(problem, FileNotFoundError | PermissionError | IsADirectoryError):
            raise
        raise OutsideError(
            "archive", f"{source} är ingen hel säkerhetskopia av Årshjul.", permanent=True
        ) from None
    if manifest.format != FORMAT or sha256_of(database) != manifest.sha256:
        raise OutsideError(
            "archive", f"{source} är inte som den skrevs: kontrollsumman skiljer.", permanent=True
        )
    return manifest, key


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise KeyError(name)
    return member.read(A_CHUNK)


def _copy(archive: tarfile.TarFile, target: Path) -> None:
    member = archive.extractfile(DATABASE)
    if member is None:
        raise KeyError(DATABASE)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := member.read(A_CHUNK):
            file.write(chunk)

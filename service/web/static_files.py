"""Style sheets, htmx and pictures: served under names that carry their digest, so a browser may keep them for good."""

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

FOLDER = Path(__file__).resolve().parent / "static"
KEEP = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file's bytes and what the browser is told of them."""

    content: bytes
    media_type: str
    digest: str


class StaticFiles:
    """Every file in the folder, read once at start."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files: dict[str, StaticFile] = {}
        self._addresses: dict[str, str] = {}
        for path in sorted(folder.iterdir()):
            if path.suffix in {".css", ".js", ".svg"}:
                self._take(path)

    def _take(self, path: Path) -> None:
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        name = f"{path.stem}.{digest[:12]}{path.suffix}"
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self._files[name] = StaticFile(content, media_type, digest)
        self._addresses[path.name] = f"/static/{name}"

    def address(self, name: str) -> str:
        """Return where a file is to be fetched. KeyError: there is no such file."""
        return self._addresses[name]

    def find(self, name: str) -> StaticFile | None:
        """Return the file under a name with its digest, None when there is none."""
        return self._files.get(name)


@router.get("/static/{name}")
def fetch(request: Request, name: str) -> Response:
    """Answer with a file, or with 304 when the browser has it (RFC 9110 §13.1.2)."""
    files: StaticFiles = request.app.state.static
    found = files.find(name)
    if found is None:
        raise HTTPException(404)
    headers = {"ETag": f'"{found.digest[:32]}"', "Cache-Control": KEEP}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)

"""A file that came with an answer, to be saved: never shown by us, never under a type that a browser would run."""

import unicodedata
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Response

from service.flows.show_attachments import find_file, look_at_file
from service.store.attachments import AttachmentRow
from service.web.numbers import Number
from service.web.visitors import Coordinator, Posting, ServiceOf

router = APIRouter(include_in_schema=False)

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def kept_file(service: ServiceOf, who: Coordinator, attachment_id: Number) -> AttachmentRow:
    """Return a file with its content; 404 when it is not there for the organisation that is signed in."""
    with service.store.read() as session:
        file = find_file(session, who.organisation_id, attachment_id)
    if file is None:
        raise HTTPException(404, "Bilagan finns inte kvar, eller hör till någon annan.")
    return file


Kept = Annotated[AttachmentRow, Depends(kept_file)]


@router.get("/bilaga/{attachment_id}")
def download(_who: Coordinator, file: Kept) -> Response:
    """Answer with a file to save."""
    if file.withheld:
        raise HTTPException(
            403, "Bilagan hör till ett svar som hålls tillbaka. Öppna svaret och hämta den där."
        )
    return _to_save(file)


@router.post("/bilaga/{attachment_id}")
def download_withheld(service: ServiceOf, who: Posting, file: Kept) -> Response:
    """Answer with a file that is held back; that somebody took it is written down."""
    if file.withheld:
        look_at_file(service, file.id, who.party_id)
    return _to_save(file)


def _to_save(file: AttachmentRow) -> Response:
    headers = {
        "Content-Type": file.content_type,
        "Content-Disposition": disposition(file.name),
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.content, headers=headers)


def disposition(name: str) -> str:
    """Return the header's value that has a browser save a file (RFC 6266 §4): a plain name, and the real one (RFC 8187)."""
    bare = unicodedata.normalize("NFKD", name)
    plain = "".join(
        sign if sign.isascii() and sign.isprintable() and sign not in '"\\%' else "_"
        for sign in bare
        if not unicodedata.combining(sign)
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

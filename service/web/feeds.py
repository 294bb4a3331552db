"""Calendar feeds. The address is the secret: no signing in, since calendar programs cannot."""

from fastapi import APIRouter, HTTPException, Request, Response

from service.flows.read_feed import read_feed
from service.web.visitors import ServiceOf

router = APIRouter(include_in_schema=False)


@router.get("/kalender/{secret}.ics")
def fetch(request: Request, secret: str, service: ServiceOf) -> Response:
    """Answer with the feed, or with 304 when the calendar has it (RFC 9110 §13.1.2); 404 for an address taken back."""
    feed = read_feed(service, secret)
    if feed is None:
        raise HTTPException(404)
    headers = {"ETag": feed.etag, "Cache-Control": "private, no-cache"}
    if _has(request.headers.get("if-none-match", ""), feed.etag):
        return Response(status_code=304, headers=headers)
    return Response(feed.write(), media_type="text/calendar; charset=utf-8", headers=headers)


def _has(known: str, etag: str) -> bool:
    """Whether one of the validators is ours; a proxy that has compressed the feed calls ours weak (§8.8.3.2)."""
    return known.strip() == "*" or etag in {each.strip().removeprefix("W/") for each in known.split(",")}

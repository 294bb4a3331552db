"""What stands before every page: limits, headers, the check of where a post comes from, and an error page of last resort.

Headers follow OWASP's secure headers. Links carry secrets, so no referrer is sent; pages are personal, so nothing is
stored in caches unless a response says otherwise.
"""

import logging
import secrets
import traceback
from collections.abc import Mapping
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.web.errors import refuse, something_broke

logger = logging.getLogger("arshjul.web")

MEGABYTE = 1024 * 1024
LARGEST_BODY = 10 * MEGABYTE
LARGER_BODIES: Mapping[str, int] = {"/import": 25 * MEGABYTE}

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}
HSTS = "max-age=31536000"


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._origin = origin_of(public_url)
        self._headers = dict(HEADERS)
        if self._origin.startswith("https:"):
            self._headers["Strict-Transport-Security"] = HSTS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; one for the head alone (HEAD) as if it were for the whole page."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope)
        # A server leaves the body of an answer to HEAD out by itself (RFC 9110 §9.3.2).
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else dict(scope)
        try:
            refused = self._refusal(request)
            if refused is not None:
                await refuse(request, refused)(scope, receive, send_guarded)
            else:
                await self._app(inner, _counted(receive, most_for(request.url.path)), send_guarded)
        except Exception as problem:
            reference = secrets.token_hex(4)
            _log(reference, inner, problem)
            if not begun:
                await something_broke(request, reference)(scope, receive, send_guarded)

    def _refusal(self, request: Request) -> int | None:
        """Return the status to refuse with before anything is read, None to go on."""
        if request.method not in {"GET", "HEAD", "POST"}:
            return 405
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > most_for(request.url.path):
            return 413
        if request.method == "POST" and not self._comes_from_us(request.headers, request.url.netloc):
            return 403
        return None

    def _comes_from_us(self, headers: Headers, host: str) -> bool:
        """Whether a post was sent by a page of ours (Fetch Metadata; RFC 6454 for browsers without it).

        "null" is what a browser without Fetch Metadata says under our own Referrer-Policy: then the form's secret
        field decides alone.
        """
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        origin = headers.get("origin", "null")
        return origin in {"null", self._origin, f"http://{host}", f"https://{host}"}


def _log(reference: str, scope: Scope, problem: Exception) -> None:
    """Say where it broke. The address carries secrets and a message may hold what people wrote: neither is logged."""
    pattern = getattr(scope.get("route"), "path", "?")
    frames = "".join(traceback.format_tb(problem.__traceback__, limit=-8))
    logger.error("reference %s: %s at %s\n%s", reference, type(problem).__name__, pattern, frames)


def origin_of(url: str) -> str:
    """Return scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def most_for(path: str) -> int:
    """Return how many bytes a request to `path` may carry."""
    return LARGER_BODIES.get(path, LARGEST_BODY)


def _counted(receive: Receive, most: int) -> Receive:
    """Count what arrives: a body sent in pieces has no length to check beforehand."""
    arrived = 0

    async def counted() -> Message:
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > most:
            raise HTTPException(413)
        return message

    return counted

"""Where somebody was going when she had to sign in first: a link in a mail leads there after all."""

from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "arshjul-vidare"
HOUR = 3600


def remember_onward(response: Response, request: Request) -> None:
    """Remember the page for an hour."""
    onward = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    response.set_cookie(COOKIE, quote(onward, safe=""), max_age=HOUR, httponly=True, samesite="lax")


def take_onward(response: Response, request: Request) -> str:
    """Return the page, a page of ours whatever the cookie says, and forget it."""
    if COOKIE not in request.cookies:
        return "/"
    onward = unquote(request.cookies[COOKIE])
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    ours = onward.startswith("/") and not onward.startswith(("//", "/\\")) and onward.isprintable()
    return onward if ours else "/"

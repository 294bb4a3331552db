"""After a form: back to a page, which says once what was done.

The sentence travels in a cookie of the browser's own, so that no link can put words on our pages.
"""

from urllib.parse import quote, unquote, urlsplit

from fastapi.responses import RedirectResponse
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "arshjul-besked"
LONGEST = 600
MINUTE = 60


def go_to(address: str, notice: str = "") -> RedirectResponse:
    """Send the browser to a page of ours (303, RFC 9110 §15.4.4), where `notice` is shown once."""
    response = RedirectResponse(address, 303)
    if notice:
        response.set_cookie(
            COOKIE, quote(notice[:LONGEST], safe=""), max_age=MINUTE, httponly=True, samesite="lax"
        )
    return response


def notice_in(request: Request) -> str:
    """Return the sentence to show, empty when there is none."""
    return unquote(request.cookies.get(COOKIE, ""))[:LONGEST]


def was_shown(response: Response) -> None:
    """Forget the sentence."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def way_back(given: str, otherwise: str) -> str:
    """Return the page of ours that a form names as where it came from; `otherwise` for anything else."""
    parts = urlsplit(given)
    ours = given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable()
    return given if ours and not parts.netloc and len(given) < 500 else otherwise

"""Error pages in plain Swedish: what happened, and what to do now. No trace, no inner words."""

from collections.abc import Mapping

from fastapi import HTTPException
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from service.ports import OutsideError
from service.web.onward import remember_onward
from service.web.pages import page

SAYS: Mapping[int, tuple[str, str]] = {
    400: ("Formuläret gick inte att läsa", "Gå tillbaka, ladda om sidan och försök igen."),
    403: (
        "Sidan hade legat öppen för länge",
        "För säkerhets skull sparades inget. Gå tillbaka, ladda om sidan och skicka igen.",
    ),
    404: (
        "Sidan finns inte",
        "Adressen kan ha ändrats. Börja om från översikten, eller kontrollera att hela länken kom med.",
    ),
    405: ("Så går det inte att använda adressen", "Gå till översikten och börja om därifrån."),
    410: ("Länken gäller inte längre", "Be om en ny länk, så kommer den med e-post om en liten stund."),
    413: ("Filen är för stor", "En sida tar emot högst 10 MB, och en arbetsbok får vara högst 25 MB."),
    429: ("Det blev för många försök", "Vänta en stund och försök igen."),
}
BROKEN = ("Något gick fel hos oss", "Inget är förlorat. Försök igen om en stund.")


class NotSignedInError(Exception):
    """The page is for somebody who is signed in."""


def refuse(request: Request, status: int, text: str = "") -> Response:
    """Return the page (or, under /api/, the JSON) for a refusal."""
    heading, advice = SAYS.get(status, BROKEN)
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": text or f"{heading}. {advice}"}, status)
    return page(request, "error.html", status=status, heading=heading, advice=text or advice, reference="")


def something_broke(request: Request, reference: str) -> Response:
    """Return the page for our own mistakes, with a number to tell the one who runs the service."""
    heading, advice = BROKEN
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": f"{heading}. {advice}", "reference": reference}, 500)
    return page(request, "error.html", status=500, heading=heading, advice=advice, reference=reference)


def on_http_error(request: Request, error: Exception) -> Response:
    """Answer what an endpoint or the router refused; a Swedish detail replaces the usual advice."""
    if not isinstance(error, AnyHTTPException):
        raise error
    given = error.detail if isinstance(error, HTTPException) and isinstance(error.detail, str) else ""
    return refuse(request, error.status_code, given if given.endswith(".") else "")


def on_bad_form(request: Request, error: Exception) -> Response:
    """Answer a form or an address whose parts are not what they should be."""
    if not isinstance(error, RequestValidationError):
        raise error
    in_address = any(part["loc"][:1] == ("path",) for part in error.errors())
    return refuse(request, 404 if in_address else 400)


def on_outside(request: Request, error: Exception) -> Response:
    """Answer with the one sentence of something outside us that is not as it must be."""
    if not isinstance(error, OutsideError):
        raise error
    return refuse(request, 400 if error.permanent else 503, error.text)


def on_sign_in_needed(request: Request, _error: Exception) -> Response:
    """Send a reader to the sign-in page; a form that was posted too late is told so."""
    if request.method == "POST":
        return refuse(
            request, 403, "Du har loggats ut. Logga in igen i en annan flik, gå tillbaka och skicka om."
        )
    response = RedirectResponse("/logga-in", 303)
    if request.url.path != "/":
        remember_onward(response, request)
    return response

"""Who asks: the service and the signed-in coordinator as dependencies, the session's cookie, and forms' secret fields.

A page of the coordinator's takes `who: Coordinator`; a form posted by one takes `who: Posting`, which has compared the
form's `csrf` field with the session's (OWASP ASVS 4.2.2). The guard has checked where the post comes from before that.
"""

import hmac
import secrets
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Form, HTTPException, Request, Response

from service.flows.service import Service
from service.flows.sign_in import SESSION_LIFE, SignedIn, who_is_signed_in
from service.web.errors import NotSignedInError

COOKIE = "arshjul"
FORM_COOKIE = "arshjul-form"
"""Ties the sign-in forms, before there is a session, to the browser that asked for them (login CSRF)."""


def service_of(request: Request) -> Service:
    """Return the running service."""
    service: Service = request.app.state.pages.service
    return service


ServiceOf = Annotated[Service, Depends(service_of)]


def visitor(request: Request, service: ServiceOf) -> SignedIn | None:
    """Return who is signed in, if anybody."""
    secret = request.cookies.get(COOKIE)
    if not secret:
        return None
    with service.store.read() as session:
        return who_is_signed_in(session, secret, service.clock.now())


Visitor = Annotated[SignedIn | None, Depends(visitor)]


def coordinator(who: Visitor) -> SignedIn:
    """Return who is signed in; NotSignedInError when nobody is."""
    if who is None:
        raise NotSignedInError
    return who


Coordinator = Annotated[SignedIn, Depends(coordinator)]


def posting(who: Coordinator, csrf: Annotated[str, Form()] = "") -> SignedIn:
    """Return who posts a form that we gave to this very session; 403 otherwise."""
    if not hmac.compare_digest(csrf.encode(), who.csrf.encode()):
        raise HTTPException(403)
    return who


Posting = Annotated[SignedIn, Depends(posting)]


def is_secure(service: Service) -> bool:
    """Whether we are reached by https, so that cookies must never travel otherwise."""
    return service.identity.public_url.startswith("https:")


def remember(response: Response, service: Service, secret: str) -> None:
    """Give the browser its session's secret."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=is_secure(service),
    )


def forget(response: Response) -> None:
    """Take the session's secret back from the browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def seal(service: Service, *words: str) -> str:
    """Return a MAC over `words` (HMAC-SHA-256, RFC 2104), for forms of people without a session."""
    return hmac.new(service.identity.key, "\x1f".join(("form", *words)).encode(), sha256).hexdigest()[:40]


def is_sealed(service: Service, given: str, *words: str) -> bool:
    """Whether `given` is our MAC over `words`."""
    return hmac.compare_digest(given.encode(), seal(service, *words).encode())


def form_nonce(request: Request) -> str:
    """Return the browser's own nonce for forms before sign-in, a new one when it has none."""
    return request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(16)


def remember_form(response: Response, service: Service, nonce: str) -> None:
    """Give the browser its nonce; Strict, since only our own pages send these forms."""
    response.set_cookie(FORM_COOKIE, nonce, httponly=True, samesite="strict", secure=is_secure(service))


def check_form(request: Request, service: Service, given: str) -> None:
    """403 unless the form was given to this browser."""
    if not is_sealed(service, given, "sign-in", request.cookies.get(FORM_COOKIE, "")):
        raise HTTPException(403)

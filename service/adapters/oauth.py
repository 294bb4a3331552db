"""An access token by client credentials (RFC 6749 §4.4), kept until shortly before it ends.

One token serves XOAUTH2 on SMTP and IMAP, or Graph: which, its scope says. The secret goes to the login address alone,
never into an error or a log.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Lock
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

from service.ports import AccessToken, is_loopback

MARGIN = 120.0
"""Seconds before its end that a token is no longer used."""

EXCHANGE_SCOPE = "https://outlook.office365.com/.default"
GRAPH_SCOPE = "https://graph.microsoft.com/.default"


class LoginRefusedError(PermissionError):
    """No token could be had; the text is a Swedish sentence for the administrator."""


@dataclass(frozen=True, slots=True)
class Application:
    """A registered application. `url` is the token endpoint; `timeout` is in seconds."""

    url: str
    client_id: str
    secret: str = field(repr=False)
    scope: str
    timeout: float = 30.0


def microsoft_url(tenant: str) -> str:
    """Return the token endpoint of a tenant at Microsoft (learn.microsoft.com/entra/identity-platform)."""
    return f"https://login.microsoftonline.com/{quote(tenant, safe='')}/oauth2/v2.0/token"


class ClientCredentials(AccessToken):
    """Fetches a token when it is needed; several threads may ask."""

    def __init__(self, application: Application, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that only go forward. ValueError: the secret would go in the clear."""
        parts = urlsplit(application.url)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise ValueError("Inloggning med OAuth görs bara över https.")
        self._application = application
        self._clock = clock
        self._lock = Lock()
        self._token = ""
        self._good_until = 0.0

    def __call__(self) -> str:
        """Return a token that lasts at least `MARGIN`. LoginRefusedError: there is none to be had."""
        with self._lock:
            if not self._token or self._clock() >= self._good_until:
                self._token, lasts = self._fetch()
                self._good_until = self._clock() + lasts - MARGIN
            return self._token

    def forget(self) -> None:
        """Fetch a new one next time, because this one was refused."""
        with self._lock:
            self._token = ""

    def _fetch(self) -> tuple[str, float]:
        """Return a token and for how many seconds it is good."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self._application.client_id,
            "client_secret": self._application.secret,
            "scope": self._application.scope,
        }
        request = Request(self._application.url, urlencode(form).encode(), method="POST")  # noqa: S310
        try:
            with urlopen(request, timeout=self._application.timeout) as answer:  # noqa: S310
                said = json.loads(answer.read(2**20))
            return _token_in(said)
        except HTTPError as error:
            with error:
                raise LoginRefusedError(f"Inloggningen med OAuth nekades: {_reason(error)}") from None
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise LoginRefusedError(f"Inloggningen med OAuth går inte att nå: {reason}") from None
        except (ValueError, TypeError):
            raise LoginRefusedError("Inloggningen med OAuth gav ett svar som inte går att läsa.") from None


def _token_in(said: object) -> tuple[str, float]:
    """Return what the endpoint gave (RFC 6749 §5.1). ValueError: it is not a token."""
    if not isinstance(said, dict) or not isinstance(said.get("access_token"), str):
        raise ValueError("no token")
    return said["access_token"], float(said.get("expires_in") or 0)


def _reason(error: HTTPError) -> str:
    """Return what the endpoint says is wrong, in its own words (RFC 6749 §5.2)."""
    try:
        said = json.loads(error.read(2**16))
        text = said.get("error_description") or said["error"]
    except (ValueError, KeyError, AttributeError, TypeError, OSError):
        text = error.reason
    return f"{error.code} {' '.join(str(text).split())}"[:300]

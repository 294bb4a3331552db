"""Microsoft Graph as a transport: sendMail with our own MIME, so that calendar parts and headers survive.

`POST /users/{mailbox}/sendMail` with base64 MIME as text/plain (learn.microsoft.com/graph/api/user-sendmail). Graph takes the recipients from the MIME, not from an envelope: a mail
whose envelope differs, as in a trial, is readdressed first.

    202                                       sent
    no connection, 401, 403, 404, 429, 5xx    later: for the administrator or the server to put right
    400, 413 and the other 4xx                never
    the line breaks before the answer         unknown
"""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from service.ports import AccessToken, Mailer, Outcome, Outgoing, is_loopback, nothing

_LATER = frozenset({401, 403, 404, 408, 429})


@dataclass(frozen=True, slots=True)
class GraphAccount:
    """The mailbox to send from, and the token that may. `timeout` is in seconds."""

    mailbox: str
    token: AccessToken
    graph: str = "https://graph.microsoft.com/v1.0"
    timeout: float = 60.0


class GraphMailer(Mailer):
    """Sends from one mailbox."""

    name = "graph"

    def __init__(self, account: GraphAccount) -> None:
        """ValueError: the address is not https, nor on this machine."""
        parts = urlsplit(account.graph)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise ValueError("Graph nås bara över https.")
        self._account = account

    def send(self, mail: Outgoing, meanwhile: Callable[[], None] = nothing) -> Outcome:  # noqa: ARG002, urllib asks and waits in one
        """Hand over one mail. A token that has been withdrawn is fetched anew, once."""
        for last_try in (False, True):
            try:
                token = self._account.token()
            except OSError as error:
                return Outcome("later", text=str(error))
            outcome = self._post(mail, token)
            if outcome.code != "401" or last_try:
                return outcome
            self._account.token.forget()
        return outcome

    def close(self) -> None:
        """Nothing is kept open."""

    def _post(self, mail: Outgoing, token: str) -> Outcome:
        account = self._account
        url = f"{account.graph}/users/{quote(account.mailbox, safe='@')}/sendMail"
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/plain"}
        try:
            status, _ = _post(url, b64encode(addressed(mail)), headers, account.timeout)
        except HTTPError as error:
            with error:
                code = error.code
                later = code in _LATER or code >= 500
                return Outcome("later" if later else "never", str(code), _reason(error))
        except URLError as error:
            return Outcome("later", text=f"Microsoft Graph går inte att nå: {error.reason}")
        except (OSError, HTTPException):
            return Outcome("unknown", text="Förbindelsen bröts innan Microsoft Graph hann svara.")
        return Outcome("sent", str(status))


def addressed(mail: Outgoing) -> bytes:
    """Return the mail with the envelope's recipients in To, and no Cc, unless its headers name just those already."""
    parsed = BytesHeaderParser().parsebytes(mail.content)
    named = {email for _, email in getaddresses([*parsed.get_all("To", []), *parsed.get_all("Cc", [])])}
    if named == set(mail.envelope_to):
        return mail.content
    head, _, body = mail.content.partition(b"\r\n\r\n")
    kept: list[bytes] = []
    leaving_out = False
    for line in head.split(b"\r\n"):
        if not line.startswith((b" ", b"\t")):
            leaving_out = line.partition(b":")[0].lower() in (b"to", b"cc", b"bcc")
        if not leaving_out:
            kept.append(line)
    to = ",\r\n ".join(mail.envelope_to).encode("ascii")
    return b"\r\n".join([*kept, b"To: " + to]) + b"\r\n\r\n" + body


def _post(url: str, content: bytes, headers: Mapping[str, str], timeout: float) -> tuple[int, bytes]:
    request = Request(url, content, dict(headers), method="POST")  # noqa: S310, checked in __init__
    with urlopen(request, timeout=timeout) as answer:  # noqa: S310
        return answer.status, answer.read(2**20)


def _reason(error: HTTPError) -> str:
    """Return what the server says is wrong, in its own words; never a secret, since only answers are read."""
    try:
        wrong = json.loads(error.read(2**16))["error"]
        text = f"{wrong['code']}: {wrong['message']}"
    except (ValueError, KeyError, AttributeError, TypeError, OSError):
        text = error.reason
    return f"{error.code} {' '.join(str(text).split())}"[:300]

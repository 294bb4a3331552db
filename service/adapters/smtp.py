"""SMTP as a transport (RFC 5321, STARTTLS RFC 3207, AUTH RFC 4954), on one connection kept open between mails.

What the server answers becomes an Outcome, never an exception:

    250 after the last dot                            sent, and `refused` names the recipients not taken
    4xx, no connection, no login, no secure line      later
    5xx to the sender, the mail or every recipient    never
    the line breaks after 354, before the answer      unknown: the server may have taken it

Where the server offers PIPELINING (RFC 2920), sender, recipient and DATA go in one packet: one wait instead of three.

A wrong password is "later": it is for the administrator to put right, and no mail should be lost by it.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Literal

from service.ports import Mailer, Outcome, Outgoing, because, is_loopback, nothing

Answer = tuple[int, bytes]
"""A reply's code and text."""

TAKEN = frozenset({250, 251})
"""Answers to RCPT that take the recipient (RFC 5321 §4.3.2)."""

LOGIN_CODES = frozenset({530, 534, 535, 538})
"""Answers that are about our login, whatever command they come after (RFC 4954 §6)."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where and how to send. `token` gives an OAuth access token (XOAUTH2) and goes before `password`.

    `timeout` is in seconds, per answer. `tls` is for an authority of one's own; the system's otherwise.
    """

    host: str
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    allow_plain: bool = False
    user: str = ""
    password: str = ""
    token: Callable[[], str] | None = None
    timeout: float = 60.0
    tls: ssl.SSLContext | None = None


class SmtpMailer(Mailer):
    """One connection to one server; it opens at the first mail and again when it has been lost."""

    name = "smtp"

    def __init__(self, server: SmtpServer) -> None:
        """ValueError: the line would be in the clear to another machine, and that is not allowed."""
        if server.security == "none" and not server.allow_plain and not is_loopback(server.host):
            raise ValueError("Okrypterad SMTP tillåts bara till den egna maskinen.")
        self._server = server
        self._line: smtplib.SMTP | None = None

    def send(self, mail: Outgoing, meanwhile: Callable[[], None] = nothing) -> Outcome:
        """Hand over one mail. A line that was kept open and has gone dead is opened anew, once."""
        for kept in (self._line is not None, False):
            try:
                line = self._open()
            except (OSError, smtplib.SMTPException) as error:
                self._drop()
                return _trouble(error)
            try:
                outcome = _hand_over(line, mail, meanwhile)
            except BaseException:
                self._drop()  # its answer would be taken for the next mail's
                raise
            if outcome is None or outcome.code == "421":
                self._drop()
                if kept and (outcome is None or outcome.delivery == "later"):
                    continue
            break
        if outcome is not None and outcome.delivery == "unknown":
            self._drop()
        return outcome or Outcome("later", text="Förbindelsen med e-postservern bröts.")

    def try_out(self) -> str:
        """Log in, and hang up without sending; return what was wrong, in Swedish, empty when nothing was."""
        try:
            self._open().noop()
        except (OSError, smtplib.SMTPException) as error:
            trouble = _trouble(error)
            self._drop()
            return f"{trouble.code} {trouble.text}".strip()
        self.close()
        return ""

    def close(self) -> None:
        """Say QUIT and let go."""
        if self._line is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._line.quit()
            self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _open(self) -> smtplib.SMTP:
        if self._line is None:
            self._line = line = _connect(self._server)
            _log_in(line, self._server)
        return self._line


def xoauth2(user: str, token: str) -> str:
    """Return the first answer of XOAUTH2, before base64 (Google's and Microsoft's form)."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _connect(server: SmtpServer) -> smtplib.SMTP:
    where = (server.host, server.port)
    if server.security == "tls":
        return smtplib.SMTP_SSL(*where, timeout=server.timeout, context=server.tls or _system_authorities())
    line = smtplib.SMTP(*where, timeout=server.timeout)
    if server.security == "starttls":
        try:
            line.starttls(context=server.tls or _system_authorities())
        except BaseException:
            line.close()
            raise
    return line


@cache
def _system_authorities() -> ssl.SSLContext:
    """Read once: the system's list takes longer to read than a mail to send."""
    return ssl.create_default_context()


def _log_in(line: smtplib.SMTP, server: SmtpServer) -> None:
    line.ehlo_or_helo_if_needed()
    if server.token is not None:
        first = xoauth2(server.user, server.token())
        # A refusal comes as a challenge with the reason; an empty answer makes the server say its code.
        line.auth("XOAUTH2", lambda challenge=None: first if challenge is None else "")
    elif server.user:
        line.login(server.user, server.password)


def _hand_over(line: smtplib.SMTP, mail: Outgoing, meanwhile: Callable[[], None]) -> Outcome | None:
    """Return what came of the mail; None when the line was lost before the server could have taken it."""
    try:
        answers = (_all_at_once if line.has_extn("pipelining") else _one_by_one)(line, mail)
        to_recipients = zip(mail.envelope_to, answers[1:], strict=False)
        refused = [(to, *answer) for to, answer in to_recipients if answer[0] not in TAKEN]
        if answers[0][0] != 250:
            return _refusal(line, answers[0], answers)
        if len(refused) == len(mail.envelope_to):
            _, code, text = min(refused, key=lambda each: each[1])
            return _refusal(line, (code, text), answers, mail.envelope_to)
        if len(answers) < len(mail.envelope_to) + 2:
            return None
        if answers[-1][0] != 354:
            return _refusal(line, answers[-1], answers)
    except (OSError, smtplib.SMTPException):
        return None
    outcome = _deliver(line, mail.content, meanwhile)
    if not refused:
        return outcome
    reason = f"{outcome.text} Nekad mottagare: {refused[0][1]} {_said(refused[0][2])}".strip()
    return Outcome(outcome.delivery, outcome.code, reason, tuple(each[0] for each in refused))


def _deliver(line: smtplib.SMTP, content: bytes, meanwhile: Callable[[], None]) -> Outcome:
    """Return what the server says of the mail itself; "unknown" when it says nothing."""
    broken = "Förbindelsen bröts innan e-postservern hann svara om mejlet togs emot."
    try:
        line.send(_dotted(content))
    except (OSError, smtplib.SMTPException):
        return Outcome("unknown", text=broken)
    meanwhile()
    try:
        code, text = line.getreply()
    except (OSError, smtplib.SMTPException):
        return Outcome("unknown", text=broken)
    return _outcome(code, text) if code != 250 else Outcome("sent", "250", _said(text))


def _one_by_one(line: smtplib.SMTP, mail: Outgoing) -> list[Answer]:
    """Return the answers to MAIL, each RCPT, and DATA; none after a refused MAIL, none to DATA without a recipient."""
    answers = [line.mail(mail.envelope_from)]
    if answers[0][0] == 250:
        answers += [line.rcpt(to) for to in mail.envelope_to]
        if any(code in TAKEN for code, _ in answers[1:]):
            answers.append(line.docmd("DATA"))
    return answers


def _all_at_once(line: smtplib.SMTP, mail: Outgoing) -> list[Answer]:
    """Say MAIL, each RCPT and DATA in one breath and return the answers, in that order (RFC 2920 §3.1).

    A line that breaks gives the answers that came before: the first may say why.
    """
    commands = [f"mail FROM:{smtplib.quoteaddr(mail.envelope_from)}"]
    commands += [f"rcpt TO:{smtplib.quoteaddr(to)}" for to in mail.envelope_to]
    if any(mark in command for command in commands for mark in "\r\n"):
        raise ValueError("a line break in an address")
    line.send("".join(f"{command}\r\n" for command in [*commands, "DATA"]))
    answers = [line.getreply()]
    with suppress(smtplib.SMTPServerDisconnected):
        for _ in commands:
            answers.append(line.getreply())
    return answers


def _refusal(
    line: smtplib.SMTP, answer: Answer, answers: list[Answer], refused: tuple[str, ...] = ()
) -> Outcome:
    """Clear the transaction, so that the line can be used for the next mail, and return the outcome.

    A server that was asked all at once may wait for the mail though it took no recipient: it gets an empty one, which
    goes nowhere (RFC 2920 §3.1). Had it taken one, the empty mail would go there: then the line is dropped instead.
    """
    with suppress(OSError, smtplib.SMTPException):
        if answers[-1][0] != 354:
            line.rset()
        elif any(code in TAKEN for code, _ in answers[1:-1]):
            line.close()
        else:
            line.docmd(".")
    outcome = _outcome(*answer)
    return Outcome(outcome.delivery, outcome.code, outcome.text, refused)


def _outcome(code: int, text: bytes) -> Outcome:
    final = 500 <= code < 600 and code not in LOGIN_CODES
    return Outcome("never" if final else "later", str(code), _said(text))


def _said(text: bytes) -> str:
    return " ".join(text.decode(errors="replace").split())[:300]


def _dotted(content: bytes) -> bytes:
    """Return the mail with leading dots doubled and the last dot after it (RFC 5321 §4.5.2)."""
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    dotted = (b"." + ended if ended.startswith(b".") else ended).replace(b"\r\n.", b"\r\n..")
    return dotted + b".\r\n"


def _trouble(error: Exception) -> Outcome:
    """Return why no line could be opened, in words for the administrator."""
    match error:
        case smtplib.SMTPResponseException():
            text = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
            return Outcome("later", str(error.smtp_code), _said(text))
        case smtplib.SMTPNotSupportedError():
            what = (
                "STARTTLS, alltså ingen krypterad förbindelse" if "STARTTLS" in str(error) else "inloggning"
            )
            return Outcome("later", text=f"E-postservern erbjuder inte {what}, på den porten.")
        case ssl.SSLError():
            return Outcome(
                "later",
                text=f"Den säkra förbindelsen med e-postservern gick inte att upprätta: {error.reason}",
            )
        case socket.gaierror():
            return Outcome("later", text="E-postserverns namn går inte att slå upp.")
        case TimeoutError():
            return Outcome("later", text="E-postservern svarar inte i tid.")
        case PermissionError():
            return Outcome("later", text=str(error))
        case OSError():  # every other SMTPException too
            return Outcome("later", text=f"E-postservern går inte att nå: {because(error)}.")
        case _:
            return Outcome("later", text=f"E-postservern går inte att nå: {error}")

"""What `arshjul doctor` looks at in the mail: each server with a login, the sender's DNS, the address for answers."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from config.settings import Settings
from service.adapters.dns import NoResolverError, resolver, txt_records
from service.adapters.imap import ImapMailbox
from service.adapters.oauth import GRAPH_SCOPE
from service.bootstrap import credentials, open_imap, open_smtp, secret_key
from service.domain.message import address_token, make_token, new_token_id, read_token, reply_address
from service.flows.disturbances import disturbances
from service.store.engine import Store

SECONDS = 8.0

SELECTORS = ("selector1", "selector2", "default", "s1", "s2", "dkim", "mail", "google", "k1")
"""Names under which DKIM keys most often lie (Microsoft 365 first): DNS cannot be asked for all there are."""

State = Literal["ok", "absent", "broken"]

Finding = tuple[State, str]
"""A state and a Swedish sentence."""

LookUp = Callable[[str], list[str]]


def check_sending(settings: Settings) -> Finding:
    """Log in where mail is handed over."""
    try:
        if settings.transport == "eml":
            return "absent", f"Inga mejl skickas: de läggs i {settings.var / 'mail'}."
        if settings.transport == "graph":
            credentials(settings, GRAPH_SCOPE)()
            return "ok", f"Microsoft Graph släpper in programmet; mejlen skickas från {settings.mail_from}."
        where = f"{settings.smtp_host}:{settings.smtp_port}"
        trouble = open_smtp(settings, SECONDS).try_out()
    except (ValueError, OSError) as problem:
        return "broken", str(problem)
    if trouble:
        return "broken", f"SMTP-servern {where}: {trouble.rstrip('.')}. Se ARSHJUL_SMTP_*."
    login = "släpper in oss" if settings.smtp_user else "svarar, utan inloggning"
    return "ok", f"SMTP-servern {where} {login} ({settings.smtp_security})."


def check_intake(settings: Settings) -> Finding:
    """Log in where answers are fetched, and open the folder."""
    try:
        mailbox = open_imap(settings)
        if mailbox is None:
            return (
                "absent",
                f"Ingen IMAP-server: svaren läses ur {settings.maildir or settings.var / 'inkorg'}.",
            )
        waiting = _waiting(mailbox)
    except (ValueError, ConnectionError) as problem:
        return "broken", f"{str(problem).rstrip('.')}. Se ARSHJUL_IMAP_*."
    return "ok", f"IMAP-servern släpper in oss; i {settings.imap_folder} väntar {waiting} mejl."


def _waiting(mailbox: ImapMailbox) -> int:
    try:
        return mailbox.count()
    finally:
        mailbox.close()


def check_reply_address(settings: Settings) -> Finding:
    """See that an answer's address comes back to its question: made as in a mail, read as in an answer."""
    mailbox = settings.replies_to
    if not settings.plus_addresses:
        return "ok", f"Svar går till {mailbox}; frågan känns igen på mejlets referenser och ämnesrad."
    key = secret_key(settings)
    token_id = new_token_id(b"arshjul doctor")
    try:
        address = reply_address(mailbox, make_token(token_id, key))
    except ValueError:
        return "broken", f"{mailbox} kan inte bära +kod. Ange en annan ARSHJUL_REPLY_ADDRESS."
    found = read_token(address_token(address.upper(), mailbox) or "", key)
    if found != token_id:
        return "broken", f"Koden i {address} går inte att läsa tillbaka. Se ARSHJUL_SECRET_KEY."
    note = ""
    if mailbox.lower() != settings.mail_from.lower():
        note = f" Kalendersvar går till {settings.mail_from}; låt dem komma till samma brevlåda."
    return "ok", f"Svar går till {mailbox} med +kod, och koden går att läsa tillbaka.{note}"


def check_disturbances(settings: Settings) -> Iterator[Finding]:
    """Tell what the running service has had trouble with since it last worked."""
    store = Store(settings.database)
    try:
        with store.read() as session:
            for each in disturbances(session):
                yield "broken", f"Sedan {each.since:%Y-%m-%d %H.%M} UTC: {each.text}"
    except SQLAlchemyError:
        return  # the database's own line says what is wrong with it
    finally:
        store.close()


def check_dns(settings: Settings, look_up: LookUp | None = None) -> Finding:
    """Look the sender's domain up: SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489)."""
    domain = settings.mail_from.rpartition("@")[2]
    if "." not in domain:
        return "absent", "Avsändarens domän finns inte i DNS. Ange ARSHJUL_MAIL_FROM."
    server = resolver()
    if look_up is None and server is not None:
        look_up = partial(txt_records, server=server)
    if look_up is None:
        return "absent", f"SPF, DKIM och DMARC för {domain} kunde inte slås upp: ingen namnserver här."
    try:
        found = {
            "SPF": any(text.lower().startswith("v=spf1") for text in look_up(domain)),
            "DKIM": any(_has_key(look_up, f"{name}._domainkey.{domain}") for name in SELECTORS),
            "DMARC": any(text.lower().startswith("v=dmarc1") for text in look_up(f"_dmarc.{domain}")),
        }
    except NoResolverError as problem:
        return "absent", f"SPF, DKIM och DMARC för {domain} kunde inte slås upp: {problem}."
    missing = [name for name, there in found.items() if not there]
    if not missing:
        return "ok", f"{domain} har SPF, DKIM och DMARC."
    return "absent", (
        f"{domain} saknar {', '.join(missing)} (DKIM söks under vanliga namn). "
        "Utan dem hamnar mejlen lätt i skräpposten; be den som sköter domänen."
    )


def _has_key(look_up: LookUp, name: str) -> bool:
    return any("p=" in text for text in look_up(name))

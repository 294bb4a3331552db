"""What every flow works with: the store, the clock and the ways to the outside, chosen once by bootstrap."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from service.domain.parties import PartyWords
from service.domain.reply import IncomingMail, MailWords
from service.domain.timing import TimeWords
from service.domain.workbook import Sheet, WorkbookWords
from service.flows.allowance import Rate
from service.flows.letters import Address, ComposeMail, MarkFeed, WriteFeed, WriteInvitation, WriteLetter
from service.flows.writeback import PatchWorkbook
from service.ports import Clock, Mailbox, Mailer, Nudge, Pages
from service.store.engine import Store


@dataclass(frozen=True, slots=True)
class Words:
    """The compiled vocabularies of the readings."""

    time: TimeWords
    party: PartyWords
    mail: MailWords
    workbook: WorkbookWords


MARK_HEADER = "Arshjul-Mark"


def mark_of(key: bytes) -> str:
    """Return what tells one installation from another by its key, without giving the key away."""
    return hmac.new(key, b"arshjul installation", sha256).hexdigest()[:16] if key else ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in other people's mailboxes and browsers.

    `key` signs links and reply addresses (HMAC-SHA-256, RFC 2104); whoever has it can forge them.
    """

    mail_from: str
    replies_to: str
    plus_addresses: bool
    public_url: str
    key: bytes
    redirect_all_to: str = ""

    @property
    def domain(self) -> str:
        """The domain that Message-IDs and calendar identities are made under (RFC 5322 §3.6.4)."""
        return self.mail_from.rpartition("@")[2] or "localhost"


@dataclass(frozen=True, slots=True)
class Watch:
    """What the service watches over itself, and whom it tells: nobody when `operator` is empty.

    It tells when nothing has gone out for `silent_days` although something should, or when what is due has waited
    for more than `late_minutes`. `metrics_token` opens /metrics to other machines.
    """

    operator: str = ""
    silent_days: int = 3
    late_minutes: int = 120
    metrics_token: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """One running service. Flows take it as their first argument; tests build it with their own clock and mailer."""

    store: Store
    clock: Clock
    mailer: Mailer
    mailbox: Mailbox
    pages: Pages
    nudge: Nudge
    words: Words
    identity: Identity
    policy: dict[str, Any]
    rate: Rate
    zone: ZoneInfo
    read_workbook: Callable[[bytes], Sequence[Sheet]]
    patch_workbook: PatchWorkbook
    parse_mail: Callable[[bytes], IncomingMail]
    words_of_letter: Callable[[bytes], str]
    write_letter: WriteLetter
    compose: ComposeMail
    readdress: Callable[[bytes, Address], bytes]
    write_invitation: WriteInvitation
    write_feed: WriteFeed
    mark_feed: MarkFeed
    watch: Watch = Watch()

"""What is kept for how long: each rule finds what has had its time, and says what goes of it.

Nothing that the ledger or the follow-ups rest on is ever removed, also not the days of absences: rows stay, words go.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.schedule import PolicyError, laid_over
from service.flows.rules import only_changes
from service.flows.service import Service
from service.flows.whose_files import our_files
from service.flows.whose_mail import ours
from service.store.attachments import AttachmentRow
from service.store.people import Organisation, PartyRow, SignIn, WebSession
from service.store.plan import Upload
from service.store.post import Inbound, Message

MACHINES = ("auto", "bounce", "calendar")
"""Mails that nobody has written as an answer."""

ANSWERS = ("answered", "sorted", "ignored")
SIGN_IN = "signin"

LEAST = {"sign_in": 1, "sessions": 1, "automatic": 30, "sent": 240, "answers": 365, "attachments": 365}
"""No rule may be shorter: links in mails work for 240 days, and a year's answers belong to its analysis."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a rule is asked with: whose, everything up to when, and the time now."""

    service: Service
    organisation_id: int
    until: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of thing: the key of its days in the policy, its Swedish name, what finds it and what is done to it."""

    what: str
    days: str
    name: str
    find: Callable[[Aim], Select[int]]
    remove: Callable[[Session, Sequence[int], Aim], None]


def days_kept(service: Service, organisation: Organisation) -> Mapping[str, int]:
    """Return for how many days an organisation keeps each kind; 0 is for ever. PolicyError: a rule cannot be followed."""
    return checked(laid_over(service.policy, organisation.settings.get("policy", {})).get("retention", {}))


def checked(rules: Mapping[str, Any]) -> Mapping[str, int]:
    """Return the days of each kind. PolicyError, with the kind as its place: they are none, or too few."""
    return {key: _days(rules, key, least) for key, least in LEAST.items()}


def _days(rules: Mapping[str, Any], key: str, least: int) -> int:
    days = rules.get(key, 0)
    if not isinstance(days, int) or isinstance(days, bool) or (days and not least <= days <= 36500):
        raise PolicyError(key, f"Gallringen räknas i dygn: 0 (aldrig) eller minst {least}.")
    return days


def change_retention(service: Service, organisation_id: int, kept: Mapping[str, int]) -> None:
    """Keep each kind for so many days from now on. PolicyError: they cannot be followed; nothing is stored."""
    with service.store.write() as session:
        organisation = session.get_one(Organisation, organisation_id)
        chosen = laid_over(organisation.settings.get("policy", {}), {"retention": checked(kept)})
        rules = only_changes(service.policy, laid_over(service.policy, chosen))
        organisation.settings = {**organisation.settings, "policy": rules}


def aims(service: Service, organisation: Organisation) -> list[tuple[Rule, Aim]]:
    """Return the organisation's rules that remove anything at all, each with what it is asked with."""
    return _aims(service, organisation.id, days_kept(service, organisation))


def _aims(service: Service, organisation_id: int, kept: Mapping[str, int]) -> list[tuple[Rule, Aim]]:
    now = service.clock.now()
    return [
        (rule, Aim(service, organisation_id, now - timedelta(days=kept[rule.days]), now))
        for rule in RULES
        if kept[rule.days]
    ]


def count_due(
    service: Service, organisation_id: int, instead: Mapping[str, int] | None = None
) -> list[tuple[Rule, int, int]]:
    """Return (rule, days kept, how much would go now) for every rule; with the days `instead` of those that hold."""
    with service.store.read() as session:
        kept = instead or days_kept(service, session.get_one(Organisation, organisation_id))
        found = {
            rule.what: session.scalar(select(func.count()).select_from(rule.find(aim).subquery())) or 0
            for rule, aim in _aims(service, organisation_id, kept)
        }
    return [(rule, kept[rule.days], found.get(rule.what, 0)) for rule in RULES]


def _sent(aim: Aim, *, sign_in: bool) -> Select[int]:
    kind = Message.kind == SIGN_IN if sign_in else Message.kind != SIGN_IN
    return select(Message.id).where(
        Message.organisation_id == aim.organisation_id,
        Message.state.in_(("sent", "failed", "void", "voided")),
        Message.next_at < aim.until,
        Message.retired_on.is_(None),
        kind,
    )


def _strip_sent(session: Session, ids: Sequence[int], aim: Aim) -> None:
    today = local_day(aim.now, aim.service.zone)
    session.execute(update(Message).where(Message.id.in_(ids)).values(content=b"", retired_on=today))


def _received(aim: Aim, states: Sequence[str]) -> Select[int]:
    return select(Inbound.id).where(
        ours(aim.organisation_id),
        Inbound.state.in_(states),
        Inbound.arrived_at < aim.until,
        Inbound.retired_on.is_(None),
    )


def _strip_received(session: Session, ids: Sequence[int], aim: Aim) -> None:
    """What it was known by stays, so that the same mail is not taken in again."""
    gone = {"content": b"", "reading": {}, "subject": "", "why": ""}
    today = local_day(aim.now, aim.service.zone)
    session.execute(update(Inbound).where(Inbound.id.in_(ids)).values(**gone, retired_on=today))


def _files(aim: Aim) -> Select[int]:
    return select(AttachmentRow.id).where(
        our_files(aim.organisation_id, Inbound.state.in_(ANSWERS)),
        AttachmentRow.kept_at < aim.until,
        AttachmentRow.retired_on.is_(None),
    )


def _strip_files(session: Session, ids: Sequence[int], aim: Aim) -> None:
    """Size and checksum stay: they tell whether a file that turns up elsewhere is the one that was sent."""
    today = local_day(aim.now, aim.service.zone)
    session.execute(
        update(AttachmentRow).where(AttachmentRow.id.in_(ids)).values(content=b"", name="", retired_on=today)
    )


def _of_party(aim: Aim) -> Select[int]:
    return (
        select(PartyRow.id)
        .where(PartyRow.organisation_id == aim.organisation_id)
        .correlate_except(PartyRow)  # the organisation may be a column of the query around this one
    )


def _links(aim: Aim) -> Select[int]:
    """The newest link that was used stays: that somebody has signed in closes the way in of the first start."""
    newest = select(func.max(SignIn.id)).where(SignIn.used_at.is_not(None)).scalar_subquery()
    return select(SignIn.id).where(
        SignIn.party_id.in_(_of_party(aim)),
        SignIn.expires_at < aim.until,
        SignIn.id != func.coalesce(newest, 0),
    )


def _sessions(aim: Aim) -> Select[int]:
    return select(WebSession.id).where(
        WebSession.party_id.in_(_of_party(aim)), WebSession.expires_at < aim.until
    )


def _uploads(aim: Aim) -> Select[int]:
    return select(Upload.id).where(
        Upload.organisation_id == aim.organisation_id, Upload.uploaded_at < aim.until
    )


def _delete(
    table: type[SignIn | WebSession | Upload],
) -> Callable[[Session, Sequence[int], Aim], None]:
    def remove(session: Session, ids: Sequence[int], _aim: Aim) -> None:
        session.execute(delete(table).where(table.id.in_(ids)))

    return remove


RULES: tuple[Rule, ...] = (
    Rule("links", "sign_in", "inloggningslänkar", _links, _delete(SignIn)),
    Rule(
        "link_mails",
        "sign_in",
        "text i mejl med inloggningslänk",
        lambda aim: _sent(aim, sign_in=True),
        _strip_sent,
    ),
    Rule("sessions", "sessions", "avslutade sessioner", _sessions, _delete(WebSession)),
    Rule("uploads", "sessions", "arbetsböcker som inte lästes in", _uploads, _delete(Upload)),
    Rule(
        "automatic",
        "automatic",
        "text i automatiska svar",
        lambda aim: _received(aim, MACHINES),
        _strip_received,
    ),
    Rule("sent", "sent", "text i skickade mejl", lambda aim: _sent(aim, sign_in=False), _strip_sent),
    Rule("answers", "answers", "text i inkomna svar", lambda aim: _received(aim, ANSWERS), _strip_received),
    Rule("attachments", "attachments", "bilagor till svar", _files, _strip_files),
)
"""In the order they are told in."""

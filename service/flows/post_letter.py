"""Put a letter in the outbox: written, composed and given its lasting identity, so that sending needs nothing else."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from service.domain.days import local_day
from service.domain.message import make_token, message_id, new_token_id, reply_address, subject_tag
from service.flows.found_organisation import coordinators_of
from service.flows.letters import Address, CalendarPart, Contact, Facts, Frame
from service.flows.service import Service
from service.store.people import Organisation, PartyRow
from service.store.post import Message


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What one mail is known by: its short name, the token that answers carry, and its Message-ID."""

    token_id: str
    token: str
    message_id: str

    @property
    def tag(self) -> str:
        """What people see of it in the subject."""
        return subject_tag(self.token_id)


def new_identifiers(service: Service, key: str) -> Identifiers:
    """Return identifiers for a new mail under `key`."""
    token_id = new_token_id(secrets.token_bytes(8))
    return Identifiers(
        token_id,
        make_token(token_id, service.identity.key),
        message_id(key, service.identity.domain, secrets.token_hex(6)),
    )


def identifiers_of(service: Service, message: Message) -> Identifiers:
    """Return the identifiers of a mail in the outbox that awaits an answer."""
    token_id = message.token or ""
    return Identifiers(token_id, make_token(token_id, service.identity.key), message.message_id)


def contact_of(session: Session, organisation_id: int) -> Contact:
    """Return the coordinator as the readers of mails know them."""
    coordinator = coordinators_of(session, organisation_id)[0]
    return Contact(coordinator.name, "samordnare", coordinator.phone, coordinator.email)


def frame_for(
    session: Session,
    service: Service,
    organisation_id: int,
    party: PartyRow,
    tag: str = "",
    late: bool = False,
) -> Frame:
    """Return what every mail to `party` has. A unit's mailbox is not greeted by name, a person is by the first.

    The organisation and its coordinator are read once in a transaction, however many mails it writes.
    """
    known = session.info.setdefault("frames", {})
    if organisation_id not in known:
        name = session.get_one(Organisation, organisation_id).name
        known[organisation_id] = (name, contact_of(session, organisation_id))
    organisation, contact = known[organisation_id]
    return Frame(
        to=party.name.split()[0] if party.kind == "person" and party.name else "",
        today=local_day(service.clock.now(), service.zone),
        organisation=organisation,
        contact=contact,
        tag=tag,
        late=late,
    )


def post_letter(
    session: Session,
    service: Service,
    facts: Facts,
    party: PartyRow,
    key: str,
    identifiers: Identifiers | None = None,
    *,
    next_at: datetime | None = None,
    in_reply_to: str = "",
    calendar: CalendarPart | None = None,
) -> Message:
    """Write and compose a letter to `party` and put it in the outbox, due at once or at `next_at`.

    With the frame's tag set the mail awaits an answer, and its Reply-To carries the token. In a trial everything goes
    to one mailbox: the subject says for whom it was, and no header names them, so that "answer all" stays in the trial.
    """
    now = service.clock.now()
    named = identifiers or new_identifiers(service, key)
    letter = service.write_letter(facts)
    identity = service.identity
    to = Address(party.email, party.name)
    if identity.redirect_all_to:
        letter = replace(letter, subject=f"[Prov till {party.name or party.email}] {letter.subject}")
        to = Address(identity.redirect_all_to)
    answers_to = answer_address(service, named) if facts.frame.tag else identity.replies_to
    content = service.compose(
        letter,
        kind=facts.kind,
        sender=Address(identity.mail_from, facts.frame.organisation),
        to=to,
        reply_to=Address(answers_to),
        message_id=named.message_id,
        date=now,
        list_id=f"arshjul.{identity.domain}" if "." in identity.domain else "",
        in_reply_to=in_reply_to,
        calendar=calendar,
    )
    message = Message(
        organisation_id=party.organisation_id,
        kind=facts.kind,
        key=key,
        party_id=party.id,
        envelope_from=identity.replies_to,
        envelope_to=[to.email],
        subject=letter.subject[:500],
        message_id=named.message_id,
        token=named.token_id if facts.frame.tag else None,
        content=content,
        created_at=now,
        next_at=next_at or now,
    )
    session.add(message)
    return message


def answer_address(service: Service, named: Identifiers) -> str:
    """Return the mailbox for answers, with the token where the mail system takes such addresses."""
    identity = service.identity
    return reply_address(identity.replies_to, named.token) if identity.plus_addresses else identity.replies_to


def answer_link(service: Service, named: Identifiers, number: int = 0) -> str:
    """Return the page where the mail is answered, at its measure `number` when that is given."""
    page = f"{service.identity.public_url}/svar/{named.token}"
    return f"{page}/{number}" if number else page

"""Send one mail of each kind to an administrator's own mailbox, through the real transport and at once."""

from dataclasses import dataclass, replace
from datetime import datetime

from service.domain.days import local_day
from service.domain.invitation import Entry, Invitation
from service.flows.allowance import draw
from service.flows.calendar_days import uid_of
from service.flows.found_organisation import coordinators_of
from service.flows.letters import Address, CalendarPart, Contact, Facts, Frame, InvitationMail, Kind
from service.flows.letters.samples import sample_letters
from service.flows.post_letter import answer_address, new_identifiers
from service.flows.service import Service
from service.ports import Outcome, Outgoing
from service.store.people import Organisation


@dataclass(frozen=True, slots=True)
class Sample:
    """One trial mail: its kind, its subject as it stands in the mailbox, and what the transport said."""

    kind: Kind
    subject: str
    outcome: Outcome

    @property
    def sent(self) -> bool:
        """Whether the mail server has it."""
        return self.outcome.delivery == "sent"


def send_samples(service: Service, organisation_id: int, address: str) -> list[Sample]:
    """Return what came of each mail. ValueError: the address is not one.

    The letters are made up and stand in no ledger; only the transport's allowance knows of them. Nothing is sent to
    anybody else, and a trial's mailbox does not take this one's place: it was named by hand. When the first mail does
    not go, the others would not either, and it is the only one that is tried.
    """
    now = service.clock.now()
    facts = _letters(service, organisation_id, now)
    samples = [_compose(service, each, address, number, now) for number, each in enumerate(facts, start=1)]
    with service.store.write() as session:
        draw(session, service.mailer.name, service.rate, len(samples), now)
    told: list[Sample] = []
    for kind, subject, mail in samples:
        told.append(Sample(kind, subject, service.mailer.send(mail)))
        if not told[0].sent:
            break
    service.mailer.close()
    return told


def _letters(service: Service, organisation_id: int, now: datetime) -> tuple[Facts, ...]:
    with service.store.read() as session:
        name = session.get_one(Organisation, organisation_id).name
        coordinator = coordinators_of(session, organisation_id)[0]
    contact = Contact(coordinator.name, "samordnare", coordinator.phone, coordinator.email)
    frame = Frame("", local_day(now, service.zone), name, contact)
    local = now.astimezone(service.zone)
    return sample_letters(
        frame, service.identity.public_url, local, service.mailer.name, service.identity.replies_to
    )


def _compose(
    service: Service, facts: Facts, address: str, number: int, now: datetime
) -> tuple[Kind, str, Outgoing]:
    identity = service.identity
    named = new_identifiers(service, f"sample:{facts.kind}:{now.isoformat()}")
    letter = service.write_letter(facts)
    letter = replace(letter, subject=f"[Prov] {letter.subject}")
    sender, to = Address(identity.mail_from, facts.frame.organisation), Address(address)
    content = service.compose(
        letter,
        kind=facts.kind,
        sender=sender,
        to=to,
        reply_to=Address(answer_address(service, named)),
        message_id=named.message_id,
        date=now,
        list_id=f"arshjul.{identity.domain}" if "." in identity.domain else "",
        calendar=_calendar(service, facts, sender, to, number, now),
    )
    return facts.kind, letter.subject, Outgoing(identity.replies_to, (address,), content, named.message_id)


def _calendar(
    service: Service, facts: Facts, sender: Address, to: Address, number: int, now: datetime
) -> CalendarPart | None:
    if not isinstance(facts, InvitationMail):
        return None
    uid = uid_of(service, f"sample:{now.isoformat()}:{number}", to.email)
    entry = Entry(facts.title, facts.day, facts.starts, facts.ends, facts.place)
    return service.write_invitation(Invitation(uid, 0, "REQUEST", entry), sender, to, now, service.zone)

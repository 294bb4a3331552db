"""The mail with a one-time sign-in link, and the link that the first start prints."""

from datetime import timedelta

from sqlalchemy import func, select

from service.flows.letters import SignInLink
from service.flows.post_letter import frame_for, post_letter
from service.flows.service import Service
from service.flows.sign_in import LINK_LIFE, coordinator_with, make_link_secret
from service.store.people import PartyRow, SignIn

LINKS_AN_HOUR = 5
"""So that nobody can fill a coordinator's mailbox through the sign-in form."""


def send_sign_in(service: Service, email: str) -> None:
    """Send a link to a coordinator with this address. Says nothing of whether there is one."""
    now = service.clock.now()
    with service.store.write() as session:
        party = coordinator_with(session, email)
        if party is None:
            return
        recent = select(func.count()).where(
            SignIn.party_id == party.id, SignIn.expires_at > now + LINK_LIFE - timedelta(hours=1)
        )
        if (session.scalar(recent) or 0) >= LINKS_AN_HOUR:
            return
        secret = make_link_secret(session, party, now)
        frame = frame_for(session, service, party.organisation_id, party)
        facts = SignInLink(frame, link_to(service, secret), int(LINK_LIFE.total_seconds() // 60))
        post_letter(session, service, facts, party, key=f"signin:{party.id}:{secret[:8]}")
    service.nudge("send_outbox")


def link_to(service: Service, secret: str) -> str:
    """Return the address that a one-time secret is used at."""
    return f"{service.identity.public_url}/in/{secret}"


def first_link(service: Service) -> str | None:
    """Return a link for the first coordinator while nobody has signed in yet; later ones come by mail."""
    now = service.clock.now()
    with service.store.write() as session:
        if session.scalar(select(func.count()).select_from(SignIn).where(SignIn.used_at.is_not(None))):
            return None
        party = session.scalars(select(PartyRow).where(PartyRow.coordinator).order_by(PartyRow.id)).first()
        return link_to(service, make_link_secret(session, party, now)) if party else None

"""The secret addresses of calendar feeds: whoever has one may read the feed, until it is renewed or taken away."""

import secrets

from service.flows.service import Service
from service.store.people import Organisation, PartyRow
from service.store.plan import AreaRow

FeedOwner = PartyRow | AreaRow | Organisation
"""Whose days a feed has: those an owner answers for, an area's, or all of them."""


def feed_address(service: Service, owner: FeedOwner) -> str | None:
    """Return the address to subscribe to, None when there is none."""
    return f"{service.identity.public_url}/kalender/{owner.feed_secret}.ics" if owner.feed_secret else None


def ensure_feed_address(owner: FeedOwner) -> None:
    """Give the feed an address unless it has one, in the caller's transaction."""
    if owner.feed_secret is None:
        owner.feed_secret = secrets.token_urlsafe(24)


def renew_feed_address(service: Service, owner: FeedOwner) -> str:
    """Give the feed a new address and return it, in the caller's transaction; the old one stops at once."""
    owner.feed_secret = secrets.token_urlsafe(24)
    return f"{service.identity.public_url}/kalender/{owner.feed_secret}.ics"


def take_feed_away(owner: FeedOwner) -> None:
    """Let the feed have no address, in the caller's transaction."""
    owner.feed_secret = None

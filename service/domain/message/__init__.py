"""Mail before it is words: which reminders make one message, how a message is known again, and when it is tried again."""

from service.domain.message.gathering import DueReminder, Gathered, Line, gather, message_key
from service.domain.message.identity import (
    address_token,
    make_token,
    message_id,
    new_token_id,
    read_token,
    reply_address,
    subject_tag,
    tags_in,
    token_prefix,
)
from service.domain.message.sending import Delivery, State, may_become, next_attempt

__all__ = [
    "Delivery",
    "DueReminder",
    "Gathered",
    "Line",
    "State",
    "address_token",
    "gather",
    "make_token",
    "may_become",
    "message_id",
    "message_key",
    "new_token_id",
    "next_attempt",
    "read_token",
    "reply_address",
    "subject_tag",
    "tags_in",
    "token_prefix",
]

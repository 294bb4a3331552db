"""How a message is known again when it is answered: Message-ID, reply address, subject tag.

An answer is placed by the first of these that it carries: the token in the address it was sent to, our Message-ID in
In-Reply-To or References, the tag in the subject or in the quoted text. The token says which message is answered and
cannot be made up without the key; it does not say who answers. The tag is short enough to read aloud, and so to
guess: an answer with nothing but the tag is for a person to look at.

All codes use the alphabet that nobody mistakes when reading aloud (`measure.CODE_ALPHABET`), in lower case within
addresses, since some servers fold them.
"""

import hashlib
import hmac
import re

from service.domain.measure import CODE_ALPHABET

ID_LENGTH = 8
MAC_LENGTH = 16
TOKEN_LENGTH = ID_LENGTH + MAC_LENGTH
TAG_LENGTH = 6
LONGEST_ID = 76
"""With its angle brackets. Python 3.11 encodes longer ones in References, which breaks threads."""
LONGEST_LOCAL_PART = 64
"""RFC 5321 §4.5.3.1.1, in octets."""

SMALL = CODE_ALPHABET.lower()
TAG = re.compile(rf"\[\s*#\s*([{CODE_ALPHABET}]{{4}})-([{CODE_ALPHABET}]{{2}})\s*\]", re.IGNORECASE)
DOT_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def message_id(key: str, domain: str, random_part: str) -> str:
    """Return the Message-ID of the message with `key`, fixed when the message is made (RFC 5322 §3.6.4).

    `random_part` keeps a voided message and the one made in its place apart. At most 76 characters, whatever the
    domain: a long one is shortened from the left, label by label. ValueError: a part is not a dot-atom.
    """
    digest = hashlib.sha256(key.encode()).hexdigest()[:12]
    left = f"{digest}.{random_part[:12]}"
    labels = domain.strip(".").encode("idna").decode().split(".")
    while len(labels) > 1 and len(left) + len(".".join(labels)) + 3 > LONGEST_ID:
        labels.pop(0)
    right = ".".join(labels)[: LONGEST_ID - len(left) - 3]
    if not DOT_ATOM.fullmatch(left) or not DOT_ATOM.fullmatch(right):
        raise ValueError("the domain and the random part of a Message-ID must be dot-atoms")
    return f"<{left}@{right}>"


def new_token_id(random: bytes) -> str:
    """Return the lasting short name of a message from at least five random bytes. ValueError: there are fewer."""
    if len(random) < ID_LENGTH * 5 // 8:
        raise ValueError("a token's name needs five random bytes")
    return _letters(random, ID_LENGTH)


def make_token(token_id: str, key: bytes) -> str:
    """Return the token for a message: its short name and 80 bits that only the holder of `key` can make."""
    return token_id + _mac(token_id, key)


def read_token(token: str, key: bytes) -> str | None:
    """Return the short name that a token carries, None when it is not one of ours."""
    folded = token.strip().lower()
    if len(folded) != TOKEN_LENGTH or not set(folded) <= set(SMALL):
        return None
    token_id = folded[:ID_LENGTH]
    return token_id if hmac.compare_digest(folded[ID_LENGTH:], _mac(token_id, key)) else None


def reply_address(mailbox: str, token: str) -> str:
    """Return the mailbox with the token: svar@host → svar+TOKEN@host (RFC 5233 calls it a detail).

    ValueError: the mailbox is not an address, has a + already (Exchange takes one), or has no room for the token.
    """
    local, at, host = mailbox.rpartition("@")
    tagged = f"{local}+{token}"
    if not at or not local or not host or "+" in local or len(tagged.encode()) > LONGEST_LOCAL_PART:
        raise ValueError("the mailbox for answers cannot carry a token")
    return f"{tagged}@{host}"


def address_token(address: str, mailbox: str) -> str | None:
    """Return the token-like detail of an address that belongs to `mailbox`, None when there is none.

    Unchecked: see `read_token`. Letters' case does not count, and some servers quote the local part.
    """
    local, _, host = address.strip().strip("<>").lower().rpartition("@")
    base, _, base_host = mailbox.lower().rpartition("@")
    name, plus, detail = local.strip('"').partition("+")
    return detail if plus and name == base and host == base_host and len(detail) == TOKEN_LENGTH else None


def subject_tag(token_id: str) -> str:
    """Return what people see of a message's name, without brackets: "K7F3-2M"."""
    shown = token_id[:TAG_LENGTH].upper()
    return f"{shown[:4]}-{shown[4:]}"


def tags_in(text: str) -> tuple[str, ...]:
    """Return the tags in a subject or a quoted text, as `subject_tag` writes them, each once, in order."""
    found = (f"{match[1]}-{match[2]}".upper() for match in TAG.finditer(text))
    return tuple(dict.fromkeys(found))


def token_prefix(tag: str) -> str:
    """Return how the tokens that a tag may stand for begin: to look a message up by its tag."""
    return tag.replace("-", "").lower()


def _mac(token_id: str, key: bytes) -> str:
    return _letters(hmac.digest(key, b"reply\0" + token_id.encode(), "sha256"), MAC_LENGTH)


def _letters(data: bytes, length: int) -> str:
    """Return the first 5 × `length` bits of `data`, five to a letter."""
    number = int.from_bytes(data, "big") >> (len(data) * 8 - length * 5)
    return "".join(SMALL[number >> 5 * place & 31] for place in reversed(range(length)))

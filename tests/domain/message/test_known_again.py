"""Message-ID, reply address and subject tag: made once, known again however the answer comes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.message import (
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

KEY = b"a key for the tests"
NAME = new_token_id(b"\x51\x9a\x02\x77\xee")
TOKEN = make_token(NAME, KEY)
MAILBOX = "svar@norrvik.example"


def test_a_message_id_is_fixed_by_its_message_and_fits_a_header() -> None:
    one = message_id("reminders:2:2025-02-27", "norrvik.example", "q7f3")
    assert one == message_id("reminders:2:2025-02-27", "norrvik.example", "q7f3")
    assert one != message_id("reminders:2:2025-02-28", "norrvik.example", "q7f3")
    assert one != message_id("reminders:2:2025-02-27", "norrvik.example", "m2k9")
    assert re.fullmatch(r"<[0-9a-f]{12}\.q7f3@norrvik\.example>", one)


def test_a_domain_with_swedish_letters_is_written_as_mail_servers_know_it() -> None:
    assert message_id("k", "årshjul.example", "q7f3").endswith("@xn--rshjul-hua.example>")


@given(st.text(max_size=300), st.integers(1, 60), st.integers(1, 4))
def test_a_message_id_is_never_too_long(key: str, label: int, labels: int) -> None:
    found = message_id(key, ".".join(["a" * label] * labels), "q7f3m2k9")
    assert len(found) <= 76
    assert re.fullmatch(r"<[0-9a-f]{12}\.q7f3m2k9@a+(\.a+)*>", found)


@pytest.mark.parametrize(
    ("domain", "random_part"),
    [("", "q7"), ("norrvik.example", ""), ("norrvik.example", "a b"), ("a b.example", "q7")],
)
def test_a_message_id_of_other_letters_is_refused(domain: str, random_part: str) -> None:
    with pytest.raises(ValueError):
        message_id("k", domain, random_part)


def test_a_token_is_read_back_and_one_letter_wrong_is_not() -> None:
    assert read_token(TOKEN, KEY) == NAME
    assert read_token(TOKEN.upper(), KEY) == NAME, "some servers fold the case"
    assert read_token(TOKEN, b"another key") is None
    for place in range(len(TOKEN)):
        wrong = "a" if TOKEN[place] != "a" else "b"
        assert read_token(TOKEN[:place] + wrong + TOKEN[place + 1 :], KEY) is None


@given(st.text(max_size=40))
def test_no_other_text_is_a_token(text: str) -> None:
    assert read_token(text, KEY) in (None, NAME)
    assert (read_token(text, KEY) is None) or text.strip().lower() == TOKEN


@given(st.binary(min_size=5, max_size=40), st.binary(max_size=40))
def test_every_token_fits_an_address_and_is_found_in_it(random: bytes, key: bytes) -> None:
    token = make_token(new_token_id(random), key)
    address = reply_address(MAILBOX, token)
    assert len(address.rpartition("@")[0]) <= 64
    assert address_token(address, MAILBOX) == token
    assert read_token(token, key) == new_token_id(random)


def test_too_little_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="five random bytes"):
        new_token_id(b"1234")


@pytest.mark.parametrize(
    "mailbox", ["svar", "@norrvik.example", "svar@", "svar+plan@norrvik.example", "a" * 50 + "@x.example"]
)
def test_a_mailbox_that_cannot_carry_a_token_is_refused(mailbox: str) -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        reply_address(mailbox, TOKEN)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (f"svar+{TOKEN}@norrvik.example", True),
        (f"SVAR+{TOKEN.upper()}@NORRVIK.EXAMPLE", True),
        (f"<svar+{TOKEN}@norrvik.example>", True),
        (f'"svar+{TOKEN}"@norrvik.example', True),
        ("svar@norrvik.example", False),
        ("svar+plan@norrvik.example", False),
        (f"otto+{TOKEN}@norrvik.example", False),
        (f"svar+{TOKEN}@annan.example", False),
        ("", False),
    ],
)
def test_the_token_is_found_only_in_our_own_mailbox(address: str, found: bool) -> None:
    assert address_token(address, MAILBOX) == (TOKEN if found else None)


def test_the_tag_leads_to_the_token_and_can_be_read_aloud() -> None:
    tag = subject_tag(NAME)
    assert re.fullmatch(r"[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{2}", tag)
    assert TOKEN.startswith(token_prefix(tag))


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Sv: Inför 19 mars [#K7F3-2M]", ("K7F3-2M",)),
        ("SV: inför 19 mars [# k7f3-2m ]", ("K7F3-2M",)),
        ("> Ref [#K7F3-2M]\n> igen [#K7F3-2M] och [#AB23-XY]", ("K7F3-2M", "AB23-XY")),
        ("[#K7F0-2M] [#K7F3] K7F3-2M", ()),
        ("", ()),
    ],
)
def test_tags_are_found_in_subjects_and_quotes(text: str, tags: tuple[str, ...]) -> None:
    assert tags_in(text) == tags

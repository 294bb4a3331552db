"""TXT records from a small DNS server, and from answers that are damaged."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.adapters.dns import NoResolverError, answers, question, resolver, txt_records

Answering = Callable[[bytes], bytes]


@contextmanager
def server(answering: Answering) -> Iterator[int]:
    """Answer one question; yield the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(10)

        def serve() -> None:
            asked, who = line.recvfrom(512)
            line.sendto(answering(asked), who)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield line.getsockname()[1]
        thread.join(10)


def record(*parts: bytes, kind: int = 16) -> bytes:
    data = b"".join(bytes([len(part)]) + part for part in parts)
    return b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data


def answer(asked: bytes, *records: bytes, flags: int = 0x8180) -> bytes:
    """Return an answer to a question, its names as pointers to the question's."""
    ends = asked.index(b"\0", 12) + 5
    return (
        asked[:2] + struct.pack(">HHHHH", flags, 1, len(records), 0, 0) + asked[12:ends] + b"".join(records)
    )


def test_the_texts_of_a_name_are_joined_from_their_pieces() -> None:
    spf = record(b"v=spf1 include:post.", b"norrvik.example -all")
    with server(lambda asked: answer(asked, record(b"annat"), spf)) as port:
        found = txt_records("norrvik.example", "127.0.0.1", port)
    assert found == ["annat", "v=spf1 include:post.norrvik.example -all"]


def test_an_alias_before_the_text_is_passed_over() -> None:
    with server(lambda asked: answer(asked, record(b"x", kind=5), record(b"v=DKIM1; p=abc"))) as port:
        assert txt_records("selector1._domainkey.norrvik.example", "127.0.0.1", port) == ["v=DKIM1; p=abc"]


def test_a_name_that_does_not_exist_has_no_texts() -> None:
    with server(lambda asked: answer(asked, flags=0x8183)) as port:
        assert txt_records("_dmarc.norrvik.example", "127.0.0.1", port) == []


@pytest.mark.parametrize(
    "answering",
    [
        lambda asked: answer(asked, flags=0x8182),  # the server has failed
        lambda asked: answer(asked, flags=0x8380),  # cut off
        lambda asked: b"\0\0" + answer(asked)[2:],  # another question's
        lambda asked: b"",
        lambda asked: answer(asked, record(b"v=spf1"))[:-30],
    ],
)
def test_an_answer_that_cannot_be_used_says_so(answering: Answering) -> None:
    with server(answering) as port, pytest.raises(NoResolverError):
        txt_records("norrvik.example", "127.0.0.1", port)


def test_a_server_that_keeps_quiet_is_not_waited_for_long() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        with pytest.raises(NoResolverError):
            txt_records("norrvik.example", "127.0.0.1", line.getsockname()[1], timeout=0.05)


@pytest.mark.parametrize("name", ["", "a..b", "x" * 70 + ".example"])
def test_what_is_no_name_is_not_asked_for(name: str) -> None:
    with pytest.raises(NoResolverError):
        txt_records(name, "127.0.0.1", 9, timeout=0.05)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reading_hang_or_break_otherwise(said: bytes) -> None:
    with suppress(ValueError, IndexError, struct.error):
        answers(question("norrvik.example", 7)[:2] + said, 7)


def test_the_first_resolver_of_the_machine_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "resolv.conf"
    assert resolver(file) is None
    file.write_text("# a comment\nsearch norrvik.example\nnameserver 192.0.2.1\nnameserver 192.0.2.2\n")
    assert resolver(file) == "192.0.2.1"

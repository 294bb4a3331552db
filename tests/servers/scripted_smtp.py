"""An SMTP server that says exactly what a test has written down: any answer, silence, or a broken line."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

CLOSE: Literal["close"] = "close"
HANG: Literal["hang"] = "hang"

OBLIGING = {
    "HELLO": "220 norrvik",
    "EHLO": "250-norrvik\r\n250 8BITMIME",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    ".": "250 2.0.0 taken",
    "RSET": "250 2.0.0 ok",
    "QUIT": "221 2.0.0 bye",
}


@dataclass
class Script:
    """What is said to each command (HELLO: the greeting, ".": after the mail); `heard` is all that came in."""

    answers: dict[str, str]
    port: int = 0
    heard: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def scripted_smtp(changes: Mapping[str, str]) -> Iterator[Script]:
    """Serve one connection after another; `changes` replace the obliging answers. A key may be "RCPT otto@…"."""
    script = Script(OBLIGING | dict(changes))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        script.port = listener.getsockname()[1]
        thread = threading.Thread(target=_serve, args=(listener, script), daemon=True)
        thread.start()
        try:
            yield script
        finally:
            script.over.set()
            with socket.create_connection(("127.0.0.1", script.port)):
                pass  # wakes accept()
            thread.join(10)


def _serve(listener: socket.socket, script: Script) -> None:
    while True:
        line, _ = listener.accept()
        with line:
            if script.over.is_set():
                return
            script.connections += 1
            try:
                _talk(line, script)
            except OSError:
                continue


def _talk(line: socket.socket, script: Script) -> None:
    with line.makefile("rb") as coming:
        if not _answer(line, script, "HELLO"):
            return
        for raw in coming:
            said = raw.decode(errors="replace").strip()
            script.heard.append(said)
            verb = said[:4].upper()
            specific = next((key for key in script.answers if " " in key and key[5:] in said), verb)
            if not _answer(line, script, specific):
                return
            if verb == "QUIT":
                return
            if verb == "DATA" and script.answers["DATA"].startswith("354"):
                script.mails.append(_mail(coming))
                if not _answer(line, script, "."):
                    return


def _mail(coming: Iterator[bytes]) -> bytes:
    lines = []
    for raw in coming:
        if raw == b".\r\n":
            break
        lines.append(raw.removeprefix(b"."))
    return b"".join(lines)


def _answer(line: socket.socket, script: Script, key: str) -> bool:
    """Say what the script says; False when the line is to be closed."""
    answer = script.answers.get(key, "502 5.5.1 not here")
    if answer == HANG:
        script.over.wait(30)
        return False
    if answer == CLOSE:
        return False
    line.sendall(f"{answer}\r\n".encode())
    return True

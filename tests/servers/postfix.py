"""A private Postfix: SMTP on a free loopback port, delivering norrvik.example into maildirs of a given folder.

What it has to put off it tries again each second.

Postfix starts as root and nothing else; `plan+anything@` reaches the maildir `plan`.
"""

import os
import shutil
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.dovecot import mail_owner
from tests.servers.programs import free_port, program

DOMAIN = "norrvik.example"

SERVICES = """
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
proxymap  unix  - - n - - proxymap
error     unix  - - n - - error
discard   unix  - - n - - discard
retry     unix  - - n - - error
virtual   unix  - n n - - virtual
lmtp      unix  - - n - - lmtp
flush     unix  n - n 1000? 0 flush
anvil     unix  - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running server."""

    folder: Path
    port: int


@contextmanager
def private_postfix(maildirs: Path, users: tuple[str, ...], transport: str = "virtual") -> Iterator[Postfix]:
    """Start a server that knows these users of norrvik.example; yield it.

    `transport` is Postfix's own name of what delivers: `lmtp:inet:127.0.0.1:PORT` instead of the maildirs; `discard:` throws away.
    """
    folder = Path(tempfile.mkdtemp(prefix="postfix-", dir="/tmp"))
    folder.chmod(0o755)
    server = Postfix(folder, free_port())
    _configure(server, maildirs, users, transport)
    command = [program("postfix"), "-c", str(folder / "etc")]
    process = subprocess.Popen(
        [*command, "start-fg"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait_until_ready(server.port)
        yield server
    finally:
        subprocess.run([*command, "stop"], capture_output=True, timeout=30, check=False)
        process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _configure(server: Postfix, maildirs: Path, users: tuple[str, ...], transport: str) -> None:
    etc, data, queue = (server.folder / name for name in ("etc", "data", "queue"))
    for made in (etc, data, queue):
        made.mkdir()
    shutil.chown(data, "postfix")
    owner = mail_owner()
    (etc / "users").write_text("".join(f"{user}@{DOMAIN} {user}/\n" for user in users))
    (etc / "master.cf").write_text(f"127.0.0.1:{server.port} inet n - n - - smtpd\n{SERVICES.lstrip()}")
    (etc / "main.cf").write_text(
        f"""compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
maillog_file = {server.folder}/postfix.log
maillog_file_prefixes = {server.folder}
myhostname = post.{DOMAIN}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
recipient_delimiter = +
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
virtual_mailbox_domains = {DOMAIN}
virtual_transport = {transport}
virtual_mailbox_base = {maildirs}
virtual_mailbox_maps = texthash:{etc}/users
virtual_minimum_uid = 1
virtual_uid_maps = static:{owner.pw_uid}
virtual_gid_maps = static:{owner.pw_gid}
smtpd_reject_unlisted_recipient = yes
smtpd_relay_restrictions = reject_unauth_destination
smtputf8_enable = no
"""
    )
    os.chmod(etc, 0o755)  # noqa: PTH101


def _wait_until_ready(port: int) -> None:
    for _ in range(200):
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=5) as line:
                line.noop()
                return
        except (OSError, smtplib.SMTPException):
            time.sleep(0.05)
    raise RuntimeError("Postfix did not start")

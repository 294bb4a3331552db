"""A private Dovecot: IMAP on a free loopback port, maildirs in a folder that goes with it.

Everybody who logs in with the right password, or with the right token over XOAUTH2, has a mailbox.
"""

import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from uuid import uuid4

from tests.servers.programs import free_port, program

PASSWORD = "hemligt"

_COUNTER = count()


@dataclass(frozen=True)
class Dovecot:
    """A running server. The user's maildir is `mail/USER`."""

    folder: Path
    imap_port: int
    imaps_port: int

    def maildir(self, user: str) -> Path:
        """Return where a user's mails lie."""
        return self.folder / "mail" / user

    def deliver(self, user: str, content: bytes) -> None:
        """Put a mail into the user's inbox, as a delivery agent does: written in tmp/, moved to new/."""
        maildir = self.maildir(user)
        for part in (maildir, *(maildir / name for name in ("tmp", "new", "cur"))):
            part.mkdir(exist_ok=True)
            _give_away(part)
        name = f"{time.time_ns()}.M{next(_COUNTER)}.norrvik"
        (maildir / "tmp" / name).write_bytes(content)
        _give_away(maildir / "tmp" / name)
        (maildir / "tmp" / name).rename(maildir / "new" / name)

    def kick(self, user: str) -> None:
        """Break every connection that the user has, as a restart of the server would."""
        command = [program("doveadm"), "-c", str(self.folder / "dovecot.conf"), "kick", user]
        subprocess.run(command, check=False, capture_output=True, timeout=20)

    def renumber(self, user: str) -> None:
        """Make the server forget its numbering of the inbox, so that UIDVALIDITY changes."""
        self.kick(user)
        maildir = self.maildir(user)
        for index in maildir.glob("dovecot*"):
            index.unlink()
        uids = maildir / "dovecot-uidlist"
        uids.write_text(f"3 V{next(_COUNTER) + 7} N1 G{uuid4().hex}\n")
        _give_away(uids)


@contextmanager
def private_dovecot(certificate: tuple[Path, Path] | None = None) -> Iterator[Dovecot]:
    """Start a server; yield it. With a certificate and its key it offers STARTTLS, and TLS on `imaps_port`."""
    folder = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
    folder.chmod(0o755)
    server = Dovecot(folder, free_port(), free_port())
    (folder / "mail").mkdir()
    _give_away(folder / "mail")
    configuration = folder / "dovecot.conf"
    configuration.write_text(_configuration(server, mail_owner(), certificate))
    process = subprocess.Popen(
        [program("dovecot"), "-F", "-c", str(configuration)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(server.imap_port)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def mail_owner() -> pwd.struct_passwd:
    """Return who owns the mails: Dovecot refuses root."""
    return pwd.getpwnam("nobody" if os.geteuid() == 0 else getpass.getuser())


def _give_away(path: Path) -> None:
    owner = mail_owner()
    os.chown(path, owner.pw_uid, owner.pw_gid)


def _configuration(server: Dovecot, owner: pwd.struct_passwd, certificate: tuple[Path, Path] | None) -> str:
    root = os.geteuid() == 0
    internal, login = ("dovecot", "dovenull") if root else (owner.pw_name, owner.pw_name)
    tls = "ssl = no"
    if certificate is not None:
        tls = f"ssl = yes\nssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}"
    return f"""
base_dir = {server.folder}/run
state_dir = {server.folder}/state
log_path = {server.folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
{tls}
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {internal if root else _group(owner)}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{server.folder}/mail/%n
auth_username_format = %n
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={server.folder}/mail/%n
}}
service imap-login {{
  inet_listener imap {{
    port = {server.imap_port}
  }}
  inet_listener imaps {{
    port = {server.imaps_port if certificate else 0}
  }}
  chroot =
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def _group(owner: pwd.struct_passwd) -> str:
    return grp.getgrgid(owner.pw_gid).gr_name


def _wait_until_ready(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
                if line.recv(20).startswith(b"* OK"):
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("Dovecot did not start")

"""A certificate for this machine's own names, made by openssl for one test run and thrown away after it."""

import ssl
import subprocess
from pathlib import Path

from tests.servers.programs import program


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Return the files of a new certificate for localhost and 127.0.0.1, and of its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    command = [
        program("openssl"),
        *made.split(),
        "-addext",
        names,
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


def server_side(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return a server's context with the certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def client_side(certificate: Path) -> ssl.SSLContext:
    """Return a client's context that trusts this certificate alone."""
    return ssl.create_default_context(cafile=str(certificate))

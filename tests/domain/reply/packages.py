"""Files as office programs write them, as small as they can be."""

import io
import zipfile
from collections.abc import Mapping

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def package(parts: Mapping[str, str]) -> bytes:
    """Return a zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, words in parts.items():
            made.writestr(name, words)
    return out.getvalue()


def office(family: str, more: str = "") -> bytes:
    """Return a package that says it is a document of `family`, with `more` among its kinds of parts."""
    kind = f"application/vnd.openxmlformats-officedocument.{family}.main+xml"
    return package({"[Content_Types].xml": f'<Types><Override ContentType="{kind}"/>{more}</Types>'})


def open_document(kind: str, *more: str) -> bytes:
    """Return an OpenDocument package with `more` parts."""
    said = {"mimetype": f"application/vnd.oasis.opendocument.{kind}"}
    return package(said | dict.fromkeys(more, "x"))
